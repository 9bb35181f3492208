"""Outputs under their names: put in place, taken away, and never over a file that is not ours."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from newsclean.batch.fingerprint import Fingerprint
from newsclean.batch.output_names import loaded, stored
from newsclean.batch.pages.manifest import CLEANED, transaction
from newsclean.batch.settings import TEMPORARY_NAME
from newsclean.batch.task import PageResult, PageTask
from newsclean.errors import NewscleanError

_CLEANED_SQL = """
UPDATE pages SET status = :status, result = :status, reason = :reason, seconds = :seconds,
    size = :size, mtime_ns = :mtime_ns, input_hash = :input_hash, rules_hash = :rules_hash,
    identity_hash = :identity_hash, options_hash = :options_hash, model = :model, newsclean = :newsclean,
    output = :output, output_size = :output_size, output_hash = :output_hash,
    publication = :publication, publication_name = :publication_name, matched_by = :matched_by,
    confidence = :confidence, kept_share = :kept_share, chars = :chars, rule_hits = :rule_hits, drift = :drift,
    temporary = :temporary, stale = :stale
WHERE path = :path
"""
_SKIPPED_SQL = """
UPDATE pages SET status = :status, reason = NULL, size = :size, mtime_ns = :mtime_ns, rules_hash = :rules_hash,
    identity_hash = :identity_hash
WHERE path = :path
"""
_FAILED_SQL = """
UPDATE pages SET status = :status, reason = :reason, seconds = :seconds, options_hash = NULL,
    size = coalesce(:size, size), mtime_ns = coalesce(:mtime_ns, mtime_ns)
WHERE path = :path
"""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the run with its row's names: its path, the name its output gets, the output that is there."""

    task: PageTask
    name: str
    output: str | None
    publication: str | None = None


