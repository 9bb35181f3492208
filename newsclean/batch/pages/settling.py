"""Settling: the results of pages go to the manifest, and their outputs get their final names.

A page is settled in three steps, so the manifest is right whenever a run is killed: its row names the output and the
temporary file; the file is renamed; the row forgets the temporary file. The two columns `temporary` and `stale` are the
journal of these steps. `recover` completes what a killed run left between the first and the last.

A power cut is no worse than a kill, because each step is on the disk before the next: the temporary files before the
row that names them, that row before the renames, and the renames before the row that forgets them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from newsclean.batch.fingerprint import Fingerprint
from newsclean.batch.output_names import loaded, stored
from newsclean.batch.pages.manifest import transaction
from newsclean.batch.pages.outputs import OutputFolder
from newsclean.batch.pages.task import PageTask
from newsclean.batch.results import CLEANED, ArticleStats, PageResult

_JOURNAL_SQL = "SELECT path, temporary, output, stale FROM pages WHERE temporary IS NOT NULL OR stale IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Settler:
    """Settles the pages of the run with the number `run`. `force` overwrites files that newsclean did not write."""

    folder: OutputFolder
    database: sqlite3.Connection
    fingerprint: Fingerprint
    force: bool = False
    run: int | None = None

    def recover(self) -> None:
        """Complete what a killed run had begun, and delete its unfinished outputs. Raises `NewscleanError`."""
        self.folder.make_temporary()
        with transaction(self.database):
            for row in self.database.execute(_JOURNAL_SQL).fetchall():
                problem = None
                if row["temporary"] is not None and (self.folder.temporary / row["temporary"]).exists():
                    problem = self.folder.place(row["temporary"], loaded(row["output"]))
                self._close(row["path"], row["stale"], problem)
            self.folder.sync_outputs()
        self.folder.clear_temporary()

    def settle(self, finished: Iterable[tuple[PageTask, PageResult]]) -> Iterator[PageResult]:
        """Settle pages together, and yield what became of them in the end."""
        settled = []
        with transaction(self.database, is_durable=True):
            for task, made in self._synced(list(finished)):
                result = self._refuse_overwriting(task, made)
                self._record(task, result)
                settled.append((task, result))
        problems = [
            self.folder.place(result.written.name, task.name) if result.written else None for task, result in settled
        ]
        with transaction(self.database):
            for (task, result), problem in zip(settled, problems, strict=True):
                if result.status in CLEANED:
                    self._close(stored(task.path), _stale_output(task, result), problem)
            self.folder.sync_outputs()
        for (task, result), problem in zip(settled, problems, strict=True):
            if problem:
                yield PageResult(task.path, "failed", problem, result.seconds)
            else:
                yield replace(result, output=task.name if result.written else None)

    def _synced(self, finished: list[tuple[PageTask, PageResult]]) -> Iterator[tuple[PageTask, PageResult]]:
        """Yield pages whose unfinished outputs are on the disk, and failures of those that the disk does not take."""
        problems = self.folder.sync_temporary(result.written.name for _, result in finished if result.written)
        for task, result in finished:
            problem = problems.get(result.written.name) if result.written else None
            yield task, _refused(result, problem) if problem else result

    def _refuse_overwriting(self, task: PageTask, result: PageResult) -> PageResult:
        """Return a failure instead of an output that would replace a foreign file."""
        if result.written is None or task.name == task.output or not self.folder.has(task.name):
            return result
        name = stored(task.name)
        if self.database.execute("SELECT 1 FROM pages WHERE output = ?", (name,)).fetchone():
            # the output of a page whose name has changed, and which the run has not settled yet
            self.database.execute("UPDATE pages SET output = NULL, options_hash = NULL WHERE output = ?", (name,))
            return result
        if self.force or self.folder.hash_of(task.name) == result.written.hash:
            return result
        self.folder.discard(result.written.name)
        target = self.folder.path / task.name
        return _refused(result, f"would overwrite {target}, which is no output of newsclean; --force does it")

    def _record(self, task: PageTask, result: PageResult) -> None:
        """Write a result to the page's row. The journal of a page with an output is open afterwards."""
        stamp = result.stamp
        values: dict[str, Any] = {"status": result.status, "reason": None}
        if stamp is not None:
            values |= {"size": stamp.size, "mtime_ns": stamp.mtime_ns}
        if result.status == "skipped-unchanged":
            values |= {"identity_hash": self.fingerprint.identity, "rules_hash": task.rules_hash}
        else:
            # SQLite takes no lone surrogates, which stand for the bytes of a path in a message
            reason = result.reason and result.reason.encode("utf-8", "backslashreplace").decode()
            values |= {"reason": reason, "seconds": round(result.seconds, 4), "options_hash": None}
        if result.stats is not None:
            values |= self._cleaned_values(task, result, result.stats)
        columns = ", ".join(f"{name} = :{name}" for name in values)
        sql = f"UPDATE pages SET {columns} WHERE path = :path"  # noqa: S608 - the names are ours
        self.database.execute(sql, values | {"path": stored(task.path)})

    def _cleaned_values(self, task: PageTask, result: PageResult, stats: ArticleStats) -> dict[str, Any]:
        stamp, written, match = result.stamp, result.written, stats.publication
        return {
            "result": result.status,
            "input_hash": stamp and stamp.hash,
            "rules_hash": stats.rules_hash,
            "identity_hash": self.fingerprint.identity,
            "options_hash": self.fingerprint.options,
            "model": self.fingerprint.model,
            "newsclean": self.fingerprint.newsclean,
            "output": stored(task.name) if written else None,
            "output_size": written and written.size,
            "output_hash": written and written.hash,
            "publication": match and match.id,
            "publication_name": match and match.name,
            "matched_by": match and match.matched_by,
            "confidence": stats.confidence,
            "kept_share": stats.kept_share,
            "chars": json.dumps(stats.chars),
            "rule_hits": json.dumps(stats.rule_hits),
            "drift": stats.has_drifted,
            "cleaned_in": self.run,
            **{name: getattr(stats, name) for name in ("site", "words", "authors", "published", "access", "layout")},
            "temporary": written and written.name,
            "stale": _stale_output(task, result),
        }

    def _close(self, path: str | bytes, stale: str | bytes | None, problem: str | None) -> None:
        """Close a page's journal: its output has its name, or cannot get it."""
        if problem is not None:
            # a former output that is still there stays ours: the next run may overwrite it
            sql = "UPDATE pages SET status = 'failed', reason = ?, options_hash = NULL, output = ? WHERE path = ?"
            self.database.execute(sql, (problem, stale or self._existing_output(path), path))
        elif stale is not None and not self._is_output(stale):
            self.folder.remove(loaded(stale))
        self.database.execute("UPDATE pages SET temporary = NULL, stale = NULL WHERE path = ?", (path,))

    def _existing_output(self, path: str | bytes) -> str | bytes | None:
        (name,) = self.database.execute("SELECT output FROM pages WHERE path = ?", (path,)).fetchone()
        return name if self.folder.has(loaded(name)) else None

    def _is_output(self, name: str | bytes) -> bool:
        return self.database.execute("SELECT 1 FROM pages WHERE output = ?", (name,)).fetchone() is not None


def _refused(result: PageResult, reason: str) -> PageResult:
    return replace(result, status="failed", reason=reason, written=None, stats=None)


def _stale_output(task: PageTask, result: PageResult) -> str | bytes | None:
    """Return the output of an earlier run that the new one does not replace."""
    if task.output is None or (result.written and task.output == task.name):
        return None
    return stored(task.output)
