"""The estimated cost of selectors."""

from __future__ import annotations

import pytest
from lxml import etree

from newsclean.rules.cost import Cost, TreeSize, cost_of, tree_size


@pytest.mark.parametrize(
    ("path", "cost"),
    [
        ("//div[@id='a']/p", Cost()),
        ("//div//p", Cost(1, 0, 0, 1)),
        ("//p[preceding-sibling::h2]", Cost(1, 1)),
        ("//h2/following-sibling::p", Cost(1, 2)),
        ("(//hr)[last()]/following::*", Cost(calls=2)),
        ("//p[contains(., '//following::')]", Cost(texts=1, calls=1)),
    ],
)
def test_cost_of_counts_axes(path: str, cost: Cost) -> None:
    assert cost_of(path) == cost


def test_tree_size_counts_elements_siblings_and_depth() -> None:
    assert tree_size(etree.fromstring("<a><b><c/></b><b/><b/></a>")) == TreeSize(5, 3, 3)
