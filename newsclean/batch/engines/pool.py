"""Worker processes on this machine. Each has a pipe of its own, so the pool always knows which worker has which task.

A worker that hangs, crashes or is killed loses its current task and nothing else: the tasks queued behind it go to
another worker. A shared queue cannot promise that: pebble 5.2 never notices a worker that leaves with exit code 0, and
a worker killed while it holds the queue's lock blocks all others.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import connection
from typing import Any

from newsclean.batch.engines.job import Job, Results, Workload
from newsclean.batch.engines.worker import LEAVING, READY, serve
from newsclean.errors import NewscleanError

PREFETCH = 2
"""Tasks that a worker holds: its current one, and one to go on with while the main process is busy.

A higher number queues more tasks behind one that hangs. A guess; not measured.
"""
START_SECONDS = 120.0
"""Seconds that a worker may take to start before the pool kills it. A guess; not measured."""
MAX_FAILED_STARTS = 3
"""Workers in a row that may die while they start before the run ends. A guess; not measured."""
TICK = 0.2
"""Seconds between two checks for stop requests and overdue tasks: a timeout is late by at most this. A guess."""


@dataclass(eq=False, slots=True)
class _Worker:
    """A process, our end of its pipe, and its tasks in order; it is doing the first."""

    process: Any
    pipe: connection.Connection
    deadline: float
    tasks: deque[Any] = field(default_factory=deque)
    started_at: float = 0.0
    is_ready: bool = False

    def begin_task(self, timeout: float | None) -> None:
        """Start the clock of the first task."""
        self.started_at = time.monotonic()
        self.deadline = self.started_at + timeout if timeout else float("inf")


def run_on_pool(work: Workload) -> Results:
    """Do a run's tasks in worker processes. Raises as `WorkerPool.run`."""
    pool = WorkerPool(work.make_job(work.processors), work.workers, work.timeout, work.should_abort)
    return pool.run(work.tasks)


@dataclass(eq=False, slots=True)
class WorkerPool:
    """Up to `size` workers. `timeout` is in seconds for one task; `run` ends soon after `should_abort` returns true."""

    job: Job
    size: int
    timeout: float | None = None
    should_abort: Callable[[], bool] = lambda: False
    _context: Any = None
    _workers: list[_Worker] = field(default_factory=list)
    _requeued: deque[Any] = field(default_factory=deque)
    _failed_starts: int = 0

    def run(self, tasks: Iterator[Any]) -> Results:
        """Yield each task with its result; take a task only when a worker is free for it.

        A task that is None means that there is none for now.

        Raises `UsageError` and `RuleFileError` from a worker, and `NewscleanError` when workers cannot start.
        """
        try:
            while not self.should_abort():
                self._feed(tasks)
                if not any(worker.tasks for worker in self._workers):
                    return
                yield from self._receive()
                yield from self._end_overdue()
        finally:
            self._dismiss()

    def _feed(self, tasks: Iterator[Any]) -> None:
        """Give every worker something to do, and start workers while there are tasks for them."""
        for depth in range(PREFETCH):
            for index in range(self.size):
                worker = self._workers[index] if index < len(self._workers) else None
                if worker is not None and len(worker.tasks) > depth:
                    continue
                task = self._requeued.popleft() if self._requeued else next(tasks, None)
                if task is None:
                    return
                self._send(worker or self._start(), task)

    def _send(self, worker: _Worker, task: Any) -> None:
        worker.tasks.append(task)
        if worker.is_ready and len(worker.tasks) == 1:
            worker.begin_task(self.timeout)
        # reading the pipe notices a worker that has gone
        with suppress(OSError):
            worker.pipe.send(task)

    def _receive(self) -> Iterator[tuple[Any, Any]]:
        """Take the messages of all workers, and notice those that have gone."""
        by_pipe = {worker.pipe: worker for worker in self._workers}
        for pipe in connection.wait(list(by_pipe), TICK):
            yield from self._drain(by_pipe[pipe])  # type: ignore[index]

    def _drain(self, worker: _Worker) -> Iterator[tuple[Any, Any]]:
        try:
            while worker.pipe.poll():
                message = worker.pipe.recv()
                if message == READY:
                    worker.is_ready = True
                    self._failed_starts = 0
                elif message == LEAVING:
                    # its tasks go to another worker at once; else the pool might look idle and end the run
                    self._release(worker)
                    return
                elif isinstance(message, NewscleanError):
                    raise message
                else:
                    yield worker.tasks.popleft(), message
                worker.begin_task(self.timeout)
        except (EOFError, OSError):
            yield from self._reap(worker)

    def _reap(self, worker: _Worker) -> Iterator[tuple[Any, Any]]:
        """Remove a worker that ended without a word; its first task is to blame."""
        seconds = time.monotonic() - worker.started_at
        self._end(worker)
        exit_code = worker.process.exitcode
        if not worker.is_ready:
            self._failed_starts += 1
            if self._failed_starts >= MAX_FAILED_STARTS:
                raise NewscleanError(f"cannot start workers ({_describe_exit(exit_code)})")
        elif worker.tasks:
            status, reason = "failed", f"the worker died on this page ({_describe_exit(exit_code)})"
            if exit_code is not None and hasattr(signal, "SIGALRM") and exit_code == -signal.SIGALRM:
                status, reason = "timeout", self._overdue
            task = worker.tasks.popleft()
            yield task, self.job.lost(task, status, reason, seconds)
        self._requeued.extendleft(reversed(worker.tasks))

    def _release(self, worker: _Worker) -> None:
        """End a worker that is not to blame for any of its tasks."""
        worker.process.kill()
        self._end(worker)
        self._requeued.extendleft(reversed(worker.tasks))

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
            yield late, self.job.lost(late, "timeout", self._overdue, now - worker.started_at)

    @property
    def _overdue(self) -> str:
        return f"took longer than {self.timeout:g} s"

    def _start(self) -> _Worker:
        if self._context is None:
            self._context = _start_method(type(self.job).__module__)
        ours, theirs = self._context.Pipe()
        arguments = (theirs, self.job, self.timeout)
        process = self._context.Process(target=serve, args=arguments, daemon=self.job.is_daemon)
        try:
            with _signals_blocked():
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
        """End every worker; idle ones leave by themselves when their pipe closes."""
        for worker in self._workers:
            worker.pipe.close()
            if worker.tasks:
                worker.process.kill()
        while self._workers:
            self._end(self._workers[-1])


@contextmanager
def _signals_blocked() -> Iterator[None]:
    """Start processes with Ctrl-C and the signals of service managers blocked: the pool ends its workers itself."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # platform: only POSIX has it
    from multiprocessing import resource_tracker

    signals = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        # the first process would start the tracker; it must ignore SIGHUP too, and its start unblocks the others
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_method(module: str) -> Any:
    """Return how processes start: forked from a helper that has everything loaded, where the platform has that.

    `module` is that of the job, which each worker would import else.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["newsclean.batch.engines.preload", module])
    return context


def _describe_exit(exit_code: int | None) -> str:
    if exit_code is None or exit_code >= 0:
        return f"exit code {exit_code}"
    try:
        name = signal.Signals(-exit_code).name
    except ValueError:
        name = f"signal {-exit_code}"
    return f"killed by {name}" + ("; out of memory?" if name == "SIGKILL" else "")
