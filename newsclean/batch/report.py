"""What a run came to: the summary and its exit code, and what a manifest tells of all its pages."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from newsclean.batch.output_names import loaded
from newsclean.batch.pages.manifest import CLEANED, FAILED
from newsclean.batch.settings import MIN_DRIFT_PAGES, Thresholds

ALL_CLEAN, SOME_FAILED = 0, 1
SUSPICIOUS_SHARE = 0.5
"""A page that keeps less than this part of what its publication's median page keeps is worth a look."""
LISTED = 10
_FAILED_SQL = ", ".join(map(repr, FAILED))
_DRIFT_SQL = f"""
SELECT publication, count(*) AS pages, avg(drift) AS share FROM pages
WHERE publication IS NOT NULL AND result IS NOT NULL AND (run = :run OR :run IS NULL) AND status NOT IN ({_FAILED_SQL})
GROUP BY publication"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in numbers.

    statuses: pages by status, of all that this run was given; "pending" are those it did not come to.
    cleaned: pages that went through a worker; seconds: the run's time; gone: inputs of former runs that are gone.
    drifting: publications whose main container was missing in more than the allowed share of pages, with that share.
    signal: the signal that ended the run early, if one did.
    shards: of a run over archives, how many of them are done, skipped, failed, or left for the next run.
    passed_over: what in them was no page, by kind.
    """

    statuses: Mapping[str, int]
    cleaned: int = 0
    seconds: float = 0.0
    gone: int = 0
    pruned: int = 0
    drifting: Mapping[str, float] = field(default_factory=dict)
    thresholds: Thresholds = field(default_factory=Thresholds)
    signal: int | None = None
    shards: Mapping[str, int] = field(default_factory=dict)
    passed_over: Mapping[str, int] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """How many pages the run was given."""
        return sum(self.statuses.values())

    @property
    def failed(self) -> int:
        """How many of them failed."""
        return sum(self.statuses.get(status, 0) for status in FAILED)

    @property
    def exit_code(self) -> int:
        """0 all clean, 1 too many failed or drifted, 128 and more a signal."""
        if self.signal is not None:
            return 128 + self.signal
        # without a signal no page is left over; if one were, nobody should take the run for a good one
        has_failed = self.failed > self.thresholds.fail_over * self.pages or "pending" in self.statuses
        has_failed |= "failed" in self.shards or "left" in self.shards
        return SOME_FAILED if has_failed or self.drifting else ALL_CLEAN

    def __str__(self) -> str:
        """Return the summary as one line."""
        parts = [f"{n:,} {name}" for name in CLEANED if (n := self.statuses.get(name))]
        if self.failed:
            kinds = [f"{n:,} {name}" for name in FAILED[1:] if (n := self.statuses.get(name))]
            parts.append(f"{self.failed:,} failed" + (f" ({', '.join(kinds)})" if kinds else ""))
        more = [
            f"{self.statuses.get('skipped-unchanged', 0):,} skipped unchanged",
            f"{self.statuses.get('pending', 0):,} left for the next run",
            f"{self.gone:,} gone" + (f" ({self.pruned:,} pruned)" if self.pruned else ""),
        ]
        parts = [", ".join(parts), *(part for part in more if not part.startswith("0 "))]
        line = f"{self.pages:,} page{'' if self.pages == 1 else 's'}: " + "; ".join(filter(None, parts))
        if self.shards:
            line += "; " + self._archives()
        for publication, share in self.drifting.items():
            line += f"; {publication} drifts ({share:.0%} of its pages)"
        rate = self.cleaned / self.seconds if self.seconds else 0.0
        line += f"; {self.seconds:,.0f} s" if self.seconds >= 10 else f"; {self.seconds:.1f} s"
        line += f", {rate:,.0f} pages/s" if rate >= 10 else f", {rate:.1f} pages/s" if self.cleaned else ""
        return line + (f"; interrupted by signal {self.signal}" if self.signal is not None else "")

    def _archives(self) -> str:
        n = sum(self.shards.values())
        line = f"{n:,} archive{'' if n == 1 else 's'}: " + ", ".join(f"{n:,} {name}" for name, n in self.shards.items())
        passed = sum(self.passed_over.values())
        return line + (f" ({passed:,} records are no pages)" if passed else "")

    def as_dict(self) -> dict[str, Any]:
        """Return the summary as JSON values."""
        return {
            "pages": self.pages,
            "statuses": dict(self.statuses),
            "failed": self.failed,
            "cleaned": self.cleaned,
            "gone": self.gone,
            "pruned": self.pruned,
            "drifting": dict(self.drifting),
            "seconds": round(self.seconds, 3),
            "signal": self.signal,
            "exit_code": self.exit_code,
        } | ({"shards": dict(self.shards), "passed_over": dict(self.passed_over)} if self.shards else {})


