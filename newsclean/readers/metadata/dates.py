"""Chooses the dates on which an article was published and last changed.

Machine formats come first, then the page's own dates near the headline, the URL, and last scripts and lines further
away. This order was right most often on the bench; docs/metadata.md has the figures. The first date gives way where the
page's other dates contradict it: `Dates.published` lists these cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from typing import Any

from newsclean.blocks import Block
from newsclean.lexicon.dates import parse_date, parse_machine_date
from newsclean.readers.metadata.collect import PageMetadata, text_of
from newsclean.readers.metadata.page_dates import (
    ShownDate,
    dates_elsewhere,
    dates_in_scripts,
    dates_near_headline,
    dates_of_elements,
    plausible,
)
from newsclean.text.patterns import compile_later

SourcedDate = tuple[str, str]  # a date in ISO 8601 and the source it came from
_STATED = frozenset(("json-ld", "opengraph", "meta", "microdata"))
_URL_DATE_RE = compile_later(
    r"/((?:19|20)\d\d)(?:([/-])(\d{1,2})\2(\d{1,2})|(\d\d)(\d\d))(?=[/_.-]|$)|/((?:19|20)\d\d)/([a-z]{3,9})/(\d{1,2})(?=[/_.-]|$)",
    re.IGNORECASE,
)
MAX_ZONED = 10  # time elements that are compared with an instant in UTC (a guess)
_MAX_OFFSET, _MIN_OFFSET = timedelta(hours=14), timedelta(hours=-12)  # of the zones of the world from UTC


class Dates:
    """The dates that a page states and shows about its article.

    `anchor` is the index of the headline's block; `url` is the page's URL.
    """

    def __init__(self, page: PageMetadata, blocks: Sequence[Block], anchor: int | None, url: str | None) -> None:
        self.page = page
        self.blocks = blocks
        self.anchor = anchor
        self.by_url = _from_url(url or "")

    @cached_property
    def shown(self) -> list[ShownDate]:
        """The dates in the lines near the headline, the nearest first."""
        return dates_near_headline(self.page, self.blocks, self.anchor)

    @cached_property
    def modified(self) -> SourcedDate | None:
        """The date of the last change, None if the page does not state it."""
        page = self.page
        if stated := _declared(page.article.get("dateModified")):
            return stated, "json-ld"
        if found := next(_from_meta(page, "modified"), None) or next(_from_microdata(page, "datemodified"), None):
            return found
        marked = dates_of_elements(page, is_marked=False) if page.times else ()
        return next(_sourced((*self.shown, *marked), is_changed=True), None)

    def published(self) -> SourcedDate | None:
        """Return the date of publication, None if the page has none.

        The first date gives way to one that the page shows in its own zone, to one that agrees with the address, to an
        earlier one if its own is the instant of the last change, and to one with day and month the other way round.
        """
        first = next(self.candidates(), None)
        if first is None:
            return None
        other = self._in_page_zone(first) or self._of_url(first) or self._before_import(first) or self._turned(first)
        self._note(first, other)
        return other or first

    def _note(self, first: SourcedDate, other: SourcedDate | None) -> None:
        """Note the days that contradict the chosen one: the first one, the address, and the stated ones."""
        chosen = other or first
        stated = next(_from_meta(self.page, "published"), None)
        for date_ in (first, stated, (self.by_url, "url") if self.by_url else None):
            if date_ and abs(_days_between(date_[0], chosen[0])) > (date_ is not first):
                self.page.contradict("published", chosen, date_)

    def candidates(self) -> Iterator[SourcedDate]:
        """Yield the dates on which the article may have been published, the surest source first."""
        page = self.page
        if stated := _declared(page.article.get("datePublished")):
            yield stated, "json-ld"
        yield from _from_meta(page, "published")
        yield from _from_microdata(page, "datepublished")
        yield from _sourced(self.shown, is_changed=False)
        marked = tuple(dates_of_elements(page, is_marked=True))
        yield from _sourced(marked, is_changed=False)
        yield from _sourced(self.shown, is_changed=True)
        yield from _from_meta(page, "published_later")
        times = tuple(dates_of_elements(page, is_marked=False))
        yield from _sourced(times, is_changed=False)
        if self.by_url:
            yield self.by_url, "url"
        yield from _sourced((*marked, *times), is_changed=True)
        for item in page.items:
            for name in ("datePublished", "dateCreated"):
                if stated := _declared(item.get(name)):
                    yield stated, "json-ld"
        yield from _sourced(dates_in_scripts(page), is_changed=False)
        elsewhere = tuple(dates_elsewhere(page, self.blocks, self.anchor))
        yield from _sourced(elsewhere, is_changed=False)
        yield from _sourced(elsewhere, is_changed=True)

    def _in_page_zone(self, first: SourcedDate) -> SourcedDate | None:
        """Return a date stated in UTC as the page's own day: in the zone in which the page shows the same instant."""
        instant = _instant(first[0])
        if instant is None or instant.utcoffset() or not first[0].endswith(("Z", "+00:00", "+0000")):
            return None
        for element in self.page.times[:MAX_ZONED]:
            local = _instant(parse_machine_date(element.get("datetime")) or "")
            if local and local.utcoffset() and local == instant:
                return (local.isoformat(), "html") if local.date() != instant.date() else None
        days = {found.iso[:10] for found in self.shown if not found.is_changed}
        if first[0][:10] in days:
            return None
        offset = next((found for shown in self.shown if (found := _offset(instant, shown.iso)) is not None), None)
        if offset is not None:
            return instant.astimezone(timezone(offset)).isoformat(), first[1]
        if self.by_url in days and abs(_days_between(self.by_url, first[0])) == 1:
            return self.by_url, "url"
        return None

    def _of_url(self, first: SourcedDate) -> SourcedDate | None:
        """Return the date that agrees with the address, if the first one comes from a text and contradicts it."""
        day = self.by_url
        if day is None or first[1] in _STATED or abs(_days_between(day, first[0])) <= 1:
            return None
        return next((found for found in self.candidates() if abs(_days_between(day, found[0])) <= 1), None)

    def _before_import(self, first: SourcedDate) -> SourcedDate | None:
        """Return the earlier day that the page shows, if it states the same instant for publication and change."""
        if first[1] not in _STATED or "T" not in first[0] or self.modified is None:
            return None
        if _instant(self.modified[0]) != _instant(first[0]):
            return None
        shown = next((found for found in self.shown if not found.is_changed), None)
        return (shown.iso, shown.source) if shown and _days_between(shown.iso, first[0]) < -1 else None

    def _turned(self, first: SourcedDate) -> SourcedDate | None:
        """Return the shown day, if it is the first one with day and month the other way round, and that has no time."""
        year, month, day = first[0][:4], first[0][5:7], first[0][8:10]
        if len(first[0]) > 10 or day == month or day > "12" or first[1] not in _STATED:
            return None
        turned = f"{year}-{day}-{month}"
        return next(((found.iso, found.source) for found in self.shown if found.iso[:10] == turned), None)


