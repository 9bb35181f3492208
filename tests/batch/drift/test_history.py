"""The past of publications in the manifest: seeds, thin runs, patience, killed runs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from newsclean.batch.drift.facts import Facts
from newsclean.batch.drift.history import PATIENCE, fresh_facts, judge_run, judge_shards, key_of
from newsclean.batch.pages.manifest import create_manifest, open_manifest, read_manifest
from newsclean.batch.results import ArticleStats, ShardReport
from newsclean.metadata import PublicationMatch
from tests.batch.drift.test_judge import USUAL, night
from tests.support.batches import html, run, write


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    """Return an empty manifest."""
    with closing(create_manifest(":memory:")) as made:
        yield made


def test_a_change_becomes_the_normal_state_after_some_runs(database: sqlite3.Connection) -> None:
    nights = [night(seed) for seed in range(10)] + [night(seed, authors=0) for seed in range(10, 60)]
    drifts = [bool(list(judge_run(database, number + 1, {"post": facts}))) for number, facts in enumerate(nights)]
    assert drifts[:11] == [False] * 10 + [True]
    assert PATIENCE <= sum(drifts) < 2 * PATIENCE
    assert not any(drifts[-10:])


def test_a_run_with_few_pages_is_judged_with_the_run_before(database: sqlite3.Connection) -> None:
    for number in range(20):
        assert list(judge_run(database, number + 1, {"post": night(number, pages=2)})) == []
    told = [list(judge_run(database, 30 + n, {"post": night(n, pages=2, published=None)})) for n in range(2)]
    assert told[0] == []
    assert [str(drift.findings[0]) for drift in told[1]] == ["no date on 4 of 4 pages (before: 0%)"]


def test_the_manifest_of_an_older_version_is_a_past(here: Path) -> None:
    page = html(0).replace(b"<head>", b'<head><meta property="og:site_name" content="Quay News">')
    signed = page.replace(b"<head>", b'<head><meta name="author" content="Ann Reed">')
    write(here / "old", {f"{n}.html": signed for n in range(12)})
    run(here / "out", "old")
    with closing(open_manifest(here / "out")) as database:
        database.execute("UPDATE pages SET cleaned_in = NULL, confidence = 0.99")
        database.execute("DROP TABLE history")
        database.execute("PRAGMA user_version = 2")
    write(here / "new", {f"{n}.html": page for n in range(4)})
    summary, _ = run(here / "out", "old", "new")
    assert summary.publications["Quay News"].pages == 4
    with closing(read_manifest(here / "out")) as database:
        rows = database.execute("SELECT run, facts FROM history ORDER BY run").fetchall()
        assert [(row["run"], json.loads(row["facts"])["pages"]) for row in rows] == [(0, 12), (2, 4)]
        counted = database.execute("SELECT summary FROM runs WHERE run = 2").fetchone()["summary"]
        assert json.loads(counted)["statuses"] == {"skipped-unchanged": 12, "ok": 4}


def test_the_pages_of_a_killed_run_are_judged_by_the_next(here: Path) -> None:
    write(here / "pages", {f"{n}.html": html(n) for n in range(3)})
    run(here / "out", "pages")
    with closing(open_manifest(here / "out")) as database:
        database.execute("DELETE FROM history")
        assert {key: facts.pages for key, facts in fresh_facts(database).items()} == {"pages/": 3}
    assert run(here / "out", "pages")[0].publications["pages/"].pages == 3
    assert run(here / "out", "pages")[0].publications == {}


def test_pages_count_for_their_rules_their_site_or_their_folder() -> None:
    named = PublicationMatch(None, "A title", "site-name")
    assert key_of("a/b.html", USUAL) == "post"
    assert key_of("a/b.html", replace(USUAL, publication=named, site="quay.example")) == "quay.example"
    assert key_of("a/b.html", replace(USUAL, publication=named)) == "A title"
    assert [key_of(path, ArticleStats()) for path in ("a/b.html", "b.html")] == ["a/", "./"]


def test_done_archives_are_the_past_of_new_ones() -> None:
    done = [ShardReport("a", "b", facts={"post": night(seed).to_json()}) for seed in range(10)]
    (drift,) = judge_shards({"post": night(99, authors=0), "thin": night(1, pages=2), "new": Facts()}, done)
    assert str(drift).startswith("post: no authors on 8 of 8 pages")
