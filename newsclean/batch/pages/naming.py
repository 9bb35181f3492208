"""The names of outputs: every page of a plan gets one of its own, also where earlier runs have taken names."""

from __future__ import annotations

import sqlite3

from newsclean.batch.output_names import folded, loaded, long_name, mirrored, stored
from newsclean.batch.pages.manifest import chunks, rows_by_ordinal

_OTHERS = "CREATE TEMP TABLE others AS SELECT name_key, output FROM pages WHERE path NOT IN (SELECT path FROM plan)"
_TAKE_SHORT_NAMES = """
UPDATE plan SET name = short, name_key = short_key WHERE short_key NOT IN (SELECT key FROM taken)
AND short_key NOT IN (SELECT short_key FROM plan GROUP BY short_key HAVING count(*) > 1)
"""


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
