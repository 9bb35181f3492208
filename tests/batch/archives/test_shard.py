"""One shard: each record is an article, a failure or passed over; a done shard is skipped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newsclean import NewscleanError, Options, UsageError
from newsclean.batch import ArchiveOptions, Limits, ShardOptions, ShardReport, clean_shard
from newsclean.render import FORMATS
from newsclean.render.registry import ARCHIVE_FORMATS
from tests.support.archives import articles, http, packed, page, record, warc
from tests.support.batches import html, story
from tests.support.faulty_cleaners import clean_page

MEBIBYTE = 1 << 20


def write_rows(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def clean(source: Path | str, sink: Path | str, **settings: Any) -> ShardReport:
    limits = Limits(settings.pop("timeout", 20.0), settings.pop("max_memory", None), settings.pop("jobs", 1))
    return clean_shard(str(source), str(sink), ShardOptions(limits=limits, clean_page=clean_page, **settings))


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Return an archive of JSON Lines with 12 texts."""
    return write_rows(
        tmp_path / "rows.jsonl",
        [{"id": n, "text": story(n).decode(), "url": f"https://harbourpost.example/{n}"} for n in range(12)],
    )


def test_rows_become_articles_in_order(tmp_path: Path, rows: Path) -> None:
    report = clean(rows, tmp_path / "out.jsonl", jobs=2, wanted=ArchiveOptions(carry=("id", "none")))
    found = articles(tmp_path / "out.jsonl")
    assert [(row["id"], row["none"], row["source"]) for row in found] == [
        (n, None, f"{rows}:{n + 1}") for n in range(12)
    ]
    assert found[3]["headline"] == "Ferry number 3 returns to the island"
    assert found[3]["url"] == "https://harbourpost.example/3"
    assert (report.status, report.statuses, report.failures) == ("done", {"ok": 12}, ())
    marker = json.loads((tmp_path / "out.jsonl.done").read_text())
    assert marker["statuses"] == {"ok": 12}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "out.jsonl.done", "rows.jsonl"]


def test_a_done_shard_is_skipped_until_something_changes(tmp_path: Path, rows: Path) -> None:
    sink = tmp_path / "out.jsonl.gz"
    first = clean(rows, sink)
    before = sink.stat()
    assert clean(rows, sink).status == "skipped"
    assert clean(rows, sink, jobs=3, timeout=9.0).status == "skipped"
    assert sink.stat() == before
    assert clean(rows, sink, force=True).status == "done"
    assert clean(rows, sink, options=Options(publication="none")).status == "done"
    assert clean(rows, sink).status == "done"
    sink.unlink()
    assert clean(rows, sink).status == "done"
    write_rows(rows, [{"text": story(7).decode()}])
    again = clean(rows, sink)
    assert (again.status, again.statuses) == ("done", {"ok": 1})
    assert again.sink_sha256 != first.sink_sha256


@pytest.mark.parametrize("kind", ARCHIVE_FORMATS)
def test_every_format_has_the_same_articles_and_bytes(tmp_path: Path, rows: Path, kind: str) -> None:
    if kind == "parquet":
        pytest.importorskip("pyarrow")
    if kind == "jsonl.zst":
        pytest.importorskip("zstandard")
    clean(rows, tmp_path / "plain.jsonl", wanted=ArchiveOptions(carry=("id",)))
    one, two = (tmp_path / f"{name}{FORMATS[kind].ending}" for name in ("one", "two"))
    report = clean(rows, one, wanted=ArchiveOptions(carry=("id",)))
    clean(rows, two, wanted=ArchiveOptions(carry=("id",)), jobs=3)
    assert one.read_bytes() == two.read_bytes()
    assert report.sink_bytes == one.stat().st_size
    wanted = articles(tmp_path / "plain.jsonl")
    if kind != "parquet":
        assert articles(one) == wanted
        return
    import pyarrow.parquet as pq

    found = pq.read_table(one).to_pylist()
    for row, article in zip(found, wanted, strict=True):
        assert row["id"] == str(article["id"])
        assert (row["body"], row["headline"], row["source"]) == (
            article["body"],
            article["headline"],
            article["source"],
        )
        assert [entry["text"] for entry in row["ledger"]] == [entry["text"] for entry in article["ledger"]]
        assert json.loads(row["restoration"]) == article["restoration"]


