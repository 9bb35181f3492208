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

    An inline element has no blocks of its own: it selects a block whose whole text it is.
    """
    if page.tree is None:
        return set()
    elements = compile_selector(selector)(page.tree)
    if not elements:
        return set()
    selected = blocks_inside(page.blocks, elements)
    containers = _blocks_by_element(page.blocks)
    for element in elements:
        owner = next((parent for parent in element.iterancestors() if parent in containers), None)
        if owner is not None:
            text = tidy("".join(element.itertext()))
            selected.update(index for index in containers[owner] if page.blocks[index].text == text)
    return selected


def blocks_inside(blocks: Iterable[Block], elements: Iterable[Any]) -> set[int]:
    """Return the indices of the blocks that one of these elements, or an element inside it, holds."""
    wanted = set(elements)
    return {
        index
        for index, block in enumerate(blocks)
        if block.container is not None and any(container.element in wanted for container in block.container.lineage())
    }


def _blocks_by_element(blocks: Iterable[Block]) -> Mapping[Any, list[int]]:
    """Group the indices of blocks by the element that holds them directly."""
    groups: dict[Any, list[int]] = {}
    for index, block in enumerate(blocks):
        if block.container is not None:
            groups.setdefault(block.container.element, []).append(index)
    return groups
