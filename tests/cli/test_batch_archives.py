"""`newsclean batch` over archives, as its users call it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.support.archives import articles, make_crawl, page, text_rows, warc
from tests.support.batches import html, story, write


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """Return a folder with two archives and two loose pages."""
    return make_crawl(tmp_path / "crawl")


def test_messages_log_and_preview(call: Run, tmp_path: Path, crawl: Path) -> None:
    write(crawl, {"deep/b.jsonl": text_rows(story(4)) + b"{\n"})
    out, log = tmp_path / "out", tmp_path / "log"
    done = call("batch", crawl / "a.jsonl", crawl / "deep", "--out", out, "--log-file", log, "--log-format", "json")
    assert done.returncode == 1
    said = done.stderr.decode().splitlines()
    assert said[0].startswith(f"newsclean: {crawl}/deep/b.jsonl:2: not a JSON object")
    assert said[1].startswith("newsclean: 8 pages: 7 ok, 1 failed; 3 archives: 3 done; ")
    events = [json.loads(line) for line in log.read_text().splitlines()]
    assert sorted(event["event"] for event in events) == ["archive"] * 3 + ["page", "summary"]
    again = call("batch", crawl / "a.jsonl", crawl / "deep", "--out", out, "--fail-over", "20%", "--quiet")
    assert again.returncode == 0
    assert again.stderr.decode().splitlines() == said[:1]
    plan = call("batch", "--files-from", "-", "--out", out, "--dry-run", stdin=f"{crawl}/a.jsonl\n".encode())
    assert plan.stdout.decode() == f"skip\t{crawl}/a.jsonl\n"
    assert plan.stderr == b"newsclean: 1 archive: 1 to skip; nothing was changed\n"


def test_a_folder_with_warc_files(call: Run, tmp_path: Path) -> None:
    pytest.importorskip("fastwarc")
    crawl = write(tmp_path / "crawl", {"a.warc.gz": warc(map(page, range(3))), "b.html": html(3)})
    done = call("batch", crawl, "--out", tmp_path / "out", "--carry", "WARC-Date", "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "out" / str(crawl)[1:]
    assert [row["WARC-Date"] for row in articles(folder / "a.jsonl")] == ["2026-02-03T04:05:06Z"] * 3
    assert [row["source"] for row in articles(Path(f"{folder}.jsonl"))] == [f"{crawl}/b.html"]


def test_clean_refuses_an_archive(call: Run) -> None:
    done = call("clean", "a.warc.gz")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"is an archive; `newsclean batch a.warc.gz --out DIR` cleans the pages in it" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.jsonl", "--out", "out", "--format", "text"], "--format text is for single pages; archives become jsonl, "),
        (
            ["a.jsonl", "--out", "out", "--prune"],
            "--prune, --learn, --fields, --front-matter and --csv-safe are for single pages",
        ),
        (["a.jsonl", "--out", "out.parquet", "--format", "jsonl"], "--format jsonl and --out out.parquet contradict"),
        (["a.html", "--out", "out", "--carry", "x"], "--carry and --address are for archives, and none was named"),
        (["a.jsonl", "--out", "out", "--carry", "body"], "--carry body: articles have a field of this name"),
        (["a.jsonl", "--out", "out", "--address", "auto"], "--address is that of a Ray cluster; it needs --engine ray"),
        (["nothing://a.jsonl", "--out", "out"], "nothing://a.jsonl: Protocol not known: nothing"),
    ],
)
def test_wrong_use_is_one_line(call: Run, arguments: list[str], message: str) -> None:
    done = call("batch", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"newsclean: {message}")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    ("name", "module", "extra"),
    [
        ("a.warc.gz", "fastwarc", "warc"),
        ("a.parquet", "pyarrow", "parquet"),
        ("a.jsonl.zst", "zstandard", "warc"),
        ("s3://bucket/a.jsonl", "s3fs", "remote"),
    ],
)
def test_a_missing_extra_is_named_in_one_line(
    environment: dict[str, str], tmp_path: Path, name: str, module: str, extra: str
) -> None:
    write(tmp_path, {"a.warc.gz": b"", "a.parquet": b"", "a.jsonl.zst": b""})
    source = name if ":" in name else str(tmp_path / name)
    script = (
        f"import sys; sys.modules[{module!r}] = None\n"
        f"sys.argv = ['newsclean', 'batch', {source!r}, '--out', {str(tmp_path / 'out')!r}]\n"
        "from newsclean.cli import main\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, cwd=ROOT, env=environment)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1), done.stderr
    assert f"pip install 'newsclean[{extra}]'" in done.stderr.decode()


def test_ray_is_an_extra_too(call: Run, tmp_path: Path, crawl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    done = call("batch", crawl / "a.jsonl", "--out", tmp_path / "out", "--engine", "ray")
    assert (done.returncode, done.stderr) == (2, b"newsclean: --engine ray needs ray; pip install 'newsclean[ray]'\n")
