"""The start page of a batch, from its manifest: this run, and what changed since the runs before."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from newsclean.batch.drift.facts import Facts
from newsclean.batch.drift.history import key_of, stats_of_row
from newsclean.batch.output_names import loaded
from newsclean.batch.pages.manifest import failures_named, read_manifest
from newsclean.batch.pages.overview import page_overview
from newsclean.batch.results import CLEANED, FAILED
from newsclean.batch.settings import MANIFEST_NAME, stream_folder
from newsclean.errors import UsageError
from newsclean.review.overview import Overview, with_history

SHOWN_RUNS = 60
"""Runs that sparklines and the list of runs show."""
MOST_DOUBTFUL = 50
"""Pages in the list of the most doubtful."""


def run_overview(out: Path) -> Overview:
    """Return the start page of a batch. Raises `UsageError` for archives, `NewscleanError` if no batch wrote `out`."""
    folder = _folder(out)
    if not (folder / MANIFEST_NAME).exists() and any(folder.glob("*.done")):
        raise UsageError(f"{out}: holds the articles of archives; a report is for a batch of pages")
    with failures_named(folder / MANIFEST_NAME), closing(read_manifest(folder)) as database:
        overview = Overview(f"{out}")
        found = page_overview(database)
        for row in database.execute("SELECT * FROM pages ORDER BY ordinal"):
            _add(overview, row)
        overview.slowest = [(row["path"], row["seconds"]) for row in found["slowest"]]
        overview.doubtful.sort(key=lambda page: (page[1] != "no-article", page[2] if page[2] is not None else 1.0))
        del overview.doubtful[MOST_DOUBTFUL:]
        _add_runs(overview, database)
    return overview


def add_runs_of(overview: Overview, out: Path) -> None:
    """Add the runs of a batch to an overview of pages. Raises `NewscleanError` if no batch wrote `out`."""
    folder = _folder(out)
    with failures_named(folder / MANIFEST_NAME), closing(read_manifest(folder)) as database:
        _add_runs(overview, database)


def _folder(out: Path) -> Path:
    return out if out.is_dir() else stream_folder(out)


def _add(overview: Overview, row: sqlite3.Row) -> None:
    path, status = loaded(row["path"]), row["status"]
    if status in FAILED:
        overview.add_failure(path, status, row["reason"] or "")
    elif row["result"] in CLEANED:
        stats = stats_of_row(row)
        overview.add(key_of(path, stats), row["result"], stats)
        if row["result"] != "ok":
            overview.doubtful.append((path, row["result"], row["confidence"]))
    else:
        overview.statuses[status] += 1


def _add_runs(overview: Overview, database: sqlite3.Connection) -> None:
    """Add the runs: a line for each, the past of publications, and the changes since the run before."""
    sql = "SELECT run, started, summary FROM runs WHERE summary IS NOT NULL ORDER BY run DESC LIMIT ?"
    runs = database.execute(sql, (SHOWN_RUNS,)).fetchall()[::-1]
    summaries = [json.loads(row["summary"]) for row in runs]
    overview.nights = [
        (row["started"] or "", one["cleaned"], one["failed"], len(one["drifting"]))
        for row, one in zip(runs, summaries, strict=True)
    ]
    history: dict[str, list[float]] = {}
    for row in database.execute("SELECT publication, facts FROM history ORDER BY run"):
        kept = Facts.from_json(json.loads(row["facts"])).median("kept")
        if kept is not None:
            history.setdefault(row["publication"], []).append(kept)
    recent = {key: shares[-SHOWN_RUNS:] for key, shares in history.items()}
    with_history(overview, recent, summaries[-1]["drifting"] if summaries else ())
    if len(summaries) > 1:
        overview.changes = list(_changes(summaries[-2]["statuses"], summaries[-1]["statuses"]))


def _changes(before: dict[str, int], now: dict[str, int]) -> list[str]:
    """Return how the counts of statuses differ between two runs, in words."""
    names = [name for name in dict.fromkeys((*now, *before)) if now.get(name, 0) != before.get(name, 0)]
    return [f"{name}: {before.get(name, 0):,} → {now.get(name, 0):,}" for name in names]
