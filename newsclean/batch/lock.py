"""The lock of an output folder: one run at a time writes to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from newsclean.batch.listener import Stop
from newsclean.batch.settings import LOCK_NAME
from newsclean.errors import LockedError, NewscleanError
from newsclean.sources.filesystem import make_folders

RETRY_SECONDS = 0.2
"""Seconds between two attempts to get the lock: a stop request is late by at most this. A guess; not measured."""


@contextmanager
def folder_lock(folder: Path, *, wait: bool, stop: Stop) -> Iterator[None]:
    """Make an output folder and hold its lock. Raises `LockedError` if another run holds it and `wait` is false."""
    try:
        make_folders(folder)
        lock = FileLock(folder / LOCK_NAME)
        while not lock.is_locked:
            try:
                lock.acquire(timeout=RETRY_SECONDS if wait else 0)
            except Timeout:
                if not wait or stop.signal is not None:
                    raise LockedError(f"{folder}: another run is at work here; --wait waits for it") from None
    except OSError as error:
        raise NewscleanError(f"{folder}: cannot write: {error.strerror or error}") from error
    try:
        yield
    finally:
        lock.release()
