"""Worker processes on this machine, each with a pipe of its own, so that it is always known who has which page.

A worker that hangs, crashes or is killed loses the page it was at and nothing else; the pages that wait behind that one
go to another worker. A shared queue cannot promise that: pebble 5.2 never notices a worker that leaves with exit code
0, and a worker killed while it holds the queue's lock takes the others with it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import connection
from typing import Any, Protocol

from newsclean.batch.settings import MEBIBYTE
from newsclean.batch.task import PageResult
from newsclean.errors import NewscleanError

PREFETCH = 2
"""Pages a worker has: the one it is at, and one to go on with while the main process is busy."""
PAGES_PER_WORKER = 1000
"""After these a worker makes room for a new one: what libraries leak must not count against a page's memory."""
START_SECONDS = 120.0
MAX_FAILED_STARTS = 3
TICK = 0.2
READY, LEAVING = "ready", "leaving"


def _never() -> bool:
    return False


class Job(Protocol):
    """What the tasks of a run have in common, and how one is done. It travels to the workers.

    `max_memory` is bytes on top of what a worker takes by itself, None for no limit; only workers that are no daemons
    may have workers of their own.
    """

    @property
    def max_memory(self) -> int | None:
        """The limit."""

    @property
    def is_daemon(self) -> bool:
        """Whether workers are daemons."""

    def do(self, task: Any) -> Any:
        """Do one task. A `NewscleanError` that it raises concerns all tasks, and ends the run."""


@dataclass(eq=False, slots=True)
class _Worker:
    """A process, our end of its pipe, and its pages in order; it is at the first."""

    process: Any
    pipe: connection.Connection
    deadline: float
    tasks: deque[Any] = field(default_factory=deque)
    since: float = 0.0
    is_ready: bool = False


