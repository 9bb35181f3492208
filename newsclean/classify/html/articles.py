"""Several articles on one page: which blocks belong to another article than the page's own, and what it prints twice.

Infinite scroll and "up next" put whole articles behind or above the page's own. Each is a unit: an `<article>`, or the
largest container with one h1. The page's own unit has the headline; another has a heading of its own and prose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from newsclean.blocks import Block, Category, Container, Label, Page
from newsclean.classify.html.page_columns import fold_text
from newsclean.classify.trees import Array
from newsclean.text.patterns import compile_later

# Guesses; checked on the bench's pages, where the first two drop nothing of a gold article.
MIN_OWN_SHARE = 0.1  # share of the selected text in the page's own unit; less is a teaser with its headline
MIN_OTHER_SIZE = 200  # characters of selected text in another article
MIN_QUOTE_SIZE = 25  # letters of a pull quote; shorter texts repeat by chance
MIN_HEADLINE_SIZE = 12  # letters of another article's headline; shorter headings name parts
MIN_REPEATED_SHARE = 0.5  # share of a quotation's letters in such texts; the rest is its attribution
HEADINGS = ("h1", "h2", "h3")
_STORY_RE = compile_later(r"article|story|stories|post(?!er)|entry|node(?![a-z])", re.IGNORECASE)
_NEXT_RE = compile_later(r"next|related|recommend|more|also", re.IGNORECASE)  # in names of other articles
_OTHER_ARTICLE = Label(Category.RELATED, "markup:other-article")
_PULL_QUOTE = Label(Category.OTHER, "markup:pull-quote")
_QUOTE_TAGS = frozenset(("blockquote", "aside", "figure", "q"))


class _Unit(NamedTuple):
    container: Container
    blocks: list[int]
    size: int


def other_articles(page: Page, selected: Array) -> dict[int, Label]:
    """Return labels for the selected blocks of other articles than the page's own, by index.

    Nothing is dropped if no unit has the headline, as on a live page, whose entries are units below it.
    """
    blocks, headline = page.blocks, fold_text(page.metadata.headline or "")
    if not headline:
        return {}
    chosen = np.flatnonzero(selected).tolist()
    units = _units(blocks, chosen)
    if len(units) < 2:
        return {}
    headings = _headings_by(blocks, [unit.container for unit in units])
    total = sum(unit.size for unit in units)
    own = [
        unit
        for unit in units
        if unit.size >= MIN_OWN_SHARE * total
        and any(fold_text(blocks[index].text) == headline for index in headings[id(unit.container)])
    ]
    if len(own) != 1:
        return {}
    return {
        index: _OTHER_ARTICLE
        for unit in units
        if unit is not own[0] and unit.size >= MIN_OTHER_SIZE
        if _is_article(blocks, unit, headings[id(unit.container)], own[0].container)
        for index in unit.blocks
    }


def _is_article(blocks: Sequence[Block], unit: _Unit, headings: Sequence[int], own: Container) -> bool:
    """Return whether a unit is an article of its own and not a part of the page's, such as a recipe's instructions.

    A headline is above its text, and its element is an h1, or like the own article's, or named as another's.
    """
    if not headings or headings[0] > unit.blocks[0] or len(fold_text(blocks[headings[0]].text)) < MIN_HEADLINE_SIZE:
        return False
    container = unit.container
    # a page may have an h1 above each of its sections
    is_story = container.tag == "article" or _STORY_RE.search(" ".join(_names(container))) is not None
    if is_story and (blocks[headings[0]].tag == "h1" or _names(container) == _names(own)):
        return True
    around = (container, container.parent) if container.parent is not None else (container,)
    return any(_NEXT_RE.search(" ".join(_names(outer))) is not None for outer in around)


def _names(container: Container) -> tuple[str, str, str]:
    attributes = container.attributes
    return container.tag, attributes.get("class", ""), "" if container.tag == "article" else attributes.get("id", "")


def _units(blocks: Sequence[Block], chosen: Iterable[int]) -> list[_Unit]:
    """Return the units that have selected blocks, none inside another."""
    h1s = [index for index, block in enumerate(blocks) if block.tag == "h1" and not block.hidden]
    around = _largest_with_one_h1([blocks[index].container for index in h1s]) if len(h1s) > 1 else {}
    found: dict[int, _Unit] = {}
    homes = _Homes(lambda container: container.tag == "article" or id(container) in around)
    for index in chosen:
        home = homes.of(blocks[index].container)
        if home is not None:
            unit = found.setdefault(id(home), _Unit(home, [], 0))
            unit.blocks.append(index)
    return [unit._replace(size=sum(len(blocks[index].text) for index in unit.blocks)) for unit in found.values()]


class _Homes:
    """Finds the outermost container of a kind around others, and climbs over each container once."""

    def __init__(self, is_home: Callable[[Container], bool]) -> None:
        self._is_home = is_home
        self._known: dict[int, Container | None] = {}

    def of(self, container: Container | None) -> Container | None:
        """Return the outermost home among a container and its ancestors, None without one."""
        path: list[Container] = []
        while container is not None and id(container) not in self._known:
            path.append(container)
            container = container.parent
        home = self._known[id(container)] if container is not None else None
        for inner in reversed(path):
            if home is None and self._is_home(inner):
                home = inner
            self._known[id(inner)] = home
        return home


def _largest_with_one_h1(homes: Sequence[Container | None]) -> dict[int, Container]:
    """Return the largest container around each h1 that has no other h1 in it, by identity."""
    count: dict[int, int] = {}
    for home in homes:
        for container in home.lineage() if home is not None else ():
            count[id(container)] = count.get(id(container), 0) + 1
            if count[id(container)] > 2:  # so have all around it, and more than one is all that matters
                break
    largest: dict[int, Container] = {}
    for home in homes:
        outer = None
        for container in home.lineage() if home is not None else ():
            if count[id(container)] > 1:
                break
            outer = container
        if outer is not None:
            largest[id(outer)] = outer
    return largest


def _headings_by(blocks: Sequence[Block], units: Sequence[Container]) -> dict[int, list[int]]:
    """Return the indices of the headings in each unit, by the unit's identity. No unit is inside another."""
    found: dict[int, list[int]] = {id(unit): [] for unit in units}
    homes = _Homes(lambda container: id(container) in found)
    for index, block in enumerate(blocks):
        if block.tag in HEADINGS and (home := homes.of(block.container)) is not None:
            found[id(home)].append(index)
    return found


