"""Where pages come from and where data goes: a file, standard input, standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from newsclean.errors import NewscleanError, UsageError
from newsclean.sources import Source
from newsclean.sources.filesystem import replace_durably
from newsclean.sources.registry import archive_kind


def open_source(file: str, url: str | None = None) -> Source:
    """Read a page from a file, or from standard input for "-".

    Raises `UnreadableError`, and `UsageError` for an archive of pages.
    """
    kind = archive_kind(file)
    if kind is not None and kind.never_a_page:
        raise UsageError(f"{file}: is an archive; `newsclean batch {file} --out DIR` cleans the pages in it")
    return Source.from_stdin(url=url) if file == "-" else Source.from_path(file, url=url)


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
