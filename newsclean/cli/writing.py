"""Where data goes: standard output, or a file that is either the whole result or not there."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from newsclean.errors import NewscleanError


def write(chunks: Iterable[bytes], path: Path | None) -> None:
    """Write to a file, or to standard output for None.

    A file appears under its name only when it is complete. Raises `NewscleanError` when it cannot be written.
    """
    if path is None:
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
        return
    if path.exists() and not path.is_file():
        # a device or a named pipe has nothing to rename
        with path.open("wb") as stream:
            stream.writelines(chunks)
        return
    _write_whole(chunks, path)


def _write_whole(chunks: Iterable[bytes], path: Path) -> None:
    temporary = None
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "wb") as stream:
            stream.writelines(chunks)
        _give_mode(temporary, path)
        Path(temporary).replace(path)
        temporary = None
    except OSError as error:
        raise NewscleanError(f"{path}: cannot write: {error.strerror or error}") from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _give_mode(temporary: str, path: Path) -> None:
    """Give the file the mode of the one it replaces, or of any new file; temporary ones are private."""
    if path.exists():
        mode = path.stat().st_mode & 0o777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    Path(temporary).chmod(mode)
