"""The first of two passes: it finds each page's publication, and learns rules for publications that have none.

Workers read every page once to find its publication, and the pages of a sample once more. At most `SAMPLE` pages of a
publication are in its sample, those with the lowest hashes. So memory is bounded, and neither the order of the pages
nor the number of workers matters. The pass ignores a page that cannot be read; the second pass reports it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import ClassVar

from newsclean.batch.engines.pool import WorkerPool
from newsclean.batch.fingerprint import hash_of
from newsclean.batch.listener import Stop
from newsclean.batch.output_names import loaded, stored
from newsclean.batch.pages.manifest import rows_by_ordinal
from newsclean.batch.pages.task import LearnedRules, read_page, rules_to_json
from newsclean.batch.settings import Batch
from newsclean.learn.filters import filter_candidates
from newsclean.learn.page_lines import PageSketch, sketch_page
from newsclean.learn.proposals import repetition_rules
from newsclean.learn.repetition import Support, find_repetition
from newsclean.learn.sampling import SAMPLE, PublicationKey, fingerprint_of, publication_key
from newsclean.options import Options, resolve_policies
from newsclean.pipeline import label
from newsclean.readers import read
from newsclean.rules import identify

_TABLES = """
CREATE TEMP TABLE survey (path PRIMARY KEY NOT NULL, kind NOT NULL, value NOT NULL, fingerprint NOT NULL) WITHOUT ROWID;
CREATE INDEX temp.survey_by_publication ON survey (kind, value, fingerprint);
CREATE TEMP TABLE learned (kind NOT NULL, value NOT NULL, rules NOT NULL, hash NOT NULL, PRIMARY KEY (kind, value))
"""
Surveyed = tuple[PublicationKey, str] | PageSketch | None


@dataclass(frozen=True, slots=True)
class SurveyTask:
    """One page to read: to find its publication, or, with a `publication`, as a page of its sample."""

    ordinal: int
    path: str
    publication: PublicationKey | None = None


@dataclass(frozen=True, slots=True)
class SurveyJob:
    """How workers read the pages of the first pass."""

    is_daemon: ClassVar[bool] = True
    options: Options
    max_memory: int | None

    def do(self, task: SurveyTask) -> Surveyed:
        """Return a page's publication with the hash of its content, or its sketch; None if it cannot be read."""
        try:
            source, _ = read_page(task.path, self.options.max_bytes)
            if task.publication is not None:
                return sketch_page(label(source, options=self.options), resolve_policies(self.options.policy))
            page, _ = identify(read(source, self.options), self.options)
            return publication_key(page), fingerprint_of(source.data)
        except Exception:  # noqa: BLE001 - the second pass reports it
            return None

    def lost(self, task: SurveyTask, status: str, reason: str, seconds: float) -> None:
        """Ignore a page whose worker died; the second pass reports it."""


@dataclass(frozen=True, slots=True)
class LearnPass:
    """The first pass over the pages of a run."""

    database: sqlite3.Connection
    run: int
    batch: Batch
    stop: Stop

    def learn(self) -> None:
        """Read all pages and learn rules. A signal ends the pass early."""
        for statement in _TABLES.split(";\n"):
            self.database.execute(statement)
        for task, found in self._read(self._pages()):
            if isinstance(found, tuple) and found[0].kind != "id":
                key, fingerprint = found
                row = _stored(task.path, key.kind, key.value, fingerprint)
                self.database.execute("INSERT OR REPLACE INTO survey VALUES (?, ?, ?, ?)", row)
        waiting: dict[PublicationKey, list[PageSketch | None]] = {}
        sizes: dict[PublicationKey, int] = {}
        for task, found in self._read(self._sampled(sizes)):
            key_of_sample = task.publication
            if key_of_sample is None:
                continue
            waiting.setdefault(key_of_sample, []).append(found if isinstance(found, PageSketch) else None)
            if len(waiting[key_of_sample]) == sizes[key_of_sample]:
                pages = [page for page in waiting.pop(key_of_sample) if page is not None]
                self._learn_publication(key_of_sample, pages)
                del sizes[key_of_sample]

    def rules_of(self, path: object) -> LearnedRules | None:
        """Return the rules learned for a page's publication; `path` is as the manifest stores it."""
        sql = "SELECT rules, hash FROM survey JOIN learned USING (kind, value) WHERE path = ?"
        row = self.database.execute(sql, (path,)).fetchone()
        return LearnedRules(row["rules"], row["hash"]) if row else None

    def _read(self, tasks: Iterator[SurveyTask]) -> Iterator[tuple[SurveyTask, Surveyed]]:
        limits = self.batch.limits
        job = SurveyJob(self.batch.options, limits.max_memory)
        pool = WorkerPool(job, limits.jobs, limits.timeout, lambda: self.stop.signal is not None)
        with closing(pool.run(tasks)) as results:
            yield from results

    def _pages(self) -> Iterator[SurveyTask]:
        """Yield the pages of the run that can be read."""
        sql = "SELECT path, ordinal FROM pages WHERE run = ? AND status = 'pending'"
        for row in rows_by_ordinal(self.database, sql, (self.run,)):
            yield SurveyTask(row["ordinal"], loaded(row["path"]))

    def _sampled(self, sizes: dict[PublicationKey, int]) -> Iterator[SurveyTask]:
        """Yield the pages of the samples by publication, and write the size of each sample to `sizes`."""
        sql = "SELECT kind, value FROM survey GROUP BY kind, value HAVING count(DISTINCT fingerprint) >= ?"
        sample = """SELECT min(path) AS path FROM survey WHERE kind = ? AND value = ?
                    GROUP BY fingerprint ORDER BY fingerprint LIMIT ?"""
        for kind, value in self.database.execute(sql, (Support().min_pages,)).fetchall():
            key = PublicationKey(str(loaded(kind)), str(loaded(value)))
            rows = self.database.execute(sample, (kind, value, SAMPLE)).fetchall()
            sizes[key] = len(rows)
            yield from (SurveyTask(index, loaded(row["path"]), key) for index, row in enumerate(rows))

    def _learn_publication(self, key: PublicationKey, pages: list[PageSketch]) -> None:
        support = Support()
        repetition = find_repetition(pages, support)
        if repetition.article_count < support.min_pages:
            return
        row = _stored(key.kind, key.value)
        sql = "SELECT count(DISTINCT fingerprint) FROM survey WHERE kind = ? AND value = ?"
        (all_pages,) = self.database.execute(sql, row).fetchone()
        rules = repetition_rules(filter_candidates(repetition), is_sample=all_pages > len(pages))
        if rules:
            row = (*row, rules_to_json(rules), hash_of(rules))
            self.database.execute("INSERT OR REPLACE INTO learned VALUES (?, ?, ?, ?)", row)


def _stored(*values: str) -> tuple[str | bytes, ...]:
    return tuple(stored(value) for value in values)
