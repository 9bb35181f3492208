"""The verb: find the pages, compare, clean what is new, settle it, and say how it went."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from newsclean.batch.fingerprint import Fingerprint, current_fingerprint, hash_of
from newsclean.batch.learn_pass import FindLearnedRules, LearnPass, no_learned_rules
from newsclean.batch.output_names import loaded
from newsclean.batch.pages.jsonl_output import JsonlOutput
from newsclean.batch.pages.manifest import empty_manifest, failures_named, open_manifest, read_manifest, transaction
from newsclean.batch.pages.outputs import Outputs, Page
from newsclean.batch.pages.plan import Plan, PlanInterruptedError, pending
from newsclean.batch.pool import WorkerPool
from newsclean.batch.report import Summary, drifting, statuses
from newsclean.batch.settings import LOCK_NAME, MANIFEST_NAME, Batch
from newsclean.batch.task import PageJob, PageResult, PageTask
from newsclean.errors import LockedError, NewscleanError

SETTLE_SECONDS = 1.0
SETTLE_PAGES = 200
"""How long, and how many, finished pages wait for each other to be settled together."""


@dataclass(slots=True)
class Stop:
    """How somebody outside ends a run: a first signal lets the pages in hand finish, a second does not."""

    signal: int | None = None
    is_urgent: bool = False

    def request(self, signal: int) -> None:
        """Ask the run to end."""
        self.is_urgent = self.signal is not None
        self.signal = self.signal or signal


class Listener(Protocol):
    """Who wants to know how a run goes on."""

    def planned(self, pages: int, to_clean: int) -> None:
        """Take note that all inputs are found, and of how many of them have to be cleaned."""

    def page(self, path: str, outcome: PageResult, output: str | None) -> None:
        """Take note of a page that is settled; output is its name below the output folder, if it has one."""


class NullListener:
    """A listener that does not listen."""

    def planned(self, pages: int, to_clean: int) -> None:
        """Take no note."""

    def page(self, path: str, outcome: PageResult, output: str | None) -> None:
        """Take no note."""


def run_batch(batch: Batch, listener: Listener | None = None, stop: Stop | None = None) -> Summary:
    """Clean the pages of a batch that are new or changed, and return how it went; what fails is in the manifest.

    Raises `UsageError` for a batch that makes no sense, `LockedError` when another run has the output folder, and
    `NewscleanError` when the manifest cannot be written. In a script, call it below `if __name__ == "__main__":`.
    """
    start = time.monotonic()
    batch.check()
    state = _state_of(batch)
    run = _Run(batch, state, listener or NullListener(), stop or Stop())
    with (
        folder_locked(batch.folder, wait=batch.wait, stop=run.stop),
        failures_named(batch.folder / MANIFEST_NAME),
        closing(open_manifest(batch.folder)) as database,
    ):
        summary = run.all(database)
    return replace(summary, seconds=time.monotonic() - start)


def plan_batch(batch: Batch) -> Iterator[tuple[str, str]]:
    """Yield what `run_batch` would do, as actions and input paths, and change nothing. Raises as `run_batch`."""
    batch.check()
    state = _state_of(batch)
    is_first = not (batch.folder / MANIFEST_NAME).exists()
    with closing(empty_manifest() if is_first else read_manifest(batch.folder)) as database:
        plan = Plan(database, batch, state, _working_folder())
        plan.make()
        yield from plan.actions()


def _state_of(batch: Batch) -> Fingerprint:
    state = current_fingerprint(batch.options, batch.rendering)
    return replace(state, options=hash_of(state.options, "learn")) if batch.learn else state


@dataclass(slots=True)
class _Run:
    """One run, from the plan to the summary."""

    batch: Batch
    state: Fingerprint
    listener: Listener
    stop: Stop
    pages: dict[int, Page] = field(default_factory=dict)
    finished: list[tuple[Page, PageResult]] = field(default_factory=list)
    settled_at: float = 0.0
    cleaned: int = 0

    def all(self, database: sqlite3.Connection) -> Summary:
        batch = self.batch
        outputs = Outputs(batch.folder, database, self.state, force=batch.force)
        outputs.recover()
        stream = JsonlOutput(batch.out, batch.folder, database) if batch.is_stream else None
        if stream:
            stream.check(force=batch.force)
        plan = Plan(database, batch, self.state, _working_folder(), lambda: self.stop.signal is not None)
        try:
            with transaction(database):
                plan.make()
                number = plan.merge()
        except PlanInterruptedError:
            return Summary({}, signal=self.stop.signal)
        pages, to_clean, gone = plan.counts()
        self.listener.planned(pages, to_clean)
        self._tell_known_failures(database, number)
        if to_clean:
            recurring = self._survey(database, number) if batch.learn else no_learned_rules
            self._clean(outputs, number, recurring)
        pruned = 0
        if self.stop.signal is None:
            pruned = _prune(outputs, plan) if batch.prune else 0
            if stream:
                stream.write(number)
        return Summary(
            statuses(database, number),
            cleaned=self.cleaned,
            gone=gone,
            pruned=pruned,
            drifting=drifting(database, number, batch.thresholds.drift_over),
            thresholds=batch.thresholds,
            signal=self.stop.signal,
        )

    def _tell_known_failures(self, database: sqlite3.Connection, number: int) -> None:
        """Tell of the inputs that failed before any page was read."""
        sql = (
            "SELECT path, status, reason FROM pages WHERE run = ? AND status IN ('failed', 'missing') ORDER BY ordinal"
        )
        for row in database.execute(sql, (number,)):
            self.listener.page(loaded(row["path"]), PageResult(row["status"], row["reason"]), None)

    def _survey(self, database: sqlite3.Connection, number: int) -> FindLearnedRules:
        """Go through all pages once, to find what recurs on them."""
        survey = LearnPass(database, number, self.batch, lambda: self.stop.signal is not None)
        survey.make()
        return survey.of_page

    def _clean(self, outputs: Outputs, number: int, recurring: FindLearnedRules) -> None:
        batch = self.batch
        job = PageJob(
            # a read-only view of a mapping does not travel between processes
            options=replace(batch.options, policy=dict(batch.options.policy)),
            rendering=batch.rendering,
            state=self.state,
            temporary=str(outputs.temporary.absolute()),
            clean_page=batch.clean_page,
            low_confidence=batch.thresholds.low_confidence,
            max_memory=batch.limits.max_memory,
        )
        crew = WorkerPool(job, batch.limits.jobs, batch.limits.timeout, lambda: self.stop.is_urgent)
        self.settled_at = time.monotonic()
        with closing(crew.run(self._tasks(outputs, number, recurring))) as outcomes:
            for task, outcome in outcomes:
                self.finished.append((self.pages.pop(task.ordinal), outcome))
                if len(self.finished) >= SETTLE_PAGES or time.monotonic() - self.settled_at >= SETTLE_SECONDS:
                    self._settle(outputs)
        self._settle(outputs)

    def _tasks(self, outputs: Outputs, number: int, recurring: FindLearnedRules) -> Iterator[PageTask]:
        for page in pending(outputs.database, number, self.batch, self.state, recurring):
            if self.stop.signal is not None:
                return
            self.pages[page.task.ordinal] = page
            yield page.task

    def _settle(self, outputs: Outputs) -> None:
        for page, outcome in outputs.settle(self.finished):
            self.cleaned += 1
            self.listener.page(page.task.path, outcome, page.name if outcome.written else None)
        self.finished.clear()
        self.settled_at = time.monotonic()


def _prune(outputs: Outputs, plan: Plan) -> int:
    """Delete the outputs and the rows of inputs that are gone; return how many."""
    gone = plan.prunable()
    for path, output in gone:
        outputs.remove(output)
        outputs.database.execute("DELETE FROM pages WHERE path = ?", (path,))
    return len(gone)


def _working_folder() -> str:
    return os.getcwd()  # noqa: PTH109


@contextmanager
def folder_locked(folder: Path, *, wait: bool, stop: Stop) -> Iterator[None]:
    """Make an output folder and hold its lock. Raises `LockedError` when another run has it and none `wait`s."""
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK_NAME)
        while not lock.is_locked:
            try:
                lock.acquire(timeout=0.2 if wait else 0)
            except Timeout:
                if not wait or stop.signal is not None:
                    raise LockedError(f"{folder}: another run is at work here; --wait waits for it") from None
    except OSError as error:
        raise NewscleanError(f"{folder}: cannot write: {error.strerror or error}") from error
    try:
        yield
    finally:
        lock.release()
