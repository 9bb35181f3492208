"""The judge: what it tells after which past, and how it words it."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from newsclean.batch.drift.facts import Facts
from newsclean.batch.drift.judge import Drift, chance_of_faults, chance_of_ranks, irwin_hall, judge
from newsclean.batch.results import ArticleStats
from newsclean.metadata import PublicationMatch

POST = PublicationMatch("post", "The Post", "canonical")
USUAL = ArticleStats(
    publication=POST,
    confidence=0.93,
    kept_share=0.7,
    rule_hits={"post:main": 9},
    words=400,
    authors=1,
    published="2026-11-30",
    access=None,
    layout="div.story",
)


def night(seed: int, pages: int = 8, **changes: object) -> Facts:
    """Return the facts of a night on which every page differs from the usual ones."""
    chance = random.Random(seed)  # noqa: S311
    facts = Facts()
    for _ in range(pages):
        page = replace(USUAL, words=int(chance.lognormvariate(6, 0.5)), kept_share=chance.uniform(0.5, 0.9))
        facts.add_page(replace(page, **changes))  # type: ignore[arg-type]
    return facts


PAST = [night(seed) for seed in range(10)]


def told(recent: Facts, past: list[Facts] = PAST) -> list[str]:
    """Return the findings in words."""
    return list(map(str, judge(recent, past)))


def test_an_ordinary_night_tells_nothing() -> None:
    assert [told(night(seed)) for seed in range(100, 130)] == [[]] * 30


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"has_drifted": True, "rule_hits": {}}, "main missed on 6 of 6 pages"),
        ({"words": 0}, "no article on 6 of 6 pages (before: 0%)"),
        ({"authors": 0}, "no authors on 6 of 6 pages (before: 0%)"),
        ({"published": None}, "no date on 6 of 6 pages (before: 0%)"),
        ({"access": "truncated"}, "cut by a paywall on 6 of 6 pages (before: 0%)"),
        ({"layout": "main.text"}, "articles in main.text on 6 of 6 pages (before: div.story)"),
        ({"words": 40}, "40 words a page (before: 390)"),
        ({"kept_share": 0.31}, "31% of the text kept (before: 69%)"),
        ({"confidence": 0.41}, "confidence 0.41 (before: 0.94)"),
    ],
)
def test_each_kind_of_change_is_told_on_its_first_night(changes: dict[str, object], message: str) -> None:
    assert told(night(99, pages=6, **changes)) == [message]


def test_a_missed_container_needs_no_past_and_other_changes_do() -> None:
    assert told(night(1, pages=3, has_drifted=True, rule_hits={}), []) == ["main missed on 3 of 3 pages"]
    assert told(night(1, pages=3, authors=0), []) == []


def test_a_publication_that_seldom_signs_its_pages_may_not_sign_them() -> None:
    mixed = [night(seed, pages=3) for seed in range(10)] + [night(seed, pages=7, authors=0) for seed in range(10)]
    assert told(night(99, pages=6, authors=0), mixed) == []


def test_restless_nights_are_forgiven_more() -> None:
    assert chance_of_faults(6, 8, 30, 100, memory=5) > 4 * chance_of_faults(6, 8, 30, 100, memory=60)
    assert chance_of_ranks(0.2, 8, unrest=0.02) > 10 * chance_of_ranks(0.2, 8)


def test_chances_are_those_of_the_textbook() -> None:
    # of three pages of a coin, and with a past that says nothing
    assert irwin_hall(1.5, 3) == pytest.approx(0.5)
    assert irwin_hall(0.1, 4) == pytest.approx(0.1**4 / 24)
    assert chance_of_faults(0, 5, 3, 50) == pytest.approx(1.0)
    assert chance_of_ranks(0.5, 100) == pytest.approx(0.5)
    # above and below the bounds of the exact sums
    assert chance_of_ranks(0.35, 21) == pytest.approx(chance_of_ranks(0.35, 20), rel=0.3)
    assert chance_of_faults(500, 2001, 12, 60) == pytest.approx(chance_of_faults(500, 2000, 12, 60), rel=0.3)


def test_the_share_of_a_drift_is_that_of_its_largest_change() -> None:
    drift = Drift("post", True, 6, judge(night(99, pages=6, words=100, authors=0), PAST))
    assert [finding.fact for finding in drift.findings] == ["authors", "words"]
    assert drift.share == 1.0
    assert drift.to_json()["findings"][0] == {
        "fact": "authors", "share": 1.0, "now": 1.0, "past": 0.0, "faults": 6, "pages": 6,
    }  # fmt: skip
