"""A worker process of the pool: it does the tasks that come through its pipe."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from multiprocessing import connection

from newsclean.batch.engines.job import Job
from newsclean.errors import NewscleanError

READY, LEAVING = "ready", "leaving"
"""The messages that a worker sends besides results: before its first task, and after its last."""
TASKS_PER_WORKER = 1000
"""Tasks after which a new worker takes over: memory that libraries leak must not count against a page's limit.

A higher number starts fewer workers and lets more leak. A guess; not measured.
"""
ALARM_GRACE = 10.0
"""Seconds after the timeout at which a worker ends itself, if the main process has not. A guess; not measured."""
ASSUMED_BYTES = 512 << 20
"""The size of a worker where `/proc` does not tell it. A guess; not measured."""


def serve(pipe: connection.Connection, job: Job, timeout: float | None) -> None:
    """Do the tasks that come through the pipe until it closes. Prints no traceback."""
    try:
        _prepare(job)
        pipe.send(READY)
        for _ in range(TASKS_PER_WORKER):
            task = pipe.recv()
            _set_alarm(timeout)
            try:
                result = job.do(task)
            except NewscleanError as error:
                result = error
            _set_alarm(None)
            pipe.send(result)
            if getattr(result, "is_out_of_memory", False):
                # the heap may stay full
                break
        pipe.send(LEAVING)
    except (EOFError, OSError):
        os._exit(0)
    except BaseException:  # noqa: BLE001 - a page may even raise SystemExit; the main process reports it
        os._exit(1)


def _prepare(job: Job) -> None:
    """Ignore signals meant for the main process, discard all that libraries print, and limit this process's memory."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if not os.environ.get("NEWSCLEAN_DEBUG"):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
    if job.max_memory is not None:
        _limit_memory(job.max_memory)


def _limit_memory(extra: int) -> None:
    """Let this process take `extra` bytes more than it has now, where the platform can limit that."""
    try:
        import resource  # platform: only POSIX has it

        pages = int(open("/proc/self/statm").read().split()[0])  # noqa: SIM115, PTH123
        now = pages * resource.getpagesize()
    except ImportError:
        return
    except (OSError, ValueError):
        now = ASSUMED_BYTES
    with suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = now + extra
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _set_alarm(timeout: float | None) -> None:
    """End this process after the timeout even if the main process was killed in the meantime."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, timeout + ALARM_GRACE if timeout else 0)
