"""CSS selectors as one walk over a page: the part before a combinator becomes a condition.

cssselect translates a selector to a path with steps, and libxml2 merges the results of each step in the square of their
number: `div p` on a page of 20,000 paragraphs does not end. As `//p[ancestor::div]` it takes time linear in the page.
On pages where even that could take too long, `select_stepwise` finds the elements of each part and combines them in
Python.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from cssselect import HTMLTranslator
from cssselect.parser import CombinedSelector, parse
from cssselect.xpath import XPathExpr

from newsclean.rules.cost import Cost

MAX_STEPS = 3_000_000
"""Elements times parts of a selector; raising it admits slower selectors. This takes about two seconds."""


class Translator(HTMLTranslator):
    """A translator that turns combinators into conditions."""

    def xpath_descendant_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        """`left right`."""
        return right.add_condition(f"ancestor::{left}")

    def xpath_child_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        """`left > right`."""
        return right.add_condition(f"parent::{left}")

    def xpath_direct_adjacent_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        """`left + right`."""
        left.add_name_test()
        return right.add_condition(f"preceding-sibling::*[1][self::{left}]")

    def xpath_indirect_adjacent_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        """`left ~ right`."""
        return right.add_condition(f"preceding-sibling::{left}")


def cost_of_css(path: str) -> Cost:
    """Return the cost of a translated selector."""
    siblings = path.count("preceding-sibling::") + path.count("following-sibling::")
    return Cost(1, siblings, path.count("ancestor::") + path.count("descendant::") + path.count("//"))


@lru_cache(maxsize=1024)
def _parts(selector: str) -> tuple[Any, ...]:
    return tuple(one.parsed_tree for one in parse(selector))


def select_stepwise(selector: str, tree: Any, size: int, scan: Callable[[str], list[Any] | None]) -> list[Any] | None:
    """Return the elements that a selector matches, in page order and in time linear in the page.

    `size` is the number of elements. `scan` finds the elements of a path without combinators, or returns None if even
    that could take too long; then this function returns None too.
    """
    found: set[Any] = set()
    if selector.count(" ") * size > MAX_STEPS:
        return None
    for part in _parts(selector):
        elements = _matching(part, scan)
        if elements is None:
            return None
        found |= elements
    return [element for element in tree.iter() if element in found]


def _matching(part: Any, scan: Callable[[str], list[Any] | None]) -> set[Any] | None:
    if not isinstance(part, CombinedSelector):
        elements = scan(f"descendant-or-self::{Translator().xpath(part)}")
        return None if elements is None else set(elements)
    left, right = _matching(part.selector, scan), _matching(part.subselector, scan)
    if left is None or right is None:
        return None
    match part.combinator:
        case " ":
            inside: dict[Any, bool] = {}
            return {element for element in right if _is_inside(element.getparent(), left, inside)}
        case ">":
            return {element for element in right if element.getparent() in left}
        case "+":
            return {element for element in right if element.getprevious() in left}
    firsts: dict[Any, int] = {}
    for element in left:
        parent = element.getparent()
        if parent is not None and parent not in firsts:
            firsts[parent] = next(index for index, child in enumerate(parent) if child in left)
    after = {child for parent, first in firsts.items() for child in parent[first + 1 :]}
    return right & after


def _is_inside(element: Any, left: set[Any], known: dict[Any, bool]) -> bool:
    """Return whether an element or one of its ancestors is in `left`; `known` remembers the answer for each element."""
    passed = []
    while element is not None and element not in known:
        if element in left:
            known[element] = True
            break
        passed.append(element)
        element = element.getparent()
    answer = element is not None and known[element]
    known.update(dict.fromkeys(passed, answer))
    return answer
