"""Facts add up, and come back from JSON as they were."""

from __future__ import annotations

import json

from newsclean.batch.drift.facts import Facts, bin_value, share_bin, total, word_bin
from newsclean.batch.results import ArticleStats
from newsclean.metadata import PublicationMatch

PAGES = [
    ArticleStats(publication=PublicationMatch("post", "The Post", "url"), rule_hits={"post:main": 3}, words=300,
                 authors=2, confidence=0.9, kept_share=0.5, layout="div.story"),
    ArticleStats(publication=PublicationMatch("post", "The Post", "url"), has_drifted=True, words=0),
    ArticleStats(words=100, authors=0, published="2026-11-30", access="truncated", kept_share=1.0),
]  # fmt: skip


def facts_of(*pages: ArticleStats) -> Facts:
    """Return the facts of pages."""
    facts = Facts()
    for page in pages:
        facts.add_page(page)
    return facts


def test_faults_are_counted_among_the_pages_that_could_have_them() -> None:
    facts = facts_of(*PAGES)
    assert facts.counts == {"main": (1, 2), "empty": (1, 3), "authors": (1, 2), "date": (1, 2), "truncated": (1, 2)}
    assert (facts.pages, facts.has_rules, facts.layouts) == (3, True, {"div.story": 1})
    assert facts.measures["kept"] == {share_bin(0.5): 1, share_bin(1.0): 1}


def test_facts_add_up_and_survive_json() -> None:
    parts = [facts_of(page) for page in PAGES]
    whole = total(Facts.from_json(json.loads(json.dumps(part.to_json()))) for part in parts)
    assert whole.to_json() == facts_of(*PAGES).to_json()


def test_medians_are_as_near_as_the_bins_allow() -> None:
    facts = facts_of(*(ArticleStats(words=words, kept_share=words / 1000) for words in (100, 300, 310, 900)))
    assert abs((facts.median("words") or 0) - 300) < 30
    assert abs((facts.median("kept") or 0) - 0.3) < 0.03
    assert facts.median("confidence") is None
    assert bin_value("words", word_bin(0)) < 1