def statuses(database: sqlite3.Connection, run: int | None = None) -> dict[str, int]:
    """Return the number of pages by status, of one run or of all, the most frequent first."""
    sql = """SELECT status, count(*) AS n FROM pages WHERE run = :run OR :run IS NULL
             GROUP BY status ORDER BY n DESC, status"""
    return {row["status"]: row["n"] for row in database.execute(sql, {"run": run})}


def drifting(database: sqlite3.Connection, run: int, drift_over: float | None) -> dict[str, float]:
    """Return the publications that drifted in more than a share of their pages, of those with enough pages."""
    if drift_over is None:
        return {}
    rows = database.execute(_DRIFT_SQL, {"run": run}).fetchall()
    return {
        row["publication"]: round(row["share"], 4)
        for row in rows
        if row["pages"] >= MIN_DRIFT_PAGES and row["share"] > drift_over
    }


def overview(database: sqlite3.Connection) -> dict[str, Any]:
    """Return what a manifest tells, as JSON values: counts, publications, and the pages worth a look."""
    execute = database.execute
    slow = """SELECT path, seconds, coalesce(result, status) AS status FROM pages WHERE seconds IS NOT NULL
              ORDER BY seconds DESC, path LIMIT ?"""
    failures = f"SELECT path, status, reason FROM pages WHERE status IN ({_FAILED_SQL}) ORDER BY run DESC, ordinal"  # noqa: S608
    return {
        "pages": execute("SELECT count(*) FROM pages").fetchone()[0],
        "statuses": statuses(database),
        "characters": _characters(database),
        "publications": _publications(database),
        "slowest": [_plain(row) for row in execute(slow, (LISTED,))],
        "suspicious": _suspicious(database),
        "failures": [_plain(row) for row in execute(failures)],
    }


def _publications(database: sqlite3.Connection) -> list[dict[str, Any]]:
    sql = """SELECT publication AS id, publication_name AS name, count(*) AS pages,
                    round(avg(kept_share), 4) AS kept_share,
                    CASE WHEN publication IS NOT NULL THEN round(avg(drift), 4) END AS drift
             FROM pages WHERE result IS NOT NULL GROUP BY publication, publication_name
             ORDER BY pages DESC, name"""
    hits = _rule_hits(database)
    return [{**dict(row), "rule_hits": hits.get(row["id"], {})} for row in database.execute(sql)]


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


def _suspicious(database: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return the pages that keep far less than others of their publication, have no article, or are unsure."""
    sql = f"""
    WITH ranked AS (
        SELECT publication_name, kept_share, row_number() OVER by_share AS place,
               count(*) OVER (PARTITION BY publication_name) AS pages
        FROM pages WHERE result IN ('ok', 'low-confidence')
        WINDOW by_share AS (PARTITION BY publication_name ORDER BY kept_share)
    ), medians AS (
        SELECT publication_name, kept_share AS median FROM ranked WHERE place = (pages + 1) / 2 AND pages >= :few
    )
    SELECT path, result, publication_name AS publication, kept_share, median, confidence
    FROM pages LEFT JOIN medians USING (publication_name)
    WHERE result IN ('no-article', 'low-confidence') OR kept_share < :share * median
    ORDER BY result <> 'no-article', coalesce(confidence, 1), kept_share / median, path LIMIT {LISTED}"""  # noqa: S608
    rows = database.execute(sql, {"few": MIN_DRIFT_PAGES, "share": SUSPICIOUS_SHARE})
    return [_plain(row) for row in rows]


def _plain(row: sqlite3.Row) -> dict[str, Any]:
    return {key: loaded(row[key]) if key == "path" else row[key] for key in row.keys()}  # noqa: SIM118 - a Row is no dict
