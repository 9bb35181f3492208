"""The past of publications in the manifest: a row of facts for each publication and run that cleaned pages of it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence

from newsclean.batch.drift.facts import Facts, total
from newsclean.batch.drift.judge import MIN_PAGES, Drift, judge
from newsclean.batch.output_names import loaded
from newsclean.batch.results import CLEANED, ArticleStats, ShardReport
from newsclean.metadata import PublicationMatch

PAST_RUNS = 30
"""Runs with pages of a publication that are its past. More make a steadier past that follows a change more slowly."""
PATIENCE = 14
"""Runs for which a reported change stays out of the past. After that, the new state becomes the normal one."""
_CLEANED_SQL = ", ".join(map(repr, CLEANED))
_FRESH_SQL = f"""
SELECT * FROM pages WHERE cleaned_in > (SELECT coalesce(max(run), 0) FROM history) AND result IN ({_CLEANED_SQL})"""  # noqa: S608
_OLD_SQL = f"SELECT * FROM pages WHERE cleaned_in IS NULL AND result IN ({_CLEANED_SQL})"  # noqa: S608
_PAST_SQL = "SELECT facts, told FROM history WHERE publication = ? ORDER BY run DESC LIMIT ?"


def fresh_facts(database: sqlite3.Connection) -> dict[str, Facts]:
    """Return the facts of the pages that were cleaned since the last judgement, by publication.

    These are the pages of this run, and those of runs that were killed before their end.
    """
    return _facts_by_publication(database.execute(_FRESH_SQL))


def judge_run(database: sqlite3.Connection, run: int, fresh: Mapping[str, Facts]) -> Iterator[Drift]:
    """Yield the publications that have drifted, and add the facts of all to the history.

    The past of a manifest from before there was a history is what it knows of its pages.
    """
    if not database.execute("SELECT 1 FROM history LIMIT 1").fetchone():
        for key, facts in _facts_by_publication(database.execute(_OLD_SQL)).items():
            _add(database, key, 0, facts)
    for key, facts in sorted(fresh.items()):
        recent, past = _split(database, key, facts)
        findings = judge(recent, past) if recent.pages >= MIN_PAGES else ()
        _add(database, key, run, facts, [finding.fact for finding in findings])
        if findings:
            yield Drift(key, facts.has_rules, recent.pages, findings)


def judge_shards(fresh: Mapping[str, Facts], done: Sequence[ShardReport]) -> Iterator[Drift]:
    """Yield the publications that have drifted in the shards of this run. The past is the shards that were done."""
    past: dict[str, list[Facts]] = {}
    for report in done:
        for key, values in report.facts.items():
            past.setdefault(key, []).append(Facts.from_json(values))
    for key, facts in sorted(fresh.items()):
        if facts.pages >= MIN_PAGES and (findings := judge(facts, past.get(key, []))):
            yield Drift(key, facts.has_rules, facts.pages, findings)


def key_of(path: str, stats: ArticleStats) -> str:
    """Return the publication that a page counts for; a page that names none counts for its folder."""
    return stats.key or os.path.join(os.path.dirname(path) or ".", "")  # noqa: PTH118, PTH120 - keeps odd bytes


def stats_of_row(row: sqlite3.Row) -> ArticleStats:
    """Return what the manifest has of an article."""
    match = PublicationMatch(row["publication"], row["publication_name"] or "", row["matched_by"] or "")
    return ArticleStats(
        publication=match if row["matched_by"] is not None else None,
        confidence=row["confidence"],
        kept_share=row["kept_share"],
        chars=json.loads(row["chars"] or "{}"),
        has_drifted=bool(row["drift"]),
        rule_hits=json.loads(row["rule_hits"] or "{}"),
        **{name: row[name] for name in ("site", "words", "authors", "published", "access", "layout")},
    )


def _facts_by_publication(rows: sqlite3.Cursor) -> dict[str, Facts]:
    found: dict[str, Facts] = {}
    for row in rows:
        stats = stats_of_row(row)
        # SQLite takes no lone surrogates, which stand for the bytes of a path
        key = key_of(loaded(row["path"]), stats).encode("utf-8", "backslashreplace").decode()
        found.setdefault(key, Facts()).add_page(stats)
    return found


def _split(database: sqlite3.Connection, key: str, facts: Facts) -> tuple[Facts, list[Facts]]:
    """Return the facts to judge, and those of the past runs.

    A run with few pages is judged together with those before it. A run that reported drift is no past yet.
    """
    recent, past = total([facts]), list[Facts]()
    rows = database.execute(_PAST_SQL, (key, PAST_RUNS)).fetchall()
    for number, row in enumerate(rows):
        before = Facts.from_json(json.loads(row["facts"]))
        if recent.pages < MIN_PAGES and not past:
            recent.add(before)
        elif row["told"] is None or number >= PATIENCE:
            past.append(before)
    return recent, past


def _add(database: sqlite3.Connection, key: str, run: int, facts: Facts, told: list[str] | None = None) -> None:
    row = (key, run, json.dumps(facts.to_json()), json.dumps(told) if told else None)
    database.execute("INSERT OR REPLACE INTO history (publication, run, facts, told) VALUES (?, ?, ?, ?)", row)