@pytest.mark.parametrize(
    ("deed", "status", "reason"),
    [
        ("segfault", "failed", "the worker died on this page (killed by SIGSEGV)"),
        ("hang", "timeout", "took longer than 0.3 s"),
        ("hog", "failed", "out of memory (more than 128 MiB)"),
        ("fault", "failed", "newsclean failed on this page (KeyError: 'boom')"),
    ],
)
def test_a_faulty_page_fails_alone(tmp_path: Path, deed: str, status: str, reason: str) -> None:
    texts = [story(n).decode() if n != 3 else f"!{deed}\n" for n in range(8)]
    source = write_rows(tmp_path / "in.jsonl", [{"text": text, "url": f"u{n}"} for n, text in enumerate(texts)])
    limits = {"timeout": 0.3} if status == "timeout" else {"max_memory": 128 * MEBIBYTE}
    report = clean(source, tmp_path / "out.jsonl", jobs=2, **limits)
    assert report.statuses == {"ok": 7, status: 1}
    assert report.failures == ((f"{source}:4", status, reason),)
    assert [row["source"] for row in articles(tmp_path / "out.jsonl")] == [
        f"{source}:{n}" for n in (1, 2, 3, 5, 6, 7, 8)
    ]
    (failed,) = articles(tmp_path / "out.jsonl.failed.jsonl")
    assert failed == {"source": f"{source}:4", "where": 4, "url": "u3", "status": status, "reason": reason}
    # the next run without failures deletes the file of failures
    write_rows(source, [{"text": texts[0]}])
    clean(source, tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl.failed.jsonl").exists()


def test_a_slow_page_delays_at_most_a_window(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    texts = [f"!wait {gate}\n{story(0).decode()}"] + [story(n).decode() for n in range(1, 60)]
    # the last page that fits into the window opens the gate
    texts[25] = f"!touch {gate}\n{story(25).decode()}"
    source = write_rows(tmp_path / "in.jsonl", [{"text": text} for text in texts])
    report = clean(source, tmp_path / "out.jsonl", jobs=2)
    assert report.statuses == {"ok": 60}
    assert [row["source"] for row in articles(tmp_path / "out.jsonl")] == [f"{source}:{n}" for n in range(1, 61)]


def test_broken_rows_fail_alone(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(
        b'{"text": "half\n[1, 2]\n\n{"text": 7}\n{"html": "", "text": null}\n'
        + json.dumps({"text": "word " * 300_000}).encode()
        + b"\n"
        + json.dumps({"text": story(1).decode()}).encode()
    )
    report = clean(source, tmp_path / "out.jsonl", options=Options(max_bytes=MEBIBYTE))
    assert report.statuses == {"ok": 1, "failed": 4, "too-large": 1}
    reasons = [(name.rpartition(":")[2], reason.partition(":")[0]) for name, _, reason in report.failures]
    assert reasons == [
        ("1", "not a JSON object"),
        ("2", "not a JSON object"),
        ("4", "has no text in 'html' or 'text' or 'content' or 'body'"),
        ("5", "has no text in 'html' or 'text' or 'content' or 'body'"),
        ("6", "larger than 1,048,576 bytes"),
    ]


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_a_truncated_compressed_file_loses_its_end(tmp_path: Path, rows: Path, kind: str) -> None:
    if kind == "zst":
        pytest.importorskip("zstandard")
    data = packed(rows.read_bytes() * 20, kind)
    source = tmp_path / f"cut.jsonl.{kind}"
    source.write_bytes(data[: len(data) // 2])
    report = clean(source, tmp_path / "out.jsonl", jobs=2)
    assert report.failed == 1
    assert "the rest of the file cannot be read" in report.failures[-1][2]


def test_parquet_columns_are_carried_along(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    source = tmp_path / "in.parquet"
    rows = {"page": [html(n) for n in range(5)], "n": list(range(5)), "seen": [None, 1.5, 2.5, None, 0.0]}
    pq.write_table(pa.table(rows), source, row_group_size=2)
    report = clean(source, tmp_path / "out.parquet", wanted=ArchiveOptions(html="page", carry=("n", "seen")))
    table = pq.read_table(tmp_path / "out.parquet")
    assert report.statuses == {"ok": 5}
    assert table.schema.field("n").type == pa.int64()
    assert table.select(["n", "seen"]).to_pydict() == {"n": rows["n"], "seen": rows["seen"]}
    assert table.column("source").to_pylist() == [f"{source}:{n}" for n in range(5)]
    with pytest.raises(UsageError, match=r"has no column 'html' or .*'body'; it has page, n, seen; --html-field"):
        clean(source, tmp_path / "other.parquet")
    with pytest.raises(UsageError, match="has no column 'what' to carry"):
        clean(source, tmp_path / "other.parquet", wanted=ArchiveOptions(html="page", carry=("what",)))


def test_a_broken_row_group_fails_alone(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    source = tmp_path / "in.parquet"
    pq.write_table(pa.table({"html": [html(n) for n in range(6)]}), source, row_group_size=2, compression="zstd")
    column = pq.read_metadata(source).row_group(1).column(0)
    data = bytearray(source.read_bytes())
    start = column.dictionary_page_offset or column.data_page_offset
    data[start : start + column.total_compressed_size] = bytes(column.total_compressed_size)
    source.write_bytes(bytes(data))
    report = clean(source, tmp_path / "out.jsonl")
    assert report.statuses == {"ok": 4, "failed": 1}
    assert report.failures[0][0] == f"{source}:2"
    assert report.failures[0][2].startswith("2 rows cannot be read: ")
    source.write_bytes(bytes(data)[:-50])
    with pytest.raises(NewscleanError, match=r"in\.parquet: "):
        clean(source, tmp_path / "out.jsonl")


def test_warc_records_become_articles(tmp_path: Path) -> None:
    pytest.importorskip("fastwarc")
    cut = record(1, http(html(1)), more=b"WARC-Truncated: time\r\n")
    image = record(2, http(b"\x89PNG", b"Content-Type: image/png\r\n"))
    source = tmp_path / "crawl.warc.gz"
    source.write_bytes(warc([page(0), cut, image, page(3)]) + b"junk")
    report = clean(source, tmp_path / "out.jsonl", wanted=ArchiveOptions(carry=("WARC-Date",)), name="crawl.warc.gz")
    found = articles(tmp_path / "out.jsonl")
    assert [row["url"] for row in found] == [f"https://harbourpost.example/{n}" for n in (0, 1, 3)]
    assert [row["warnings"] for row in found] == [[], ["truncated-by-crawler"], []]
    assert found[0]["source"] == "crawl.warc.gz:0"
    assert found[0]["WARC-Date"] == "2026-02-03T04:05:06Z"
    assert report.passed_over == {"not-html": 1}
    end = len(source.read_bytes()) - 4
    assert report.failures == ((f"crawl.warc.gz:{end}", "failed", "no record from here to the end"),)


def test_a_folder_is_a_shard_of_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for n in range(3):
        (folder / f"{n}.html").write_bytes(html(n))
    (folder / ".hidden").write_bytes(b"x")
    (folder / "below").mkdir()
    assert clean(f"{folder}/", tmp_path / "out.jsonl").statuses == {"ok": 3}
    assert [row["source"] for row in articles(tmp_path / "out.jsonl")] == [f"{folder}/{n}.html" for n in range(3)]
    assert clean(f"{folder}/", tmp_path / "out.jsonl").status == "skipped"
    (folder / "3.html").write_bytes(html(3))
    assert clean(f"{folder}/", tmp_path / "out.jsonl").statuses == {"ok": 4}


def test_foreign_files_are_not_overwritten(tmp_path: Path, rows: Path) -> None:
    sink = tmp_path / "out.jsonl"
    sink.write_text('{"id": 1}\n')
    with pytest.raises(NewscleanError, match="is no output of newsclean; --force overwrites it"):
        clean(rows, sink)
    assert sink.read_text() == '{"id": 1}\n'
    assert clean(rows, sink, force=True).status == "done"
    # the output of a run that was killed before it wrote the marker
    Path(f"{sink}.done").unlink()
    assert clean(rows, sink).status == "done"
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(NewscleanError, match=r"is the output of .*rows\.jsonl; take another --out"):
        clean(write_rows(other / "rows.jsonl", [{"text": "a"}]), sink)


def test_wrong_use_is_an_error(tmp_path: Path, rows: Path) -> None:
    with pytest.raises(UsageError, match=r"a shard's output ends in \.jsonl"):
        clean(rows, tmp_path / "out.csv")
    with pytest.raises(UsageError, match="--carry url: articles have a field of this name"):
        clean(rows, tmp_path / "out.jsonl", wanted=ArchiveOptions(carry=("url",)))
    with pytest.raises(UsageError, match="install the same on all nodes"):
        clean(rows, tmp_path / "out.jsonl", settings="another")
    with pytest.raises(NewscleanError, match="No such file"):
        clean(tmp_path / "none.jsonl", tmp_path / "out.jsonl")


def test_archive_and_output_may_be_remote(tmp_path: Path, rows: Path) -> None:
    from fsspec.implementations.memory import MemoryFileSystem

    memory = MemoryFileSystem()
    memory.pipe_file("/crawl/rows.jsonl", rows.read_bytes())
    try:
        sink = "memory:///out/deep/rows.jsonl.gz"
        report = clean("memory:///crawl/rows.jsonl", sink)
        assert (report.status, report.statuses) == ("done", {"ok": 12})
        assert sorted(memory.find("/out")) == ["/out/deep/rows.jsonl.gz", "/out/deep/rows.jsonl.gz.done"]
        (tmp_path / "copy.jsonl.gz").write_bytes(memory.cat_file("/out/deep/rows.jsonl.gz"))
        assert articles(tmp_path / "copy.jsonl.gz")[11]["source"] == "memory:///crawl/rows.jsonl:12"
        assert clean("memory:///crawl/rows.jsonl", sink).status == "skipped"
    finally:
        memory.store.clear()
        memory.pseudo_dirs[:] = [""]
