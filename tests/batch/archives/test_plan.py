"""The plan of archives: which there are, and what their outputs are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclean import UsageError
from newsclean.batch import ArchiveBatch, Inputs, plan_batch
from tests.support.archives import articles, run_archives, text_rows
from tests.support.batches import story, tree, write


@pytest.mark.usefixtures("in_process")
def test_equal_short_names_become_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"a.jsonl": text_rows(story(1)), "a.ndjson": text_rows(story(2)), "A.jsonl": text_rows(story(3))})
    run_archives("out", "a.jsonl", "a.ndjson", "A.jsonl", "a.jsonl")
    made = [name for name in tree(tmp_path / "out") if not name.endswith(".done")]
    assert sorted(made) == ["A.jsonl.jsonl", "a.jsonl.jsonl", "a.ndjson.jsonl"]


@pytest.mark.usefixtures("in_process")
def test_one_file_takes_one_archive(tmp_path: Path, crawl: Path) -> None:
    run_archives(tmp_path / "x" / "one.jsonl", crawl / "a.jsonl")
    assert len(articles(tmp_path / "x" / "one.jsonl")) == 4
    with pytest.raises(UsageError, match=r"one\.jsonl is one file, and there are 3 archives; name a folder"):
        run_archives(tmp_path / "x" / "one.jsonl", crawl)


def test_uris_and_their_patterns_name_archives(crawl: Path) -> None:
    from fsspec.implementations.memory import MemoryFileSystem

    memory = MemoryFileSystem()
    try:
        for name, data in tree(crawl).items():
            memory.pipe_file(f"/bucket/crawl/{name}", data)
        # workers cannot reach this process's memory, so the test looks only at the plan
        batch = ArchiveBatch(Inputs(("memory:///bucket/crawl", "memory:///bucket/*/*.jsonl")), "memory:///bucket/out")
        assert list(plan_batch(batch)) == [
            ("clean", "memory:///bucket/crawl/a.jsonl"),
            ("clean", "memory:///bucket/crawl/deep/b.jsonl"),
            ("clean", "memory:///bucket/crawl/deep/"),
        ]
        batch = ArchiveBatch(Inputs(("memory:///no/*", "memory:///none.jsonl")), "memory:///bucket/out")
        assert [action for action, _ in plan_batch(batch)] == ["fail", "fail"]
    finally:
        memory.store.clear()
        memory.pseudo_dirs[:] = [""]
