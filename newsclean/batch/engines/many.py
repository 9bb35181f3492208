"""Many pages in worker processes, for Python: articles and failures as an iterator, in bounded memory.

A page that hangs, crashes or takes too much memory becomes a `Failure`; the others go on.
"""

from __future__ import annotations

import asyncio
import queue
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from newsclean.article import Article
from newsclean.batch.engines.pool import WorkerPool
from newsclean.batch.settings import MEBIBYTE, PageCleaner, available_processors
from newsclean.errors import NewscleanError, PageError, RequestError, UsageError
from newsclean.options import Options
from newsclean.pipeline import Failure, PageLike, clean_one, failure_of, source_of
from newsclean.sources import Source

BACKLOG = 16
"""Finished pages a worker that may wait for a slower one before them. More keep workers busy behind a slow page, and
take more memory. A guess; not measured."""
MAX_MEMORY = 2048 * MEBIBYTE  # bytes that a page may take, as in a batch
NO_PAGE = object()  # among the pages of a lineup: there is none for now
AnyPage = PageLike | tuple[PageLike, str | None]
"""A page, or a page with its address."""


@dataclass(frozen=True, slots=True)
class Request:
    """A page with options of its own."""

    source: Source
    options: Options

    @property
    def name(self) -> str:
        """The name of the page."""
        return self.source.name


_Task = tuple[int, Source | Request | Failure]


@dataclass(frozen=True, slots=True)
class PageJob:
    """Cleans one page in a worker process; a task is a number and a source, or the failure to make one."""

    options: Options
    max_memory: int | None
    clean_page: PageCleaner = clean_one
    is_daemon: bool = True

    def do(self, task: _Task) -> Article | Failure:
        """Return the article of a page, or its failure."""
        page = task[1]
        if isinstance(page, Failure):
            return page
        source, options = (page.source, page.options) if isinstance(page, Request) else (page, self.options)
        try:
            result = self.clean_page(source, options)
        except NewscleanError as error:
            if isinstance(page, Request) and options != self.options:
                return Failure(page.name, RequestError(f"{page.name}: {error}"))
            raise
        except Exception as error:  # noqa: BLE001 - a bug on one page must not end the worker
            return failure_of(page.name, error)
        if isinstance(result, Failure) and isinstance(result.error.__cause__, MemoryError):
            return self.lost(task, "failed", "out of memory", 0.0)
        return result

    def lost(self, task: _Task, status: str, reason: str, seconds: float) -> Failure:  # noqa: ARG002
        """Return the failure of a page whose worker ended before it had one."""
        name = task[1].source if isinstance(task[1], Failure) else task[1].name
        return Failure(name, PageError(f"{name}: {reason}"))


@dataclass(slots=True)
class _Lineup:
    """The pages on their way: numbers them as they come, and gives the results out in that order or as they finish."""

    pages: Iterator[Any]
    most: int
    is_ordered: bool
    taken: int = 0
    given: int = 0
    waiting: dict[int, Article | Failure] = field(default_factory=dict)

    def tasks(self) -> Iterator[_Task | None]:
        """Yield the pages for the workers; None where the backlog is full, or no page is there for now."""
        while True:
            if self.taken - self.given >= self.most:
                yield None
                continue
            try:
                page = next(self.pages)
            except StopIteration:
                return
            if page is NO_PAGE:
                yield None
                continue
            number, self.taken = self.taken, self.taken + 1
            yield number, page if isinstance(page, Failure | Request) else _source(page)

    def ready(self) -> Iterator[Article | Failure]:
        """Yield the results whose turn it is."""
        for number in sorted(self.waiting):
            if self.is_ordered and number != self.given:
                return
            self.given += 1
            yield self.waiting.pop(number)


def clean_many(
    pages: Iterable[AnyPage],
    *,
    options: Options | None = None,
    jobs: int | None = None,
    timeout: float | None = 30.0,
    max_memory: int | None = MAX_MEMORY,
    ordered: bool = True,
) -> Iterator[Article | Failure]:
    """Yield an `Article`, or a `Failure` with its error, for every page, cleaned in worker processes.

    pages: what `clean` takes, or pairs of it and an address. They are taken as workers become free, so they may be
        endless.
    jobs: worker processes; one a processor by default. timeout: seconds for a page; None for no limit.
    max_memory: bytes that a page may take; None for no limit.
    ordered: in the order of the pages; otherwise as they finish.

    A script calls it below `if __name__ == "__main__":`. Raises `UsageError` and `RuleFileError`, which concern every
    page.
    """
    if jobs is not None and jobs < 1:
        raise UsageError(f"jobs={jobs}: at least one worker is needed")
    workers = jobs or available_processors()
    return in_workers(pages, PageJob(options or Options(), max_memory), workers, timeout, ordered=ordered)


def in_workers(
    pages: Iterable[AnyPage], job: PageJob, workers: int, timeout: float | None, *, ordered: bool
) -> Iterator[Article | Failure]:
    """Yield the result of a job for every page; see `clean_many`."""
    lineup = _Lineup(iter(pages), workers * BACKLOG, ordered)
    return _results(WorkerPool(job, workers, timeout), lineup)


def answers(
    requests: queue.Queue[Source | Request | Failure | None], job: PageJob, workers: int, timeout: float | None
) -> Iterator[Article | Failure]:
    """Yield the answer to each request of a queue, in order, each as soon as the worker has it; None ends the queue.

    Unlike `clean_many` it never waits for the next request while a worker has one.
    """

    def pages() -> Iterator[Any]:
        while True:
            try:
                page = requests.get(block=lineup.taken == lineup.given)
            except queue.Empty:
                yield NO_PAGE
                continue
            if page is None:
                return
            yield page

    lineup = _Lineup(pages(), workers * BACKLOG, is_ordered=True)
    return _results(WorkerPool(job, workers, timeout), lineup)


def _results(pool: WorkerPool, lineup: _Lineup) -> Iterator[Article | Failure]:
    with closing(pool.run(lineup.tasks())) as finished:
        for (number, _), result in finished:
            lineup.waiting[number] = result
            yield from lineup.ready()
    yield from lineup.ready()


async def aclean_many(
    pages: Iterable[AnyPage] | AsyncIterable[AnyPage], **settings: Any
) -> AsyncIterator[Article | Failure]:
    """Yield the same as `clean_many` without blocking the event loop; `pages` may be an asynchronous iterable."""
    loop = asyncio.get_running_loop()
    feeder: asyncio.Task[None] | None = None
    if isinstance(pages, AsyncIterable):
        waiting: queue.Queue[Any] = queue.Queue()
        feeder = asyncio.create_task(_feed(pages, waiting))
        source: Iterable[Any] = iter(waiting.get, None)
    else:
        source = pages
    results = clean_many(source, **settings)
    try:
        while (result := await loop.run_in_executor(None, next, results, None)) is not None:
            yield result
    finally:
        if feeder is not None:
            feeder.cancel()
            waiting.put(None)
        await loop.run_in_executor(None, results.close)  # type: ignore[attr-defined]


async def _feed(pages: AsyncIterable[AnyPage], waiting: queue.Queue[Any]) -> None:
    try:
        async for page in pages:
            waiting.put(page)
            while waiting.qsize() > BACKLOG:
                await asyncio.sleep(0.01)
    finally:
        waiting.put(None)


def _source(page: AnyPage) -> Source | Failure:
    page, url = page if isinstance(page, tuple) else (page, None)
    try:
        return source_of(page, url)
    except PageError as error:
        return Failure(str(page), error)