@dataclass(eq=False, slots=True)
class WorkerPool:
    """Up to `jobs` workers. `should_abort` is asked now and then; once it says yes, `run` ends at once."""

    job: Job
    jobs: int
    timeout: float | None
    should_abort: Callable[[], bool] = _never
    _context: Any = None
    _workers: list[_Worker] = field(default_factory=list)
    _waiting: deque[Any] = field(default_factory=deque)
    _failed_starts: int = 0

    def run(self, tasks: Iterator[Any]) -> Generator[tuple[Any, Any], None, None]:
        """Yield each task with its outcome, as they come; tasks are taken only when a worker is free for them.

        A task that is None says that there is none for now. What a worker takes with it has an `PageResult` of ours.

        Raises `UsageError` and `RuleFileError` from a worker, and `NewscleanError` when workers cannot be started.
        """
        try:
            while not self.should_abort():
                self._feed(tasks)
                if not any(worker.tasks for worker in self._workers):
                    return
                yield from self._hear()
                yield from self._end_overdue()
        finally:
            self._dismiss()

    def _feed(self, tasks: Iterator[Any]) -> None:
        """Give every worker something to do, starting workers while there is work for them."""
        for depth in range(PREFETCH):
            for index in range(self.jobs):
                worker = self._workers[index] if index < len(self._workers) else None
                if worker is not None and len(worker.tasks) > depth:
                    continue
                task = self._waiting.popleft() if self._waiting else next(tasks, None)
                if task is None:
                    return
                self._give(worker or self._start(), task)

    def _give(self, worker: _Worker, task: Any) -> None:
        worker.tasks.append(task)
        if worker.is_ready and len(worker.tasks) == 1:
            self._begin(worker)
        # whoever is gone is noticed when the pipe is read
        with suppress(OSError):
            worker.pipe.send(task)

    def _begin(self, worker: _Worker) -> None:
        worker.since = time.monotonic()
        worker.deadline = worker.since + self.timeout if self.timeout else float("inf")

    def _hear(self) -> Iterator[tuple[Any, Any]]:
        """Take what the workers say, and notice who is gone."""
        by_pipe = {worker.pipe: worker for worker in self._workers}
        for pipe in connection.wait(list(by_pipe), TICK):
            worker = by_pipe[pipe]  # type: ignore[index]
            yield from self._drain(worker)

    def _drain(self, worker: _Worker) -> Iterator[tuple[Any, Any]]:
        try:
            while worker.pipe.poll():
                message = worker.pipe.recv()
                if message == READY:
                    worker.is_ready = True
                    self._failed_starts = 0
                elif message == LEAVING:
                    # its pages go to another at once, lest it seem that nobody has anything to do
                    self._release(worker)
                    return
                elif isinstance(message, NewscleanError):
                    raise message
                else:
                    yield worker.tasks.popleft(), message
                self._begin(worker)
        except (EOFError, OSError):
            yield from self._reap(worker)

    def _reap(self, worker: _Worker) -> Iterator[tuple[Any, Any]]:
        """Take leave of a worker that has ended; its first page is to blame if it did not say that it would."""
        seconds = time.monotonic() - worker.since
        self._end(worker)
        if not worker.is_ready:
            self._failed_starts += 1
            if self._failed_starts >= MAX_FAILED_STARTS:
                raise NewscleanError(f"cannot start workers ({_death(worker.process.exitcode)})")
        elif worker.tasks:
            yield worker.tasks.popleft(), _lost(worker.process.exitcode, seconds, self.timeout)
        self._waiting.extendleft(reversed(worker.tasks))

    def _release(self, worker: _Worker) -> None:
        """End a worker that is not to blame for any of its pages."""
        worker.process.kill()
        self._end(worker)
        self._waiting.extendleft(reversed(worker.tasks))

    def _end_overdue(self) -> Iterator[tuple[Any, Any]]:
        now = time.monotonic()
        for worker in [worker for worker in self._workers if worker.deadline < now and worker.tasks]:
            if worker.pipe.poll():
                continue
            if not worker.is_ready:
                worker.process.kill()
                yield from self._reap(worker)
                continue
            late = worker.tasks.popleft()
            self._release(worker)
            yield late, PageResult("timeout", _too_long(self.timeout), now - worker.since)

    def _start(self) -> _Worker:
        if self._context is None:
            self._context = _context()
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=serve, args=(theirs, self.job, self.timeout), daemon=self.job.is_daemon)
        try:
            with signals_blocked():
                process.start()
        except (OSError, EOFError) as error:
            raise NewscleanError(f"cannot start workers ({error})") from error
        theirs.close()
        worker = _Worker(process, ours, time.monotonic() + START_SECONDS)
        self._workers.append(worker)
        return worker

    def _end(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join(TICK)
        worker.process.kill()
        worker.process.join()

    def _dismiss(self) -> None:
        """End every worker; those without a page leave by themselves when their pipe closes."""
        for worker in self._workers:
            worker.pipe.close()
            if worker.tasks:
                worker.process.kill()
        while self._workers:
            self._end(self._workers[-1])


def serve(pipe: connection.Connection, job: Job, timeout: float | None) -> None:
    """Be a worker: do the pages that come through the pipe until it closes. Never returns with a traceback."""
    try:
        _prepare(job)
        pipe.send(READY)
        for _ in range(PAGES_PER_WORKER):
            task = pipe.recv()
            _set_alarm(timeout)
            try:
                outcome = job.do(task)
            except NewscleanError as error:
                outcome = error
            _set_alarm(None)
            pipe.send(outcome)
            if isinstance(outcome, PageResult) and outcome.is_out_of_memory:
                break
        pipe.send(LEAVING)
    except (EOFError, OSError):
        os._exit(0)
    except BaseException:  # noqa: BLE001 - a page may even raise SystemExit; the main process tells of it
        os._exit(1)


def _prepare(job: Job) -> None:
    """Make a worker quiet, deaf to signals meant for the main process, and bounded in memory."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if not os.environ.get("NEWSCLEAN_DEBUG"):
        # libraries warn on standard error, and a page must not write between our data
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
    if job.max_memory is not None:
        _limit_memory(job.max_memory)


def _limit_memory(extra: int) -> None:
    """Let this process have so much more memory than now, where the platform can limit it."""
    try:
        import resource

        pages = int(open("/proc/self/statm").read().split()[0])  # noqa: SIM115, PTH123
        now = pages * resource.getpagesize()
    except ImportError:
        return
    except (OSError, ValueError):
        now = 512 * MEBIBYTE
    with suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = now + extra
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _set_alarm(timeout: float | None) -> None:
    """End this process some time after the main one should have: it may have been killed while we hang."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, timeout + 10 if timeout else 0)


@contextmanager
def signals_blocked() -> Iterator[None]:
    """Start processes deaf to Ctrl-C and to service managers: they end with their pages, or are killed."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    signals = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        # it starts with the first process, must not hear SIGHUP either, and unblocks the others on its way
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _context() -> Any:
    """Return the way processes are started: forked from a helper that has everything loaded, where that exists."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["newsclean.batch.preload"])
    return context


def _lost(exit_code: int | None, seconds: float, timeout: float | None) -> PageResult:
    if exit_code is not None and hasattr(signal, "SIGALRM") and exit_code == -signal.SIGALRM:
        return PageResult("timeout", _too_long(timeout), seconds)
    return PageResult("failed", f"the worker died on this page ({_death(exit_code)})", seconds)


def _too_long(timeout: float | None) -> str:
    return f"took longer than {timeout:g} s"


def _death(exit_code: int | None) -> str:
    """Say how a process ended."""
    if exit_code is None or exit_code >= 0:
        return f"exit code {exit_code}"
    try:
        name = signal.Signals(-exit_code).name
    except ValueError:
        name = f"signal {-exit_code}"
    return f"killed by {name}" + ("; out of memory?" if name == "SIGKILL" else "")
