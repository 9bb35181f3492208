"""Dates as pages write them, to ISO 8601: with time and zone where the page states them, else the day alone.

Nothing here depends on today: "yesterday" and dates without a year are no dates, and the clock fills in nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, lru_cache
from typing import Any, NamedTuple

from newsclean.lexicon.data import pattern, tables, words
from newsclean.text.calendars import western
from newsclean.text.patterns import compile_later

MIN_YEAR, MAX_YEAR = 1800, 2100  # years outside are typing errors and placeholders (a guess)
MAX_DATE_CHARS = 100  # characters of a date; a longer text is a paragraph with a date in it (a guess)
_ISO_RE = compile_later(
    r"(?P<day>\d{4}-\d{1,2}-\d{1,2})(?:(?:[T ]|,? )(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)"
    r"(?:\s?(?P<zone>Z\b|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}\b))?)?",
    re.IGNORECASE,
)
_COMPACT_RE = compile_later(r"(?P<day>(?:19|20)\d{6})(?:T?(?P<time>\d{4}(?:\d{2})?)(?P<zone>Z|[+-]\d{4})?)?$")
_NUMERIC_RE = compile_later(r"(?P<year>(?:19|20)\d{2})[/.](?P<month>\d{1,2})[/.](?P<day>\d{1,2})(?P<rest>\D.*)?$")
_EPOCH_RE = compile_later(r"\d{10}(?:\d{3})?$")
_MAIL_RE = compile_later(r"[A-Za-z]{3},? (?:\d{1,2} [A-Za-z]{3}|[A-Za-z]{3} \d{1,2}) \d{4}\b")
_TIME_RE = compile_later(r"\d{1,2}\s?[:.h]\s?\d{2}|\d{1,2}\s?(?:[ap]\.?m\b|uhr\b|時|시)", re.IGNORECASE)
_MONTH = r"[^\W\d_][^\s\d.,:;/()|_\[\]-]{2,14}"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º|ª|\.)?"
_ENGLISH = dict(tables("dates"))["en"]
_ENGLISH_MONTHS = pattern((*_ENGLISH["months"].split(), *_ENGLISH["short_months"].split()))
_WORD_DATE_RE = compile_later(
    r"(?<![\d.,:/-])(?:19|20)\d{2}(?:[./-]|\. )\d{1,2}(?:[./-]|\. )\d{1,2}(?!\d|[./-]\d)"
    rf"|(?<![\d.,:/]){_DAY}\s+(?:de\s+|of\s+|d[’'])?{_MONTH}\.?,?\s+(?:de[l]?\s+)?(?:19|20)\d{{2}}(?!\d)"
    rf"|(?<!\w){_MONTH}\.?\s+{_DAY},?\s+(?:19|20)\d{{2}}(?!\d)"
    rf"|(?<![\d.,:/-]){_DAY}[\s-]+(?i:{_ENGLISH_MONTHS})\.?,?[\s-]+[’']?\d{{2}}(?![\d:.h]|\s?[ap]m)"
    rf"|(?<!\w)(?i:{_ENGLISH_MONTHS})\.?\s+{_DAY},?\s+[’']\d{{2}}(?!\d)"
    r"|(?:19|20)\d{2}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]"
    r"|(?<![\d.,:/-])\d{1,2}(?:[./-]|\. )\d{1,2}(?:[./-]|\. )(?:(?:19|20)\d{2}|\d{2})(?![\d/-]|\.\d)"
    rf"|(?<![\d.,:/-])\d{{1,2}}-{_MONTH}\.?-(?:19|20)\d{{2}}(?!\d)"
)
_PLAIN_DAY_RE = compile_later(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:de\s+|of\s+)?(?P<month>[^\W\d_]+)"
    r"|(?P<first>[^\W\d_]+)\s+(?P<second>\d{1,2})(?:st|nd|rd|th)?),?\s+(?:de\s+)?(?P<year>\d{4})"
)
_NUMBER_RE = compile_later(r"\d\d")
"""Two digits, which every date has. Most lines have none, and the search for a date takes fifty times as long."""
_CLOCK_RE = compile_later(
    rf"\.?\s*(?:[|,•·–—-]|{pattern(words('dates', 'before_clock'))})?\s*"
    r"(\d{1,2})[:.h](\d{2})(?!\d)(?:\s?([ap])\.?m)?",
    re.IGNORECASE,
)
_ENGLISH_MONTH_RE = compile_later(rf"\b(?:{_ENGLISH_MONTHS})\b", re.IGNORECASE)
_SHORT_YEAR_RE = compile_later(r"([^\W\d_]\.?[\s-]+|,?\s+)[’']?(\d{2})$")
_MONTH_FIRST = frozenset(("en",))
"""Languages that write the month before the day, as in 03/04/2023 for the fourth of March."""


def parse_date(text: str, language: str | None = None) -> str | None:
    """Return a text that is a date in ISO 8601, None if it is no date.

    `language`, as in "en" or "en-GB", decides the names of months and the order of 03/04/2023.
    """
    text = western(text.strip())
    if not text or len(text) > MAX_DATE_CHARS:
        return None
    date = _parse_machine(text)
    if date or _ISO_RE.match(text) or not any(character.isdigit() for character in text):
        return date
    return _parse_words(text, language)


def parse_machine_date(text: str | None) -> str | None:
    """Return a date in a machine format in ISO 8601, None for any other text. This loads no date library."""
    text = (text or "").strip()
    return _parse_machine(text) if text and len(text) <= MAX_DATE_CHARS else None


class FoundDate(NamedTuple):
    """A date in a line: in ISO 8601, and where it begins and ends, its clock time included."""

    iso: str
    start: int
    end: int


def find_date(text: str, language: str | None = None) -> str | None:
    """Return the first date in a line, in ISO 8601, as in "Published: 3 April 2023, 07:30 | Updated …"."""
    return next((found.iso for found in find_dates(western(text), language)), None)


def find_dates(text: str, language: str | None = None) -> Iterator[FoundDate]:
    """Yield the dates in a line that `western` has rewritten, in order."""
    if not _NUMBER_RE.search(text):
        return
    for found in _WORD_DATE_RE.finditer(text):
        if date := parse_date(found[0], language):
            end = found.end()
            clock = _CLOCK_RE.match(text, end) if "T" not in date else None
            if clock is not None:
                hour = int(clock[1]) % 12 + 12 * (clock[3] in "pP") if clock[3] else int(clock[1])
                if hour < 24 and int(clock[2]) < 60:
                    date, end = f"{date}T{hour:02}:{clock[2]}", clock.end()
            yield FoundDate(date, found.start(), end)


def has_date(text: str) -> bool:
    """Return whether a line has the form of a day with its year in it. The calendar is not consulted."""
    text = western(text)
    return bool(_NUMBER_RE.search(text) and (_WORD_DATE_RE.search(text) or _ISO_RE.search(text)))


def _parse_machine(text: str) -> str | None:
    found = _ISO_RE.match(text)
    if found:
        return _iso(found["day"], found["time"], found["zone"])
    found = _COMPACT_RE.match(text)
    if found:
        day, time = found["day"], found["time"] or ""
        parts = ":".join(time[i : i + 2] for i in range(0, len(time), 2))
        return _iso(f"{day[:4]}-{day[4:6]}-{day[6:]}", parts, found["zone"])
    found = _NUMERIC_RE.match(text)
    if found:
        clock = re.match(r"\s+(\d{1,2}:\d{2}(?::\d{2})?)(?:\s?([+-]\d{2}:?\d{2}|Z|UTC|GMT))?", found["rest"] or "")
        day = f"{found['year']}-{found['month']}-{found['day']}"
        return _iso(day, clock[1] if clock else None, clock[2] if clock else None)
    if _EPOCH_RE.match(text):
        return datetime.fromtimestamp(int(text[:10]), UTC).isoformat()
    return parse_mail_date(text) if _MAIL_RE.match(text) else None


def _iso(day: str, time: str | None, zone: str | None) -> str | None:
    """Return a day, time and zone in ISO 8601; None if the calendar has no such day. Zone and time may be missing."""
    year, month, number = (int(part) for part in day.split("-"))
    if not MIN_YEAR <= year <= MAX_YEAR or (year, month, number) == (1970, 1, 1):
        return None
    try:
        date = datetime(year, month, number).date().isoformat()
    except ValueError:
        return None
    if not time:
        return date
    clock = time.replace(",", ".")
    if clock[1] == ":":
        clock = f"0{clock}"
    if clock[:5] == "24:00":
        date, clock = (datetime(year, month, number) + timedelta(1)).date().isoformat(), f"00{clock[2:]}"
    if clock[:2] > "23" or clock[3:5] > "59" or clock[6:8] > "60":
        return date
    offset = "Z" if (zone or "").upper() in ("Z", "UTC", "GMT") else zone or ""
    return f"{date}T{clock}{offset}"


def parse_mail_date(text: str) -> str | None:
    """Return a date of mail or JavaScript in ISO 8601, as in "Mon, 03 Apr 2023 07:30:00 GMT"; None for other texts."""
    # start-up: this module brings sockets and addresses, 10 ms
    from email.utils import parsedate_tz

    found = parsedate_tz(re.sub(r"\bGMT(?=[+-])", "", text))
    if found is None:
        return None
    year, month, day, hour, minute, second = found[:6]
    offset = found[9]
    if ":" not in text:
        return _iso(f"{year}-{month}-{day}", None, None)
    sign, minutes = "-" if (offset or 0) < 0 else "+", abs(offset or 0) // 60
    zone = None if offset is None else f"{sign}{minutes // 60:02}:{minutes % 60:02}"
    return _iso(f"{year}-{month}-{day}", f"{hour:02}:{minute:02}:{second:02}", zone)


def _parse_words(text: str, language: str | None) -> str | None:
    """Parse a date in figures or in words. Figures and English months need no language library."""
    numbers = _NUMBERS_RE.fullmatch(text)
    if numbers:
        return _parse_numbers(numbers, language)
    if date := _parse_plain_day(text, language):
        return date
    if text.isascii() and _ENGLISH_MONTH_RE.search(text) and (date := _parse_english(text)):
        return date
    return _parse_foreign(text, language)


def _parse_plain_day(text: str, language: str | None) -> str | None:
    """Return a day with its month in English or in the language, None for all else. This loads no date library."""
    found = _PLAIN_DAY_RE.fullmatch(text)
    if found is None:
        return None
    month = _months((language or "en")[:2]).get((found["month"] or found["first"]).casefold())
    return _iso(f"{found['year']}-{month}-{found['day'] or found['second']}", None, None) if month else None


@cache
def _months(language: str) -> dict[str, int]:
    """Return the numbers of the months by their names in a language and in English, and by short English names."""
    tables_of = dict(tables("dates"))
    lists = [tables_of[one].get("months", "").split() for one in ("en", language) if one in tables_of]
    found = {month: number for names in lists if len(names) == 12 for number, month in enumerate(names, start=1)}
    whole = [*found.items()]
    for short in _ENGLISH["short_months"].split():
        found[short] = next(number for month, number in whole if month.startswith(short))
    return found


def _parse_numbers(found: re.Match[str], language: str | None) -> str | None:
    first, second, year = int(found[2] or found[6]), int(found[4] or found[7]), found[5] or found[1]
    if found[6]:
        return _iso(f"{year}-{found[6]}-{found[7]}", None, None)
    day, month = (second, first) if language in _MONTH_FIRST and found[3] == "/" and first <= 12 else (first, second)
    if month > 12:
        day, month = month, day
    year = year if len(year) == 4 else f"20{year}"
    return _iso(f"{year}-{month}-{day}", None, None)


_NUMBERS_RE = compile_later(
    r"(?=(?:(\d{4})\D)?)(?:(\d{1,2})([./-]|\. )(\d{1,2})(?:[./-]|\. )((?:19|20)\d{2}|\d{2})"
    r"|\d{4}\s?(?:[./-]|[年년])\s?(\d{1,2})\s?(?:[./-]|[月월])\s?(\d{1,2})\s?[日일.]?)"
)


def _parse_english(text: str) -> str | None:
    # heavy: dateutil takes 30 ms to import, dateparser 150 ms
    from dateutil import parser

    text = _SHORT_YEAR_RE.sub(r"\g<1>20\2", text)
    if not (re.search(r"(?<!\d)\d{1,2}(?:st|nd|rd|th)?(?!\d)", text) and re.search(r"\d{4}", text)):
        return None
    try:
        found = parser.parse(text, default=datetime(2000, 1, 1), dayfirst=True, tzinfos=_zone)
    except (ValueError, OverflowError):
        return None
    return _iso_of_datetime(found, text)


def _zone(_name: str | None, offset: int | None) -> timezone | None:
    """Return the zone for a stated offset. The names of zones are ambiguous, so they give none."""
    return None if offset is None else timezone(timedelta(seconds=offset))


def _iso_of_datetime(moment: datetime, text: str) -> str | None:
    if not MIN_YEAR <= moment.year <= MAX_YEAR:
        return None
    has_time = _TIME_RE.search(text) is not None and bool(moment.hour or moment.minute or "00" in text)
    return moment.isoformat() if has_time else moment.date().isoformat()


@lru_cache(maxsize=1024)
def _parse_foreign(text: str, language: str | None) -> str | None:
    import dateparser

    settings: Any = {
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["day", "month", "year"],
        "DATE_ORDER": "MDY" if language in _MONTH_FIRST and "/" in text else "DMY",
        "RELATIVE_BASE": datetime(2000, 1, 1),
    }
    languages = list(dict.fromkeys((language.partition("-")[0], "en"))) if language else None
    try:
        found = dateparser.parse(text, languages=languages, settings=settings)
    except ValueError:
        # dateparser does not know the language
        found = dateparser.parse(text, settings=settings)
    return _iso_of_datetime(found, text) if isinstance(found, datetime) else None
