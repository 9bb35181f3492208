"""Dates as pages write them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from newsclean.lexicon.dates import find_date, find_dates, has_date, parse_date, parse_machine_date


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2023-04-03", "2023-04-03"),
        ("2023-4-3", "2023-04-03"),
        ("2023-04-03 7:30", "2023-04-03T07:30"),
        ("2023-04-03T07:30:00Z", "2023-04-03T07:30:00Z"),
        ("2023-04-03 07:30:00 UTC", "2023-04-03T07:30:00Z"),
        ("2023-04-03T07:30:00.123+02:00", "2023-04-03T07:30:00.123+02:00"),
        ("20230403", "2023-04-03"),
        ("20230403T073000Z", "2023-04-03T07:30:00Z"),
        ("2023/04/03 07:30", "2023-04-03T07:30"),
        ("1680507000", "2023-04-03T07:30:00+00:00"),
        ("1680507000000", "2023-04-03T07:30:00+00:00"),
        ("Mon, 03 Apr 2023 07:30:00 GMT", "2023-04-03T07:30:00+00:00"),
        ("Mon Apr 03 2023 07:30:00 GMT+0200 (CEST)", "2023-04-03T07:30:00+02:00"),
        ("Mon, 03 Apr 2023 07:30:00 -0330", "2023-04-03T07:30:00-03:30"),
        ("2023-04-03T24:00:00Z", "2023-04-04T00:00:00Z"),
        ("2023-04-03T25:61:00Z", "2023-04-03"),
    ],
)
def test_machine_dates_are_parsed(text, iso):
    assert parse_machine_date(text) == parse_date(text) == iso


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "today", "3 days ago", "April 2023", "2023-13-40", "2023-02-30", "0001-01-01T00:00:00",
     "1970-01-01T00:00:00Z", "0000-00-00 00:00:00", "-0001-11-30T00:00:00+00:00", "3 April", "99/99/2023", "x" * 200],
)  # fmt: skip
def test_text_that_is_no_day_is_none(text):
    assert parse_date(text, "en") is None


@pytest.mark.parametrize(
    ("text", "language", "iso"),
    [
        ("April 3, 2023", "en", "2023-04-03"),
        ("3rd April 2023", "en", "2023-04-03"),
        ("April 3, 2023 7:30 pm", "en", "2023-04-03T19:30:00"),
        ("03/04/2023", "en", "2023-03-04"),
        ("25/12/2023", "en", "2023-12-25"),
        ("03/04/2023", "en-GB", "2023-04-03"),
        ("3 April 2023", "en-GB", "2023-04-03"),
        ("3 Apr 23", "en", "2023-04-03"),
        ("Apr 3, '23", "en", "2023-04-03"),
        ("03/04/2023", "fr", "2023-04-03"),
        ("03.04.2023", "en", "2023-04-03"),
        ("28.09.19", "de", "2019-09-28"),
        ("3. März 2023", "de", "2023-03-03"),
        ("3 avril 2023", "fr", "2023-04-03"),
        ("3 de abril de 2023", "es", "2023-04-03"),
        ("3 апреля 2023", "ru", "2023-04-03"),
        ("3 nisan 2023", "tr", "2023-04-03"),
        ("2023年4月3日", "zh", "2023-04-03"),
        ("2023. 4. 3.", "ko", "2023-04-03"),
        ("3 April 2023", "tlh", "2023-04-03"),
    ],
)
def test_written_dates_are_parsed(text, language, iso):
    assert parse_date(text, language) == iso


@pytest.mark.parametrize(
    ("line", "language", "iso"),
    [
        ("Published: 3 April 2023, 07:30 | Updated 4 April 2023", "en", "2023-04-03T07:30"),
        ("Veröffentlicht am 3. April 2023 um 7:30 Uhr", "de", "2023-04-03T07:30"),
        ("Updated April 3, 2023 7:30 p.m. ET", "en", "2023-04-03T19:30"),
        ("Von Deutscher Rudertag 4. 2. 2022.", "de", "2022-02-04"),
        ("By: Ana Ruiz on 04-ago-2021 5:11:10", "es", "2021-08-04T05:11"),
        ("Monday 3rd of April 2023", "en", "2023-04-03"),
        ("Posted 3-Apr-23 by Ana Ruiz", "en", "2023-04-03"),
        ("Meet on 3 April 10:30", "en", None),
        ("2023年4月3日 07:30", "zh", "2023-04-03T07:30"),
        ("Call 12.34.567 or 2023.1.2.3", "en", None),
        ("no date here", "en", None),
    ],
)
def test_dates_are_found_in_lines(line, language, iso):
    assert find_date(line, language) == iso
    assert has_date(line) == (iso is not None)


def test_every_date_of_a_line_is_found_with_its_place():
    line = "Published: 3 April 2023, 07:30 | Updated: 4 April 2023"
    found = [(date.iso, line[date.start : date.end]) for date in find_dates(line, "en")]
    assert found == [("2023-04-03T07:30", "3 April 2023, 07:30"), ("2023-04-04", "4 April 2023")]


def test_plain_days_load_no_date_library():
    code = """
import sys
from newsclean.lexicon.dates import parse_date
days = [("3 April 2023", "en"), ("18 NOV 2019", "en"), ("3. März 2023", "de"), ("3 de abril de 2023", "es")]
assert [parse_date(*day) for day in days] == ["2023-04-03", "2019-11-18", "2023-03-03", "2023-04-03"]
sys.exit(bool({"dateparser", "dateutil"} & sys.modules.keys()))
"""
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
