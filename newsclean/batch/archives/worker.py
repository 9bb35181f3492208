"""The work on a shard: pages go out to workers, and articles come back in the order of the archive.

Workers are processes, so that a page that hangs, crashes or starves is lost alone. Pages travel through files in a
spool folder: a pipe that a page does not fit into would block whoever has to notice that its reader hangs.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from newsclean.batch.archives.shard import FAILED_SUFFIX, ShardOptions, ShardReport
from newsclean.batch.fingerprint import Fingerprint
from newsclean.batch.pages.manifest import FAILED
from newsclean.batch.pool import WorkerPool
from newsclean.batch.settings import PageCleaner
from newsclean.batch.task import ArticleStats, PageResult, TemporaryOutput, failure, run_task, stats_of, status_of
from newsclean.errors import NewscleanError
from newsclean.options import Options
from newsclean.pipeline import Failure
from newsclean.render import RenderOptions, render
from newsclean.render.output_format import ArticleWriter, RowFile
from newsclean.sources import Source
from newsclean.sources.filesystem import Location
from newsclean.sources.records import ArchiveItem, Fault, PassedOver, Record
from newsclean.sources.registry import read_items, source_kind

WINDOW = 16
"""Pages for each worker that may be ahead of the one that is written next."""
NAMED_FAILURES = 20
"""How many failures a report names; the file of failures has all."""
TRUNCATED = "truncated-by-crawler"
"""The warning that an article has whose page the crawler did not get to the end of."""


@dataclass(frozen=True, slots=True)
class RecordTask:
    """A page on its way: the archive's record without its bytes, which are in the file `spooled`."""

    ordinal: int
    name: str
    record: Record
    spooled: str


@dataclass(frozen=True, slots=True)
class RecordJob:
    """What all pages of a shard have in common."""

    options: Options
    rendering: RenderOptions
    state: Fingerprint
    clean_page: PageCleaner
    low_confidence: float
    max_memory: int | None
    is_daemon: bool = True

    def do(self, task: RecordTask) -> PageResult:
        """Clean one page; whatever goes wrong with it is in the outcome.

        Raises `UsageError` and `RuleFileError`, which concern every page.
        """
        return run_task(lambda: self._cleaned(task), task.name, self.max_memory)

    def _cleaned(self, task: RecordTask) -> PageResult:
        record, spooled = task.record, Path(task.spooled)
        source = Source(task.name, spooled.read_bytes(), record.url, record.encoding, record.is_text_str)
        options = self.options
        if options.input == "auto" and record.reader != "auto":
            options = replace(options, input=record.reader)
        article = self.clean_page(source, options)
        if isinstance(article, Failure):
            return failure(article, self.max_memory)
        if record.is_truncated:
            article = replace(article, warnings=(*article.warnings, TRUNCATED))
        status, reason = status_of(article, self.low_confidence)
        data = render(article, self.rendering).encode()
        # in the place of the page, which nobody needs any more
        spooled.write_bytes(data)
        return PageResult(
            status, reason, written=TemporaryOutput(task.spooled, len(data), ""), facts=stats_of(article, self.state)
        )


@dataclass(slots=True)
class Counts:
    """What a shard comes to, in numbers."""

    statuses: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)
    chars: Counter[str] = field(default_factory=Counter)
    publications: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, outcome: PageResult) -> None:
        """Count a page."""
        self.statuses[outcome.status] += 1
        if outcome.facts is not None:
            self.chars.update(outcome.facts.chars)
            self._add_publication(outcome.facts)

    def _add_publication(self, facts: ArticleStats) -> None:
        match = facts.publication
        if match is None or match.id is None:
            return
        sums = self.publications.setdefault(match.id, {"name": match.name, "pages": 0, "kept_share": 0.0, "drifted": 0})
        sums["pages"] += 1
        sums["kept_share"] = round(sums["kept_share"] + (facts.kept_share or 0.0), 4)
        sums["drifted"] += facts.has_drifted