def pull_quotes(page: Page, selected: Array) -> dict[int, Label]:
    """Return labels for the selected blocks in quotation elements that repeat a part of another selected block.

    The attribution in the same element goes with the quotation.
    """
    blocks = page.blocks
    chosen = np.flatnonzero(selected).tolist()
    known: dict[Container | None, Container | None] = {None: None}
    quoted = {
        index: element for index in chosen if (element := _quotation_around(blocks[index].container, known)) is not None
    }
    if not quoted:
        return {}
    texts = [fold_text(blocks[index].text) for index in chosen if index not in quoted]
    letters = {index: fold_text(blocks[index].text) for index in quoted}
    repeated: dict[int, int] = {}
    size: dict[int, int] = {}
    for index, element in quoted.items():
        text = letters[index]
        size[id(element)] = size.get(id(element), 0) + len(text)
        if len(text) >= MIN_QUOTE_SIZE and any(len(other) > len(text) and text in other for other in texts):
            repeated[id(element)] = repeated.get(id(element), 0) + len(text)
    return {
        index: _PULL_QUOTE
        for index, element in quoted.items()
        if repeated.get(id(element), 0) > MIN_REPEATED_SHARE * size[id(element)]
    }


def _quotation_around(home: Container | None, known: dict[Container | None, Container | None]) -> Container | None:
    """Return the innermost quotation element that is or is around a container, None outside of one.

    `known` remembers the results for a page's containers.
    """
    if home not in known and home is not None:
        for container in home.ancestors_outside(known):
            names = (container.attributes.get("class") or "").lower()
            if container.tag in _QUOTE_TAGS or "quote" in names or "callout" in names:
                known[container] = container
            else:
                is_article = container.tag in ("article", "main", "body")
                known[container] = None if is_article else known[container.parent]
    return known[home]
