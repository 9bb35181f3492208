"""The store of a run over archives: which shards there are, and which are done already."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

from newsclean.batch.archives.marker import expected_report, read_marker, settings_hash, skipped_report
from newsclean.batch.archives.plan import find_shards, is_single_output, plan_shards
from newsclean.batch.archives.shard import ShardJob, ShardTask
from newsclean.batch.discover import FoundInput
from newsclean.batch.drift.history import judge_shards
from newsclean.batch.engines.job import Workload
from newsclean.batch.fingerprint import current_fingerprint
from newsclean.batch.listener import Stop
from newsclean.batch.lock import folder_lock
from newsclean.batch.results import CLEANED, PageResult, ShardReport
from newsclean.batch.settings import ArchiveBatch
from newsclean.batch.summary import Summary, Tally
from newsclean.errors import NewscleanError
from newsclean.sources.filesystem import TEMPORARY_SUFFIX, Location, is_remote, locate

MARKER_READERS = 16
"""Threads that read markers. More hide more of a remote file system's delay. A guess; not measured."""


@dataclass(slots=True)
class ArchiveStore:
    """The archives of one run. Its memory between runs is the done-marker beside each output."""

    settle_size: ClassVar[int] = 1
    batch: ArchiveBatch
    out: Location
    stop: Stop
    spool: str | None = None
    settings: str = ""
    inputs: int = 0
    to_clean: int = 0
    missing: list[FoundInput] = field(default_factory=list)
    done: list[ShardReport] = field(default_factory=list)
    to_do: list[ShardTask] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    fresh: Tally = field(default_factory=Tally)
    shards: Counter[str] = field(default_factory=Counter)
    cleaned: int = 0

    @classmethod
    @contextmanager
    def open(cls, batch: ArchiveBatch, stop: Stop) -> Iterator[ArchiveStore]:
        """Lock a local output folder, and open the store. Raises `LockedError`.

        Shards in a remote folder appear whole, so any number of runs may work on it.
        """
        out = locate(batch.out)
        folder = Path(out.path).parent if is_single_output(batch.out) else Path(out.path)
        lock = folder_lock(folder, wait=batch.wait, stop=stop) if out.is_local else nullcontext()
        with lock, tempfile.TemporaryDirectory(prefix="newsclean-run-", ignore_cleanup_errors=True) as spool:
            store = cls(batch, out, stop, spool if batch.engine == "local" else None)
            try:
                yield store
            finally:
                # a node that died left its temporary file, and another node did its work
                _remove_temporary_files(store.to_do)

    @classmethod
    def preview(cls, batch: ArchiveBatch) -> Iterator[tuple[str, str]]:
        """Yield what a run would do, as actions and archives, and change nothing."""
        store = cls(batch, locate(batch.out), Stop())
        for found in store._find():
            yield "fail", found.path
        for task, marker in store._with_markers():
            yield ("clean" if marker is None else "skip"), task.name

    def plan(self) -> bool:
        """Find the archives and read their markers; return true. Raises `UsageError`."""
        self.missing = self._find()
        tasks = list(self._with_markers())
        self.done = [marker for _, marker in tasks if marker is not None]
        self.to_do = [task for task, marker in tasks if marker is None]
        self.inputs, self.to_clean = len(self.missing) + len(tasks), len(self.to_do)
        # a killed run left them; no engine of this run has started yet
        _remove_temporary_files(self.to_do)
        return True

    def known(self) -> Iterator[PageResult | ShardReport]:
        """Yield the results that the run has without an engine: of missing archives, and of done ones."""
        for found in self.missing:
            status = found.status or "failed"
            self.tally.statuses[status] += 1
            yield PageResult(found.path, status, found.reason)
        for report in self.done:
            yield self._counted(report)

    def workload(self) -> Workload:
        """Return the shards to clean. A stop request drops shards in hand: they take too long to wait for."""
        jobs = self.batch.shard.limits.jobs
        return Workload(
            iter(self.to_do), self._job, jobs, min(jobs, len(self.to_do)), None, lambda: self.stop.signal is not None
        )

    def settle(self, finished: Iterable[tuple[ShardTask, ShardReport]]) -> Iterator[ShardReport]:
        """Count shards and yield their reports; `clean_shard` has written the outputs and markers."""
        for _, report in finished:
            yield self._counted(report)

    def finish(self) -> None:
        """Do nothing: every shard is complete in itself."""

    def summary(self) -> Summary:
        """Return the counts of the run."""
        shards = dict(self.shards)
        left = len(self.done) + len(self.to_do) - self.shards.total()
        return Summary(
            dict(self.tally.statuses.most_common()),
            cleaned=self.cleaned,
            drifting=tuple(judge_shards(self.fresh.facts, self.done)),
            publications=self.fresh.facts,
            shards=shards | {"left": left} if left else shards,
            passed_over=dict(self.tally.passed_over.most_common()),
        )

    def _find(self) -> list[FoundInput]:
        """Find the shards, all of them to be cleaned, and return the archives that do not exist."""
        found = list(find_shards(self.batch.inputs, self.out))
        self.to_do = plan_shards([one.path for one in found if one.status is None], self.batch)
        options = self.batch.shard
        self.settings = settings_hash(options, current_fingerprint(options.options, options.rendering))
        return [one for one in found if one.status is not None]

    def _with_markers(self) -> Iterator[tuple[ShardTask, ShardReport | None]]:
        """Yield the tasks, those that are done with their report."""
        with ThreadPoolExecutor(MARKER_READERS) as threads:
            yield from zip(self.to_do, threads.map(self._report_if_done, self.to_do), strict=True)

    def _report_if_done(self, task: ShardTask) -> ShardReport | None:
        if self.batch.shard.force:
            return None
        # the worker that cleans the shard will report the same failure
        with suppress(NewscleanError):
            sink = locate(task.sink)
            options = replace(self.batch.shard, name=task.name)
            expected = expected_report(locate(task.source), sink, options, self.settings)
            return skipped_report(read_marker(sink), expected, sink)
        return None

    def _job(self, processors: int) -> ShardJob:
        """Return the job of all shards, which share the processors of an engine."""
        options = self.batch.shard
        jobs = max(1, -(-processors // max(1, len(self.to_do))))
        return ShardJob(
            replace(
                options,
                options=options.options,
                limits=replace(options.limits, jobs=jobs),
                settings=self.settings,
                spool=self.spool,
            )
        )

    def _counted(self, report: ShardReport) -> ShardReport:
        """Count a shard, and return its report."""
        self.shards[report.status] += 1
        if report.status != "skipped":
            self.cleaned += sum(report.statuses.values())
            self.tally.add_report(report)
            self.fresh.add_report(report)
            return report
        statuses: Counter[str] = Counter()
        for status, pages in report.statuses.items():
            statuses["skipped-unchanged" if status in CLEANED else status] += pages
        self.tally.add_report(replace(report, statuses=statuses))
        return report


def _remove_temporary_files(tasks: Iterable[ShardTask]) -> None:
    """Delete the temporary files of killed workers from the output folders. No engine may be running."""
    folders = {Path(task.sink).parent for task in tasks if not is_remote(task.sink)}
    for folder in folders:
        for draft in folder.glob(f".*{TEMPORARY_SUFFIX}"):
            draft.unlink(missing_ok=True)
