"""Where data goes: standard output, or a file that is either the whole result or not there."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from newsclean.errors import NewscleanError


@contextmanager
def open_output(path: Path | None) -> Iterator[BinaryIO]:
    """Open a file to write, or standard output for None.

    A file appears under its name when the block ends, and only if it ends well. Raises `NewscleanError` when it cannot
    be written.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        # a device or a named pipe has nothing to rename
        with path.open("wb") if path.exists() and not path.is_file() else _whole(path) as stream:
            yield stream
    except OSError as error:
        raise NewscleanError(f"{path}: cannot write: {error.strerror or error}") from error


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """Write under a temporary name beside the file, and rename at the end."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
        Path(temporary).chmod(_mode_for(path))
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _mode_for(path: Path) -> int:
    """Return the mode of the file that is replaced, or of any new file; temporary ones are private."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
