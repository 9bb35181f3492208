"""A cleaner for pages that make it crash, hang or take all memory, as one real page in a million does.

`python -m tests.support.faulty_cleaners batch …` is `newsclean batch …` with this cleaner.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from newsclean import Article, Failure, Options, Source, clean_one
from newsclean.rules.types import Rule


def clean_page(source: Source, options: Options, learned: tuple[Rule, ...] = ()) -> Article | Failure:
    """Clean a page. If its first line is `!DEED`, do that deed first."""
    first, _, rest = source.data.partition(b"\n")
    if first.startswith(b"!"):
        deed, _, words = first[1:].decode("utf-8", "replace").partition(" ")
        source = Source(source.name, rest)
        if deed == "unsure":
            article = clean_one(source, options, learned)
            assert isinstance(article, Article)
            return replace(article, confidence=float(words))
        DEEDS[deed](words)
    return clean_one(source, options, learned)


def hang(_: str) -> None:
    """Sleep for ever."""
    while True:
        time.sleep(3600)


def spin(_: str) -> None:
    """Count for ever."""
    while True:
        pass


def hog(_: str) -> None:
    """Take all memory."""
    hoard = []
    while True:
        hoard.append(bytearray(1 << 24))


def fault(_: str) -> None:
    """Raise an error that newsclean does not expect."""
    raise KeyError("boom")


def wait(name: str) -> None:
    """Wait until a file exists: tests wait for events, not for a time."""
    while not Path(name).exists():
        time.sleep(0.005)


def full(_: str) -> None:
    """Forbid this process to write another byte to a file."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def say(_: str) -> None:
    """Print, as a library that warns does."""
    print("noise on standard output", flush=True)  # noqa: T201
    os.write(2, b"noise on standard error\n")


DEEDS: dict[str, Callable[[str], object]] = {
    "segfault": lambda _: ctypes.string_at(0),
    "exit": lambda code: os._exit(int(code)),
    "raise-exit": sys.exit,
    "kill": lambda _: os.kill(os.getpid(), signal.SIGKILL),
    "delete": lambda name: Path(name).unlink(missing_ok=True),
    "touch": lambda name: Path(name).touch(),
    "hang": hang,
    "spin": spin,
    "hog": hog,
    "fault": fault,
    "wait": wait,
    "full": full,
    "say": say,
}


def main() -> None:
    """Run the command line with the faulty cleaner."""
    import newsclean.batch
    from newsclean.cli import main as newsclean_main
    from tests.support.faulty_cleaners import clean_page as importable

    newsclean.batch.Batch = partial(newsclean.batch.Batch, clean_page=importable)  # type: ignore[misc, assignment]
    newsclean_main()


if __name__ == "__main__":
    main()
