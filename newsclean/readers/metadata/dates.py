"""Chooses the dates on which an article was published and last changed.

Machine formats come first, then the page's own dates near the headline, the URL, and last htmldate's search of the
whole page. This order was right most often on the bench; docs/metadata.md has the figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from newsclean.blocks import Block
from newsclean.budget import Part
from newsclean.lexicon.data import pattern, words
from newsclean.lexicon.dates import find_date, parse_date, parse_machine_date
from newsclean.readers.metadata.collect import PageMetadata, text_of

MIN_DATE, MAX_DATE = "1995-01-01", "2100-12-31"
"""Bounds of dates that are found in text: the years of the web. They do not depend on today."""
BEFORE, AFTER = 6, 14
"""Blocks before and after the headline that are searched for its date. Raised, teasers' dates come in. A guess."""
MAX_LINE_CHARS, MAX_OPENING_CHARS = 150, 60
"""Characters of a line with a date, and of the opening that is searched in a longer one. Guesses; not measured."""
SourcedDate = tuple[str, str]  # a date in ISO 8601 and the source it came from
_URL_DATE_RE = re.compile(r"/((?:19|20)\d\d)([/-]?)(\d{1,2})\2(\d{1,2})(?=[/_.-]|$)")
_MARKED_TIME_RE = re.compile(r"publi|entry-date|created|datePublished")
_CHANGED_RE = re.compile(rf"(?:{pattern(words('dates', 'changed'))})(?!\w)", re.IGNORECASE)


def published_date(
    page: PageMetadata, blocks: Sequence[Block], anchor: int | None, url: str | None
) -> SourcedDate | None:
    """Return the date of publication, None if the page has none. `anchor` is the index of the headline's block."""
    return next(_published(page, blocks, anchor, url), None)


def modified_date(page: PageMetadata, blocks: Sequence[Block], anchor: int | None) -> SourcedDate | None:
    """Return the date of the last change, None if the page does not state it."""
    stated = _declared(page.article.get("dateModified"))
    if stated:
        return stated, "json-ld"
    found = next(_from_meta(page, "modified"), None)
    if found:
        return found
    lines = (text for text in _lines_near_headline(blocks, anchor) if _CHANGED_RE.match(text))
    date = next((date for text in lines if (date := _plausible(find_date(text, page.language)))), None)
    return (date, "byline") if date else None


def _published(
    page: PageMetadata, blocks: Sequence[Block], anchor: int | None, url: str | None
) -> Iterator[SourcedDate]:
    if stated := _declared(page.article.get("datePublished")):
        yield stated, "json-ld"
    yield from _from_meta(page, "published")
    yield from _from_microdata(page)
    yield from _near_headline(page, blocks, anchor)
    yield from _from_times(page, is_marked=True)
    yield from _from_meta(page, "published_later")
    yield from _from_times(page, is_marked=False)
    if date := _from_url(url or ""):
        yield date, "url"
    for item in page.items:
        for name in ("datePublished", "dateCreated"):
            if stated := _declared(item.get(name)):
                yield stated, "json-ld"
    if date := _from_htmldate(page):
        yield date, "text"


def _from_url(url: str) -> str | None:
    found = _URL_DATE_RE.search(url)
    return _plausible(parse_machine_date(f"{found[1]}-{found[3]}-{found[4]}")) if found else None


def _declared(value: Any) -> str | None:
    return parse_machine_date(value) if isinstance(value, str) else None


def _plausible(date: str | None) -> str | None:
    """Return a date from a text if it is within bounds, else None."""
    return date if date and MIN_DATE <= date[:10] <= MAX_DATE else None


def _from_meta(page: PageMetadata, field: str) -> Iterator[SourcedDate]:
    for contents, source in page.declared(field):
        if date := parse_date(contents[0], page.language):
            yield date, source


def _from_microdata(page: PageMetadata) -> Iterator[SourcedDate]:
    for element in page.times:
        is_meant = "datepublished" in (element.get("itemprop") or "").lower()
        if is_meant and (date := parse_date(element.get("datetime") or text_of(element), page.language)):
            yield date, "microdata"


def _near_headline(page: PageMetadata, blocks: Sequence[Block], anchor: int | None) -> Iterator[SourcedDate]:
    """Yield the dates in lines near the headline. Dates of changes come last."""
    changed = []
    for text in _lines_near_headline(blocks, anchor):
        if date := _plausible(find_date(text, page.language)):
            if _CHANGED_RE.match(text):
                changed.append(date)
            else:
                yield date, "byline"
    yield from ((date, "byline") for date in changed)


def _lines_near_headline(blocks: Sequence[Block], anchor: int | None) -> Iterator[str]:
    """Yield the lines around the headline that may contain a date, the nearest first."""
    if anchor is None:
        return
    window = range(max(0, anchor - BEFORE), min(len(blocks), anchor + AFTER + 1))
    for index in sorted(window, key=lambda index: index - anchor if index >= anchor else 4 * (anchor - index)):
        text = blocks[index].text
        yield text if len(text) <= MAX_LINE_CHARS else text[:MAX_OPENING_CHARS]


def _from_times(page: PageMetadata, *, is_marked: bool) -> Iterator[SourcedDate]:
    """Yield the dates of the time elements behind the headline, then those of the elements before it."""
    for times in (page.times[page.times_before :], page.times[: page.times_before]):
        for element in times:
            marks = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
            if is_marked and not ("pubdate" in element.attrib or _MARKED_TIME_RE.search(marks)):
                continue
            date = parse_machine_date(element.get("datetime")) or parse_date(text_of(element), page.language)
            if date:
                yield date, "html"


def _from_htmldate(page: PageMetadata) -> str | None:
    """Return the date that htmldate finds in a page, scripts included."""
    # heavy: most pages have a date elsewhere
    import htmldate

    if not page.budget.spend(Part.DATE_SEARCH, len(page.markup)):
        return None
    try:
        found = htmldate.find_date(
            page.markup, original_date=True, extensive_search=False, min_date=MIN_DATE, max_date=MAX_DATE
        )
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
        return None  # htmldate fails on some pages, and its date is a guess anyway
    return found or None
