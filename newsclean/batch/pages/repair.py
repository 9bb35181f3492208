"""Repair of a manifest: the rows that can still be read, and new rows for outputs that name their page.

A row that is kept spares its page from cleaning only if its output has the recorded hash. The next run cleans all other
pages. An output without a row counts as newsclean's only if it is an article in JSON that names its page, and has the
name that this page's output gets; so a repair never claims a foreign file.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsclean.batch.output_names import folded, loaded, long_name, mirrored, short_name, stored
from newsclean.batch.pages.manifest import BUSY_SECONDS, copy_row, create_manifest, damaged_cells, transaction
from newsclean.batch.pages.outputs import OutputFolder
from newsclean.batch.pages.verify import page_files
from newsclean.batch.settings import MANIFEST_NAME
from newsclean.errors import RestoreError
from newsclean.render.json import from_json
from newsclean.sources.filesystem import sync_file, sync_folder

DAMAGED_SUFFIX = ".damaged"
_ORDERS = {"runs": "run", "pages": "path", "facts": "key", "history": "publication"}


@dataclass(slots=True)
class ManifestRepair:
    """The repair of one manifest. kept: rows read. found: rows made for outputs. unknown: outputs without a row."""

    folder: OutputFolder
    kept: int = 0
    found: int = 0
    unknown: list[str] = field(default_factory=list)

    def repair(self) -> None:
        """Put a new manifest in the place of the old one, which stays as `newsclean.sqlite.damaged`."""
        path = self.folder.path / MANIFEST_NAME
        damaged = Path(f"{path}{DAMAGED_SUFFIX}")
        fresh = Path(f"{path}.new")
        fresh.unlink(missing_ok=True)
        with closing(create_manifest(fresh)) as database, transaction(database):
            for table in _ORDERS:
                for row in _readable_rows(path if path.exists() else damaged, table):
                    self._keep(database, table, row)
            for table in ("pages", "runs", "history"):
                lost = database.execute(f"DELETE FROM {table} WHERE {damaged_cells(database, table)}")  # noqa: S608
                self.kept -= lost.rowcount if table == "pages" else 0
            self._find_outputs(database)
        sync_file(fresh)
        # the journal first: a new manifest must never meet the journal of the old one
        for suffix in ("-wal", "-shm", ""):
            with suppress(FileNotFoundError):
                Path(f"{path}{suffix}").replace(f"{damaged}{suffix}")
                sync_folder(path.parent)
        fresh.replace(path)
        sync_folder(path.parent)

    def _keep(self, database: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
        if table == "pages":
            output = row.get("output")
            found = self.folder.hash_of(loaded(output)) if isinstance(output, str | bytes) else None
            if found is None:
                row |= {"output": None}
            if found is None or found != row.get("output_hash"):
                row |= {"options_hash": None}
        # a damaged cell breaks a constraint of the table, and costs its row
        with suppress(sqlite3.Error, ValueError):
            self.kept += copy_row(database, table, row) and table == "pages"

    def _find_outputs(self, database: sqlite3.Connection) -> None:
        """Make rows for outputs that name their page, and note the others."""
        execute = database.execute
        known = {loaded(row["output"]) for row in execute("SELECT output FROM pages WHERE output IS NOT NULL")}
        run = execute("INSERT INTO runs (folder) VALUES (?)", (stored(os.getcwd()),)).lastrowid  # noqa: PTH109
        for name in page_files(self.folder.path):
            if name in known:
                continue
            page = self._page_of(name)
            row = {"path": page and stored(page), "run": run, "ordinal": self.found + 1, "status": "pending"}
            row |= {"name": stored(name), "name_key": stored(folded(name)), "output": stored(name)}
            if page is not None and copy_row(database, "pages", row):
                self.found += 1
            else:
                self.unknown.append(name)

    def _page_of(self, name: str) -> str | None:
        """Return the page that an output names, if the page's output has this name; None for a foreign file."""
        try:
            with self.folder.open(name) as stream:
                page = from_json(stream.read().decode()).source
        except (OSError, ValueError, RestoreError):
            return None
        ending = os.path.splitext(name)[1]  # noqa: PTH122 - keeps odd bytes
        mirror = mirrored(page)
        return page if name in (short_name(mirror, ending), long_name(mirror, ending)) else None


def _readable_rows(path: Path, table: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a damaged manifest, from both ends up to the damage; some may come twice."""
    for direction in ("ASC", "DESC"):
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with suppress(sqlite3.Error), closing(sqlite3.connect(uri, BUSY_SECONDS, uri=True)) as old:
            old.row_factory = sqlite3.Row
            old.text_factory = lambda data: data.decode("utf-8", "replace")
            for row in old.execute(f"SELECT * FROM {table} ORDER BY {_ORDERS[table]} {direction}"):  # noqa: S608
                yield dict(row)
