"""One file of all articles, JSON Lines or CSV, in the order of the pages, joined from the outputs of the pages."""

from __future__ import annotations

import filecmp
import hashlib
import os
import shutil
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from newsclean.batch.output_names import loaded
from newsclean.batch.pages.manifest import transaction
from newsclean.batch.pages.outputs import OutputFolder
from newsclean.batch.results import CLEANED
from newsclean.errors import NewscleanError, UsageError
from newsclean.render import FIELD_ORDER, output_format
from newsclean.sources.filesystem import replace_durably, write_new

_PARTS = f"""SELECT output, output_hash FROM pages
WHERE run = ? AND output IS NOT NULL AND status IN ({", ".join(repr(s) for s in (*CLEANED, "skipped-unchanged"))})
ORDER BY ordinal"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class JsonlOutput:
    """The file of all articles, the folder of its parts, and their manifest.

    header: the line above the articles, as CSV has it.
    """

    path: Path
    folder: OutputFolder
    database: sqlite3.Connection
    header: bytes = b""

    def check(self, *, force: bool) -> None:
        """Raise `UsageError` if the file exists and no run of newsclean wrote it."""
        if not force and self._state() is None and os.path.lexists(self.path) and not self._looks_ours():
            raise self._foreign()

    def write(self, run: int, *, force: bool) -> None:
        """Write the file if this run changes it. Raises `NewscleanError`, and `UsageError` as `check`."""
        signature = self._signature(run)
        if self._state() == f"{signature} {self._stamp()}":
            return
        temporary = self.folder.temporary / "stream"
        try:
            with write_new(temporary) as stream:
                stream.write(self.header)
                for row in self.database.execute(_PARTS, (run,)):
                    with self.folder.open(loaded(row["output"])) as part:
                        shutil.copyfileobj(part, stream)
            if not force and self._state() is None and os.path.lexists(self.path) and not self._has_content(temporary):
                raise self._foreign()
            # the file counts as ours from here on, even if the run is killed
            self._set_state("unfinished")
            replace_durably(temporary, self.path)
        except OSError as error:
            raise NewscleanError(f"{self.path}: cannot write: {error.strerror or error}") from error
        self._set_state(f"{signature} {self._stamp()}")

    def problem(self) -> str | None:
        """Return how the file differs from its parts; None if it does not."""
        if self._is_csv and not self._looks_ours():
            return "has no header of newsclean's"
        parts, file = hashlib.sha256(), hashlib.sha256()
        try:
            with self.path.open("rb") as stream:
                if self._is_csv:
                    parts.update(stream.readline())
                    stream.seek(0)
                file = hashlib.file_digest(stream, "sha256")
            for row in self.database.execute(_PARTS, (self._last_run(),)):
                with self.folder.open(loaded(row["output"])) as part:
                    parts.update(part.read())
        except OSError as error:
            return f"cannot be compared with its parts ({error.strerror or error})"
        return None if file.digest() == parts.digest() else "is not its parts in their order"

    def claim(self) -> None:
        """Let the next run overwrite the file, if it looks like newsclean's."""
        if self._state() is None and self._looks_ours():
            self._set_state("unfinished")

    def _last_run(self) -> int:
        return int(self.database.execute("SELECT coalesce(max(run), 0) FROM runs").fetchone()[0])

    def _looks_ours(self) -> bool:
        """Return whether the file may be what this run will write: it is empty, or begins with an article."""
        rows = output_format("jsonl").rows
        with suppress(OSError), self.path.open("rb") as stream:
            if self._is_csv:
                names = stream.readline().decode("utf-8", "replace").strip().split(",")
                return not self.path.is_symlink() and set(names) <= {"", *FIELD_ORDER}
            return rows is not None and not self.path.is_symlink() and rows.is_ours(stream)
        return False

    @property
    def _is_csv(self) -> bool:
        return self.path.suffix.lower() == ".csv"

    def _has_content(self, temporary: Path) -> bool:
        return not self.path.is_symlink() and filecmp.cmp(self.path, temporary, shallow=False)

    def _foreign(self) -> UsageError:
        return UsageError(f"{self.path}: exists and is no stream of newsclean; --force overwrites it")

    def _signature(self, run: int) -> str:
        """Return the hash of the hashes of all parts."""
        digest = hashlib.sha256(self.header)
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
        with transaction(self.database, is_durable=True):
            self.database.execute("INSERT OR REPLACE INTO facts VALUES ('stream', ?)", (value,))
