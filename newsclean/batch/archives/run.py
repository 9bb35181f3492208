"""Archives: `run_shards` cleans many, each into a file of its own, by an engine: workers here, or Ray.

A shard is done by `clean_shard`, whoever calls it, so that the same archives give the same outputs everywhere.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Protocol

from newsclean.batch.archives.plan import ShardTask, find_shards, is_single_output, name_outputs
from newsclean.batch.archives.shard import (
    ShardOptions,
    ShardReport,
    check_carried,
    clean_shard,
    known_and_expected,
    settings_hash,
)
from newsclean.batch.discover import FoundInput
from newsclean.batch.fingerprint import current_fingerprint
from newsclean.batch.pages.run import Listener, NullListener, Stop, folder_locked
from newsclean.batch.pool import WorkerPool
from newsclean.batch.report import Summary
from newsclean.batch.settings import MANIFEST_NAME, MIN_DRIFT_PAGES, Inputs, Limits, Thresholds
from newsclean.batch.task import PageResult
from newsclean.errors import NewscleanError, UsageError
from newsclean.render import RenderOptions, archive_format_of, output_format
from newsclean.sources.filesystem import TEMPORARY_SUFFIX, Location, is_remote, locate
from newsclean.sources.registry import check_installed

LOOKERS = 16
"""Threads that look which shards are done; remote file systems take their time to answer."""
ATTEMPTS = 3
"""At a shard of which something is remote: networks have bad moments."""
PAUSE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class ArchiveBatch:
    """One run over archives.

    out: a folder or URI for the outputs, or the one file of a single archive. format: one of `ARCHIVE_FORMATS`.
    shard: how each is cleaned; `limits.jobs` are those of the whole run.
    engine: where shards are cleaned; address: of a Ray cluster, None starts one on this machine.
    """

    inputs: Inputs
    out: str
    format: str = "jsonl.gz"
    shard: ShardOptions = field(default_factory=lambda: ShardOptions(limits=Limits()))
    thresholds: Thresholds = field(default_factory=Thresholds)
    wait: bool = False
    engine: Literal["local", "ray"] = "local"
    address: str | None = None

    def check(self) -> None:
        """Raise `UsageError` when there is nothing to do, or it cannot be done here."""
        if not self.inputs.arguments and self.inputs.files_from is None:
            raise UsageError("no inputs; name archives or folders, or give a list with --files-from")
        check_carried(self.shard.wanted.carry)
        if not is_remote(self.out) and (Path(self.out) / MANIFEST_NAME).exists():
            raise UsageError(f"{self.out}: holds the articles of single pages; archives take another --out")
        if self.address is not None and self.engine != "ray":
            raise UsageError("--address is that of a Ray cluster; it needs --engine ray")


Engine = Callable[[Iterator[ShardTask], ArchiveBatch, Stop], Generator[ShardReport, None, None]]


class ShardListener(Listener, Protocol):
    """Who wants to know how a run over archives goes on."""

    def shard(self, report: ShardReport) -> None:
        """Take note of a shard that is done, skipped or failed."""


class DeafToShards(NullListener):
    """A listener that does not listen."""

    def shard(self, report: ShardReport) -> None:
        """Take no note."""


def run_shards(batch: ArchiveBatch, listener: ShardListener | None = None, stop: Stop | None = None) -> Summary:
    """Clean the archives of a batch that are not done yet, and return how it went.

    Raises `UsageError` for a batch that makes no sense, and `LockedError` when another run has the output folder. In a
    script, call it below `if __name__ == "__main__":`.
    """
    start = time.monotonic()
    batch.check()
    run = _Run(batch, listener or DeafToShards(), stop or Stop())
    out = locate(batch.out)
    with _locked(batch, out, run.stop):
        summary = run.all(out)
    return replace(summary, seconds=time.monotonic() - start)


def plan_shards(batch: ArchiveBatch) -> Iterator[tuple[str, str]]:
    """Yield what `run_shards` would do, as actions and archives, and change nothing. Raises as `run_shards`."""
    batch.check()
    run = _Run(batch, DeafToShards(), Stop())
    tasks, missing = run.plan(locate(batch.out))
    for found in missing:
        yield "fail", found.path
    for task, known in run.known(tasks):
        yield ("skip" if known is not None else "clean"), task.name


@dataclass(slots=True)
class _Run:
    batch: ArchiveBatch
    listener: ShardListener
    stop: Stop
    statuses: Counter[str] = field(default_factory=Counter)
    shards: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)
    publications: dict[str, Counter[str]] = field(default_factory=dict)
    cleaned: int = 0

    def all(self, out: Location) -> Summary:
        tasks, missing = self.plan(out)
        to_do: list[ShardTask] = []
        done: list[ShardReport] = []
        for task, known in self.known(tasks):
            if known is None:
                to_do.append(task)
            else:
                done.append(known)
        self.listener.planned(len(tasks) + len(missing), len(to_do))
        for found in missing:
            self.statuses[found.status or "failed"] += 1
            self.listener.page(found.path, PageResult(found.status or "failed", found.reason), None)
        for report in done:
            self._take(report)
        _sweep(to_do)
        with closing(_engine(self.batch)(iter(to_do), self.batch, self.stop)) as reports:
            for report in reports:
                self._take(report)
        # a node that died left its draft, and another one did its work under another name
        _sweep(to_do)
        left = len(tasks) - self.shards.total()
        if left:
            self.shards["left"] = left
        return Summary(
            dict(self.statuses.most_common()),
            cleaned=self.cleaned,
            drifting=self._drifting(),
            thresholds=self.batch.thresholds,
            signal=self.stop.signal,
            shards=dict(self.shards),
            passed_over=dict(self.passed_over.most_common()),
        )

    def plan(self, out: Location) -> tuple[list[ShardTask], list[FoundInput]]:
        """Return the shards of the run, and what is not there. Raises `UsageError`."""
        found = list(find_shards(self.batch.inputs, out))
        missing = [one for one in found if one.status is not None]
        names = [one.path for one in found if one.status is None]
        if is_single_output(self.batch.out):
            if len(names) > 1:
                raise UsageError(
                    f"--out {self.batch.out} is one file, and there are {len(names):,} archives; name a folder"
                )
            sinks = dict.fromkeys(names, self.batch.out)
        else:
            sinks = name_outputs(names, self.batch.out, self.batch.format)
        check_installed(names)
        (archive_format_of(self.batch.out) or output_format(self.batch.format)).check_installed()
        # workers may have another working folder
        return [ShardTask(name, _whole(name), _whole(sinks[name])) for name in names], missing

    def known(self, tasks: list[ShardTask]) -> Iterator[tuple[ShardTask, ShardReport | None]]:
        """Yield the tasks, with the report of those that are done already."""
        options = self.batch.shard
        settings = settings_hash(
            options, current_fingerprint(options.options, RenderOptions("jsonl", blocks=options.blocks))
        )

        def look(task: ShardTask) -> ShardReport | None:
            with suppress(NewscleanError):
                # what is wrong with it is said by whoever cleans it
                own = replace(options, name=task.name)
                known, _ = known_and_expected(locate(task.source), locate(task.sink), own, settings)
                return known if known is not None and known.status == "skipped" else None
            return None

        with ThreadPoolExecutor(LOOKERS) as pool:
            yield from zip(tasks, pool.map(look, tasks), strict=True)

    def _take(self, report: ShardReport) -> None:
        """Count a shard, and tell of it."""
        self.shards[report.status] += 1
        self.passed_over.update(report.passed_over)
        is_skipped = report.status == "skipped"
        for status, pages in report.statuses.items():
            is_unchanged = is_skipped and status in ("ok", "low-confidence", "no-article")
            self.statuses["skipped-unchanged" if is_unchanged else status] += pages
            self.cleaned += 0 if is_skipped else pages
        for key, sums in report.publications.items():
            self.publications.setdefault(key, Counter()).update(pages=sums["pages"], drifted=sums["drifted"])
        for name, status, reason in report.failures:
            self.listener.page(name, PageResult(status, reason), None)
        self.listener.shard(report)

    def _drifting(self) -> dict[str, float]:
        limit = self.batch.thresholds.drift_over
        if limit is None:
            return {}
        shares = {
            key: sums["drifted"] / sums["pages"]
            for key, sums in self.publications.items()
            if sums["pages"] >= MIN_DRIFT_PAGES
        }
        return {key: round(share, 4) for key, share in sorted(shares.items()) if share > limit}


@dataclass(frozen=True, slots=True)
class ShardJob:
    """What all shards of a run have in common; its workers have workers of their own."""

    options: ShardOptions
    max_memory: int | None = None
    is_daemon: bool = False

    def do(self, task: ShardTask) -> ShardReport:
        """Clean a shard; what is wrong with it is in the report."""
        return attempted(task, self.options)


def attempted(task: ShardTask, options: ShardOptions) -> ShardReport:
    """Clean a shard, several times if something of it is remote and fails, and return its report, whatever it is."""
    attempts = ATTEMPTS if is_remote(task.source) or is_remote(task.sink) else 1
    for attempt in range(attempts):
        try:
            return clean_shard(task.source, task.sink, replace(options, name=task.name))
        except NewscleanError as error:
            reason = str(error).removeprefix(f"{task.source}: ")
            if isinstance(error, UsageError) or isinstance(error.__cause__, FileNotFoundError | PermissionError):
                break
        except Exception as error:  # noqa: BLE001 - a fault of ours, whatever it is, concerns this shard alone
            reason = f"newsclean failed on this archive ({type(error).__name__}: {error})"
        if attempt < attempts - 1:
            time.sleep(PAUSE_SECONDS * 2**attempt)
    return failed_shard(task, reason)


def failed_shard(task: ShardTask, reason: str) -> ShardReport:
    """Return the report of a shard that has no output."""
    return ShardReport(task.name, task.sink, status="failed", reason=reason)


def shard_options(batch: ArchiveBatch, processors: int, shards: int) -> ShardOptions:
    """Return the options for one of so many shards that share so many processors."""
    options = batch.shard
    jobs = max(1, -(-processors // max(1, shards)))
    # a read-only view of a mapping does not travel between processes
    plain = replace(options.options, policy=dict(options.options.policy))
    settings = settings_hash(
        options, current_fingerprint(options.options, RenderOptions("jsonl", blocks=options.blocks))
    )
    return replace(options, options=plain, limits=replace(options.limits, jobs=jobs), settings=settings)


def _local(tasks: Iterator[ShardTask], batch: ArchiveBatch, stop: Stop) -> Generator[ShardReport, None, None]:
    """Clean shards on this machine, several at a time."""
    all_tasks = list(tasks)
    if not all_tasks:
        return
    jobs = batch.shard.limits.jobs
    with tempfile.TemporaryDirectory(prefix="newsclean-run-", ignore_cleanup_errors=True) as spool:
        options = replace(shard_options(batch, jobs, len(all_tasks)), spool=spool)
        crew = WorkerPool(ShardJob(options), min(jobs, len(all_tasks)), None, lambda: stop.signal is not None)
        with closing(crew.run(iter(all_tasks))) as reports:
            for task, report in reports:
                yield report if isinstance(report, ShardReport) else failed_shard(task, report.reason)


def _engine(batch: ArchiveBatch) -> Engine:
    if batch.engine == "local":
        return _local
    from newsclean.batch.archives.ray import on_ray

    return on_ray


def _sweep(tasks: Iterable[ShardTask]) -> None:
    """Delete the drafts of the killed from the folders of outputs; before the engine and after it nobody is at work."""
    folders = {Path(task.sink).parent for task in tasks if not is_remote(task.sink)}
    for folder in folders:
        for draft in folder.glob(f".*{TEMPORARY_SUFFIX}"):
            draft.unlink(missing_ok=True)


def _whole(name: str) -> str:
    if is_remote(name):
        return name
    return locate(name).path + ("/" if name.endswith("/") else "")


@contextmanager
def _locked(batch: ArchiveBatch, out: Location, stop: Stop) -> Iterator[None]:
    """Hold the lock of a local output folder; shards in a remote one are written whole, and by any number of runs."""
    if not out.is_local:
        yield
        return
    folder = Path(out.path).parent if is_single_output(batch.out) else Path(out.path)
    with folder_locked(folder, wait=batch.wait, stop=stop):
        yield
