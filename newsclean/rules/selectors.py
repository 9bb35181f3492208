"""Selectors over the blocks of an HTML page: CSS, and XPath where CSS cannot say it. A text dump has nothing for them.

A selector that begins like a path or a function (`/`, `./`, `(`, `substring-after(`) or is a quoted text is XPath.
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
CHEAP = Cost()


class SelectorError(ValueError):
    """A selector that does not compile."""


def is_xpath(selector: str) -> bool:
    """Whether a selector is XPath.

    >>> is_xpath("//div[@id='story']"), is_xpath("div#story")
    (True, False)
    """
    return _XPATH_RE.match(selector) is not None


_XPATH_RE = re.compile(r"\s*(?:\.{0,2}/|[('\"]|[a-z][a-z-]*\()")


class CompiledSelector(NamedTuple):
    """A compiled selector: the function of an element, what it costs, and the CSS it was, if it was."""

    call: Any
    cost: Cost
    css: str | None


@lru_cache(maxsize=4096)
def compile_selector(selector: str, kind: str = "any") -> CompiledSelector:
    """Compile a selector; `kind` is css, xpath or any. Raises `SelectorError`."""
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
        # EXSLT's patterns are Python's, which can hang
        return etree.XPath(path, regexp=False, smart_strings=False)
    except etree.XPathError as error:
        raise SelectorError(f"is not XPath: {error}") from None


def select(page: Page, selector: str, kind: str = "any") -> list[Any]:
    """Return the elements a selector matches, in the page's order. An XPath may give texts, too.

    One that could take too long on this page matches nothing; `is_too_slow` tells.
    """
    return _select(page, selector, kind) or []


def is_too_slow(page: Page, selector: str, kind: str = "any") -> bool:
    """Whether a selector is not asked on a page, because it could take too long."""
    if page.tree is None or _is_quick(compile_selector(selector, kind), page.tree):
        return False
    return _select(page, selector, kind) is None


def _is_quick(compiled: CompiledSelector, tree: Any) -> bool:
    """Whether a selector can be asked of a page at once, as it is."""
    return compiled.cost == CHEAP or not compiled.cost.exceeds_limit(tree_size(tree))


def _select(page: Page, selector: str, kind: str) -> list[Any] | None:
    """Return what a selector matches; None if it could take too long."""
    if page.tree is None:
        return []
    compiled = compile_selector(selector, kind)
    if _is_quick(compiled, page.tree):
        return _called(compiled.call, page.tree)
    if compiled.css is None:
        return None
    from newsclean.rules.css import cost_of_css, select_stepwise

    size = tree_size(page.tree)

    def scan(path: str) -> list[Any] | None:
        return None if cost_of_css(path).exceeds_limit(size) else _called(_compiled(path), page.tree)

    return select_stepwise(compiled.css, page.tree, size.elements, scan)


def _called(call: Any, tree: Any) -> list[Any]:
    from lxml import etree

    try:
        found = call(tree)
    except etree.XPathError:
        # it compiles, but means nothing: a function with arguments of the wrong type
        return []
    return found if isinstance(found, list) else [found] if isinstance(found, str) else []


def select_blocks(page: Page, selector: str, kind: str = "any") -> set[int]:
    """Return the indices of the blocks that stand inside an element the selector matches."""
    return blocks_inside(page, select(page, selector, kind))


def blocks_inside(page: Page, elements: Iterable[Any]) -> set[int]:
    """Return the indices of the blocks that stand inside one of some elements.

    An inline element that is the whole text of a block selects that block.
    """
    elements = [element for element in elements if not isinstance(element, str)]
    if not elements:
        return set()
    # an inline element may hold blocks too: a link around a whole teaser
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
