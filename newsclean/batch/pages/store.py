"""The store of a run over pages: the manifest, the output folder, and the plan that compares them with the pages."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from typing import ClassVar

from newsclean.batch.drift.facts import Facts
from newsclean.batch.drift.history import fresh_facts, judge_run
from newsclean.batch.drift.judge import Drift
from newsclean.batch.engines.job import Workload
from newsclean.batch.fingerprint import Fingerprint, current_fingerprint, hash_of
from newsclean.batch.listener import Stop
from newsclean.batch.lock import folder_lock
from newsclean.batch.output_names import loaded
from newsclean.batch.pages.comparison import FindRules, no_learned_rules, pending_tasks
from newsclean.batch.pages.jsonl_output import JsonlOutput
from newsclean.batch.pages.learn_pass import LearnPass
from newsclean.batch.pages.manifest import empty_manifest, failures_named, open_manifest, read_manifest, transaction
from newsclean.batch.pages.outputs import OutputFolder
from newsclean.batch.pages.overview import count_statuses
from newsclean.batch.pages.plan import Plan, PlanInterruptedError
from newsclean.batch.pages.settling import Settler
from newsclean.batch.pages.task import PageJob, PageTask
from newsclean.batch.results import PageResult
from newsclean.batch.settings import MANIFEST_NAME, Batch
from newsclean.batch.summary import Summary
from newsclean.render import output_format, with_structure


@dataclass(slots=True)
class PageStore:
    """The pages of one run. Its memory between runs is the manifest."""

    settle_size: ClassVar[int] = 200
    """More pages settled together make fewer transactions, and a killed run cleans more of them again. A guess."""
    batch: Batch
    fingerprint: Fingerprint
    database: sqlite3.Connection
    stop: Stop = field(default_factory=Stop)
    run: int | None = None
    inputs: int = 0
    to_clean: int = 0
    cleaned: int = 0
    gone: int = 0
    pruned: int = 0
    publications: dict[str, Facts] = field(default_factory=dict)
    drifting: tuple[Drift, ...] = ()
    _folder: OutputFolder = field(init=False)

    def __post_init__(self) -> None:
        self._folder = OutputFolder(self.batch.folder)

    @classmethod
    @contextmanager
    def open(cls, batch: Batch, stop: Stop) -> Iterator[PageStore]:
        """Lock the output folder, and open its store. Raises `LockedError` and `NewscleanError`."""
        fingerprint = _fingerprint(batch)
        with (
            folder_lock(batch.folder, wait=batch.wait, stop=stop),
            failures_named(batch.folder / MANIFEST_NAME),
            closing(open_manifest(batch.folder)) as database,
        ):
            yield cls(batch, fingerprint, database, stop)

    @classmethod
    def preview(cls, batch: Batch) -> Iterator[tuple[str, str]]:
        """Yield what a run would do, as actions and pages, and change nothing."""
        fingerprint = _fingerprint(batch)
        is_first = not (batch.folder / MANIFEST_NAME).exists()
        with closing(empty_manifest() if is_first else read_manifest(batch.folder)) as database:
            plan = cls(batch, fingerprint, database)._plan()
            plan.make()
            yield from plan.actions()

    def plan(self) -> bool:
        """Recover from a killed run, and copy the plan of this one to the manifest; return false on a signal."""
        self._settler.recover()
        if self.batch.is_stream:
            self._stream.check(force=self.batch.force)
        plan = self._plan()
        try:
            with transaction(self.database):
                plan.make()
                self.run = plan.merge()
        except PlanInterruptedError:
            return False
        self.inputs, self.to_clean, self.gone = plan.counts()
        return True

    def known(self) -> Iterator[PageResult]:
        """Yield the pages that failed before the run read any."""
        failed = "SELECT path, status, reason FROM pages WHERE run = ? AND status IN ('failed', 'missing')"
        for row in self.database.execute(f"{failed} ORDER BY ordinal", (self.run,)):
            yield PageResult(loaded(row["path"]), row["status"], row["reason"])

    def workload(self) -> Workload:
        """Return the pages to clean, after the first pass if the run learns. Only a second signal drops pages."""
        find_rules: FindRules = no_learned_rules
        if self.batch.learn:
            learn_pass = LearnPass(self.database, self.run or 0, self.batch, self.stop)
            learn_pass.learn()
            find_rules = learn_pass.rules_of
        limits = self.batch.limits
        return Workload(
            self._tasks(find_rules), self._job, limits.jobs, limits.jobs, limits.timeout, lambda: self.stop.is_urgent
        )

    def settle(self, finished: Iterable[tuple[PageTask, PageResult]]) -> Iterator[PageResult]:
        """Bring pages to the manifest and outputs to their names; yield what became of them in the end."""
        for result in self._settler.settle(finished):
            self.cleaned += 1
            yield result

    def finish(self) -> None:
        """Judge the pages, delete outputs of pages that are gone, if the batch prunes, and write a stream."""
        self._judge()
        if self.batch.prune:
            gone = self._plan().prunable()
            for _, output in gone:
                if output is not None:
                    self._folder.remove(loaded(output))
            self._folder.sync_outputs()
            with transaction(self.database):
                self.database.executemany("DELETE FROM pages WHERE path = ?", ((path,) for path, _ in gone))
            self.pruned = len(gone)
        if self.batch.is_stream:
            self._stream.write(self.run or 0, force=self.batch.force)
        with transaction(self.database):
            counts = json.dumps(self.summary().as_dict())
            self.database.execute("UPDATE runs SET summary = ? WHERE run = ?", (counts, self.run))

    def summary(self) -> Summary:
        """Return the counts of the run."""
        if self.run is None:
            return Summary({})
        return Summary(
            count_statuses(self.database, self.run),
            cleaned=self.cleaned,
            gone=self.gone,
            pruned=self.pruned,
            drifting=self.drifting,
            publications=self.publications,
        )

    def _judge(self) -> None:
        """Compare the pages that no run has judged yet with the past, and add them to it."""
        with transaction(self.database):
            self.publications = fresh_facts(self.database)
            self.drifting = tuple(judge_run(self.database, self.run or 0, self.publications))

    @property
    def _settler(self) -> Settler:
        return Settler(self._folder, self.database, self.fingerprint, force=self.batch.force, run=self.run)

    @property
    def _stream(self) -> JsonlOutput:
        rendering = self.batch.rendering
        header = output_format(rendering.format).header
        above = header(rendering).encode() if header else b""
        return JsonlOutput(self.batch.out, self._folder, self.database, above)

    def _plan(self) -> Plan:
        return Plan(self.database, self.batch, self.fingerprint, os.getcwd(), self.stop)  # noqa: PTH109

    def _tasks(self, find_rules: FindRules) -> Iterator[PageTask]:
        for task in pending_tasks(self.database, self.run or 0, self._folder, self.fingerprint, find_rules):
            if self.stop.signal is not None:
                return
            yield replace(task, previous=None) if self.batch.force else task

    def _job(self, processors: int) -> PageJob:  # noqa: ARG002 - a page uses one processor
        return PageJob(
            with_structure(self.batch.options, self.batch.rendering),
            self.batch.rendering,
            self.fingerprint,
            self.batch.clean_page,
            self.batch.thresholds.low_confidence,
            self.batch.limits.max_memory,
            str(self._folder.temporary.absolute()),
        )


def _fingerprint(batch: Batch) -> Fingerprint:
    fingerprint = current_fingerprint(batch.options, batch.rendering)
    return replace(fingerprint, options=hash_of(fingerprint.options, "learn")) if batch.learn else fingerprint
