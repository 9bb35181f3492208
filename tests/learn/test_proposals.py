"""Rules proposed from what recurs."""

from __future__ import annotations

from newsclean.blocks import Category
from newsclean.learn.proposals import propose
from newsclean.learn.templates import skeleton_of
from newsclean.rules.patterns import is_found
from tests.support.piles import appeal, learned, story, texts_of


def test_an_appeal_with_varying_amounts_becomes_one_rule() -> None:
    pages = []
    for n in range(6):
        lines = story(n)
        at = (1 + n) % len(lines) or 2
        pages.append([*lines[:at], *appeal(n), *lines[at:]])
    found = learned(pages)
    assert {skeleton_of(text) for text in texts_of(found)} >= {skeleton_of(line) for line in appeal(0)[:2]}
    (proposal,) = propose(found)
    rule = proposal.rule
    assert (rule.from_, rule.through) == (("A word from the Ridge Courier",), ("Not today, thanks",))
    assert proposal.category is Category.DONATION
    assert (proposal.articles, rule.why) == (6, "found in 6 of 6 articles")
    for n in range(7, 12):
        assert any(is_found(pattern, appeal(n)[2]) for pattern in rule.regex), appeal(n)[2]


def test_a_sign_up_before_an_appeal_becomes_a_rule_of_its_own() -> None:
    sign_up = ["Sign up for our newsletter", "Five stories and a recipe, picked by hand and sent on Fridays at noon."]
    pages = [[*story(n), *sign_up, "Support our journalism", *appeal(n)[1:]] for n in range(6)]
    categories = {proposal.category for proposal in propose(learned(pages))}
    assert categories == {Category.NEWSLETTER, Category.DONATION}
