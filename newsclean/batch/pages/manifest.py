"""The manifest: an SQLite file in the output folder with a row for every input, and what is written to it.

The main process alone writes. A page is settled in three steps, so that the manifest is right whenever a run is killed:
its row says what its output will be and under which temporary name it lies; the output is renamed; the row forgets
the temporary name. `recover` finishes what a killed run left between the first and the last.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from newsclean.batch.settings import MANIFEST_NAME
from newsclean.errors import NewscleanError

SCHEMA_VERSION = 2
FAILED = ("failed", "timeout", "too-large", "missing")
"""Statuses that make a run fail."""
CLEANED = ("ok", "low-confidence", "no-article")
"""Statuses of pages that were cleaned: what `result` can be."""

SCHEMA = """
CREATE TABLE runs (
    run INTEGER PRIMARY KEY,
    folder NOT NULL        -- the working folder: what relative paths start from
);
CREATE TABLE pages (
    path PRIMARY KEY NOT NULL,  -- the input as given; text, or bytes where it is no UTF-8. So are all names here
    run INTEGER NOT NULL,       -- the last run that was given this input, and its place there
    ordinal INTEGER NOT NULL,
    status TEXT NOT NULL,       -- what that run made of it; pending until it gets there
    result TEXT,                -- what the output is: the status of the run that made it
    reason TEXT,
    size INTEGER,
    mtime_ns INTEGER,
    input_hash TEXT,
    rules_hash TEXT,
    identity_hash TEXT,
    options_hash TEXT,          -- NULL: the last attempt failed, and the next run tries again
    model TEXT,
    newsclean TEXT,
    name,                       -- the name that the output has or will have, below the output folder
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
    temporary TEXT,             -- the journal: the output still to be renamed,
    stale                       -- and the one under a former name still to be deleted
) WITHOUT ROWID;
CREATE INDEX pages_in_order ON pages (run, ordinal);
CREATE UNIQUE INDEX pages_by_name ON pages (name_key);
CREATE INDEX pages_by_output ON pages (output);
CREATE INDEX pages_in_journal ON pages (path) WHERE temporary IS NOT NULL OR stale IS NOT NULL;
CREATE TABLE facts (key TEXT PRIMARY KEY, value);
"""


def open_manifest(folder: Path) -> sqlite3.Connection:
    """Open the manifest of an output folder for writing, or make it.

    Raises `NewscleanError` when that cannot be done, or a newer newsclean made it.
    """
    path = folder / MANIFEST_NAME
    with failures_named(path):
        database = sqlite3.connect(path, timeout=60, isolation_level=None)
        database.row_factory = sqlite3.Row
        if _version(database, path) == 0:
            with transaction(database):
                for statement in SCHEMA.split(";\n"):
                    database.execute(statement)
                database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        # readers are not in the way of the run, nor it in theirs; a killed run leaves nothing half-written
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        return database


def read_manifest(folder: Path) -> sqlite3.Connection:
    """Open a manifest for reading, while a run writes it or after. Raises `NewscleanError` when there is none."""
    path = folder / MANIFEST_NAME
    if not path.is_file():
        raise NewscleanError(f"{folder}: no manifest here; `newsclean batch … --out {folder}` makes one")
    with failures_named(path):
        try:
            return _opened(path, "mode=ro")
        except sqlite3.OperationalError:
            # in a folder that cannot be written nobody else writes either
            return _opened(path, "mode=ro&immutable=1")


def empty_manifest() -> sqlite3.Connection:
    """Return a manifest in memory, for looking at what a first run would do."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.row_factory = sqlite3.Row
    database.executescript(SCHEMA)
    return database


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    database = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=60, isolation_level=None)
    database.row_factory = sqlite3.Row
    if _version(database, path) == 0:
        raise NewscleanError(f"{path}: not a manifest of newsclean")
    return database


def _version(database: sqlite3.Connection, path: Path) -> int:
    """Return the manifest's schema version, 0 for a new file. Raises `NewscleanError` for one we do not know."""
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    tables = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if version not in (0, SCHEMA_VERSION) or (version == 0 and tables):
        raise NewscleanError(
            f"{path}: not a manifest of this version of newsclean (schema {version}); use another --out"
        )
    return version


@contextmanager
def failures_named(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system complain of into a `NewscleanError` that names the manifest."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise NewscleanError(f"{path}: cannot use the manifest: {reason}") from error


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """Do all of it or nothing."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