@dataclass(frozen=True, slots=True)
class Outputs:
    """The output folder and its manifest. `force` overwrites files that are not ours."""

    folder: Path
    database: sqlite3.Connection
    state: Fingerprint
    force: bool = False

    @property
    def temporary(self) -> Path:
        """The folder of unfinished outputs."""
        return self.folder / TEMPORARY_NAME

    def recover(self) -> None:
        """Finish what a killed run had begun, and empty the folder of unfinished outputs.

        Raises `NewscleanError` when that folder cannot be written.
        """
        journal = "SELECT path, temporary, output, stale FROM pages WHERE temporary IS NOT NULL OR stale IS NOT NULL"
        for row in self.database.execute(journal).fetchall():
            problem = None
            if row["temporary"] is not None and (self.temporary / row["temporary"]).exists():
                problem = self._place(row["temporary"], loaded(row["output"]))
            self._finish(row["path"], row["stale"], problem)
        try:
            self.temporary.mkdir(exist_ok=True)
            for leftover in self.temporary.iterdir():
                leftover.unlink()
        except OSError as error:
            raise NewscleanError(f"{self.temporary}: cannot write: {error.strerror or error}") from error

    def settle(self, pages: Iterable[tuple[Page, PageResult]]) -> Iterator[tuple[Page, PageResult]]:
        """Bring pages to the manifest and their outputs to their names; yield what became of them in the end."""
        settled = []
        with transaction(self.database):
            for page, made in pages:
                outcome = self._refused(page, made)
                self._record(page, outcome)
                settled.append((page, outcome))
        problems = [
            self._place(outcome.written.temporary, page.name) if outcome.written else None for page, outcome in settled
        ]
        with transaction(self.database):
            for (page, outcome), problem in zip(settled, problems, strict=True):
                if outcome.status in CLEANED:
                    self._finish(stored(page.task.path), self._stale(page, outcome), problem)
        for (page, outcome), problem in zip(settled, problems, strict=True):
            yield page, PageResult("failed", problem, outcome.seconds) if problem else outcome

    def remove(self, output: str | bytes | None) -> None:
        """Delete an output, and the folders that it leaves empty; one that is gone already is no matter."""
        if output is None:
            return
        path = self.folder / loaded(output)
        with suppress(OSError):
            path.unlink()
            for parent in path.relative_to(self.folder).parents:
                if parent != Path():
                    (self.folder / parent).rmdir()

    def _refused(self, page: Page, outcome: PageResult) -> PageResult:
        """Return a failure instead of an output that would take the place of somebody else's file."""
        if outcome.written is None or page.name == page.output or not os.path.lexists(self.folder / page.name):
            return outcome
        name = stored(page.name)
        if self.database.execute("SELECT 1 FROM pages WHERE output = ?", (name,)).fetchone():
            # a page that has another name now, and has not got there yet or has failed
            self.database.execute("UPDATE pages SET output = NULL, options_hash = NULL WHERE output = ?", (name,))
            return outcome
        if self.force:
            return outcome
        (self.temporary / outcome.written.temporary).unlink(missing_ok=True)
        reason = f"would overwrite {self.folder / page.name}, which is no output of newsclean; --force does it"
        return replace(outcome, status="failed", reason=reason, written=None, facts=None)

    def _record(self, page: Page, outcome: PageResult) -> None:
        seen, written, facts = outcome.input, outcome.written, outcome.facts
        values: dict[str, Any] = {
            "path": stored(page.task.path),
            "status": outcome.status,
            # a path of bytes inside a message becomes readable
            "reason": outcome.reason and outcome.reason.encode("utf-8", "backslashreplace").decode(),
            "seconds": round(outcome.seconds, 4),
            "size": seen and seen.size,
            "mtime_ns": seen and seen.mtime_ns,
            "identity_hash": self.state.identity,
        }
        if outcome.status == "skipped-unchanged":
            recurring = page.task.repetition
            values["rules_hash"] = recurring.hash if recurring else self.state.rules_of(page.publication)
            self.database.execute(_SKIPPED_SQL, values)
            return
        if facts is None:
            self.database.execute(_FAILED_SQL, values)
            return
        match = facts.publication
        values |= {
            "input_hash": seen and seen.hash,
            "rules_hash": facts.rules_hash,
            "options_hash": self.state.options,
            "model": self.state.model,
            "newsclean": self.state.newsclean,
            "output": stored(page.name) if written else None,
            "output_size": written and written.size,
            "output_hash": written and written.hash,
            "publication": match and match.id,
            "publication_name": match and match.name,
            "matched_by": match and match.matched_by,
            "confidence": facts.confidence,
            "kept_share": facts.kept_share,
            "chars": json.dumps(facts.chars),
            "rule_hits": json.dumps(facts.rule_hits),
            "drift": facts.has_drifted,
            "temporary": written and written.temporary,
            "stale": self._stale(page, outcome),
        }
        self.database.execute(_CLEANED_SQL, values)

    def _stale(self, page: Page, outcome: PageResult) -> str | bytes | None:
        """Return the output of a former run that the new one does not replace."""
        if page.output is None or (outcome.written and page.output == page.name):
            return None
        return stored(page.output)

    def _place(self, temporary: str, name: str) -> str | None:
        """Rename a finished output; return what went wrong."""
        source, target = self.temporary / temporary, self.folder / name
        try:
            try:
                source.replace(target)
            except FileNotFoundError:
                target.parent.mkdir(parents=True, exist_ok=True)
                source.replace(target)
        except OSError as error:
            with suppress(OSError):
                source.unlink()
            return f"cannot write {target}: {error.strerror or error}".encode("utf-8", "backslashreplace").decode()
        return None

    def _finish(self, path: str | bytes, stale: str | bytes | None, problem: str | None) -> None:
        """Close the journal of a page: its output is in place, or could not be put there."""
        if problem is not None:
            # what lies there is still ours: the next run may write over it
            sql = "UPDATE pages SET status = 'failed', reason = ?, options_hash = NULL, output = ? WHERE path = ?"
            self.database.execute(sql, (problem, stale or self._existing_output(path), path))
        elif stale is not None and not self._is_output(stale):
            self.remove(stale)
        self.database.execute("UPDATE pages SET temporary = NULL, stale = NULL WHERE path = ?", (path,))

    def _existing_output(self, path: str | bytes) -> str | bytes | None:
        (name,) = self.database.execute("SELECT output FROM pages WHERE path = ?", (path,)).fetchone()
        return name if os.path.lexists(self.folder / loaded(name)) else None

    def _is_output(self, name: str | bytes) -> bool:
        return self.database.execute("SELECT 1 FROM pages WHERE output = ?", (name,)).fetchone() is not None
