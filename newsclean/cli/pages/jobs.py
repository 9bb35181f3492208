"""The option `--jobs` of verbs that read and write pages one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def in_order(pages: Iterable[T], work: Callable[[T], R], jobs: int) -> Iterator[R]:
    """Yield the result of each page in order. One job works in this process, and page by page as they come."""
    if jobs == 1:
        return map(work, pages)
    # start-up: a page alone needs no other process
    from newsclean.batch.engines.processes import in_processes

    return in_processes(pages, work, jobs)
