"""Where pages come from and where data goes: a file, standard input, standard output."""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from newsclean.cli.console import warn_if_terminal
from newsclean.errors import NewscleanError, UsageError
from newsclean.sources import Source
from newsclean.sources.filesystem import is_remote, replace_durably
from newsclean.sources.registry import archive_kind

PACKED = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".7z", ".rar")
"""The endings of files that hold a folder. No reader unpacks them."""


def open_source(word: str, url: str | None = None, *, allows_private: bool = False) -> Source:
    """Read a page from a file, from an address of the web, or from standard input for "-".

    `url` is the page's address, if the caller knows it better. Raises `UnreadableError`, and `UsageError` for an
    archive of pages.
    """
    kind = archive_kind(word)
    if kind is not None and kind.never_a_page:
        raise UsageError(f"{word}: is an archive; `newsclean batch {word} --out DIR` cleans the pages in it")
    if word.lower().endswith(PACKED) and not is_remote(word):
        raise UsageError(f"{word}: is a packed folder; unpack it, and name the folder")
    if word == "-":
        warn_if_terminal()
        return Source.from_stdin(url=url)
    if is_remote(word) and not Path(word).exists():
        return _fetch(word, url, allows_private=allows_private)
    return Source.from_path(word, url=url)


def _fetch(word: str, url: str | None, *, allows_private: bool) -> Source:
    if not word.lower().startswith(("http://", "https://")):
        raise UsageError(f"{word}: `newsclean batch {word} --out DIR` reads it")
    source: Source = _fetcher(allows_private).fetch(word)
    return replace(source, url=url) if url else source


@cache
def _fetcher(allows_private: bool) -> Any:
    """Return the one fetcher of this process: it keeps the rules of hosts, and the pauses between their pages."""
    # start-up: only an address needs it
    from newsclean.sources.web import Fetcher

    return Fetcher(allows_private)


@contextmanager
def open_output(path: Path | None) -> Iterator[BinaryIO]:
    """Open a file to write, or standard output for None.

    A regular file appears under its name when the block ends, and only if the block raises nothing. Then it is on the
    disk: a power cut leaves the old file or the whole new one. Raises
    `NewscleanError` if the file cannot be written.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        # a device or a named pipe cannot be replaced by a file
        with path.open("wb") if path.exists() and not path.is_file() else _open_temporary(path) as stream:
            yield stream
    except OSError as error:
        raise NewscleanError(f"{path}: cannot write: {error.strerror or error}") from error


@contextmanager
def open_compressed(path: Path) -> Iterator[BinaryIO]:
    """Open a file to write as `open_output`, compressed if its name ends in .gz; the bytes depend on the data alone."""
    with open_output(path) as stream:
        if path.suffix.lower() != ".gz":
            yield stream
            return
        with gzip.GzipFile("", "wb", fileobj=stream, mtime=0) as packed:
            yield packed  # type: ignore[misc]


def make_folder(folder: Path) -> None:
    """Make a folder and its parents. Raises `UsageError` if that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror or error}") from None


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all. Raises `NewscleanError` if that fails."""
    with open_output(path) as stream:
        stream.write(text.encode("utf-8", "backslashreplace"))


@contextmanager
def _open_temporary(path: Path) -> Iterator[BinaryIO]:
    """Open a temporary file beside the path, and rename it to the path at the end. An existing file's mode stays."""
    temporary = path.with_name(f".{path.name}.{os.urandom(8).hex()}")
    try:
        with temporary.open("xb") as stream:
            yield stream
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        replace_durably(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
