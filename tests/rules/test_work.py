"""The rules of one file share the budget of a page, whatever they are made of."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from newsclean import Options
from newsclean.budget import ALLOWANCES, Budget, Part
from newsclean.readers import read
from newsclean.rules import apply_rules
from newsclean.rules.cost import texts_in
from newsclean.rules.files.publication import parse_publication
from newsclean.sources import Source

SENTENCE = "The ferry will sail again on Monday, the harbour office said. "
WIDE = "<html><body>" + f"<div class=a><p class=b>{SENTENCE}</p></div>" * 1_500
LONG = "<html><body>" + "<p>The ferry" * 9_000
DEEP = "<html><body>" + "<b>" * 1_200 + SENTENCE * 200 + "</b>" * 1_200
HEAD = 'id = "post"\nname = "Post"\n'
CHEAP = '[[drop]]\nid = "cheap"\ncategory = "share"\ncss = ["p.c"]\n'
MAX_SECONDS = 5.0  # of CPU; a quiet machine takes a quarter


def _drop(key: str, value: Callable[[int], str], count: int, more: str = "") -> str:
    values = ", ".join(f'"{value(n)}"' for n in range(count))
    return f'[[drop]]\nid = "many"\ncategory = "other"\n{key} = [{values}]\n{more}'


COSTLY = {
    "selectors": (WIDE, _drop("css", lambda n: f"div.a ~ div.a ~ div.x{n}", 1_000)),
    "paths": (WIDE, _drop("xpath", lambda n: f"//div/following::p[@id='x{n}']", 1_000)),
    "conditions on texts": (DEEP, _drop("xpath", lambda n: f"//b[contains(., 'quay {n}')]", 1_000)),
    "matches": (WIDE, _drop("css", lambda n: f"body :not(.x{n})", 1_000)),
    "nested matches": (DEEP, _drop("css", lambda n: f"b:not(.x{n})", 1_000)),
    "patterns": (WIDE, _drop("regex", lambda n: f"quay {n} (north|south)", 2_000)),
    "ranges": (LONG, _drop("from", lambda n: f"the f{n or ''}", 2, 'until = ["x"]\nmax_blocks = 100000\n')),
    "exceptions": (WIDE, _drop("css", lambda _: "p", 1, f"unless = {[f'quay {n}' for n in range(2_000)]}\n")),
    "spans": (WIDE, _drop("span", lambda n: "efghiklmno"[n % 10], 2_000)),
    "fields": (DEEP, "[html]\nheadline = [" + '{select = "b", regex = "quay"}, ' * 500 + "]\n"),
    "dates": (WIDE.replace("Monday", "Monday 5"), '[html]\npublished = "p"\n'),
}


@pytest.mark.parametrize("kind", COSTLY)
def test_rules_end_within_the_budget(kind: str) -> None:
    markup, rules = COSTLY[kind]
    page = read(Source.from_str(markup + "<p class=c>Share this</p>"), Options())
    publication = parse_publication(HEAD + rules + CHEAP, "post.toml")
    began = time.process_time()
    ruled = apply_rules(page, publication)
    assert time.process_time() - began < MAX_SECONDS
    assert "budget:rules" in ruled.warnings


def test_cheap_rules_follow_a_costly_one() -> None:
    page = read(Source.from_str(WIDE + "<p class=c>Share this</p>"), Options())
    ruled = apply_rules(page, parse_publication(HEAD + COSTLY["paths"][1] + CHEAP, "post.toml"))
    assert ruled.rule_hits == {"post:cheap": 1}


def test_refused_work_costs_nothing_and_is_a_warning() -> None:
    budget = Budget()
    allowance = ALLOWANCES[Part.RULES].fixed
    assert not budget.afford(Part.RULES, allowance + 1)
    assert budget.warnings == ("budget:rules",)
    assert budget.afford(Part.RULES, allowance)
    assert not budget.covers(Part.RULES, 1)


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        ("//p[@class and contains(concat(' ', normalize-space(@class), ' '), ' b ')]", 0),
        ("//a[contains(@href, '/x')]/@href", 0),
        ("//p[position() = 2]", 0),
        ("//p[contains(., 'Share')]", 1),
        ("//p[.='Share' or normalize-space(span)='x']", 3),
    ],
)
def test_conditions_on_texts_are_counted(path: str, texts: int) -> None:
    assert texts_in(path) == texts
