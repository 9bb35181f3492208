"""The plan of a run: every input found, named and compared with the manifest, before the first page is touched.

The plan is a temporary table, on disk when it is large, so that memory does not grow with the number of files.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePath
from typing import TypeVar

from newsclean.batch.discover import FoundInput, InputFinder
from newsclean.batch.fingerprint import Fingerprint
from newsclean.batch.learned_rules import LearnedRules
from newsclean.batch.output_names import folded, loaded, long_name, mirrored, short_name, stored
from newsclean.batch.pages.manifest import CLEANED
from newsclean.batch.pages.outputs import Page
from newsclean.batch.settings import Batch
from newsclean.batch.task import PageTask, PreviousResult
from newsclean.errors import UsageError
from newsclean.metadata import PublicationMatch

_T = TypeVar("_T")
CHUNK = 1000
_TABLES = """
CREATE TEMP TABLE plan (
    ordinal INTEGER PRIMARY KEY, path NOT NULL UNIQUE, place NOT NULL UNIQUE, size, mtime_ns, status, reason,
    short, short_key, name, name_key
);
CREATE TEMP TABLE taken (key PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE gone (path PRIMARY KEY, output, is_certain) WITHOUT ROWID;
"""
_MERGE = """
INSERT INTO pages (path, run, ordinal, status, reason, size, mtime_ns, name, name_key)
SELECT path, :run, ordinal, status, reason, size, mtime_ns, name, name_key FROM plan WHERE true
ON CONFLICT (path) DO UPDATE SET run = excluded.run, ordinal = excluded.ordinal, status = excluded.status,
    reason = excluded.reason, name = excluded.name, name_key = excluded.name_key,
    options_hash = CASE WHEN excluded.reason IS NULL THEN options_hash END
"""


class PlanInterruptedError(Exception):
    """A signal came before the plan was made; nothing has been done."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of one run over a manifest; `folder` is the working folder that relative paths start from."""

    database: sqlite3.Connection
    batch: Batch
    state: Fingerprint
    folder: str
    is_stopped: Callable[[], bool] = lambda: False

    def make(self) -> None:
        """Find, name and compare every input.

        Raises `UsageError` when the inputs cannot be those of this manifest, and `PlanInterruptedError` on a signal.
        """
        for statement in self.tables():
            self.database.execute(statement)
        self.add(InputFinder.around(self.batch).find(self.batch.inputs))
        self.name()
        self._compare()
        self._find_gone()

    def merge(self) -> int:
        """Bring the plan to the manifest, and return the number of the run."""
        execute = self.database.execute
        run = execute("INSERT INTO runs (folder) VALUES (?)", (stored(self.folder),)).lastrowid
        # names move between pages; the index wants them free first
        execute("UPDATE pages SET name_key = NULL WHERE path IN (SELECT path FROM plan)")
        execute(_MERGE, {"run": run})
        execute(
            """UPDATE pages SET status = 'missing', reason = 'gone since a former run'
               WHERE path IN (SELECT path FROM gone)"""
        )
        execute("DELETE FROM runs WHERE run NOT IN (SELECT run FROM pages) AND run <> ?", (run,))
        return int(run or 0)

    def actions(self) -> Iterator[tuple[str, str]]:
        """Yield what the run would do, and to which input: clean, skip, fail, prune, forget."""
        for row in self.database.execute("SELECT path, status FROM plan ORDER BY ordinal"):
            action = {"pending": "clean", "skipped-unchanged": "skip"}.get(row["status"], "fail")
            yield action, loaded(row["path"])
        for row in self.database.execute("SELECT path, is_certain FROM gone ORDER BY path"):
            yield "prune" if self.batch.prune and row["is_certain"] else "gone", loaded(row["path"])

    def prunable(self) -> list[tuple[str | bytes, str | bytes | None]]:
        """Return the paths, as stored, of inputs that are gone for certain, and the outputs made of them."""
        return [tuple(row) for row in self.database.execute("SELECT path, output FROM gone WHERE is_certain")]

    def counts(self) -> tuple[int, int, int]:
        """Return how many inputs there are, how many are to be cleaned, and how many are gone."""
        sql = """SELECT (SELECT count(*) FROM plan), (SELECT count(*) FROM plan WHERE status = 'pending'),
                        (SELECT count(*) FROM gone)"""
        pages, pending, gone = self.database.execute(sql).fetchone()
        return pages, pending, gone

    def tables(self) -> list[str]:
        """Return the statements that make the tables of a plan."""
        return _TABLES.split(";\n")

    def add(self, found: Iterable[FoundInput]) -> None:
        """Take inputs into the plan. Raises `PlanInterruptedError` on a signal."""
        extension = self.batch.page_ending
        # the same file named twice, also once relative and once absolute, is one input
        sql = """INSERT OR IGNORE INTO plan (path, place, size, mtime_ns, status, reason, short, short_key)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
        for chunk in _chunks(found):
            if self.is_stopped():
                raise PlanInterruptedError
            self.database.executemany(sql, (self._row(one, extension) for one in chunk))

    def _row(self, found: FoundInput, extension: str) -> tuple[object, ...]:
        name = short_name(mirrored(found.path), extension)
        return (
            stored(found.path),
            stored(os.path.join(self.folder, found.path)),  # noqa: PTH118 - `..` has to stay
            found.size,
            found.mtime_ns,
            found.status,
            found.reason,
            stored(name),
            stored(folded(name)),
        )

    def name(self) -> None:
        """Give every input the name of its output: the short one where nobody else has it, or one that is free."""
        execute = self.database.execute
        execute(
            "CREATE TEMP TABLE others AS SELECT name_key, output FROM pages WHERE path NOT IN (SELECT path FROM plan)"
        )
        execute("INSERT OR IGNORE INTO taken SELECT name_key FROM others WHERE name_key IS NOT NULL")
        outputs = self.database.execute("SELECT output FROM others WHERE output IS NOT NULL")
        for chunk in _chunks(outputs):
            keys = [(stored(folded(loaded(row["output"]))),) for row in chunk]
            self.database.executemany("INSERT OR IGNORE INTO taken VALUES (?)", keys)
        execute(
            """UPDATE plan SET name = short, name_key = short_key WHERE short_key NOT IN (SELECT key FROM taken)
               AND short_key NOT IN (SELECT short_key FROM plan GROUP BY short_key HAVING count(*) > 1)"""
        )
        execute("INSERT INTO taken SELECT name_key FROM plan WHERE name_key IS NOT NULL")
        extension = self.batch.page_ending
        for chunk in self._by_ordinal("SELECT ordinal, path FROM plan WHERE name IS NULL"):
            for row in chunk:
                name, key = self._free_name(mirrored(loaded(row["path"])), extension)
                execute("UPDATE plan SET name = ?, name_key = ? WHERE ordinal = ?", (name, key, row["ordinal"]))

    def _free_name(self, mirror: str, extension: str) -> tuple[str | bytes, str | bytes]:
        number = 1
        while True:
            name = long_name(mirror, extension, number)
            key = stored(folded(name))
            if self.database.execute("INSERT OR IGNORE INTO taken VALUES (?)", (key,)).rowcount:
                return stored(name), key
            number += 1

    def _compare(self) -> None:
        """Decide what to do with every input."""
        sql = """SELECT plan.ordinal, plan.path, plan.size AS new_size, plan.mtime_ns AS new_mtime_ns,
                        plan.name AS new_name, runs.folder, pages.*
                 FROM plan LEFT JOIN pages USING (path) LEFT JOIN runs USING (run) WHERE plan.status IS NULL"""
        for chunk in self._by_ordinal(sql, "plan.ordinal"):
            decided = [(self._decided(row), row["ordinal"]) for row in chunk]
            self.database.executemany("UPDATE plan SET status = ? WHERE ordinal = ?", decided)

    def _decided(self, row: sqlite3.Row) -> str:
        self._check_same_folder(row)
        if (row["size"], row["mtime_ns"]) != (row["new_size"], row["new_mtime_ns"]) or self.batch.force:
            return "pending"
        if self.batch.learn:
            # what recurs on its like is not known yet
            return "pending"
        known = known_of(row, self.state)
        is_unchanged = known is not None and known.is_same_library and row["name"] == row["new_name"]
        return "skipped-unchanged" if is_unchanged and has_output(self.batch.folder, row) else "pending"

    def _check_same_folder(self, row: sqlite3.Row) -> None:
        """Two folders' `a.html` must not take turns under one name; one that has moved may go on."""
        if row["folder"] is None or row["folder"] == stored(self.folder):
            return
        path = loaded(row["path"])
        before = os.path.join(loaded(row["folder"]), path)  # noqa: PTH118
        if os.path.exists(before) and not os.path.samefile(before, path):  # noqa: PTH110, PTH121
            raise UsageError(
                f"{path}: the outputs in {self.batch.out} are those of {before}; take another --out, or give full paths"
            )

    def _find_gone(self) -> None:
        """Find what former runs were given, this one is not, and is not there any more."""
        sql = """SELECT pages.path, output, folder FROM pages JOIN runs USING (run)
                 WHERE path NOT IN (SELECT path FROM plan)"""
        for chunk in _chunks(self.database.execute(sql)):
            gone = [
                (row["path"], row["output"], self._is_certainly_gone(loaded(row["path"])))
                for row in chunk
                if not os.path.lexists(os.path.join(loaded(row["folder"]), loaded(row["path"])))  # noqa: PTH118
            ]
            self.database.executemany("INSERT INTO gone VALUES (?, ?, ?)", gone)

    def _is_certainly_gone(self, path: str) -> bool:
        """Whether a page is gone, and not just out of reach: on a disk that is not mounted, in a folder now missing."""
        row = self.database.execute("SELECT 1 FROM plan LIMIT 1").fetchone()
        sql = "SELECT 1 FROM plan WHERE path = ? AND status IN ('missing', 'failed')"
        parents = (stored(str(parent)) for parent in PurePath(path).parents)
        return row is not None and not any(self.database.execute(sql, (parent,)).fetchone() for parent in parents)

    def _by_ordinal(self, sql: str, column: str = "ordinal") -> Iterator[list[sqlite3.Row]]:
        """Yield a query's rows in order, in chunks that are read whole, so that the table may change in between."""
        last = 0
        while chunk := self.database.execute(
            f"{sql} AND {column} > ? ORDER BY {column} LIMIT {CHUNK}",
            (last,),
        ).fetchall():
            yield chunk
            last = chunk[-1]["ordinal"]


def known_of(row: sqlite3.Row, state: Fingerprint, recurring: LearnedRules | None = None) -> PreviousResult | None:
    """Return what a page's row says that makes cleaning it again needless, if its input is the same; None if nothing.

    `row` is one of `pages`, `recurring` what repetition says of the page's like.
    """
    is_current = (row["options_hash"], row["model"], row["newsclean"]) == (state.options, state.model, state.newsclean)
    if not is_current or row["result"] not in CLEANED or row["input_hash"] is None:
        return None
    if row["rules_hash"] is None or row["rules_hash"] != (
        recurring.hash if recurring else state.rules_of(row["publication"])
    ):
        return None
    named = row["matched_by"] is not None
    match = PublicationMatch(row["publication"], row["publication_name"], row["matched_by"]) if named else None
    return PreviousResult(row["input_hash"], match, row["identity_hash"] == state.identity)


def has_output(folder: Path, row: sqlite3.Row) -> bool:
    """Whether the output of a page's row is there, whole; a page without an article may have none."""
    if row["output"] is None:
        return row["output_hash"] is None
    try:
        status = os.stat(os.path.join(folder, loaded(row["output"])))  # noqa: PTH116, PTH118 - twice as fast
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size == row["output_size"]


def pending(
    database: sqlite3.Connection,
    run: int,
    batch: Batch,
    state: Fingerprint,
    recurring: Callable[[object], LearnedRules | None],
) -> Iterator[Page]:
    """Yield the pages that a run still has to do, in order; `recurring` finds what repetition says of a path."""
    sql = "SELECT * FROM pages WHERE run = ? AND ordinal > ? AND status = 'pending' ORDER BY ordinal LIMIT ?"
    last = 0
    while chunk := database.execute(sql, (run, last, CHUNK)).fetchall():
        for row in chunk:
            # read whole, and judged now: what other pages did meanwhile does not matter
            is_settled = not batch.force and row["output"] == row["name"] and has_output(batch.folder, row)
            is_settled |= not batch.force and row["output_hash"] is None and row["output"] is None
            found = recurring(row["path"])
            task = PageTask(
                row["ordinal"],
                loaded(row["path"]),
                f"{run}-{row['ordinal']}",
                known_of(row, state, found) if is_settled else None,
                found,
            )
            output = loaded(row["output"]) if row["output"] is not None else None
            yield Page(task, loaded(row["name"]), output, row["publication"])
        last = chunk[-1]["ordinal"]


def _chunks(found: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(found)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
