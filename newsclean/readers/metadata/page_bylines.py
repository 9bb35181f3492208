"""Finds the bylines in a page's blocks: near the headline all that look like one, elsewhere only explicit ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from lxml.etree import XPath

from newsclean.blocks import Block, Container
from newsclean.lexicon.bylines import Byline, begins_with_by, find_chinese_byline, is_by, split_byline
from newsclean.lexicon.dates import has_date
from newsclean.lexicon.names import is_name
from newsclean.readers.elements import AUTHOR_CLASS_RE, ELSEWHERE_CLASS_RE, NOT_NAME_CLASS_RE
from newsclean.readers.metadata.byline_text import BAR, byline_text
from newsclean.readers.metadata.collect import text_of
from newsclean.readers.metadata.headline import title_key
from newsclean.text.patterns import compile_later

MAX_BYLINE_CHARS = 200  # characters of a byline (a guess)
MAX_LABEL_CHARS = 30  # characters of a block that only begins a byline: "Written by" (a guess)
MAX_INLINE = 12  # inline elements of a block that are examined (a guess)
MAX_CARD_BLOCKS = 4  # blocks from one author's card to the next (a guess)
BEFORE, AFTER = 6, 12  # blocks before and after the headline that are searched for its byline (guesses)
_AUTHOR_PATH_RE = compile_later(
    r"/(?:authors?|autor(?:en|es)?|auteurs?|autore|contributors?|by|people|person|journalist\w*|staff|writers?|"
    r"redaktion|team|profiles?|reporters?|autoren|user|users|@\w+)/?(?:[^/?#]+)?/?(?:[?#]|$)",
    re.IGNORECASE,
)


def headline_index(blocks: Sequence[Block], headline: str | None) -> int | None:
    """Return the index of the headline's block: an h1 with its text, another block, or an h1 around it.

    Without these it is the first h1, and None on a page without one.
    """
    key = title_key(headline or "")
    shortest, longest = len(key), 2 * len(headline or "") + 9
    first = same = holder = None
    for index, block in enumerate(blocks):
        is_heading = block.tag == "h1"
        if shortest <= len(block.text) <= longest and (is_heading or same is None):
            own = title_key(block.text)
            if own == key and is_heading:
                return index
            if own == key and block.tag != "li":
                same = index
            if is_heading and holder is None and key and key in own:
                holder = index
        if first is None and is_heading:
            first = index
    return next((index for index in (same, holder, first) if index is not None), None)


SURE_KINDS = ("microdata", "rel", "by")
EXPLICIT_KINDS = (*SURE_KINDS, "marked")
IMPLICIT_KINDS = ("link", "name", "bare")
"""Kinds of bylines near the headline: marked as such, or only a link to a person or a name beside a date or alone."""


class _Found(NamedTuple):
    """A byline, the place of its block in the page, and the block's container."""

    byline: Byline
    place: int
    container: Container


def bylines_near_headline(blocks: Sequence[Block], anchor: int) -> dict[str, list[Byline]]:
    """Return the bylines of each kind near the headline, which is the block `anchor`. The nearest come first.

    Cards of several authors are one byline.
    """
    window = range(max(0, anchor - BEFORE), min(len(blocks), anchor + AFTER + 1))
    found: dict[str, list[_Found]] = {kind: [] for kind in (*EXPLICIT_KINDS, *IMPLICIT_KINDS)}
    texts: dict[Container, str] = {}
    # bylines above the headline are rarer, and often another article's
    for index in sorted(window, key=lambda index: index - anchor if index > anchor else 4 * (anchor - index)):
        block = blocks[index]
        if index == anchor or len(block.text) > MAX_BYLINE_CHARS or block.container is None or block.hidden:
            continue
        kind = _kind(block, block.container) or _kind_by_neighbours(blocks, index, anchor)
        if kind is None or _is_elsewhere(block.container, 3, is_beside=-3 <= index - anchor <= 4):
            continue
        byline = split_byline(_text(block, block.container, texts))
        if any(byline) and _is_plausible(kind, byline):
            found[kind].append(_Found(byline, index, block.container))
    return {kind: _with_cards(bylines) for kind, bylines in found.items()}


