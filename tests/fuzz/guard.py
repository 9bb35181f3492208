"""The bounds of one execution: CPU time, memory, and a record of all that it writes, starts and connects to."""

from __future__ import annotations

import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from platformdirs import user_cache_path

CPU_SECONDS = 12.0
"""CPU time of one execution. Wide: the slowest sound page of 100 kB takes a quarter, also on a busy machine."""
MEMORY_BYTES = 300 << 20
"""Growth of the process in one execution. Wide: a page of 100 kB takes a tenth."""
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_SIDE_EFFECTS = frozenset(
    "os.remove os.rename os.mkdir os.rmdir os.link os.symlink os.chmod os.truncate os.system os.exec os.fork "
    "os.posix_spawn subprocess.Popen socket.connect socket.bind shutil.rmtree".split()
)
_PACKAGE = f"{os.sep}newsclean{os.sep}"


class OverBudgetError(BaseException):
    """The execution took more CPU time than `CPU_SECONDS`. No `except Exception` of the code under test catches it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken invariant: where it broke, how, and the data that broke it."""

    signature: str
    detail: str
    data: bytes


class _Effects:
    """The events that the audit hook has seen since `start`. A process has one hook, because none can be removed."""

    def __init__(self) -> None:
        self.is_watching, self.is_installed = False, False
        self.seen: list[str] = []
        self.caches: tuple[str, ...] = ()

    def watch(self) -> None:
        if not self.is_installed:
            sys.addaudithook(self._see)
            self.is_installed = True
        self.seen.clear()
        # Python writes the byte code of modules that the first page imports, and newsclean its tables
        self.caches = ("__pycache__", str(user_cache_path("newsclean", appauthor=False)))
        self.is_watching = True

    def _see(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.is_watching or (event != "open" and event not in _SIDE_EFFECTS):
            return
        if event == "open" and not arguments[2] & WRITING:
            return
        if not any(cache in str(arguments[:1]) for cache in self.caches):
            self.seen.append(f"{event} {arguments!r:.200}")


_EFFECTS = _Effects()


def guarded(run: Callable[[bytes], None], data: bytes, *, allowed: Path | None = None) -> Finding | None:
    """Run one execution and return what it broke, or None. It may write below the folder `allowed` and nowhere else."""
    before = _peak_bytes()
    _EFFECTS.watch()
    try:
        with cpu_limit(CPU_SECONDS):
            run(data)
    except OverBudgetError as error:
        return Finding(f"slow at {_place(error)}", f"more than {CPU_SECONDS} s of CPU", data)
    except (Exception, RecursionError) as error:  # noqa: BLE001 - every exception is a finding
        detail = "".join(traceback.format_exception(error))
        return Finding(f"{type(error).__name__} at {_place(error)}: {str(error)[:60]}", detail, data)
    finally:
        _EFFECTS.is_watching = False
    outside = [effect for effect in _EFFECTS.seen if allowed is None or str(allowed) not in effect]
    if outside:
        return Finding(f"side effect: {outside[0][:60]}", "\n".join(outside), data)
    grown = _peak_bytes() - before
    if grown > MEMORY_BYTES:
        return Finding("memory", f"the process grew by {grown >> 20} MiB", data)
    return None


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raise `OverBudgetError` in the block after this much CPU time of the process."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise OverBudgetError

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def _place(error: BaseException) -> str:
    """Return the innermost function of the package on the way to an error, else the innermost of all."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _PACKAGE in frame.filename]
    frame = (own or frames)[-1]
    return f"{frame.filename.rpartition(_PACKAGE)[2]}:{frame.name}"
