"""A cache between runs, in the platform's cache folder. It saves milliseconds and is safe to delete."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from newsclean.version import __version__

MAX_BYTES = 1 << 26  # of a file; a larger one cannot be one of ours and is ignored (a guess)


def load_cached(name: str) -> tuple[dict[str, Any], int]:
    """Return the cached data and its time (nanoseconds of the file system's clock); no data if there is none.

    Ignores data that another user could have written.
    """
    try:
        with _path(name).open("rb") as stream:
            status = os.fstat(stream.fileno())
            is_ours = not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)
            if not is_ours or status.st_size > MAX_BYTES:
                return {}, 0
            data = json.loads(stream.read())
    except (OSError, ValueError, RecursionError):
        return {}, 0
    is_current = isinstance(data, dict) and data.get("newsclean") == __version__
    return (data, status.st_mtime_ns) if is_current else ({}, 0)


def save_cached(name: str, data: dict[str, Any]) -> None:
    """Cache data under a name. Does nothing if the cache folder is not writable."""
    path = _path(name)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps({"newsclean": __version__, **data}), encoding="utf-8")
        temporary.chmod(0o600)
        temporary.replace(path)
    except OSError:
        # no home folder, a full disk or a folder of another user: the next run does without the cache
        if os.access(path.parent, os.W_OK):
            temporary.unlink(missing_ok=True)


def _path(name: str) -> Path:
    return user_cache_path("newsclean", appauthor=False) / f"{name}.json"
