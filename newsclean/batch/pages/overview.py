"""The overview of a manifest: counts, publications, and the pages that deserve a look."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from newsclean.batch.output_names import loaded
from newsclean.batch.results import FAILED

SUSPICIOUS_SHARE = 0.5
"""A page is suspicious if it keeps less than this share of what its publication's median page keeps.

A higher share lists more pages. A guess; not measured.
"""
MIN_MEDIAN_PAGES = 5
"""Pages that a publication must have for a median. A guess; not measured."""
LISTED = 10
"""Pages in the lists of slow and of suspicious pages."""
_FAILED_SQL = ", ".join(map(repr, FAILED))
_SLOWEST_SQL = f"""
SELECT path, seconds, coalesce(result, status) AS status FROM pages WHERE seconds IS NOT NULL
ORDER BY seconds DESC, path LIMIT {LISTED}"""  # noqa: S608
_FAILURES_SQL = f"SELECT path, status, reason FROM pages WHERE status IN ({_FAILED_SQL}) ORDER BY run DESC, ordinal"  # noqa: S608
_PUBLICATIONS_SQL = """
SELECT publication AS id, coalesce(iif(publication IS NULL, site, NULL), publication_name) AS name,
       count(*) AS pages, round(avg(kept_share), 4) AS kept_share,
       CASE WHEN publication IS NOT NULL THEN round(avg(drift), 4) END AS drift
FROM pages WHERE result IS NOT NULL GROUP BY 1, 2 ORDER BY 3 DESC, 2"""
_SUSPICIOUS_SQL = f"""
WITH ranked AS (
    SELECT publication_name, kept_share, row_number() OVER by_share AS place,
           count(*) OVER (PARTITION BY publication_name) AS pages
    FROM pages WHERE result IN ('ok', 'low-confidence')
    WINDOW by_share AS (PARTITION BY publication_name ORDER BY kept_share)
), medians AS (
    SELECT publication_name, kept_share AS median FROM ranked
    WHERE place = (pages + 1) / 2 AND pages >= {MIN_MEDIAN_PAGES}
)
SELECT path, result, publication_name AS publication, kept_share, median, confidence
FROM pages LEFT JOIN medians USING (publication_name)
WHERE result IN ('no-article', 'low-confidence') OR kept_share < {SUSPICIOUS_SHARE} * median
ORDER BY result <> 'no-article', coalesce(confidence, 1), kept_share / median, path LIMIT {LISTED}"""  # noqa: S608


def page_overview(database: sqlite3.Connection, since: datetime | None = None) -> dict[str, Any]:
    """Return the counts, publications, failures and notable pages of a manifest, as JSON values.

    With a time they are those of pages that runs from then on worked on, and `runs` tells of these runs.
    """
    runs = {} if since is None else {"runs": _only_since(database, since)}
    return runs | {
        "pages": database.execute("SELECT count(*) FROM pages").fetchone()[0],
        "statuses": count_statuses(database),
        "results": _results(database),
        "characters": _characters(database),
        "publications": _publications(database),
        "slowest": _rows(database, _SLOWEST_SQL),
        "suspicious": _rows(database, _SUSPICIOUS_SQL),
        "failures": _rows(database, _FAILURES_SQL),
    }


def _only_since(database: sqlite3.Connection, since: datetime) -> list[dict[str, Any]]:
    """Hide the pages that no run from a time on worked on from all later queries; return these runs."""
    start = since.astimezone(UTC).isoformat(timespec="seconds")
    rows = database.execute(
        "SELECT run, started, summary FROM runs WHERE started >= ? ORDER BY run", (start,)
    ).fetchall()
    first = rows[0]["run"] if rows else sys.maxsize
    # a temporary view comes before the table of that name, and does not change the file
    database.execute(
        f"CREATE TEMP VIEW pages AS SELECT * FROM main.pages WHERE coalesce(cleaned_in, 0) >= {first:d} "  # noqa: S608
        f"OR (run >= {first:d} AND status IN ({_FAILED_SQL}))"
    )
    return [{"started": row["started"], **_told_by(json.loads(row["summary"] or "{}"))} for row in rows]


def _told_by(summary: dict[str, Any]) -> dict[str, Any]:
    """Return what a run counted, and its lines about drift; a run that has not ended has None."""
    drifts = [one["message"] for one in summary.get("drifting", ())]
    return {"cleaned": summary.get("cleaned"), "failed": summary.get("failed"), "drift": drifts}


def count_statuses(database: sqlite3.Connection, run: int | None = None) -> dict[str, int]:
    """Return the number of pages by status, of one run or of all, the most frequent first."""
    sql = """SELECT status, count(*) AS n FROM pages WHERE run = :run OR :run IS NULL
             GROUP BY status ORDER BY n DESC, status"""
    return {row["status"]: row["n"] for row in database.execute(sql, {"run": run})}


def _results(database: sqlite3.Connection) -> dict[str, int]:
    """Return the number of pages by status; a page that the last run skipped has that of the run that cleaned it."""
    sql = """SELECT iif(status = 'skipped-unchanged', coalesce(result, status), status), count(*) FROM pages
             GROUP BY 1 ORDER BY 2 DESC, 1"""
    return {row[0]: row[1] for row in database.execute(sql)}


def _publications(database: sqlite3.Connection) -> list[dict[str, Any]]:
    hits = _rule_hits(database)
    return [{**dict(row), "rule_hits": hits.get(row["id"], {})} for row in database.execute(_PUBLICATIONS_SQL)]


def _rule_hits(database: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """Return, by publication, on how many pages each of its rules matched something."""
    pages: dict[str, Counter[str]] = {}
    for row in database.execute("SELECT publication, rule_hits FROM pages WHERE rule_hits IS NOT NULL"):
        if row["publication"] is not None:
            pages.setdefault(row["publication"], Counter()).update(dict.fromkeys(json.loads(row["rule_hits"]), 1))
    return {key: dict(counts.most_common()) for key, counts in pages.items()}


def _characters(database: sqlite3.Connection) -> dict[str, int]:
    """Return the characters of all pages by category, the largest first."""
    total: Counter[str] = Counter()
    for row in database.execute("SELECT chars FROM pages WHERE chars IS NOT NULL"):
        total.update(json.loads(row["chars"]))
    return dict(total.most_common())


def _rows(database: sqlite3.Connection, sql: str) -> list[dict[str, Any]]:
    return [dict(row) | {"path": loaded(row["path"])} for row in database.execute(sql)]
