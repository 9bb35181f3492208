"""Finds the dates that a page shows: in lines around the headline, in elements marked as dates, and in its scripts.

Each date comes with its source and a flag if the page calls it the date of a change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from newsclean.blocks import Block
from newsclean.lexicon.data import pattern, words
from newsclean.lexicon.dates import find_dates, parse_date, parse_machine_date
from newsclean.readers.elements import ELSEWHERE_CLASS_RE
from newsclean.readers.metadata.collect import PageMetadata, text_of
from newsclean.text.calendars import western
from newsclean.text.patterns import compile_later

MIN_DATE, MAX_DATE = "1995-01-01", "2100-12-31"
"""Bounds of dates that are found in text: the years of the web. They do not depend on today."""
BEFORE, AFTER = 6, 14
"""Blocks before and after the headline that are searched for its date. Raised, teasers' dates come in. A guess."""
MAX_LINE_CHARS, MAX_OPENING_CHARS = 150, 60
"""Characters of a line with a date, and of the opening that is searched in a longer one. Guesses; not measured."""
MAX_LABEL_CHARS = 30  # characters of a block that is only the label of the date behind it: "Last updated" (a guess)
_CHANGED_RE = compile_later(rf"(?<!\w)(?:{pattern(words('dates', 'changed'))})", re.IGNORECASE)
_MARKED_TIME_RE = compile_later(r"publi|entry-date|created|datePublished|posted")
_CHANGED_MARK_RE = compile_later(r"updated|modif", re.IGNORECASE)
_DATE_CLASS_RE = compile_later(
    r"(?:^|[\s_-])(?:date|datum|fecha|data|time|timestamp|pubtime|published|posted|meta|info)(?![a-z])|[a-z]Date|Time(?:$|\s)"
)
_CAPTION_CLASS_RE = compile_later(r"caption|credit", re.IGNORECASE)
_SCRIPT_RE = compile_later(
    r"""ubli(?:sh|cation)[A-Za-z_]{0,14}(?:["']|&quot;)\s*:\s*(?:["']|&quot;)([^"'<>&]{8,40})(?=["'&])"""
)
"""The rest of a key for the date of publication in a script, and its value. A search for four letters is fast, one for
all beginnings of such keys takes thirty times as long."""


class ShownDate(NamedTuple):
    """A date that the page shows: in ISO 8601, its source, and whether the page calls it the date of a change."""

    iso: str
    source: str
    is_changed: bool = False


def plausible(date: str | None) -> str | None:
    """Return a date from a text if it is within bounds, else None."""
    return date if date and MIN_DATE <= date[:10] <= MAX_DATE else None


def dates_near_headline(page: PageMetadata, blocks: Sequence[Block], anchor: int | None) -> list[ShownDate]:
    """Return the dates in the lines around the headline, which is the block `anchor`; the nearest come first."""
    if anchor is None:
        return []
    window = range(max(0, anchor - BEFORE), min(len(blocks), anchor + AFTER + 1))
    nearest = sorted(window, key=lambda index: index - anchor if index >= anchor else 4 * (anchor - index))
    return [found for index in nearest for found in _in_block(page, blocks, index)]


def dates_elsewhere(page: PageMetadata, blocks: Sequence[Block], anchor: int | None) -> Iterator[ShownDate]:
    """Yield the dates of the lines behind the headline: first those in elements marked as dates, then short lines."""
    behind = range((anchor or 0), len(blocks))
    for is_wanted in (_is_marked, _is_short):
        for index in behind:
            block = blocks[index]
            if _DIGITS_RE.search(block.text[:MAX_LINE_CHARS]) and is_wanted(block) and not _is_elsewhere(block):
                yield from _in_block(page, blocks, index)


def dates_in_scripts(page: PageMetadata) -> Iterator[ShownDate]:
    """Yield the dates of publication in scripts that hold the page's data."""
    for found in islice(_SCRIPT_RE.finditer(page.markup), 20):
        if date := plausible(parse_machine_date(found[1]) or parse_date(found[1], page.date_language)):
            yield ShownDate(date, "script")


def dates_of_elements(page: PageMetadata, *, is_marked: bool) -> Iterator[ShownDate]:
    """Yield the dates of the time elements behind the headline, then those of the elements before it."""
    for times in (page.times[page.times_before :], page.times[: page.times_before]):
        for element in times:
            marks = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
            if is_marked and not ("pubdate" in element.attrib or _MARKED_TIME_RE.search(marks)):
                continue
            date = parse_machine_date(element.get("datetime") or element.get("title"))
            if date := date or parse_date(text_of(element), page.date_language):
                yield ShownDate(date, "html", _CHANGED_MARK_RE.search(marks) is not None)


def _in_block(page: PageMetadata, blocks: Sequence[Block], index: int) -> Iterator[ShownDate]:
    """Yield the dates of one block, each judged by the label in front of it."""
    block = blocks[index]
    text = block.text if len(block.text) <= MAX_LINE_CHARS else block.text[:MAX_OPENING_CHARS]
    if not _DIGITS_RE.search(text) or _is_caption(block):
        return
    text = western(text)
    before = blocks[index - 1].text if index else ""
    label = before if len(before) <= MAX_LABEL_CHARS and not _DIGITS_RE.search(before) else ""
    end = 0
    for found in find_dates(text, page.date_language):
        own = text[end : found.start]
        is_changed = _CHANGED_RE.search(own if end or any(map(str.isalpha, own)) else label) is not None
        end = found.end
        if date := plausible(found.iso):
            yield ShownDate(date, "byline", is_changed)


_DIGITS_RE = compile_later(r"\d\d")


def _is_caption(block: Block) -> bool:
    name = block.container.attributes.get("class", "") if block.container is not None else ""
    return block.tag == "figcaption" or _CAPTION_CLASS_RE.search(name) is not None


def _is_marked(block: Block) -> bool:
    lineage = islice(block.container.lineage(), 2) if block.container is not None else ()
    return any(_names_date(f"{here.attributes.get('class', '')} {here.attributes.get('id', '')}") for here in lineage)


@lru_cache(maxsize=4096)
def _names_date(name: str) -> bool:
    return _DATE_CLASS_RE.search(name) is not None


def _is_short(block: Block) -> bool:
    return len(block.text) <= MAX_OPENING_CHARS and "©" not in block.text


def _is_elsewhere(block: Block) -> bool:
    lineage = islice(block.container.lineage(), 4) if block.container is not None else ()
    return any(_names_elsewhere(here.attributes.get("class", "")) for here in lineage)


@lru_cache(maxsize=4096)
def _names_elsewhere(name: str) -> bool:
    return ELSEWHERE_CLASS_RE.search(name) is not None
