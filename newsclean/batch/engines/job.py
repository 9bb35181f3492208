"""The input of an engine: the tasks of a run, and the job that does one of them. Engines do not look into tasks."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

Results = Generator[tuple[Any, Any], None, None]
"""Each task with its result, in the order in which an engine finishes them."""


class Job(Protocol):
    """How a worker does the tasks of a run. Engines pickle it to send it to their workers."""

    @property
    def max_memory(self) -> int | None:
        """Return how many bytes a worker may take on top of its size at the start; None for no limit."""

    @property
    def is_daemon(self) -> bool:
        """Return whether workers are daemon processes, which may not start workers of their own."""

    def do(self, task: Any) -> Any:
        """Do one task and return its result. A `NewscleanError` concerns every task and ends the run."""

    def lost(self, task: Any, status: str, reason: str, seconds: float) -> Any:
        """Return the result of a task whose worker ended before it had one."""


@dataclass(frozen=True, slots=True)
class Workload:
    """The work of an engine in one run.

    make_job: returns the job, given how many processors the engine has.
    processors: of this machine, for all tasks together. workers: tasks that run at a time on this machine.
    timeout: seconds for one task; None for no limit.
    should_abort: becomes true when the engine must drop the tasks in hand.
    """

    tasks: Iterator[Any]
    make_job: Callable[[int], Any]
    processors: int
    workers: int
    timeout: float | None
    should_abort: Callable[[], bool]
