"""Selectors over the blocks of an HTML page: CSS or XPath. On a text dump they match nothing.

A selector is XPath if it begins like a path, a function or a quoted string: with `/`, `./`, `(`, `substring-after(`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from newsclean.blocks import Block, Page
from newsclean.rules.cost import Cost, cost_of, tree_size
from newsclean.text.normalise import tidy

MAX_SELECTOR_CHARS = 2000
"""Characters. A longer selector is an error; deep ones overflow the parser's stack. A guess; not measured."""
CHEAP = Cost()


class SelectorError(ValueError):
    """A selector that does not compile."""


def is_xpath(selector: str) -> bool:
    """Return whether a selector is XPath.

    >>> is_xpath("//div[@id='story']"), is_xpath("div#story")
    (True, False)
    """
    return _XPATH_RE.match(selector) is not None


_XPATH_RE = re.compile(r"\s*(?:\.{0,2}/|[('\"]|[a-z][a-z-]*\()")


class CompiledSelector(NamedTuple):
    """A compiled selector: the function that evaluates it, its cost, and its CSS if it was CSS."""

    call: Any
    cost: Cost
    css: str | None


@lru_cache(maxsize=4096)
def compile_selector(selector: str, kind: str = "any") -> CompiledSelector:
    """Return a compiled selector; `kind` is "css", "xpath" or "any". Raises `SelectorError`."""
    if len(selector) > MAX_SELECTOR_CHARS:
        raise SelectorError(f"is longer than {MAX_SELECTOR_CHARS} characters")
    if kind == "xpath" or (kind == "any" and is_xpath(selector)):
        return CompiledSelector(_compiled(selector), cost_of(selector), None)
    from cssselect import SelectorError as CssError

    from newsclean.rules.css import Translator, cost_of_css

    try:
        path = Translator().css_to_xpath(selector)
    except (CssError, RecursionError) as error:
        raise SelectorError(f"is not a CSS selector: {error}") from None
    return CompiledSelector(_compiled(path), cost_of_css(path), selector)


def _compiled(path: str) -> Any:
    from lxml import etree

    try:
        # the patterns of EXSLT are those of Python, which can hang
        return etree.XPath(path, regexp=False, smart_strings=False)
    except etree.XPathError as error:
        raise SelectorError(f"is not XPath: {error}") from None


def split_attribute(selector: str) -> tuple[str, str | None]:
    """Return a selector without `::attr(name)` at its end, and that name.

    >>> split_attribute("time.published::attr(datetime)")
    ('time.published', 'datetime')
    """
    body, mark, rest = selector.rpartition("::attr(")
    return (body.strip() or "*", rest.removesuffix(")").strip()) if mark and rest.endswith(")") else (selector, None)


def select(page: Page, selector: str, kind: str = "any") -> list[Any]:
    """Return the elements that a selector matches, in page order. XPath may also return strings.

    A selector that could take too long on this page matches nothing; see `is_too_slow`.
    """
    return _select(page, selector, kind) or []


def is_too_slow(page: Page, selector: str, kind: str = "any") -> bool:
    """Return whether `select` skips a selector because it could take too long on this page."""
    if page.tree is None or _is_direct(compile_selector(selector, kind), page.tree):
        return False
    return _select(page, selector, kind) is None


def _is_direct(compiled: CompiledSelector, tree: Any) -> bool:
    """Return whether libxml2 may evaluate a selector directly."""
    return compiled.cost == CHEAP or not compiled.cost.exceeds_limit(tree_size(tree))


def _select(page: Page, selector: str, kind: str) -> list[Any] | None:
    """Return the matches of a selector, or None if it could take too long."""
    if page.tree is None:
        return []
    compiled = compile_selector(selector, kind)
    if _is_direct(compiled, page.tree):
        return _evaluate(compiled.call, page.tree)
    if compiled.css is None:
        return None
    from newsclean.rules.css import cost_of_css, select_stepwise

    size = tree_size(page.tree)

    def scan(path: str) -> list[Any] | None:
        return None if cost_of_css(path).exceeds_limit(size) else _evaluate(_compiled(path), page.tree)

    return select_stepwise(compiled.css, page.tree, size.elements, scan)


def _evaluate(call: Any, tree: Any) -> list[Any]:
    from lxml import etree

    try:
        found = call(tree)
    except etree.XPathError:
        # the expression compiles, but a function in it gets an argument of the wrong type
        return []
    return found if isinstance(found, list) else [found] if isinstance(found, str) else []


def select_blocks(page: Page, selector: str, kind: str = "any") -> set[int]:
    """Return the indices of the blocks inside the elements that a selector matches."""
    return blocks_inside(page, select(page, selector, kind))


def blocks_inside(page: Page, elements: Iterable[Any]) -> set[int]:
    """Return the indices of the blocks inside some elements.

    An inline element with the whole text of a block selects that block.
    """
    elements = [element for element in elements if not isinstance(element, str)]
    if not elements:
        return set()
    # an inline element may contain blocks, as a link around a whole teaser does
    inside = {descendant for element in elements for descendant in element.iter()}
    selected = {
        index
        for index, block in enumerate(page.blocks)
        if block.container is not None and block.container.element in inside
    }
    containers = _blocks_by_element(page.blocks)
    for element in elements:
        owner = next((parent for parent in element.iterancestors() if parent in containers), None)
        if owner is not None:
            text = tidy("".join(element.itertext()))
            selected.update(index for index in containers[owner] if page.blocks[index].text == text)
    return selected


def _blocks_by_element(blocks: Iterable[Block]) -> Mapping[Any, list[int]]:
    """Group the indices of blocks by the element that holds them directly."""
    groups: dict[Any, list[int]] = {}
    for index, block in enumerate(blocks):
        if block.container is not None:
            groups.setdefault(block.container.element, []).append(index)
    return groups
