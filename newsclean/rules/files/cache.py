"""Notes for the next start, in the platform's cache folder. Losing them costs milliseconds; they are never evidence."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from newsclean.version import __version__

MAX_BYTES = 1 << 26


def load(name: str) -> tuple[dict[str, Any], int] | None:
    """Return what was noted under a name, and when (in nanoseconds of the file system's clock); None if nothing was.

    Notes that somebody else could have written are not believed.
    """
    try:
        with _path(name).open("rb") as stream:
            status = os.fstat(stream.fileno())
            is_ours = not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)
            if not is_ours or status.st_size > MAX_BYTES:
                return None
            data = json.loads(stream.read())
    except (OSError, ValueError, RecursionError):
        return None
    return (data, status.st_mtime_ns) if isinstance(data, dict) and data.get("newsclean") == __version__ else None


def save(name: str, data: dict[str, Any]) -> None:
    """Note something under a name, if there is a place to."""
    path = _path(name)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps({"newsclean": __version__, **data}), encoding="utf-8")
        temporary.chmod(0o600)
        temporary.replace(path)
    except OSError:
        # no home, a full disk, a folder that is not ours: then the next start looks for itself again
        temporary.unlink(missing_ok=True) if os.access(path.parent, os.W_OK) else None


def _path(name: str) -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("newsclean", appauthor=False) / f"{name}.json"
