"""Selectors say what CSS and XPath say, and none of them can hang a page."""

from __future__ import annotations

import time

import pytest
from cssselect import HTMLTranslator
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newsclean import Options
from newsclean.blocks import Page
from newsclean.readers import read
from newsclean.rules.apply import apply_rules
from newsclean.rules.cost import Cost, TreeSize, cost_of, tree_size
from newsclean.rules.evaluation import select_stepwise
from newsclean.rules.files.publication import parse_publication
from newsclean.rules.selectors import compile_selector, is_too_slow, select
from newsclean.sources import Source

NAMES = [
    "a",
    "b",
    "i",
    "a.x",
    "b.y",
    ".x",
    "*",
    "a:first-child",
    "b:nth-child(2)",
    ":not(.x)",
    "i:has(b)",
    "a:last-of-type",
]
selectors = st.builds(
    lambda first, rest: first + "".join(rest),
    st.sampled_from(NAMES),
    st.lists(
        st.builds(lambda c, n: c + n, st.sampled_from([" ", " > ", " + ", " ~ ", ", "]), st.sampled_from(NAMES)),
        max_size=3,
    ),
)
trees = st.recursive(
    st.builds(lambda tag, name: f"<{tag} class='{name}'>t</{tag}>", st.sampled_from("abi"), st.sampled_from("xyz")),
    lambda inner: st.builds(
        lambda tag, name, parts: f"<{tag} class='{name}'>{''.join(parts)}</{tag}>",
        st.sampled_from("abi"),
        st.sampled_from("xyz"),
        st.lists(inner, max_size=4),
    ),
    max_leaves=15,
)


@given(selectors, trees)
def test_one_walk_finds_what_steps_find(selector: str, markup: str) -> None:
    tree = etree.fromstring(f"<html><body>{markup}</body></html>")
    usual = etree.XPath(HTMLTranslator().css_to_xpath(selector))(tree)
    assert compile_selector(selector, "css").call(tree) == usual
    assert select_stepwise(selector, tree, 1, lambda path: list(etree.XPath(path)(tree))) == usual


def page_of(markup: str) -> Page:
    return read(Source.from_str(f"<html><body>{markup}"), Options())


WIDE = page_of("<div class=a><p class=b>x</p></div>" * 4_000)
DEEP = page_of("<div>" * 200 + "<p>x</p>" * 4_000 + "</div>" * 200)
HOSTILE = [
    "div p",
    "div div div div p",
    "div ~ div ~ div",
    "div + div + div",
    "div:nth-child(3)",
    "div:nth-last-of-type(2):nth-child(odd)",
    ":not(div) p",
    "p:has(~ p)",
    "*" + " *" * 300,
    "*" + " ~ *" * 300,
    "//*[count(preceding::*) > 5]",
    "//*[count(//*) > 3]",
    "//div/following::p",
    "//div/following-sibling::div/following-sibling::div",
    "//div//div//div//p",
    "//div[following::div[following::div]]",
    "//*[.//*[.//*[.//*[.//*]]]]",
    "//p[ancestor::div[ancestor::div[ancestor::div[ancestor::div]]]]",
    "(//p)[last()]/following::*",
]


@pytest.mark.parametrize("selector", HOSTILE, ids=lambda selector: selector[:40])
@pytest.mark.parametrize("page", [WIDE, DEEP], ids=["wide", "deep"])
def test_no_selector_hangs_a_page(page: Page, selector: str) -> None:
    began = time.process_time()
    found = select(page, selector)
    assert time.process_time() - began < 4
    assert not (found and is_too_slow(page, selector))


def test_large_pages_are_still_selected_from() -> None:
    assert len(select(WIDE, "body div.a > p.b")) == 4_000
    assert len(select(WIDE, "div ~ div")) == 3_999
    assert len(select(DEEP, "div div p")) == 4_000
    assert len(select(DEEP, "//div[@class]")) == 0


def test_a_selector_that_was_not_asked_is_told() -> None:
    text = 'id = "post"\nname = "Post"\n[[drop]]\nid = "x"\ncategory = "share"\nxpath = "//div/following::p"\n'
    ruled = apply_rules(WIDE, parse_publication(text, "post.toml"))
    assert ruled.warnings == ("post:selector-too-slow",)
    assert set(ruled.labels) == {None}


@pytest.mark.parametrize(
    ("path", "cost"),
    [
        ("//div[@id='a']/p", Cost()),
        ("//div//p", Cost(1, 0, 0, 1)),
        ("//p[preceding-sibling::h2]", Cost(1, 1)),
        ("//h2/following-sibling::p", Cost(1, 2)),
        ("(//hr)[last()]/following::*", Cost()),
        ("//p[contains(., '//following::')]", Cost()),
    ],
)
def test_costs(path: str, cost: Cost) -> None:
    assert cost_of(path) == cost


def test_size() -> None:
    assert tree_size(etree.fromstring("<a><b><c/></b><b/><b/></a>")) == TreeSize(5, 3, 3)
