"""Pages in several processes, in order, for verbs that show them one after another. A batch has workers of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
WINDOW = 64
"""Pages in hand for each process. More take more memory. A guess."""
CHUNK = 8
"""Pages that a process takes at a time. More make the last processes wait. A guess."""


def in_processes(pages: Iterable[T], work: Callable[[T], R], jobs: int) -> Iterator[R]:
    """Yield the result of each page in order; the work is done in this process for one job."""
    if jobs == 1:
        yield from map(work, pages)
        return
    with ProcessPoolExecutor(jobs, get_context("forkserver")) as pool:
        rest = iter(pages)
        while window := list(islice(rest, WINDOW * jobs)):
            yield from pool.map(work, window, chunksize=CHUNK)
