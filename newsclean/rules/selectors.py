"""Selectors over the blocks of an HTML page: CSS or XPath. On a text dump they match nothing.

A selector is XPath if it begins like a path, a function or a quoted string: with `/`, `./`, `(`, `substring-after(`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from newsclean.blocks import Page
from newsclean.rules.types import SelectorError
from newsclean.text.normalise import tidy

if TYPE_CHECKING:
    from newsclean.rules.evaluation import CompiledSelector

MAX_SELECTOR_CHARS = 2000  # a longer selector is an error; deep ones overflow the parser's stack (a guess)
_XPATH_RE = re.compile(r"\s*(?:\.{0,2}/|[('\"]|[a-z][a-z-]*\()")


def is_xpath(selector: str) -> bool:
    """Return whether a selector is XPath.

    >>> is_xpath("//div[@id='story']"), is_xpath("div#story")
    (True, False)
    """
    return _XPATH_RE.match(selector) is not None


def split_attribute(selector: str) -> tuple[str, str | None]:
    """Return a selector without `::attr(name)` at its end, and that name.

    >>> split_attribute("time.published::attr(datetime)")
    ('time.published', 'datetime')
    """
    body, mark, rest = selector.rpartition("::attr(")
    return (body.strip() or "*", rest.removesuffix(")").strip()) if mark and rest.endswith(")") else (selector, None)


@lru_cache(maxsize=4096)
def compile_selector(selector: str, kind: str = "any") -> CompiledSelector:
    """Return a compiled selector; `kind` is "css", "xpath" or "any". Raises `SelectorError`."""
    # heavy: lxml and cssselect; cleaning a text dump compiles no selector
    from newsclean.rules.evaluation import compile_css, compile_xpath

    if len(selector) > MAX_SELECTOR_CHARS:
        raise SelectorError(f"is longer than {MAX_SELECTOR_CHARS} characters")
    is_path = kind == "xpath" or (kind == "any" and is_xpath(selector))
    return compile_xpath(selector) if is_path else compile_css(selector)


def select(page: Page, selector: str, kind: str = "any") -> list[Any]:
    """Return the elements that a selector matches, in page order. XPath may also return strings.

    A selector that could take too long on this page matches nothing; see `is_too_slow`.
    """
    return [] if page.tree is None else compile_selector(selector, kind).evaluate(page.tree) or []


def is_too_slow(page: Page, selector: str, kind: str = "any") -> bool:
    """Return whether `select` skips a selector because it could take too long on this page."""
    if page.tree is None:
        return False
    compiled = compile_selector(selector, kind)
    return not compiled.is_quick(page.tree) and compiled.evaluate(page.tree) is None


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
    homes = [block.container.element if block.container is not None else None for block in page.blocks]
    selected = {index for index, home in enumerate(homes) if home in inside}
    containers: dict[Any, list[int]] = {}
    for index, home in enumerate(homes):
        containers.setdefault(home, []).append(index)
    for element in elements:
        owner = next((parent for parent in element.iterancestors() if parent in containers), None)
        if owner is not None:
            text = tidy("".join(element.itertext()))
            selected.update(index for index in containers[owner] if page.blocks[index].text == text)
    return selected
