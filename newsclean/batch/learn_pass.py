"""The first of two passes: which publication each page is of, and what recurs on the pages of those without rules.

Workers read every page once to tell its publication, and those of a sample once more; nothing is learned from more than
`SAMPLE` pages of a publication, those with the lowest hashes, so memory is bounded, and neither the order of the pages
nor the number of workers matters. A page that cannot be read has no part in it; the second pass tells of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace

from newsclean.batch.fingerprint import hash_of
from newsclean.batch.learned_rules import LearnedRules, rules_to_json
from newsclean.batch.output_names import loaded, stored
from newsclean.batch.pool import WorkerPool
from newsclean.batch.settings import Batch
from newsclean.batch.task import read_input
from newsclean.learn.filters import filter_candidates
from newsclean.learn.page_lines import PageSketch, sketch_page
from newsclean.learn.proposals import repetition_rules
from newsclean.learn.repetition import Support, find_repetition
from newsclean.learn.sampling import SAMPLE, PublicationKey, fingerprint_of, publication_key
from newsclean.options import Options, resolve_policies
from newsclean.pipeline import label
from newsclean.readers import read
from newsclean.rules import identify
from newsclean.sources import Source

FindLearnedRules = Callable[[object], LearnedRules | None]
_TABLES = """
CREATE TEMP TABLE survey (path PRIMARY KEY NOT NULL, kind NOT NULL, value NOT NULL, fingerprint NOT NULL) WITHOUT ROWID;
CREATE INDEX temp.survey_by_publication ON survey (kind, value, fingerprint);
CREATE TEMP TABLE learned (kind NOT NULL, value NOT NULL, rules NOT NULL, hash NOT NULL, PRIMARY KEY (kind, value))
"""
CHUNK = 1000


def no_learned_rules(_: object) -> LearnedRules | None:
    """Find nothing: the run does not learn."""
    return None


@dataclass(frozen=True, slots=True)
class SurveyTask:
    """One page to look at: to tell its publication, or, from a sample, for what stands on it."""

    ordinal: int
    path: str
    group: PublicationKey | None = None


@dataclass(frozen=True, slots=True)
class SurveyJob:
    """How workers look at pages; see `local.WorkerPool`. What they return is None for a page that cannot be read."""

    options: Options
    max_memory: int | None
    is_daemon: bool = True

    def do(self, task: SurveyTask) -> tuple[PublicationKey, str] | PageSketch | None:
        """Return a page's publication and the hash of its content, or its digest."""
        try:
            data, _ = read_input(task.path, self.options.max_bytes)
            source = Source(task.path, data)
            if task.group is not None:
                return sketch_page(label(source, options=self.options), resolve_policies(self.options.policy))
            return publication_key(identify(read(source, self.options), self.options)[0]), fingerprint_of(data)
        except Exception:  # noqa: BLE001 - whatever is wrong with a page, the second pass tells of it
            return None


@dataclass(frozen=True, slots=True)
class LearnPass:
    """The first pass of one run over the pages of its plan."""

    database: sqlite3.Connection
    run: int
    batch: Batch
    is_stopped: Callable[[], bool]

    def make(self) -> None:
        """Look at all pages; a signal ends it early, and then nothing has been learned."""
        for statement in _TABLES.split(";\n"):
            self.database.execute(statement)
        for task, seen in self._looks(self._pages()):
            if isinstance(seen, tuple) and seen[0].kind != "id":
                row = (task.path, seen[0].kind, seen[0].value, seen[1])
                self.database.execute("INSERT OR REPLACE INTO survey VALUES (?, ?, ?, ?)", self._stored(row))
        waiting: dict[PublicationKey, list[PageSketch | None]] = {}
        sizes: dict[PublicationKey, int] = {}
        for task, seen in self._looks(self._sampled(sizes)):
            group = task.group
            if group is None:
                continue
            waiting.setdefault(group, []).append(seen if isinstance(seen, PageSketch) else None)
            if len(waiting[group]) == sizes[group]:
                self._learn(group, [page for page in waiting.pop(group) if page is not None])
                del sizes[group]

    def of_page(self, path: object) -> LearnedRules | None:
        """Return what recurs on the pages of a page's publication; `path` is as stored in the manifest."""
        sql = "SELECT rules, hash FROM survey JOIN learned USING (kind, value) WHERE path = ?"
        row = self.database.execute(sql, (path,)).fetchone()
        return LearnedRules(row["rules"], row["hash"]) if row else None

    def _stored(self, row: tuple[str, ...]) -> tuple[object, ...]:
        return tuple(stored(value) for value in row)

    def _looks(self, tasks: Iterator[SurveyTask]) -> Iterator[tuple[SurveyTask, object]]:
        options = replace(self.batch.options, policy=dict(self.batch.options.policy))
        limits = self.batch.limits
        crew = WorkerPool(SurveyJob(options, limits.max_memory), limits.jobs, limits.timeout, self.is_stopped)
        with closing(crew.run(tasks)) as seen:
            yield from seen

    def _pages(self) -> Iterator[SurveyTask]:
        """Yield the pages of the run that there is something to read of."""
        sql = """SELECT path, ordinal FROM pages WHERE run = ? AND ordinal > ? AND status = 'pending'
                 ORDER BY ordinal LIMIT ?"""
        last = 0
        while chunk := self.database.execute(sql, (self.run, last, CHUNK)).fetchall():
            yield from (SurveyTask(row["ordinal"], loaded(row["path"])) for row in chunk)
            last = chunk[-1]["ordinal"]

    def _sampled(self, sizes: dict[PublicationKey, int]) -> Iterator[SurveyTask]:
        """Yield the pages of the samples, publication by publication, and note how many there are of each."""
        sql = "SELECT kind, value FROM survey GROUP BY kind, value HAVING count(DISTINCT fingerprint) >= ?"
        groups = self.database.execute(sql, (Support().min_pages,)).fetchall()
        sample = """SELECT min(path) AS path FROM survey WHERE kind = ? AND value = ?
                    GROUP BY fingerprint ORDER BY fingerprint LIMIT ?"""
        for kind, value in groups:
            group = PublicationKey(str(loaded(kind)), str(loaded(value)))
            rows = self.database.execute(sample, (kind, value, SAMPLE)).fetchall()
            sizes[group] = len(rows)
            yield from (SurveyTask(index, loaded(row["path"]), group) for index, row in enumerate(rows))

    def _learn(self, group: PublicationKey, pages: list[PageSketch]) -> None:
        support = Support()
        repetition = find_repetition(pages, support)
        if repetition.articles < support.min_pages:
            return
        where = self._stored((group.kind, group.value))
        sql = "SELECT count(DISTINCT fingerprint) FROM survey WHERE kind = ? AND value = ?"
        (whole,) = self.database.execute(sql, where).fetchone()
        rules = repetition_rules(filter_candidates(repetition), is_sample=whole > len(pages))
        if rules:
            row = (*where, rules_to_json(rules), hash_of(rules))
            self.database.execute("INSERT OR REPLACE INTO learned VALUES (?, ?, ?, ?)", row)
