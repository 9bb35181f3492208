"""The manifest: an SQLite file in the output folder with a row for every page. Only the main process writes it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from newsclean.batch.results import are_counts, are_facts, is_summary
from newsclean.batch.settings import MANIFEST_NAME
from newsclean.errors import NewscleanError

SCHEMA_VERSION = 3
CHUNK = 1000
"""Rows that are read or written at a time. More take more memory. A guess; not measured."""
BUSY_SECONDS = 60.0
"""Seconds to wait for another process that holds the database. A guess; not measured."""
_TABLES = ("runs", "pages", "facts", "history")
_TYPES = {"INTEGER": "'integer'", "REAL": "'real'", "TEXT": "'text'", "": "'text', 'blob'"}
"""The types that a cell may have besides null, by the type that the schema gives its column."""
_OBJECTS: Mapping[str, Mapping[str, Callable[[object], bool]]] = MappingProxyType(
    {
        "pages": {"chars": are_counts, "rule_hits": are_counts},
        "runs": {"summary": is_summary},
        "history": {"facts": are_facts},
    }
)
"""The columns that hold a JSON object, with the check of its values."""
_T = TypeVar("_T")

SCHEMA = """
CREATE TABLE runs (
    run INTEGER PRIMARY KEY,
    folder NOT NULL,       -- the working folder, to which relative paths refer
    started TEXT,          -- ISO 8601, UTC
    summary TEXT           -- JSON: what the run counted; NULL until it has ended
);
CREATE TABLE pages (
    path PRIMARY KEY NOT NULL,  -- the page as given: text, or bytes if it is not UTF-8, like all names here
    run INTEGER NOT NULL,       -- the last run that was given this page, and its place there
    ordinal INTEGER NOT NULL,
    status TEXT NOT NULL,       -- the result of that run; pending until it has one
    result TEXT,                -- the status of the run that made the output
    reason TEXT,
    size INTEGER,
    mtime_ns INTEGER,
    input_hash TEXT,
    rules_hash TEXT,
    identity_hash TEXT,
    options_hash TEXT,          -- NULL: the last attempt failed, and the next run tries again
    model TEXT,
    newsclean TEXT,
    name,                       -- the name that the output has or will get, below the output folder
    name_key,                   -- the same without regard to letter case
    output,                     -- the output that is there
    output_size INTEGER,
    output_hash TEXT,
    publication TEXT,
    publication_name TEXT,
    matched_by TEXT,
    confidence REAL,
    kept_share REAL,
    chars TEXT,                 -- JSON: characters by category
    rule_hits TEXT,             -- JSON: how many blocks each rule of the publication matched
    seconds REAL,
    drift INTEGER NOT NULL DEFAULT 0,
    cleaned_in INTEGER,         -- the run that made the result
    site TEXT,                  -- the host of the page's address
    words INTEGER,
    authors INTEGER,            -- how many the article has
    published TEXT,
    access TEXT,
    layout TEXT,                -- the container that holds the body
    temporary TEXT,             -- the journal: the output that still must be renamed,
    stale                       -- and the one under a former name that must be deleted
) WITHOUT ROWID;
CREATE INDEX pages_in_order ON pages (run, ordinal);
CREATE UNIQUE INDEX pages_by_name ON pages (name_key);
CREATE INDEX pages_by_output ON pages (output);
CREATE INDEX pages_in_journal ON pages (path) WHERE temporary IS NOT NULL OR stale IS NOT NULL;
CREATE INDEX pages_by_cleaning ON pages (cleaned_in);
CREATE TABLE history (          -- a row for each publication and run that cleaned pages of it
    publication TEXT NOT NULL,
    run INTEGER NOT NULL,
    facts TEXT NOT NULL,        -- JSON: counts and histograms of the pages that the run cleaned
    told TEXT,                  -- JSON: what the run reported as drift; NULL for nothing
    PRIMARY KEY (publication, run)
) WITHOUT ROWID;
CREATE TABLE facts (key TEXT PRIMARY KEY, value);
"""


def open_manifest(folder: Path) -> sqlite3.Connection:
    """Open the manifest of an output folder for writing, or make it.

    Raises `NewscleanError` if that fails, or if a newer newsclean made the manifest.
    """
    path = folder / MANIFEST_NAME
    if path.is_symlink():
        raise NewscleanError(f"{path}: is a link; a manifest is a file of its output folder")
    with failures_named(path):
        database = create_manifest(path)
        # readers and the run do not block each other, and a killed run leaves no half-written page
        database.execute("PRAGMA journal_mode = WAL")
        _check_cells(database, path)
        return database


def create_manifest(path: Path | str) -> sqlite3.Connection:
    """Open a manifest, make it if the file is new, and bring an older schema up to date. Raises `sqlite3.Error`."""
    database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    database.row_factory = sqlite3.Row
    version = _version(database, path)
    if version != SCHEMA_VERSION:
        with transaction(database, is_durable=True):
            former = {table: _rows(database, table) for table in _TABLES} if version else {}
            for table in former:
                database.execute(f"DROP TABLE IF EXISTS {table}")
            for statement in SCHEMA.split(";\n"):
                database.execute(statement)
            for table, rows in former.items():
                for row in rows:
                    copy_row(database, table, row)
            database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    return database


def copy_row(database: sqlite3.Connection, table: str, row: dict[str, Any]) -> bool:
    """Copy a row of another manifest, whose schema may be older; return whether there was none with its key."""
    known = {column["name"] for column in database.execute(f"PRAGMA table_info({table})")}
    row = {name: value for name, value in row.items() if name in known}
    marks = ", ".join("?" * len(row))
    sql = f"INSERT OR IGNORE INTO {table} ({', '.join(row)}) VALUES ({marks})"  # noqa: S608 - the names are ours
    return database.execute(sql, tuple(row.values())).rowcount > 0


def damaged_cells(database: sqlite3.Connection, table: str) -> str:
    """Return the SQL condition for rows of a table with a cell that newsclean cannot have written."""
    columns = database.execute(f"PRAGMA table_info({table})").fetchall()
    tests = [f"typeof({column['name']}) NOT IN ('null', {_TYPES[column['type']]})" for column in columns]
    for name, check in _OBJECTS[table].items():
        database.create_function(f"is_{name}", 1, partial(_holds, check), deterministic=True)
        tests.append(f"({name} IS NOT NULL AND NOT is_{name}({name}))")
    return " OR ".join(tests)


def _holds(check: Callable[[object], bool], cell: object) -> bool:
    """Return whether a cell is JSON whose value passes a check."""
    try:
        return isinstance(cell, str) and check(json.loads(cell))
    except (ValueError, RecursionError):
        return False


def _check_cells(database: sqlite3.Connection, path: Path) -> None:
    """Raise `NewscleanError` if a row of a manifest has a damaged cell."""
    for table in _OBJECTS:
        sql = f"SELECT count(*) FROM {table} WHERE {damaged_cells(database, table)}"  # noqa: S608 - the names are ours
        count = database.execute(sql).fetchone()[0]
        if count:
            raise NewscleanError(
                f"{path}: cannot use the manifest: damaged values in {count:,} row{'s' * (count != 1)} of {table}; "
                f"`newsclean batch --repair {path.parent}` rebuilds it"
            )


def read_manifest(folder: Path) -> sqlite3.Connection:
    """Open a manifest for reading, also while a run writes it. Raises `NewscleanError` if there is none."""
    path = folder / MANIFEST_NAME
    if not path.is_file():
        raise NewscleanError(f"{folder}: no manifest here; `newsclean batch … --out {folder}` makes one")
    with failures_named(path):
        try:
            return _opened(path, "mode=ro")
        except sqlite3.OperationalError:
            # SQLite must write beside a manifest in WAL mode; in a folder that is not writable no run changes it
            return _opened(path, "mode=ro&immutable=1")


def empty_manifest() -> sqlite3.Connection:
    """Return a manifest in memory, for the preview of a first run."""
    return create_manifest(":memory:")


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?{mode}"
    database = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    database.row_factory = sqlite3.Row
    version = _version(database, path)
    if version == 0:
        raise NewscleanError(f"{path}: not a manifest of newsclean")
    if version < SCHEMA_VERSION:
        current = empty_manifest()
        for table in _TABLES:
            for row in _rows(database, table):
                copy_row(current, table, row)
        database.close()
        _check_cells(current, path)
        return current
    _check_cells(database, path)
    return database


def _rows(database: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
        return []  # an older schema
    return [dict(row) for row in database.execute(f"SELECT * FROM {table}")]  # noqa: S608 - the name is ours


def _version(database: sqlite3.Connection, path: Path | str) -> int:
    """Return the schema version of a manifest, 0 for a new file. Raises `NewscleanError` for an unknown version."""
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    tables = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not 0 <= version <= SCHEMA_VERSION or bool(version) != bool(tables):
        raise NewscleanError(
            f"{path}: not a manifest of this version of newsclean (schema {version}); use another --out"
        )
    return version


@contextmanager
def failures_named(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and of the system into a `NewscleanError` that names the manifest."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        is_damaged = getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
        # of text that is not UTF-8 Python says no more than this
        if is_damaged or reason.startswith("Could not decode"):
            reason += f"; `newsclean batch --repair {path.parent}` rebuilds it"
        raise NewscleanError(f"{path}: cannot use the manifest: {reason}") from error


@contextmanager
def transaction(database: sqlite3.Connection, *, is_durable: bool = False) -> Iterator[None]:
    """Commit the block as a whole, or roll it back. A durable commit is on the disk when the block has ended.

    A power cut may undo other commits, but only the last ones: a durable commit makes all before it durable.
    """
    database.execute(f"PRAGMA synchronous = {'FULL' if is_durable else 'NORMAL'}")
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def rows_by_ordinal(
    database: sqlite3.Connection, sql: str, parameters: tuple[Any, ...] = (), column: str = "ordinal"
) -> Iterator[sqlite3.Row]:
    """Yield the rows of a query that ends in a condition, in order of a column.

    They are read in chunks, each as a whole, so the tables may change in between.
    """
    chunked = f"{sql} AND {column} > ? ORDER BY {column} LIMIT {CHUNK}"
    last = 0
    while chunk := database.execute(chunked, (*parameters, last)).fetchall():
        yield from chunk
        last = chunk[-1]["ordinal"]


def chunks(items: Iterable[_T]) -> Iterator[list[_T]]:
    """Yield items in lists of at most `CHUNK`."""
    rest = iter(items)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
