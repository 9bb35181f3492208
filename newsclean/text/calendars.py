"""Rewrites dates in other digits, calendars and clocks so that `dates` can read them: ISO 8601, western digits.

Persian dates are in the solar Hijri calendar, Thai ones in the Buddhist era, Japanese and Taiwanese ones in eras. The
lunar Hijri calendar is missing, because its months begin with a sighting of the moon.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from newsclean.text.patterns import compile_later

_ZEROS = "\u0660\u06f0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0e50\u0ed0\u0f20\u1040\u17e0\uff10"
"""The digit zero of the scripts whose digits follow it in Unicode: Arabic, Persian, Devanagari, … full width."""
_DIGITS = {ord(zero) + digit: str(digit) for zero in _ZEROS for digit in range(10)} | {0x200F: "", 0x200E: ""}
_PERSIAN_MONTHS = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()
_THAI_MONTHS = (
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม "
    "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค."
).split()
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
"""The year before the first of each era."""
_PERSIAN_RE = compile_later(
    rf"(?<!\d)(\d{{1,2}})\s*(?:ام\s+)?({'|'.join(_PERSIAN_MONTHS)})\s*(?:ماه\s*)?(1[34]\d\d)(?!\d)"
)
_PERSIAN_FIGURES_RE = compile_later(r"(?<![\d/.-])(1[34]\d\d)([/.-])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?![\d/-])")
_THAI_RE = compile_later(
    rf"(?<!\d)(\d{{1,2}})\s*({'|'.join(map(re.escape, _THAI_MONTHS))})\s*(?:พ\.\s?ศ\.\s*)?(2[45]\d\d|20\d\d|\d\d)(?!\d)"
)
_THAI_FIGURES_RE = compile_later(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(2[45]\d\d)(?![\d/-])")
_ERA_RE = compile_later(rf"({'|'.join(_ERAS)})\s?(\d{{1,3}}|元)\s?年\s?(\d{{1,2}})\s?月\s?(\d{{1,2}})\s?日")
_CLOCK_RE = compile_later(
    r"(오전|오후|午前|午後|上午|下午|凌晨|早上|中午|晚上|晚间)?\s?(?<!\d)(\d{1,2})\s?"
    r"(?:[時时点點시]\s?(?:(\d{1,2})\s?[分분]?)?|[:：](\d{2})(?!\d))"
)
_AFTERNOON = frozenset(("오후", "午後", "下午", "中午", "晚上", "晚间"))


def western(text: str) -> str:
    """Return a text with its dates and clock times as `dates` reads them; the rest stays, apart from digits.

    >>> western("۲۳ بهمن ۱۴۰۲"), western("令和6年3月5日 午後9時40分")
    ('2024-02-12', '2024-03-05 21:40')
    """
    return text if text.isascii() else _western(text)


@lru_cache(maxsize=256)
def _western(text: str) -> str:
    is_native = _NATIVE_RE.search(text) is not None
    text = text.translate(_DIGITS)
    for pattern, rewrite in _REWRITES if is_native else ():
        text = pattern.sub(rewrite, text)
    return text


def _day(text: str, year: int, month: int, day: int) -> str:
    """Return a day in ISO 8601, and the text unchanged if the calendar has no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return text


def _persian_day(text: str, year: int, month: int, day: int) -> str:
    """Return a day of the solar Hijri calendar in ISO 8601; right from 1304 to 1502, that is, 1925 to 2124."""
    if not 1 <= month <= 12 or not 1 <= day <= (31 if month <= 6 else 30):
        return text
    # 33 years have 8 leap years; day 1 of 1300 is 21 March 1921
    years = year - 1300
    leaps = 8 * (years // 33) + sum(1 for past in range(years % 33) if (past + 1300) % 33 in _LEAP_YEARS)
    days = 365 * years + leaps + (month - 1) * 30 + min(month - 1, 6) + day - 1
    return (date(1921, 3, 21) + timedelta(days)).isoformat()


_LEAP_YEARS = frozenset((1, 5, 9, 13, 17, 22, 26, 30))


def _persian(found: re.Match[str]) -> str:
    return _persian_day(found[0], int(found[3]), _PERSIAN_MONTHS.index(found[2]) + 1, int(found[1]))


def _persian_figures(found: re.Match[str]) -> str:
    return _persian_day(found[0], int(found[1]), int(found[3]), int(found[4]))


def _thai(found: re.Match[str]) -> str:
    year = int(found[3])
    buddhist = year + 2500 if year < 100 else year
    western_year = buddhist - 543 if buddhist > 2400 else buddhist
    return _day(found[0], western_year, _THAI_MONTHS.index(found[2]) % 12 + 1, int(found[1]))


def _thai_figures(found: re.Match[str]) -> str:
    return _day(found[0], int(found[4]) - 543, int(found[3]), int(found[1]))


def _era(found: re.Match[str]) -> str:
    year = _ERAS[found[1]] + (1 if found[2] == "元" else int(found[2]))
    return _day(found[0], year, int(found[3]), int(found[4]))


def _clock(found: re.Match[str]) -> str:
    hour, minute = int(found[2]), int(found[3] or found[4] or 0)
    if found[1] and hour <= 12:
        hour = hour % 12 + 12 * (found[1] in _AFTERNOON)
    return f" {hour:02}:{minute:02}" if hour < 24 and minute < 60 else found[0]


_REWRITES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_PERSIAN_RE, _persian),
    (_PERSIAN_FIGURES_RE, _persian_figures),
    (_THAI_RE, _thai),
    (_THAI_FIGURES_RE, _thai_figures),
    (_ERA_RE, _era),
    (_CLOCK_RE, _clock),
)
_NATIVE_RE = compile_later(
    r"[\u0600-\u06ff\u0e01-\u0e7f]|[時时点點시]|오전|오후|午|上午|下午|凌晨|晚|早上|中午|令和|平成|昭和|民"
)
