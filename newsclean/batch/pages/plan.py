"""The plan of a run over pages: every page is found, named and compared with the manifest before one is cleaned.

The plan is a temporary table, on disk when it is large, so memory does not grow with the number of pages.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePath

from newsclean.batch.discover import FoundInput, InputFinder
from newsclean.batch.fingerprint import Fingerprint
from newsclean.batch.listener import Stop
from newsclean.batch.output_names import folded, loaded, long_name, mirrored, short_name, stored
from newsclean.batch.pages.comparison import has_output, previous_result
from newsclean.batch.pages.manifest import chunks, rows_by_ordinal
from newsclean.batch.pages.outputs import OutputFolder
from newsclean.batch.settings import Batch
from newsclean.errors import UsageError

KEPT_RUNS = 400
"""Runs that the manifest remembers: a year of nights. More take more room. A guess; not measured."""
_TABLES = """
CREATE TEMP TABLE plan (
    ordinal INTEGER PRIMARY KEY, path NOT NULL UNIQUE, place NOT NULL UNIQUE, size, mtime_ns, status, reason,
    short, short_key, name, name_key
);
CREATE TEMP TABLE taken (key PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE gone (path PRIMARY KEY, output, is_certain) WITHOUT ROWID;
"""
_OTHERS = "CREATE TEMP TABLE others AS SELECT name_key, output FROM pages WHERE path NOT IN (SELECT path FROM plan)"
_TAKE_SHORT_NAMES = """
UPDATE plan SET name = short, name_key = short_key WHERE short_key NOT IN (SELECT key FROM taken)
AND short_key NOT IN (SELECT short_key FROM plan GROUP BY short_key HAVING count(*) > 1)
"""
_COMPARE = """
SELECT plan.ordinal, plan.path, plan.size AS new_size, plan.mtime_ns AS new_mtime_ns, plan.name AS new_name,
       runs.folder, pages.*
FROM plan LEFT JOIN pages USING (path) LEFT JOIN runs USING (run) WHERE plan.status IS NULL
"""
_MERGE = """
INSERT INTO pages (path, run, ordinal, status, reason, size, mtime_ns, name, name_key)
SELECT path, :run, ordinal, status, reason, size, mtime_ns, name, name_key FROM plan WHERE true
ON CONFLICT (path) DO UPDATE SET run = excluded.run, ordinal = excluded.ordinal, status = excluded.status,
    reason = excluded.reason, name = excluded.name, name_key = excluded.name_key,
    options_hash = CASE WHEN excluded.reason IS NULL THEN options_hash END
"""
_MARK_GONE = """
UPDATE pages SET status = 'missing', reason = 'gone since a former run' WHERE path IN (SELECT path FROM gone)
"""


class PlanInterruptedError(Exception):
    """A signal came before the plan was complete; the manifest is unchanged."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of one run. Relative paths refer to `folder`, the working folder."""

    database: sqlite3.Connection
    batch: Batch
    fingerprint: Fingerprint
    folder: str
    stop: Stop = field(default_factory=Stop)

    def make(self) -> None:
        """Find, name and compare every page.

        Raises `UsageError` if the pages are not those of this manifest, and `PlanInterruptedError` on a signal.
        """
        self.create_tables()
        self.add(InputFinder.skipping((self.batch.folder, self.batch.out)).find(self.batch.inputs))
        assign_names(self.database, self.batch.page_ending)
        self._compare()
        self._find_gone()

    def create_tables(self) -> None:
        """Make the empty plan."""
        for statement in _TABLES.split(";\n"):
            self.database.execute(statement)

    def add(self, found: Iterable[FoundInput]) -> None:
        """Take pages into the plan. Raises `PlanInterruptedError` on a signal."""
        # a file named twice, even once relative and once absolute, is one page
        sql = """INSERT OR IGNORE INTO plan (path, place, size, mtime_ns, status, reason, short, short_key)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
        ending = self.batch.page_ending
        for chunk in chunks(found):
            if self.stop.signal is not None:
                raise PlanInterruptedError
            self.database.executemany(sql, (self._row(one, ending) for one in chunk))

    def merge(self) -> int:
        """Copy the plan to the manifest, and return the number of the run."""
        execute = self.database.execute
        started = datetime.now(UTC).isoformat(timespec="seconds")
        run = execute("INSERT INTO runs (folder, started) VALUES (?, ?)", (stored(self.folder), started)).lastrowid
        # names move between pages; the unique index needs them free first
        execute("UPDATE pages SET name_key = NULL WHERE path IN (SELECT path FROM plan)")
        execute(_MERGE, {"run": run})
        execute(_MARK_GONE)
        execute("DELETE FROM runs WHERE run NOT IN (SELECT run FROM pages) AND run <= ? - ?", (run, KEPT_RUNS))
        execute("DELETE FROM history WHERE run <= ? - ?", (run, KEPT_RUNS))
        return int(run or 0)

    def actions(self) -> Iterator[tuple[str, str]]:
        """Yield what the run would do (clean, skip, fail, prune, gone), and to which page."""
        for row in self.database.execute("SELECT path, status FROM plan ORDER BY ordinal"):
            action = {"pending": "clean", "skipped-unchanged": "skip"}.get(row["status"], "fail")
            yield action, loaded(row["path"])
        for row in self.database.execute("SELECT path, is_certain FROM gone ORDER BY path"):
            yield "prune" if self.batch.prune and row["is_certain"] else "gone", loaded(row["path"])

    def prunable(self) -> list[tuple[str | bytes, str | bytes | None]]:
        """Return the stored paths of pages that are certainly gone, with the names of their outputs."""
        return [tuple(row) for row in self.database.execute("SELECT path, output FROM gone WHERE is_certain")]

    def counts(self) -> tuple[int, int, int]:
        """Return how many pages the run has, how many of them to clean, and how many earlier ones are gone."""
        sql = """SELECT (SELECT count(*) FROM plan), (SELECT count(*) FROM plan WHERE status = 'pending'),
                        (SELECT count(*) FROM gone)"""
        pages, to_clean, gone = self.database.execute(sql).fetchone()
        return pages, to_clean, gone

    def _row(self, found: FoundInput, ending: str) -> tuple[object, ...]:
        name = short_name(mirrored(found.path), ending)
        # `..` must stay in the joined path, because it may lead through a link
        place = os.path.join(self.folder, found.path)  # noqa: PTH118
        file = (found.size, found.mtime_ns, found.status, found.reason)
        return (stored(found.path), stored(place), *file, stored(name), stored(folded(name)))

    def _compare(self) -> None:
        """Mark every page as one to clean or one to skip."""
        for rows in chunks(rows_by_ordinal(self.database, _COMPARE, column="plan.ordinal")):
            decided = [(self._decide(row), row["ordinal"]) for row in rows]
            self.database.executemany("UPDATE plan SET status = ? WHERE ordinal = ?", decided)

    def _decide(self, row: sqlite3.Row) -> str:
        self._check_same_folder(row)
        # a run that learns knows only later which rules its pages get
        if self.batch.force or self.batch.learn:
            return "pending"
        if (row["size"], row["mtime_ns"]) != (row["new_size"], row["new_mtime_ns"]):
            return "pending"
        previous = previous_result(row, self.fingerprint)
        is_unchanged = previous is not None and previous.is_same_library and row["name"] == row["new_name"]
        is_unchanged = is_unchanged and has_output(OutputFolder(self.batch.folder), row)
        return "skipped-unchanged" if is_unchanged else "pending"

    def _check_same_folder(self, row: sqlite3.Row) -> None:
        """Refuse another folder's page of the same path; a folder that has moved may go on. Raises `UsageError`."""
        if row["folder"] is None or row["folder"] == stored(self.folder):
            return
        path = loaded(row["path"])
        before = os.path.join(loaded(row["folder"]), path)  # noqa: PTH118
        if os.path.exists(before) and not os.path.samefile(before, path):  # noqa: PTH110, PTH121
            raise UsageError(
                f"{path}: the outputs in {self.batch.out} are those of {before}; take another --out, or give full paths"
            )

    def _find_gone(self) -> None:
        """Find the pages of earlier runs that this run was not given and that no longer exist."""
        sql = """SELECT pages.path, output, folder FROM pages JOIN runs USING (run)
                 WHERE path NOT IN (SELECT path FROM plan)"""
        for rows in chunks(self.database.execute(sql)):
            gone = [
                (row["path"], row["output"], self._is_certainly_gone(loaded(row["path"])))
                for row in rows
                if not os.path.lexists(os.path.join(loaded(row["folder"]), loaded(row["path"])))  # noqa: PTH118
            ]
            self.database.executemany("INSERT INTO gone VALUES (?, ?, ?)", gone)

    def _is_certainly_gone(self, path: str) -> bool:
        """Return false for a page that may be out of reach, on an unmounted disk or in a folder now missing."""
        row = self.database.execute("SELECT 1 FROM plan LIMIT 1").fetchone()
        sql = "SELECT 1 FROM plan WHERE path = ? AND status IN ('missing', 'failed')"
        parents = (stored(str(parent)) for parent in PurePath(path).parents)
        return row is not None and not any(self.database.execute(sql, (parent,)).fetchone() for parent in parents)


def assign_names(database: sqlite3.Connection, ending: str) -> None:
    """Give every page of the plan its short name if no other page has it, else a long name that is free."""
    execute = database.execute
    execute(_OTHERS)
    execute("INSERT OR IGNORE INTO taken SELECT name_key FROM others WHERE name_key IS NOT NULL")
    for chunk in chunks(execute("SELECT output FROM others WHERE output IS NOT NULL")):
        keys = [(stored(folded(loaded(row["output"]))),) for row in chunk]
        database.executemany("INSERT OR IGNORE INTO taken VALUES (?)", keys)
    execute(_TAKE_SHORT_NAMES)
    execute("INSERT INTO taken SELECT name_key FROM plan WHERE name_key IS NOT NULL")
    for row in rows_by_ordinal(database, "SELECT ordinal, path FROM plan WHERE name IS NULL"):
        name, key = _free_name(database, mirrored(loaded(row["path"])), ending)
        execute("UPDATE plan SET name = ?, name_key = ? WHERE ordinal = ?", (name, key, row["ordinal"]))


def _free_name(database: sqlite3.Connection, mirror: str, ending: str) -> tuple[str | bytes, str | bytes]:
    """Take a long name, and return it with its key."""
    number = 1
    while True:
        name = long_name(mirror, ending, number)
        key = stored(folded(name))
        if database.execute("INSERT OR IGNORE INTO taken VALUES (?)", (key,)).rowcount:
            return stored(name), key
        number += 1
