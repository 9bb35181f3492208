"""What an engine is given: the tasks of a run, and the job that does one of them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")
TaskT_contra = TypeVar("TaskT_contra", contravariant=True)
ResultT_co = TypeVar("ResultT_co", covariant=True)

Results = Generator[tuple[TaskT, ResultT], None, None]
"""Each task with its result, in the order in which engines finish them."""


class Job(Protocol[TaskT_contra, ResultT_co]):
    """How a worker does the tasks of a run. Engines pickle it to send it to their workers."""

    @property
    def max_memory(self) -> int | None:
        """Bytes that a worker may take on top of what it has at its start; None for no limit."""

    @property
    def is_daemon(self) -> bool:
        """Whether workers are daemon processes; only other processes may start workers of their own."""

    def do(self, task: TaskT_contra) -> ResultT_co:
        """Do one task. A `NewscleanError` concerns every task and ends the run."""

    def lost(self, task: TaskT_contra, status: str, reason: str, seconds: float) -> ResultT_co:
        """Return the result of a task whose worker ended before it had one."""


class RemoteJob(Job[TaskT_contra, ResultT_co], Protocol[TaskT_contra, ResultT_co]):
    """A job for other machines, which do not have the user's own publication files."""

    @property
    def processors(self) -> int:
        """How many processors one task uses."""

    @property
    def rules(self) -> tuple[str, ...]:
        """The folders and files of the user's own rules."""

    def with_rules(self, rules: tuple[str, ...]) -> RemoteJob[TaskT_contra, ResultT_co]:
        """Return the same job with the rules in other places."""


@dataclass(frozen=True, slots=True)
class Workload(Generic[TaskT, ResultT]):
    """What an engine does in one run.

    make_job: returns the job, given how many processors the engine has.
    processors: of this machine, for all tasks together.
    workers: tasks that run at a time on this machine.
    timeout: seconds for one task; None for no limit.
    should_abort: becomes true when the engine shall drop the tasks in hand.
    """

    tasks: Iterator[TaskT]
    make_job: Callable[[int], RemoteJob[TaskT, ResultT]] | Callable[[int], Job[TaskT, ResultT]]
    processors: int
    workers: int
    timeout: float | None
    should_abort: Callable[[], bool]
