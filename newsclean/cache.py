"""A cache between runs, in the platform's cache folder. It saves milliseconds and is safe to delete.

To load a table takes less time than to make it. The cache holds the index of rules, the indexed word data, unpacked
models, and compiled patterns. The tables are in the format of Python's own cache of modules, behind a line that names
newsclean, Python and a checksum.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from zlib import crc32

from platformdirs import user_cache_path

from newsclean.version import __version__

MAX_BYTES = 1 << 26  # of a file; a larger one cannot be one of ours and is ignored (a guess)
_PYTHON = f"{sys.implementation.cache_tag}-{sys.hexversion:x}"
INSTALLATION = f"{crc32(os.fsencode(Path(__file__).parent)):08x}"
"""Tells the tables of this installation from those of others that share the cache."""


def cached_table(name: str, sources: Iterable[Path], make: Callable[[], Any]) -> Any:
    """Return what `make` returns, from the cache while none of the source files has changed.

    The table consists of tuples, lists, dictionaries, texts, bytes and numbers. Name the module that makes it among
    the sources, so that a change of its code makes the table anew.
    """
    stamps = [[path.parent.name, path.name, *stamp(path.stat())] for path in sources]
    name = f"{name}-{INSTALLATION}"
    known, _ = load_cached(name)
    if known.get("sources") == stamps:
        return known["table"]
    table = make()
    save_cached(name, {"sources": stamps, "table": table})
    return table


def stamp(status: os.stat_result) -> list[int]:
    """Return the numbers of a file's status that change with its content."""
    return [status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino]


def load_cached(name: str) -> tuple[dict[str, Any], int]:
    """Return the cached data and its time (nanoseconds of the file system's clock); no data if there is none.

    Ignores data that is damaged, or that another user could have written.
    """
    try:
        with _path(name).open("rb") as stream:
            status = os.fstat(stream.fileno())
            is_ours = not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)
            if not is_ours or status.st_size > MAX_BYTES:
                return {}, 0
            head, _, content = stream.read().partition(b"\n")
            if head != _head(content):
                return {}, 0
            return marshal.loads(content), status.st_mtime_ns  # noqa: S302 - only this user could have written it
    except (OSError, ValueError, EOFError, TypeError):
        return {}, 0


def save_cached(name: str, data: dict[str, Any]) -> None:
    """Cache data under a name. Does nothing if the cache folder is not writable."""
    path = _path(name)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    content = marshal.dumps(data)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(_head(content) + b"\n" + content)
        temporary.chmod(0o600)
        temporary.replace(path)
    except OSError:
        # no home folder, a full disk or a folder of another user: the next run does without the cache
        if os.access(path.parent, os.W_OK):
            temporary.unlink(missing_ok=True)


def _head(content: bytes) -> bytes:
    """Return the first line of a file: equal heads mean that this newsclean and this Python wrote the content."""
    return f"newsclean {__version__} {_PYTHON} {crc32(content):08x}".encode()


def _path(name: str) -> Path:
    return user_cache_path("newsclean", appauthor=False) / f"{name}.table"
