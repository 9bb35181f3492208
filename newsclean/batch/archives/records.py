"""The pages of one shard: they go out to workers, and their articles come back in the order of the archive.

Workers are processes, so a page that hangs, crashes or takes too much memory costs only itself. Pages travel as files
in a spool folder: a pipe too small for a page would block the process that must notice that its reader hangs.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from newsclean.batch.archives.marker import FAILED_SUFFIX
from newsclean.batch.cleaning import CleaningJob
from newsclean.batch.engines.pool import WorkerPool
from newsclean.batch.fingerprint import Fingerprint
from newsclean.batch.results import FAILED, PageResult, ShardReport
from newsclean.batch.settings import ShardOptions
from newsclean.batch.summary import Tally
from newsclean.errors import NewscleanError
from newsclean.pipeline import Failure
from newsclean.render import with_structure
from newsclean.render.formats import ArticleWriter, RowFile
from newsclean.sources import Source
from newsclean.sources.filesystem import Location
from newsclean.sources.records import Fault, PassedOver, Record
from newsclean.sources.registry import read_items, source_kind

WINDOW = 16
"""Pages for each worker that may wait for an earlier one to be written. More take more disk. A guess; not measured."""
NAMED_FAILURES = 20
"""Failures that a report names, so that markers stay small; the file of failures has all. A guess; not measured."""
TRUNCATED = "truncated-by-crawler"
"""The warning of an article whose page the crawler cut off."""


@dataclass(frozen=True, slots=True)
class RecordTask:
    """A page on its way. The file `spooled` has its bytes, `record` the rest of what the archive says of it."""

    ordinal: int
    path: str
    record: Record
    spooled: Path


@dataclass(frozen=True, slots=True)
class RecordJob(CleaningJob):
    """How the pages of a shard are cleaned."""

    def attempt(self, task: RecordTask) -> PageResult:
        """Clean a page, and put its article in the place of the spooled page, which is not needed any more."""
        record = task.record
        source = Source(task.path, task.spooled.read_bytes(), record.url, record.encoding, record.is_text_str)
        options = self.options
        if options.input == "auto" and record.reader != "auto":
            options = replace(options, input=record.reader)
        article = self.clean_page(source, options)
        if isinstance(article, Failure):
            return self.failure(task, article)
        if record.is_truncated:
            article = replace(article, warnings=(*article.warnings, TRUNCATED))
        return self.write(task, article, task.spooled)


@dataclass(slots=True)
class OrderedWriter:
    """Writes articles and failures in the order of the archive, although workers finish them in another order."""

    articles: ArticleWriter
    failed: BinaryIO
    tally: Tally = field(default_factory=Tally)
    failures: list[tuple[str, str, str]] = field(default_factory=list)
    _waiting: dict[int, tuple[RecordTask | Fault, PageResult]] = field(default_factory=dict)
    _written: int = 0

    def add(self, ordinal: int, page: RecordTask | Fault, result: PageResult) -> None:
        """Take a result, and write all results that need not wait for an earlier one."""
        self._waiting[ordinal] = page, result
        while (following := self._waiting.pop(self._written, None)) is not None:
            self._written += 1
            self._write(*following)

    def backlog(self, taken: int) -> int:
        """Return how many of the pages taken from the archive are not written yet."""
        return taken - self._written

    def _write(self, page: RecordTask | Fault, result: PageResult) -> None:
        self.tally.add(result)
        if isinstance(page, RecordTask):
            if result.written is not None:
                self.articles.write(page.spooled.read_bytes(), page.record.carried)
            page.spooled.unlink()
        if result.status in FAILED:
            self._write_failure(page.record if isinstance(page, RecordTask) else page, result)

    def _write_failure(self, record: Record | Fault, result: PageResult) -> None:
        reason = result.reason or ""
        where = {"source": result.path, "where": record.where, "url": record.url}
        row = json.dumps(where | {"status": result.status, "reason": reason}, ensure_ascii=False)
        self.failed.write(row.encode("utf-8", "backslashreplace") + b"\n")
        if len(self.failures) < NAMED_FAILURES:
            self.failures.append((result.path, result.status, reason))


@dataclass(frozen=True, slots=True)
class ShardCleaner:
    """Cleans the pages of one shard."""

    source: Location
    sink: Location
    rows: RowFile
    options: ShardOptions
    fingerprint: Fingerprint
    spool: str

    def clean(self, report: ShardReport) -> ShardReport:
        """Clean the shard, and return its report with the counts added. Raises as `clean_shard`."""
        failed = Path(self.spool, "failed")
        with self.sink.atomic_write(self.spool) as draft:
            with self.rows.open(draft, self._carried_types()) as articles, failed.open("wb") as stream:
                writer = OrderedWriter(articles, stream)
                self._clean_into(writer)
            tally = writer.tally
            report = replace(
                report,
                statuses=dict(sorted(tally.statuses.items())),
                passed_over=dict(sorted(tally.passed_over.items())),
                chars=dict(sorted(tally.chars.items())),
                publications=dict(sorted(tally.publications.items())),
                facts={key: facts.to_json() for key, facts in sorted(tally.facts.items())},
                failures=tuple(writer.failures),
                sink_bytes=draft.stat().st_size,
                sink_sha256=_sha256(draft),
                failed_sha256=_sha256(failed) if failed.stat().st_size else None,
            )
        failed_location = self.sink.sibling(FAILED_SUFFIX)
        if report.failed_sha256 is None:
            failed_location.remove()
        else:
            failed_location.copy_from(failed, self.spool)
        return report

    def _clean_into(self, writer: OrderedWriter) -> None:
        options, limits = self.options, self.options.limits
        job = RecordJob(
            with_structure(options.options, options.rendering),
            options.rendering,
            self.fingerprint,
            options.clean_page,
            options.low_confidence,
            limits.max_memory,
        )
        pool = WorkerPool(job, limits.jobs, limits.timeout, _is_orphan)
        with closing(pool.run(self._tasks(writer))) as results:
            for task, result in results:
                writer.add(task.ordinal, task, result)
        if _is_orphan():
            raise NewscleanError(f"{self.source.uri}: given up, because the process that asked for it has gone")

    def _tasks(self, writer: OrderedWriter) -> Iterator[RecordTask | None]:
        """Yield the pages, or None while too many of them wait for an earlier one."""
        taken = 0
        for item in read_items(self.source, replace(self.options.wanted, max_bytes=self.options.options.max_bytes)):
            if isinstance(item, PassedOver):
                writer.tally.passed_over[item.kind] += 1
                continue
            path = self._path(item.where)
            if isinstance(item, Fault):
                writer.add(taken, item, PageResult(path, item.status, item.reason))
            else:
                spooled = Path(self.spool, str(taken))
                spooled.write_bytes(item.data)
                yield RecordTask(taken, path, replace(item, data=b""), spooled)
            taken += 1
            while writer.backlog(taken) >= WINDOW * self.options.limits.jobs:
                yield None

    def _path(self, where: int | str) -> str:
        """Return the name of a page: the archive's, and the place in it."""
        name = self.options.name or self.source.uri
        return f"{name}:{where}" if isinstance(where, int) else name + where

    def _carried_types(self) -> Mapping[str, Any]:
        """Return the Arrow types of the columns carried along; text if the archive's fields have no types."""
        carry = self.options.wanted.carry
        if not self.rows.has_schema or not carry:
            return {}
        import pyarrow as pa  # extra: parquet

        schema = source_kind(self.source.uri).schema(self.source)
        if schema is None:
            return dict.fromkeys(carry, pa.string())
        return {name: schema.field(name).type for name in carry if name in schema.names}


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _is_orphan() -> bool:
    """Return whether the process that asked for this shard has gone, so that no process waits for its report."""
    parent = multiprocessing.parent_process()
    return parent is not None and not parent.is_alive()
