"""Finds the bylines in a page's blocks: near the headline all that look like one, elsewhere only explicit ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from newsclean.blocks import Block, Container
from newsclean.lexicon.bylines import Byline, begins_with_by, find_chinese_byline, is_name, split_byline
from newsclean.lexicon.dates import has_date
from newsclean.readers.elements import AUTHOR_CLASS_RE, ELSEWHERE_CLASS_RE, NOT_NAME_CLASS_RE
from newsclean.readers.metadata.collect import text_of

MAX_BYLINE_CHARS = 200  # characters of a byline (a guess)
MAX_INLINE = 12  # inline elements of a block that are examined (a guess)
BEFORE, AFTER = 6, 12  # blocks before and after the headline that are searched for its byline (guesses)
_AUTHOR_PATH_RE = re.compile(
    r"/(?:authors?|autor(?:en|es)?|auteurs?|autore|contributors?|by|people|person|journalist\w*|staff|writers?|"
    r"redaktion|team|profiles?|reporters?|autoren|user|users|@\w+)/?(?:[^/?#]+)?/?(?:[?#]|$)",
    re.IGNORECASE,
)


def headline_index(blocks: Sequence[Block], headline: str | None) -> int | None:
    """Return the index of the headline's block, else of the first h1; None if the page has neither."""
    first = None
    for index, block in enumerate(blocks):
        if block.text == headline and block.tag != "li":
            return index
        if block.tag == "h1" and first is None:
            first = index
    return first


EXPLICIT_KINDS = ("microdata", "rel", "by", "marked")
IMPLICIT_KINDS = ("link", "name")
"""Kinds of bylines near the headline: marked as such, or only a link to a person or a name beside a date."""


def bylines_near_headline(blocks: Sequence[Block], anchor: int) -> dict[str, list[Byline]]:
    """Return the bylines of each kind near the headline, which is the block `anchor`. The nearest come first."""
    window = range(max(0, anchor - BEFORE), min(len(blocks), anchor + AFTER + 1))
    found: dict[str, list[Byline]] = {kind: [] for kind in (*EXPLICIT_KINDS, *IMPLICIT_KINDS)}
    texts: dict[Container, str] = {}
    # bylines above the headline are rarer, and often another article's
    for index in sorted(window, key=lambda index: index - anchor if index > anchor else 4 * (anchor - index)):
        block = blocks[index]
        if index == anchor or len(block.text) > MAX_BYLINE_CHARS or block.container is None or block.hidden:
            continue
        kind = _kind(block, block.container) or ("name" if _is_bare_name(blocks, index, anchor) else None)
        if kind is None or _is_elsewhere(block.container, 3):
            continue
        byline = split_byline(_text(block, block.container, texts))
        if any(byline) and _is_plausible(kind, byline):
            found[kind].append(byline)
    return found


def _is_plausible(kind: str, byline: Byline) -> bool:
    """Return whether a byline has plausible names. A single word is a name only if the page marks it as a byline."""
    single = kind not in ("name", "far", "link") and len(byline.people) == 1 and " " not in byline.people[0]
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
    return None if AUTHOR_CLASS_RE.search(name) is None else NOT_NAME_CLASS_RE.search(name) is None


@lru_cache(maxsize=4096)
def _names_elsewhere(name: str) -> bool:
    return ELSEWHERE_CLASS_RE.search(name) is not None


def _is_marked(container: Container, levels: int) -> bool:
    marks = (_own_mark(here) for here in islice(container.lineage(), levels))
    return next((mark for mark in marks if mark is not None), False)


def _own_mark(container: Container) -> bool | None:
    name = container.attributes.get("class") or container.attributes.get("data-testid")
    return _marks(name) if name else None


def _text(block: Block, container: Container, texts: dict[Container, str]) -> str:
    """Return a block's text with bars around its links if the block is a whole element, else its plain text.

    `texts` keeps the text of each element, because one element may contain every block of the page.
    """
    if container.element is None:
        return block.text
    if container not in texts:
        texts[container] = text_of(container.element, mark=" | ")
    text = texts[container]
    return text if len(text) <= MAX_BYLINE_CHARS and text.replace(" | ", " ").count(block.text[:8]) else block.text


def _is_elsewhere(container: Container, levels: int) -> bool:
    lineage = islice(container.lineage(), levels)
    return any(here.tag == "nav" or _names_elsewhere(here.attributes.get("class", "")) for here in lineage)


def _is_bare_name(blocks: Sequence[Block], index: int, anchor: int) -> bool:
    """Return whether a block right below the headline is only a name, with a date in it or beside it."""
    block = blocks[index]
    if not anchor - 2 <= index <= anchor + 4 or block.tag in _NO_NAME_TAGS or len(block.text) > MAX_NAME_LINE_CHARS:
        return False
    # above the headline names are often kickers, so the date must be in the same line
    around = (index - 1, index, index + 1) if index > anchor else (index,)
    beside = [blocks[n].text for n in around if 0 <= n < len(blocks)]
    if not any(len(text) <= MAX_NAME_LINE_CHARS and has_date(text) for text in beside):
        return False
    people = split_byline(block.text).people
    if not people or not all(is_name(name) and len(name.split()) < 4 for name in people):
        return False
    headline = set(blocks[anchor].text.casefold().split())
    return not any(word.casefold() in headline for name in people for word in name.split())


_NO_NAME_TAGS = frozenset(("h1", "h2", "h3", "li", "td", "figcaption"))
MAX_NAME_LINE_CHARS = 80  # characters of a line that is only a name or a date (a guess)


def bylines_elsewhere(blocks: Sequence[Block]) -> Iterator[tuple[str, Byline]]:
    """Yield the bylines at any distance from the headline, as at the end of an article, each with its source."""
    said: list[Byline] = []
    texts: dict[Container, str] = {}
    for block in blocks:
        text, container = block.text, block.container
        if ("者" in text or "文" in text) and (byline := find_chinese_byline(_end(text))).people:
            yield "byline", byline
        if len(text) > MAX_BYLINE_CHARS or container is None or container.hidden:
            continue
        is_said = begins_with_by(text, far=True)
        if not (is_said or _own_mark(container)) or _is_elsewhere(container, 6):
            continue
        byline = split_byline(_text(block, container, texts))
        if byline.people and _is_plausible("far", byline):
            if is_said:
                said.append(byline)
            else:
                yield "byline", byline
    yield from _linked(blocks)
    yield from (("byline", byline) for byline in said)


def _end(text: str) -> str:
    """Return a short line whole, and of a paragraph its end, where the author may be in brackets."""
    return text if len(text) <= MAX_BYLINE_CHARS else text[-MAX_NAME_LINE_CHARS:]


def _linked(blocks: Sequence[Block]) -> Iterator[tuple[str, Byline]]:
    """Yield the bylines in links that `rel` marks as links to an author."""
    container = next((block.container for block in blocks if block.container is not None), None)
    if container is None or container.element is None:
        return
    for link in container.element.getroottree().iter("a"):
        if "author" in (link.get("rel") or "").lower().split():
            byline = split_byline(text_of(link))
            if byline.people:
                yield "byline", byline
