"""Fixtures of the tests of archives."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclean.batch.engines.job import Results, Workload
from tests.support.archives import make_crawl


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clean shards in this process: the helper that forks its workers has everything loaded already."""

    def engine(work: Workload) -> Results:
        job = work.make_job(work.processors)
        yield from ((task, job.do(task)) for task in work.tasks)

    monkeypatch.setattr("newsclean.batch.run.run_on_pool", engine)


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """Return a folder with two archives and two loose pages."""
    return make_crawl(tmp_path / "crawl")