def _with_cards(found: Sequence[_Found]) -> list[Byline]:
    """Return bylines, the first one together with those in elements like its own beside it."""
    if len(found) < 2:
        return [item.byline for item in found]
    cards = [found[0]]
    for item in sorted(found[1:], key=lambda item: item.place):
        if 0 < item.place - cards[-1].place <= MAX_CARD_BLOCKS and _is_like(item.container, cards[0].container):
            cards.append(item)
    people = tuple(dict.fromkeys(name for item in cards for name in item.byline.people))
    agencies = tuple(dict.fromkeys(name for item in cards for name in item.byline.agencies))
    return [Byline(people, agencies), *(item.byline for item in found[1:])]


def _is_like(one: Container, other: Container) -> bool:
    """Return whether two containers have the same tags and classes, and are in one list."""
    if one is other or one.path_step() != other.path_step():
        return one is other
    card, sibling = one.parent, other.parent
    if card is None or sibling is None or card is sibling:
        return card is sibling
    return card.path_step() == sibling.path_step() and card.parent is sibling.parent


def _kind_by_neighbours(blocks: Sequence[Block], index: int, anchor: int) -> str | None:
    """Return the kind of byline that a block is because of the blocks around it."""
    if index and len(blocks[index - 1].text) <= MAX_LABEL_CHARS and is_by(blocks[index - 1].text):
        return "by"
    return _bare_kind(blocks, index, anchor)


def _is_plausible(kind: str, byline: Byline) -> bool:
    """Return whether a byline has plausible names. A single word is a name only if the page marks it as a byline."""
    single = kind not in ("name", "far", "link", "bare") and len(byline.people) == 1 and " " not in byline.people[0]
    return kind in ("microdata", "rel") or single or all(map(is_name, byline.people))


def _kind(block: Block, container: Container) -> str | None:
    """Return the kind of byline that a block is, None if it is none."""
    told = _inline_kind(block, container) if container.element is not None else None
    if told in ("microdata", "rel"):
        return told
    if begins_with_by(block.text):
        return "by"
    return "marked" if told == "marked" or _is_marked(container, 3) else told


def _inline_kind(block: Block, container: Container) -> str | None:
    """Return the surest kind among a block's element, if it has no other block in it, and its inline elements."""
    element = container.element
    kinds = [(_element_kind(container.tag, container.attributes), element)]
    if len(element):
        # lxml refuses to look for a name with a control character, and reads braces as a namespace
        is_plain = container.tag.isprintable() and "{" not in container.tag
        tags = (container.tag, *_INLINE_TAGS) if is_plain else _INLINE_TAGS
        inside = islice(element.iterdescendants(*tags), MAX_INLINE)
        kinds += [(_element_kind(inner.tag, dict(inner.items())), inner) for inner in inside]
    told = (kind for kind, inner in kinds if kind and text_of(inner)[:20] in block.text)
    return min(told, key=_RANK.index, default=None)


_INLINE_TAGS = ("a", "span", "address", "em", "strong")
_RANK = ("microdata", "rel", "marked", "link")


def _element_kind(tag: str, attributes: Mapping[str, str]) -> str | None:
    if "itemprop" in attributes and "author" in attributes["itemprop"].lower().split():
        return "microdata"
    if tag == "a" and "author" in attributes.get("rel", "").lower().split():
        return "rel"
    if "class" in attributes and _marks(attributes["class"]):
        return "marked"
    return "link" if tag == "a" and _AUTHOR_PATH_RE.search(attributes.get("href", "")) else None


@lru_cache(maxsize=4096)
def _marks(name: str) -> bool | None:
    """Return whether a class marks an author's name and not a picture of it; None if it names no author."""
    marks = [NOT_NAME_CLASS_RE.search(word) is None for word in name.split() if AUTHOR_CLASS_RE.search(word)]
    return any(marks) if marks else None


@lru_cache(maxsize=4096)
def _names_elsewhere(name: str) -> bool:
    return ELSEWHERE_CLASS_RE.search(name) is not None


def _is_marked(container: Container, levels: int) -> bool:
    here: Container | None = container
    for _ in range(levels):
        if here is None:
            return False
        if attributes := here.attributes:
            name = attributes.get("class") or attributes.get("data-testid")
            if name and (mark := _marks(name)) is not None:
                return mark
        here = here.parent
    return False


def _text(block: Block, container: Container, texts: dict[Container, str]) -> str:
    """Return a block's text with bars between its parts, and without the parts of its element in other blocks.

    `texts` keeps the text of each element, because one element may contain every block of the page.
    """
    if container.element is None or block.text.isspace():
        return block.text
    if container not in texts:
        texts[container] = byline_text(container.element)
    text = texts[container]
    return text and (BAR.join(part for part in text.split(BAR) if part in block.text) or block.text)


