"""Translated selectors match the same elements as those of cssselect."""

from __future__ import annotations

from cssselect import HTMLTranslator
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newsclean.rules.evaluation import select_stepwise
from newsclean.rules.selectors import compile_selector

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
def test_a_walk_and_steps_match_the_same_elements(selector: str, markup: str) -> None:
    tree = etree.fromstring(f"<html><body>{markup}</body></html>")
    usual = etree.XPath(HTMLTranslator().css_to_xpath(selector))(tree)
    assert compile_selector(selector, "css").call(tree) == usual
    assert select_stepwise(selector, tree, lambda path: list(etree.XPath(path)(tree))) == usual
