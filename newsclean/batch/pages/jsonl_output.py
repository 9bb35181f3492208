"""One file of all articles, in the order of the inputs, put together from the outputs of the single pages."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newsclean.batch.output_names import loaded
from newsclean.batch.pages.manifest import CLEANED, transaction
from newsclean.batch.settings import TEMPORARY_NAME
from newsclean.errors import NewscleanError, UsageError

_IN_STREAM = f"""SELECT output, output_hash FROM pages
WHERE run = ? AND output IS NOT NULL AND status IN ({", ".join(repr(s) for s in (*CLEANED, "skipped-unchanged"))})
ORDER BY ordinal"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class JsonlOutput:
    """The stream of a batch: its file, the folder of its parts, and their manifest."""

    path: Path
    folder: Path
    database: sqlite3.Connection

    def check(self, *, force: bool) -> None:
        """Raise `UsageError` when the file is there and no run of ours has written it."""
        if not force and self.path.exists() and self._fact("stream") is None:
            raise UsageError(f"{self.path}: exists and is no stream of newsclean; --force overwrites it")

    def write(self, run: int) -> None:
        """Write the stream of a run, if it would be another than the one that is there. Raises `NewscleanError`."""
        signature = self._signature(run)
        if self._fact("stream") == f"{signature} {self._age()}":
            return
        temporary = self.folder / TEMPORARY_NAME / "stream"
        # first of all it becomes ours, whatever happens on the way
        self._set_fact("stream", "unfinished")
        try:
            with temporary.open("wb") as stream:
                for row in self._rows(run):
                    with (self.folder / loaded(row["output"])).open("rb") as part:
                        shutil.copyfileobj(part, stream)
            temporary.replace(self.path)
        except OSError as error:
            raise NewscleanError(f"{self.path}: cannot write: {error.strerror or error}") from error
        self._set_fact("stream", f"{signature} {self._age()}")

    def _rows(self, run: int) -> Iterator[sqlite3.Row]:
        yield from self.database.execute(_IN_STREAM, (run,))

    def _signature(self, run: int) -> str:
        digest = hashlib.sha256()
        for row in self._rows(run):
            digest.update(row["output_hash"].encode() + b"\n")
        return digest.hexdigest()

    def _age(self) -> str:
        try:
            status = os.stat(self.path)  # noqa: PTH116
        except OSError:
            return "none"
        return f"{status.st_size} {status.st_mtime_ns}"

    def _fact(self, key: str) -> str | None:
        row = self.database.execute("SELECT value FROM facts WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row["value"])

    def _set_fact(self, key: str, value: str) -> None:
        with transaction(self.database):
            self.database.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (key, value))