@dataclass(slots=True)
class ShardCleaner:
    """One shard being cleaned. `waiting` has what is not written yet, by the place it has in the archive."""

    source: Location
    sink: Location
    rows: RowFile
    options: ShardOptions
    state: Fingerprint
    spool: str
    counts: Counts = field(default_factory=Counts)
    failures: list[tuple[str, str, str]] = field(default_factory=list)
    waiting: dict[int, tuple[RecordTask | Fault, PageResult]] = field(default_factory=dict)
    taken: int = 0
    written: int = 0

    def done(self, report: ShardReport) -> ShardReport:
        """Clean the shard, and return its report with all that came of it. Raises as `clean_shard`."""
        failed = Path(self.spool, "failed")
        with self.sink.atomic_write(self.spool) as draft:
            with self.rows.open(draft, self._carried_types()) as sink, failed.open("wb") as stream:
                self._clean(sink, stream)
            report = replace(
                report,
                statuses=dict(sorted(self.counts.statuses.items())),
                passed_over=dict(sorted(self.counts.passed_over.items())),
                chars=dict(sorted(self.counts.chars.items())),
                publications=dict(sorted(self.counts.publications.items())),
                failures=tuple(self.failures),
                sink_bytes=draft.stat().st_size,
                sink_sha256=_sha256(draft),
                failed_sha256=_sha256(failed) if failed.stat().st_size else None,
            )
        failed_place = self.sink.sibling(FAILED_SUFFIX)
        if report.failed_sha256 is None:
            failed_place.remove()
        else:
            failed_place.put(failed, self.spool)
        return report

    def _clean(self, sink: ArticleWriter, failed: BinaryIO) -> None:
        options = self.options
        job = RecordJob(
            # a read-only view of a mapping does not travel between processes
            replace(options.options, policy=dict(options.options.policy)),
            RenderOptions("jsonl", blocks=options.blocks),
            self.state,
            options.clean_page,
            options.low_confidence,
            options.limits.max_memory,
        )
        crew = WorkerPool(job, options.limits.jobs, options.limits.timeout, _is_orphan)
        with closing(crew.run(self._tasks(sink, failed))) as outcomes:
            for task, outcome in outcomes:
                self.waiting[task.ordinal] = task, outcome
                self._write(sink, failed)
        if _is_orphan():
            raise NewscleanError(f"{self.source.uri}: given up, for whoever asked for it has gone")

    def _tasks(self, sink: ArticleWriter, failed: BinaryIO) -> Iterator[RecordTask | None]:
        """Yield the pages, or None while too many wait for an earlier one."""
        window = WINDOW * self.options.limits.jobs
        for item in read_items(self.source, replace(self.options.wanted, max_bytes=self.options.options.max_bytes)):
            if isinstance(item, PassedOver):
                self.counts.passed_over[item.kind] += 1
                continue
            task = self._taken(item)
            if task is not None:
                yield task
            self._write(sink, failed)
            while self.taken - self.written >= window:
                yield None

    def _taken(self, item: ArchiveItem) -> RecordTask | None:
        ordinal = self.taken
        self.taken += 1
        if isinstance(item, Fault):
            self.waiting[ordinal] = item, PageResult(item.status, item.reason)
            return None
        assert isinstance(item, Record)  # noqa: S101 - for the type checker
        spooled = Path(self.spool, str(ordinal))
        spooled.write_bytes(item.data)
        # what is carried along need not travel
        return RecordTask(ordinal, self._name(item.where), replace(item, data=b""), str(spooled))

    def _write(self, sink: ArticleWriter, failed: BinaryIO) -> None:
        """Write all whose turn it is."""
        while (next_one := self.waiting.pop(self.written, None)) is not None:
            self.written += 1
            page, outcome = next_one
            self.counts.add(outcome)
            if isinstance(page, RecordTask):
                spooled = Path(page.spooled)
                if outcome.written is not None:
                    sink.write(spooled.read_bytes(), page.record.carried)
                spooled.unlink()
            if outcome.status in FAILED:
                self._fail(page, outcome, failed)

    def _fail(self, page: RecordTask | Fault, outcome: PageResult, failed: BinaryIO) -> None:
        where, url = (page.record.where, page.record.url) if isinstance(page, RecordTask) else (page.where, page.url)
        name, reason = self._name(where), outcome.reason or ""
        row = {"source": name, "where": where, "url": url, "status": outcome.status, "reason": reason}
        failed.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
        if len(self.failures) < NAMED_FAILURES:
            self.failures.append((name, outcome.status, reason))

    def _name(self, where: int | str) -> str:
        """Return what a page is called: the archive's name, and where in it."""
        name = self.options.name or self.source.uri
        return f"{name}:{where}" if isinstance(where, int) else name + where

    def _carried_types(self) -> Mapping[str, Any]:
        """Return the Arrow types of what is carried along: those of a Parquet file, or text."""
        carry = self.options.wanted.carry
        if not self.rows.has_schema or not carry:
            return {}
        import pyarrow as pa

        schema = source_kind(self.source.uri).schema(self.source)
        if schema is None:
            return dict.fromkeys(carry, pa.string())
        return {name: schema.field(name).type for name in carry if name in schema.names}


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _is_orphan() -> bool:
    """Whether the process that this one works for has gone, and nobody waits for what it does."""
    parent = multiprocessing.parent_process()
    return parent is not None and not parent.is_alive()
