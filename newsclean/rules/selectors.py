"""CSS over the blocks of an HTML page. Selectors speak to HTML only; on a text dump they match nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from newsclean.blocks import Block, Page
from newsclean.readers.normalise import tidy


@lru_cache(maxsize=4096)
def compile_selector(selector: str) -> Any:
    """Compile a CSS selector to a function of an element. Raises `cssselect.SelectorError`."""
    from cssselect import HTMLTranslator
    from lxml import etree

    return etree.XPath(HTMLTranslator().css_to_xpath(selector))


def select_blocks(page: Page, selector: str) -> set[int]:
    """Return the indices of the blocks that stand inside an element the selector matches.

    An inline element that is the whole text of a block selects that block.
    """
    if page.tree is None:
        return set()
    elements = compile_selector(selector)(page.tree)
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
