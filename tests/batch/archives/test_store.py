"""Runs over archives: done shards are skipped, failed pages still count, and a stop leaves shards for the next run."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclean.batch import ArchiveBatch, Inputs, Limits, ShardOptions, Stop, run_batch
from tests.support.archives import articles, run_archives, text_rows
from tests.support.batches import RecordingListener, story, tree, write
from tests.support.faulty_cleaners import clean_page


@pytest.mark.usefixtures("in_process", "crawl")
def test_a_folder_gives_its_archives_and_its_loose_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    summary, heard = run_archives("out", "crawl")
    assert summary.statuses == {"ok": 7, "failed": 1}
    assert (summary.shards, summary.exit_code, summary.cleaned) == ({"done": 3}, 1, 8)
    assert [(result.path, result.status) for result in heard.pages] == [("crawl/deep/b.jsonl:2", "failed")]
    made = tree(tmp_path / "out")
    wanted = ["crawl/a.jsonl", "crawl/deep.jsonl", "crawl/deep/b.jsonl"]
    assert sorted(made) == sorted([*wanted, *(f"{name}.done" for name in wanted), f"{wanted[2]}.failed.jsonl"])
    assert [row["source"] for row in articles(tmp_path / "out/crawl/deep.jsonl")] == [
        "crawl/deep/c.html",
        "crawl/deep/d.html",
    ]


@pytest.mark.usefixtures("in_process")
def test_a_second_run_cleans_only_new_archives(tmp_path: Path, crawl: Path) -> None:
    run_archives(tmp_path / "out", crawl)
    before = tree(tmp_path / "out")
    summary, heard = run_archives(tmp_path / "out", crawl)
    assert summary.statuses == {"skipped-unchanged": 7, "failed": 1}
    assert (summary.shards, summary.cleaned, summary.exit_code) == ({"skipped": 3}, 0, 1)
    assert [result.status for result in heard.pages] == ["failed"]
    assert tree(tmp_path / "out") == before
    write(crawl, {"e.jsonl": text_rows(story(9)), "deep/b.jsonl": text_rows(story(4))})
    summary, _ = run_archives(tmp_path / "out", crawl)
    assert (summary.shards, summary.exit_code) == ({"skipped": 2, "done": 2}, 0)
    assert not (tmp_path / "out" / "crawl/deep/b.jsonl.failed.jsonl").exists()


def test_outputs_do_not_depend_on_the_number_of_workers(tmp_path: Path, crawl: Path) -> None:
    def outputs(out: str) -> dict[str, bytes]:
        return {name: data for name, data in tree(tmp_path / out).items() if not name.endswith(".done")}

    for jobs in (1, 4):
        run_archives(tmp_path / f"out{jobs}", crawl, jobs=jobs)
    assert outputs("out1") == outputs("out4")


@pytest.mark.usefixtures("in_process")
def test_missing_and_unreadable_archives_fail(tmp_path: Path, crawl: Path) -> None:
    write(tmp_path, {"bad.parquet": b"PAR1 it is not PAR1"})
    summary, heard = run_archives(tmp_path / "out", crawl / "a.jsonl", crawl / "no.jsonl", tmp_path / "*.warc")
    assert (summary.statuses, summary.shards) == ({"ok": 4, "missing": 2}, {"done": 1})
    assert (summary.exit_code, [result.status for result in heard.pages]) == (1, ["missing", "missing"])
    pytest.importorskip("pyarrow")
    summary, _ = run_archives(tmp_path / "out", crawl / "a.jsonl", tmp_path / "bad.parquet")
    assert (summary.shards, summary.exit_code) == ({"skipped": 1, "failed": 1}, 1)


def test_a_signal_leaves_shards_for_the_next_run(tmp_path: Path) -> None:
    write(tmp_path, {"a.jsonl": text_rows(b"!hang"), "b.jsonl": text_rows(b"!hang"), "c.jsonl": text_rows(story(1))})

    class Impatient(RecordingListener):
        def planned(self, inputs: int, to_clean: int) -> None:
            assert (inputs, to_clean) == (3, 3)
            stop.request(15)

    stop = Stop()
    shard = ShardOptions(limits=Limits(None, None, 2), clean_page=clean_page)
    batch = ArchiveBatch(Inputs((str(tmp_path / "*.jsonl"),)), str(tmp_path / "out"), "jsonl", shard)
    summary = run_batch(batch, Impatient(), stop)
    assert (summary.exit_code, summary.shards) == (143, {"left": 3})
    assert tree(tmp_path / "out") == {}
    assert str(summary).startswith("0 pages: ; 3 archives: 3 left; ")


@pytest.mark.usefixtures("in_process")
def test_temporary_files_of_a_killed_run_are_deleted(tmp_path: Path, crawl: Path) -> None:
    write(tmp_path / "out" / str(crawl)[1:], {".a.jsonl.0123.newsclean-tmp": b"half"})
    run_archives(tmp_path / "out", crawl)
    assert not list((tmp_path / "out").rglob("*.newsclean-tmp"))