def _instant(text: str) -> datetime | None:
    """Return a date with a time as a moment; None for a day alone."""
    try:
        return datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        return None


def _offset(instant: datetime, shown: str) -> timedelta | None:
    """Return the offset from UTC if a shown day and time is the instant in another zone, on the day before or after."""
    local = _instant(shown)
    if local is None or local.tzinfo is not None or local.date() == instant.date():
        return None
    offset = local - instant.replace(tzinfo=None, second=0, microsecond=0)
    is_zone = offset % timedelta(minutes=15) == timedelta(0) and _MIN_OFFSET <= offset <= _MAX_OFFSET
    return offset if is_zone else None


def _days_between(later: str, earlier: str) -> int:
    return (date.fromisoformat(later[:10]) - date.fromisoformat(earlier[:10])).days


def _sourced(dates: Iterable[ShownDate], *, is_changed: bool) -> Iterator[SourcedDate]:
    yield from ((found.iso, found.source) for found in dates if found.is_changed == is_changed)


def _from_url(url: str) -> str | None:
    found = _URL_DATE_RE.search(url)
    if found is None:
        return None
    if found[7]:
        return plausible(parse_date(f"{found[9]} {found[8]} {found[7]}", "en"))
    return plausible(parse_machine_date(f"{found[1]}-{found[3] or found[5]}-{found[4] or found[6]}"))


def _declared(value: Any) -> str | None:
    """Return a date in JSON-LD, which may be in a list or, against the standard, a number."""
    value = value[0] if isinstance(value, list) and value else value
    return parse_machine_date(str(value)) if isinstance(value, str | int) else None


def _from_meta(page: PageMetadata, field: str) -> Iterator[SourcedDate]:
    for contents, source in page.declared(field):
        if day := parse_date(contents[0], page.date_language):
            yield day, source


def _from_microdata(page: PageMetadata, name: str) -> Iterator[SourcedDate]:
    for element in page.times:
        if name in (element.get("itemprop") or "").lower():
            text = element.get("datetime") or element.get("content") or ""
            if day := parse_date(text, page.date_language) or parse_date(text_of(element), page.date_language):
                yield day, "microdata"
