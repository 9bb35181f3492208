"""The run loop: an engine does the tasks of a store, and the store keeps the results.

A run is over single pages (`pages.store`, an SQLite manifest) or over archives (`archives.store`, done-markers).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Protocol

from newsclean.batch.archives.marker import find_reports
from newsclean.batch.archives.overview import archive_overview
from newsclean.batch.archives.store import ArchiveStore
from newsclean.batch.engines.job import Results, Workload
from newsclean.batch.engines.pool import run_on_pool
from newsclean.batch.listener import Listener, Stop
from newsclean.batch.pages.manifest import failures_named, read_manifest
from newsclean.batch.pages.overview import page_overview
from newsclean.batch.pages.store import PageStore
from newsclean.batch.results import PageResult, ShardReport
from newsclean.batch.settings import MANIFEST_NAME, ArchiveBatch, Batch, stream_folder
from newsclean.batch.summary import Summary
from newsclean.errors import UsageError

SETTLE_SECONDS = 1.0
"""Seconds that a result may wait for others to be settled with it. More make fewer transactions. A guess."""


class Store(Protocol):
    """The tasks of one run, what earlier runs know of them, and where results go.

    settle_size: results that the store settles together.
    inputs, to_clean: pages or archives of the run, and how many of them an engine must clean; known after `plan`.
    """

    settle_size: ClassVar[int]
    inputs: int
    to_clean: int

    def plan(self) -> bool:
        """Find the inputs and compare them with earlier runs; return false if a stop request came first."""

    def known(self) -> Iterator[PageResult | ShardReport]:
        """Yield the results that need no engine."""

    def workload(self) -> Workload:
        """Return the tasks for the engine."""

    def settle(self, finished: Iterable[tuple[Any, Any]]) -> Iterator[PageResult | ShardReport]:
        """Keep results, and yield what became of them in the end."""

    def finish(self) -> None:
        """Do what must follow all tasks. A run that was stopped does not call it."""

    def summary(self) -> Summary:
        """Return the counts of the run."""


def run_batch(batch: Batch | ArchiveBatch, listener: Listener | None = None, stop: Stop | None = None) -> Summary:
    """Clean the new and changed pages or archives of a batch, and return the summary. Failures are results, no errors.

    Raises `UsageError` for a batch that makes no sense, `LockedError` if another run holds the output folder, and
    `NewscleanError` if the store cannot be written. A script must call it below `if __name__ == "__main__":`.
    """
    start = time.monotonic()
    batch.check()
    stop = stop or Stop()
    with _open_store(batch, stop) as store:
        if store.plan():
            _run(store, _engine(batch), listener or Listener(), stop)
        summary = store.summary()
    seconds = time.monotonic() - start
    return replace(summary, thresholds=batch.thresholds, signal=stop.signal, seconds=seconds)


def plan_batch(batch: Batch | ArchiveBatch) -> Iterator[tuple[str, str]]:
    """Yield what `run_batch` would do, as actions and inputs, and change nothing. Raises the same errors."""
    batch.check()
    yield from ArchiveStore.preview(batch) if isinstance(batch, ArchiveBatch) else PageStore.preview(batch)


def overview(out: Path, since: datetime | None = None) -> dict[str, Any]:
    """Return what the store of an output folder or file knows, as JSON values.

    Both kinds of runs have `pages` (a count), `statuses`, `characters`, `publications` and `failures`. Runs over pages
    add `slowest` and `suspicious`, runs over archives `shards` and `passed_over`.
    `since` leaves out pages that no run from this time on has cleaned or failed to clean, and adds `runs`.
    Raises `NewscleanError` if no batch wrote it, and `UsageError` for a time if the runs were over archives.
    """
    folder = out if out.is_dir() else stream_folder(out)
    if not (folder / MANIFEST_NAME).exists():
        with failures_named(out):
            reports = find_reports(out)
            if reports and since is not None:
                raise UsageError(f"{out}: holds the articles of archives, whose markers have no time; leave --since")
            if reports:
                return archive_overview(reports)
    with failures_named(folder / MANIFEST_NAME), closing(read_manifest(folder)) as database:
        return page_overview(database, since)


def _open_store(batch: Batch | ArchiveBatch, stop: Stop) -> AbstractContextManager[Store]:
    return ArchiveStore.open(batch, stop) if isinstance(batch, ArchiveBatch) else PageStore.open(batch, stop)


def _engine(batch: Batch | ArchiveBatch) -> Callable[[Workload], Results]:
    if not isinstance(batch, ArchiveBatch) or batch.engine == "local":
        return run_on_pool
    # extra: ray
    from newsclean.batch.engines.ray import run_on_ray

    return partial(run_on_ray, address=batch.address)


def _run(store: Store, engine: Callable[[Workload], Results], listener: Listener, stop: Stop) -> None:
    """Do all tasks of a store, and report every result."""
    listener.planned(store.inputs, store.to_clean)
    for result in store.known():
        _report(result, listener)
    if store.to_clean:
        with closing(engine(store.workload())) as results:
            for finished in _batched(results, store.settle_size):
                for result in store.settle(finished):
                    _report(result, listener)
    if stop.signal is None:
        store.finish()


def _batched(results: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """Yield results in lists: one ends with `size` results, or `SETTLE_SECONDS` after the last."""
    finished: list[Any] = []
    settled_at = time.monotonic()
    for result in results:
        finished.append(result)
        if len(finished) >= size or time.monotonic() - settled_at >= SETTLE_SECONDS:
            yield finished
            finished, settled_at = [], time.monotonic()
    if finished:
        yield finished


def _report(result: PageResult | ShardReport, listener: Listener) -> None:
    if isinstance(result, PageResult):
        listener.page(result)
        return
    for path, status, reason in result.failures:
        listener.page(PageResult(path, status, reason))
    listener.shard(result)