def _is_elsewhere(container: Container, levels: int, *, is_beside: bool = False) -> bool:
    """Return whether a container belongs to another text. Beside the headline even the article may be a teaser."""
    for here in islice(container.lineage(), levels):
        name = here.attributes.get("class", "")
        if here.tag == "nav" or (_names_elsewhere(name) and not (is_beside and _names_own_part(name))):
            return True
    return False


@lru_cache(maxsize=4096)
def _names_own_part(name: str) -> bool:
    """Return whether a class that names another text only does so as a teaser or as the footer of an article."""
    return not _names_elsewhere(_OWN_PART_RE.sub("", name))


_OWN_PART_RE = compile_later(r"teaser|(?:post|entry|article)-footer", re.IGNORECASE)


def _bare_kind(blocks: Sequence[Block], index: int, anchor: int) -> str | None:
    """Return the kind of a block near the headline that is only a name: "name" with a date in it or beside it.

    Right below the headline it is "bare" without a date, if a later block begins with the name: the author's biography.
    """
    block = blocks[index]
    if not anchor - 2 <= index <= anchor + 4 or block.tag in _NO_NAME_TAGS or len(block.text) > MAX_NAME_LINE_CHARS:
        return None
    people = split_byline(block.text).people
    if not people or not all(is_name(name) and len(name.split()) < 4 for name in people):
        return None
    headline = set(blocks[anchor].text.casefold().split())
    if any(word.casefold() in headline for name in people for word in name.split()):
        return None
    # above the headline names are often kickers, so the date must be in the same line
    around = (index - 1, index, index + 1) if index > anchor else (index,)
    beside = [blocks[n].text for n in around if 0 <= n < len(blocks)]
    if any(len(text) <= MAX_NAME_LINE_CHARS and has_date(text) for text in beside):
        return "name"
    if not 0 < index - anchor <= 2 or block.text != people[0]:
        return None
    return "bare" if any(later.text.startswith(people[0]) for later in blocks[index + 4 :]) else None


_NO_NAME_TAGS = frozenset(("h1", "h2", "h3", "li", "td", "figcaption"))
MAX_NAME_LINE_CHARS = 80  # characters of a line that is only a name or a date (a guess)


def bylines_elsewhere(blocks: Sequence[Block], markup: str) -> Iterator[tuple[str, Byline]]:
    """Yield the bylines at any distance from the headline, as at the end of an article, each with its source.

    `markup` is that of the page: the elements are searched for links to authors only if it has one.
    """
    said: list[Byline] = []
    texts: dict[Container, str] = {}
    for block in blocks:
        text, container = block.text, block.container
        is_chinese = not text.isascii() and ("者" in text or "文" in text)
        if is_chinese and (byline := find_chinese_byline(_end(text))).people:
            yield "byline", byline
        if len(text) > MAX_BYLINE_CHARS or container is None:
            continue
        is_said = begins_with_by(text, far=True)
        if not (is_said or _is_marked(container, 2)) or container.hidden or _is_elsewhere(container, 6):
            continue
        byline = split_byline(_text(block, container, texts))
        if byline.people and _is_plausible("by" if is_said else "far", byline):
            if is_said:
                said.append(byline)
            else:
                yield "byline", byline
    if _AUTHOR_REL_RE.search(markup):
        yield from _linked(blocks)
    yield from (("byline", byline) for byline in said)


_AUTHOR_REL_RE = compile_later(r"""rel\s?=\s?["']?[^"'<>]{0,40}[aA]uthor""")
_LINKS = XPath("//a[contains(@rel, 'uthor')]")


def _end(text: str) -> str:
    """Return a short line whole, and of a paragraph its end, where the author may be in brackets."""
    return text if len(text) <= MAX_BYLINE_CHARS else text[-MAX_NAME_LINE_CHARS:]


def _linked(blocks: Sequence[Block]) -> Iterator[tuple[str, Byline]]:
    """Yield the bylines in links that `rel` marks as links to an author."""
    container = next((block.container for block in blocks if block.container is not None), None)
    if container is None or container.element is None:
        return
    for link in _LINKS(container.element.getroottree()):
        if "author" in link.get("rel").lower().split():
            byline = split_byline(text_of(link))
            if byline.people:
                yield "byline", byline
