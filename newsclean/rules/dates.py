"""Dates as publications write them, to ISO 8601."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from newsclean.rules.types import FieldSelector

MAX_DATE_CHARS = 100
"""What is longer is a paragraph that has a date in it, not a date."""
_ISO_RE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?(?:Z|[+-]\d{2}:?\d{2}))?)?")
_TIME_RE = re.compile(
    r"\d{1,2}\s?[:h]\s?\d{2}|(?<![\d.])\d{1,2}\.\d{2}(?![\d.])|\d{1,2}\s?(?:[ap]\.?m\b|uhr\b|時|시)", re.IGNORECASE
)
_NUMERIC_FORMAT_RE = re.compile(r"(?:%[YymdHMSIpzZf%]|[^%])*\Z")


def read_date(text: str, place: FieldSelector, language: str | None) -> str | None:
    """Return a date, with its time and zone as far as they are known, in ISO 8601; None if the text is none.

    `place` says the formats (those of `strptime`) and the zone that the publication means where it states none.
    """
    iso = None if place.format else _ISO_RE.match(text)
    if iso:
        return _in_zone(iso[0].replace(" ", "T", 1).replace(" ", ""), place.timezone)
    if len(text) > MAX_DATE_CHARS:
        return None
    moment = _by_format(text, place.format) or _by_words(text, place.format, language)
    if moment is None:
        return None
    has_time = _TIME_RE.search(text) is not None or bool(moment.hour or moment.minute)
    if not has_time:
        return moment.date().isoformat()
    return _in_zone(moment.isoformat(), place.timezone)


def _in_zone(moment: str, zone: str | None) -> str:
    if zone is None or "T" not in moment:
        return moment
    from zoneinfo import ZoneInfo

    try:
        parsed = datetime.fromisoformat(moment.replace(",", "."))
    except ValueError:
        return moment
    return moment if parsed.tzinfo else parsed.replace(tzinfo=ZoneInfo(zone)).isoformat()


def _by_format(text: str, formats: tuple[str, ...]) -> datetime | None:
    for form in formats:
        # names of months depend on the machine's locale
        if _NUMERIC_FORMAT_RE.match(form):
            try:
                return datetime.strptime(text, form)
            except ValueError:
                continue
    return None


def _by_words(text: str, formats: tuple[str, ...], language: str | None) -> datetime | None:
    import dateparser

    # nothing that depends on today: no "yesterday", no date without its year
    settings: Any = {
        "PARSERS": ["custom-formats", "absolute-time"],
        "REQUIRE_PARTS": ["day", "month", "year"],
        "RETURN_AS_TIMEZONE_AWARE": False,
        "RELATIVE_BASE": datetime(2000, 1, 1),
    }
    forms = list(formats) or None
    try:
        found = dateparser.parse(
            text, date_formats=forms, languages=[language] if language else None, settings=settings
        )
    except ValueError:
        # a language it does not know
        found = dateparser.parse(text, date_formats=forms, settings=settings)
    return found if isinstance(found, datetime) else None
