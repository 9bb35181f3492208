"""Comparing the rows of pages with this run: a page whose output would stay the same need not be cleaned."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from newsclean.batch.fingerprint import Fingerprint
from newsclean.batch.output_names import loaded
from newsclean.batch.pages.manifest import rows_by_ordinal
from newsclean.batch.pages.outputs import OutputFolder
from newsclean.batch.pages.task import LearnedRules, PageTask, PreviousResult
from newsclean.batch.results import CLEANED
from newsclean.metadata import PublicationMatch

FindRules = Callable[[object], LearnedRules | None]
"""Returns the rules learned for a page, given its path as the manifest stores it."""


def no_learned_rules(_: object) -> LearnedRules | None:
    """Return None for every page: the run does not learn."""
    return None


def previous_result(
    row: sqlite3.Row, fingerprint: Fingerprint, learned: LearnedRules | None = None
) -> PreviousResult | None:
    """Return what spares the page of a row from cleaning if its file is the same; None if nothing does."""
    current = (fingerprint.options, fingerprint.model, fingerprint.newsclean)
    is_current = (row["options_hash"], row["model"], row["newsclean"]) == current
    if not is_current or row["result"] not in CLEANED or row["input_hash"] is None:
        return None
    if row["rules_hash"] is None or row["rules_hash"] != expected_rules_hash(row, fingerprint, learned):
        return None
    has_match = row["matched_by"] is not None
    match = PublicationMatch(row["publication"], row["publication_name"], row["matched_by"]) if has_match else None
    return PreviousResult(row["input_hash"], match, row["identity_hash"] == fingerprint.identity)


def expected_rules_hash(row: sqlite3.Row, fingerprint: Fingerprint, learned: LearnedRules | None) -> str | None:
    """Return the hash of a page's rules in this run, if it still belongs to the same publication."""
    return learned.hash if learned else fingerprint.rules_of(row["publication"])


def has_output(folder: OutputFolder, row: sqlite3.Row) -> bool:
    """Return whether the output of a row is there and complete; a page without an article may have none."""
    if row["output"] is None:
        return row["output_hash"] is None
    return folder.has_file(loaded(row["output"]), row["output_size"])


def pending_tasks(
    database: sqlite3.Connection, run: int, folder: OutputFolder, fingerprint: Fingerprint, find_rules: FindRules
) -> Iterator[PageTask]:
    """Yield the pages that a run must still do, in order."""
    for row in rows_by_ordinal(database, "SELECT * FROM pages WHERE run = ? AND status = 'pending'", (run,)):
        learned = find_rules(row["path"])
        # the row is as it was when its chunk was read; what other pages did since does not matter
        is_settled = row["output"] == row["name"] and has_output(folder, row)
        is_settled |= row["output"] is None and row["output_hash"] is None
        yield PageTask(
            row["ordinal"],
            loaded(row["path"]),
            f"{run}-{row['ordinal']}",
            loaded(row["name"]),
            loaded(row["output"]) if row["output"] is not None else None,
            expected_rules_hash(row, fingerprint, learned),
            previous_result(row, fingerprint, learned) if is_settled else None,
            learned,
        )
