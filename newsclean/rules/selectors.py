"""Selectors over the blocks of an HTML page: CSS or XPath. On a text dump they match nothing.

A selector is XPath if it begins like a path, a function or a quoted string: with `/`, `./`, `(`, `substring-after(`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from newsclean.blocks import Page
from newsclean.budget import Budget, Part
from newsclean.rules.cost import BLOCK_LOOKS, TEXT_LOOKS, TIDIED_PER_LOOK, element_count
from newsclean.rules.types import SelectorError
from newsclean.text.normalise import tidy
from newsclean.text.patterns import compile_later

if TYPE_CHECKING:
    from newsclean.rules.evaluation import CompiledSelector

MAX_SELECTOR_CHARS = 2000  # a longer selector is an error; deep ones overflow the parser's stack (a guess)
_XPATH_RE = compile_later(r"\s*(?:\.{0,2}/|[('\"]|[a-z][a-z-]*\()")


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


def select(page: Page, selector: str, kind: str = "any", budget: Budget | None = None) -> list[Any]:
    """Return the elements that a selector matches, in page order. XPath may also return strings.

    A selector that the budget does not cover matches nothing. Without a budget, the selector gets one of its own.
    """
    budget = budget or Budget(len(page.decoded.text))
    return [] if page.tree is None else compile_selector(selector, kind).evaluate(page.tree, budget)


def select_blocks(page: Page, selector: str, kind: str = "any", budget: Budget | None = None) -> set[int]:
    """Return the indices of the blocks inside the elements that a selector matches; see `select`."""
    budget = budget or Budget(len(page.decoded.text))
    return blocks_inside(page, select(page, selector, kind, budget), budget)


def blocks_inside(page: Page, elements: Iterable[Any], budget: Budget) -> set[int]:
    """Return the indices of the blocks inside some elements, none if the budget does not cover the search.

    An inline element with the whole text of a block selects that block.
    """
    elements = [element for element in elements if not isinstance(element, str)]
    visits = len(page.blocks) + (element_count(page.tree) if elements else 0)
    if not elements or not budget.afford(Part.RULES, BLOCK_LOOKS * visits):
        return set()
    # an inline element may contain blocks, as a link around a whole teaser does
    inside: set[Any] = set()
    for element in elements:
        if element not in inside:
            inside.update(element.iter())
    homes = [block.container.element if block.container is not None else None for block in page.blocks]
    selected = {index for index, home in enumerate(homes) if home in inside}
    containers: dict[Any, dict[str, list[int]]] = {}
    for index, home in enumerate(homes):
        containers.setdefault(home, {}).setdefault(page.blocks[index].text, []).append(index)
    owners: dict[Any, Any] = {}
    for element in elements:
        owner = _owner(element, containers, owners)
        if owner is not None:
            selected.update(containers[owner].get(text_of(element, budget), ()))
        if budget.is_spent(Part.RULES):
            break
    return selected


def _owner(element: Any, containers: Mapping[Any, Any], owners: dict[Any, Any]) -> Any:
    """Return the nearest container around an element, or None, and remember it for the elements on the way."""
    passed = []
    parent = element.getparent()
    while parent is not None and parent not in containers and parent not in owners:
        passed.append(parent)
        parent = parent.getparent()
    owner = parent if parent is None or parent in containers else owners[parent]
    owners.update(dict.fromkeys(passed, owner))
    return owner


def text_of(element: Any, budget: Budget) -> str:
    """Return the tidied text of an element, and take the work from the budget."""
    text: str = element.xpath("string()", smart_strings=False)
    budget.spend(Part.RULES, TEXT_LOOKS + len(text) // TIDIED_PER_LOOK)
    return tidy(text)
