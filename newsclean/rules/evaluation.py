"""Evaluating selectors with lxml, in time linear in the page.

cssselect translates a selector to a path with steps, and libxml2 merges the results of each step in the square of their
number: `div p` on a page of 20,000 paragraphs does not end. So `Translator` turns the part before a combinator into a
condition, as in `//p[ancestor::div]`, and a selector becomes one walk. On pages where even that could take too long,
`select_stepwise` finds the elements of each part and combines them in Python.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from cssselect import HTMLTranslator
from cssselect import SelectorError as CssError
from cssselect.parser import CombinedSelector, parse
from cssselect.xpath import XPathExpr
from lxml import etree

from newsclean.budget import Budget, Part
from newsclean.rules.cost import FOUND_LOOKS, STEP_LOOKS, Cost, cost_of, cost_of_css, element_count, paths_in
from newsclean.rules.types import SelectorError

_CONDITIONS = {
    " ": "ancestor::{}",
    ">": "parent::{}",
    "+": "preceding-sibling::*[1][self::{}]",
    "~": "preceding-sibling::{}",
}
"""The condition that each combinator of CSS means."""


class CompiledSelector(NamedTuple):
    """A compiled selector: the function that evaluates it, the costs of its paths, and its CSS if it was CSS."""

    call: Any
    costs: tuple[Cost, ...]
    css: str | None

    def evaluate(self, tree: Any, budget: Budget) -> list[Any]:
        """Return the matches on a page in page order, or none if the budget does not cover the selector."""
        looks = sum(cost.looks(tree, budget.size) for cost in self.costs)
        # what takes half of the rest is better done in steps, which leaves more for other selectors
        if self.css is None or budget.covers(Part.RULES, 2 * looks):
            found = _call(self.call, tree) if budget.afford(Part.RULES, looks) else []
            budget.spend(Part.RULES, FOUND_LOOKS * len(found))
            return found

        def scan(path: str) -> list[Any] | None:
            looks = cost_of_css(path).looks(tree, budget.size)
            return _call(_compiled(path), tree) if budget.afford(Part.RULES, looks) else None

        steps = self.css.count(" ") * element_count(tree)
        return (budget.afford(Part.RULES, STEP_LOOKS * steps) and select_stepwise(self.css, tree, scan)) or []


def compile_xpath(path: str) -> CompiledSelector:
    """Return a compiled XPath. Raises `SelectorError`."""
    return CompiledSelector(_compiled(path), tuple(map(cost_of, paths_in(path))), None)


def compile_css(selector: str) -> CompiledSelector:
    """Return a compiled CSS selector. Raises `SelectorError`."""
    try:
        path = Translator().css_to_xpath(selector)
    except (CssError, RecursionError) as error:
        raise SelectorError(f"is not a CSS selector: {error}") from None
    return CompiledSelector(_compiled(path), tuple(map(cost_of_css, paths_in(path))), selector)


def _compiled(path: str) -> Any:
    try:
        # the patterns of EXSLT are those of Python, which can hang
        return etree.XPath(path, regexp=False, smart_strings=False)
    except etree.XPathError as error:
        raise SelectorError(f"is not XPath: {error}") from None


def _call(call: Any, tree: Any) -> list[Any]:
    try:
        found = call(tree)
    except etree.XPathError:
        # the expression compiles, but a function in it gets an argument of the wrong type
        return []
    return found if isinstance(found, list) else [found] if isinstance(found, str) else []


class Translator(HTMLTranslator):
    """A translator that turns what is before a combinator into a condition on what is behind it."""

    def xpath_combinedselector(self, combined: CombinedSelector) -> XPathExpr:
        """Return the path of two selectors and the combinator between them."""
        left = self.xpath(combined.selector)
        if combined.combinator == "+":
            left.add_name_test()
        return self.xpath(combined.subselector).add_condition(_CONDITIONS[combined.combinator].format(left))


@lru_cache(maxsize=1024)
def _parts(selector: str) -> tuple[Any, ...]:
    return tuple(one.parsed_tree for one in parse(selector))


def select_stepwise(selector: str, tree: Any, scan: Callable[[str], list[Any] | None]) -> list[Any] | None:
    """Return the elements that a CSS selector matches, in page order and in time linear in the page.

    `scan` finds the elements of a path without combinators, or returns None if even that could take too long; then this
    function returns None too.
    """
    found: set[Any] = set()
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
            inside = dict.fromkeys(left, True)
            return {element for element in right if _is_inside(element.getparent(), inside)}
        case ">":
            return {element for element in right if element.getparent() in left}
        case "+":
            return {element for element in right if element.getprevious() in left}
        case "~":
            return right & _later_siblings(left)
    raise AssertionError(f"unknown combinator {part.combinator!r}")


def _later_siblings(elements: set[Any]) -> set[Any]:
    """Return every element with an earlier sibling in `elements`."""
    firsts: dict[Any, int] = {}
    for element in elements:
        parent = element.getparent()
        if parent is not None and parent not in firsts:
            firsts[parent] = next(index for index, child in enumerate(parent) if child in elements)
    return {child for parent, first in firsts.items() for child in parent[first + 1 :]}


def _is_inside(element: Any, known: dict[Any, bool]) -> bool:
    """Return the answer known for an element or its nearest ancestor, else False, and remember it for those below."""
    passed = []
    while element is not None and element not in known:
        passed.append(element)
        element = element.getparent()
    answer = element is not None and known[element]
    known.update(dict.fromkeys(passed, answer))
    return answer
