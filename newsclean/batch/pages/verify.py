"""Verification of an output folder: every output against its hash, its row in the manifest and its page."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newsclean.batch.output_names import loaded
from newsclean.batch.pages.outputs import OutputFolder
from newsclean.batch.results import CLEANED, Difference
from newsclean.batch.settings import MANIFEST_NAME
from newsclean.render import FORMATS
from newsclean.render.registry import BATCH_FORMATS

PAGE_ENDINGS = tuple({str(FORMATS[name].page_ending) for name in BATCH_FORMATS})


@dataclass(frozen=True, slots=True)
class PageVerifier:
    """Verifies the outputs of a folder."""

    folder: OutputFolder
    database: sqlite3.Connection

    def differences(self) -> Iterator[Difference]:
        """Yield all that differs: in the manifest itself, in the order of the pages, and in files without a row."""
        for (problem,) in self.database.execute("PRAGMA integrity_check"):
            if problem != "ok":
                yield Difference(MANIFEST_NAME, f"is damaged ({problem})")
        sql = "SELECT pages.*, runs.folder FROM pages LEFT JOIN runs USING (run) ORDER BY run, ordinal"
        outputs = set()
        for row in self.database.execute(sql):
            page = loaded(row["path"])
            output = None if row["output"] is None else loaded(row["output"])
            outputs.add(output)
            if row["temporary"] is not None or row["stale"] is not None:
                yield Difference(output or loaded(row["name"]), "is unfinished; the next run completes it", page)
            elif row["status"] == "pending":
                yield Difference(output or loaded(row["name"]), "is not made yet; the next run does it", page)
            elif problem := self._output_problem(row, output) or _page_problem(row, page):
                yield Difference(output or loaded(row["name"]), problem, page)
        for name in page_files(self.folder.path):
            if name not in outputs:
                yield Difference(name, "belongs to no page of the manifest")

    def _output_problem(self, row: sqlite3.Row, output: str | None) -> str | None:
        if output is None:
            return "is missing" if row["output_hash"] is not None and row["status"] in CLEANED else None
        if not self.folder.has(output):
            return "is missing"
        found = self.folder.hash_of(output)
        if found is None:
            return "is no file that can be read, or a link"
        return None if found == row["output_hash"] else "has another content than newsclean wrote"


def page_files(folder: Path) -> Iterator[str]:
    """Yield the files below an output folder that have the ending of an output, in order, without following links."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".newsclean"))
        for name in sorted(files):
            if name.endswith(PAGE_ENDINGS) and not name.startswith(MANIFEST_NAME):
                yield os.path.relpath(os.path.join(place, name), folder)  # noqa: PTH118 - keeps odd bytes


def _page_problem(row: sqlite3.Row, page: str) -> str | None:
    path = os.path.join(loaded(row["folder"] or ""), page)  # noqa: PTH118 - `..` may lead through a link
    if row["status"] == "missing" or row["result"] is None:
        return None
    try:
        if not os.path.isfile(path):  # noqa: PTH113
            return "is that of a page that is gone"
        with open(path, "rb") as stream:  # noqa: PTH123
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return f"is that of a page that cannot be read ({error.strerror or error})"
    return None if found == row["input_hash"] else "is that of a page that has changed"
