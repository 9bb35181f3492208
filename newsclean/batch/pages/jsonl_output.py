"""One file of all articles, in the order of the pages, joined from the outputs of the single pages."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from newsclean.batch.output_names import loaded
from newsclean.batch.pages.manifest import transaction
from newsclean.batch.pages.outputs import OutputFolder
from newsclean.batch.results import CLEANED
from newsclean.errors import NewscleanError, UsageError

_PARTS = f"""SELECT output, output_hash FROM pages
WHERE run = ? AND output IS NOT NULL AND status IN ({", ".join(repr(s) for s in (*CLEANED, "skipped-unchanged"))})
ORDER BY ordinal"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class JsonlOutput:
    """The file of all articles, the folder of its parts, and their manifest."""

    path: Path
    folder: OutputFolder
    database: sqlite3.Connection

    def check(self, *, force: bool) -> None:
        """Raise `UsageError` if the file exists and no run of newsclean wrote it."""
        if not force and self.path.exists() and self._state() is None:
            raise UsageError(f"{self.path}: exists and is no stream of newsclean; --force overwrites it")

    def write(self, run: int) -> None:
        """Write the file if this run changes it. Raises `NewscleanError`."""
        signature = self._signature(run)
        if self._state() == f"{signature} {self._stamp()}":
            return
        temporary = self.folder.temporary / "stream"
        # the file counts as ours from here on, even if the run is killed
        self._set_state("unfinished")
        try:
            with temporary.open("wb") as stream:
                for row in self.database.execute(_PARTS, (run,)):
                    with (self.folder.path / loaded(row["output"])).open("rb") as part:
                        shutil.copyfileobj(part, stream)
            temporary.replace(self.path)
        except OSError as error:
            raise NewscleanError(f"{self.path}: cannot write: {error.strerror or error}") from error
        self._set_state(f"{signature} {self._stamp()}")

    def _signature(self, run: int) -> str:
        """Return the hash of the hashes of all parts."""
        digest = hashlib.sha256()
        for row in self.database.execute(_PARTS, (run,)):
            digest.update(row["output_hash"].encode() + b"\n")
        return digest.hexdigest()

    def _stamp(self) -> str:
        try:
            status = os.stat(self.path)  # noqa: PTH116
        except OSError:
            return "none"
        return f"{status.st_size} {status.st_mtime_ns}"

    def _state(self) -> str | None:
        row = self.database.execute("SELECT value FROM facts WHERE key = 'stream'").fetchone()
        return None if row is None else str(row["value"])

    def _set_state(self, value: str) -> None:
        with transaction(self.database):
            self.database.execute("INSERT OR REPLACE INTO facts VALUES ('stream', ?)", (value,))
