"""Digits, calendars and clocks of other scripts."""

from __future__ import annotations

import pytest

from newsclean.lexicon.dates import find_date
from newsclean.text.calendars import western


@pytest.mark.parametrize(
    ("line", "language", "iso"),
    [
        ("دوشنبه ۲۳ بهمن ۱۴۰۲ - ۱۰:۰۵", "fa", "2024-02-12T10:05"),
        ("۱۴۰۲/۱۱/۲۳", "fa", "2024-02-12"),
        ("۳۰ اسفند ۱۳۹۹", "fa", "2021-03-20"),
        ("۱ فروردین ۱۴۰۰", "fa", "2021-03-21"),
        ("١٢ فبراير ٢٠٢٤", "ar", "2024-02-12"),
        ("५ मार्च २०२४", "hi", "2024-03-05"),
        ("6 มีนาคม พ.ศ. 2567 เวลา 10:30 น.", "th", "2024-03-06T10:30"),
        ("6 มี.ค. 67", "th", "2024-03-06"),
        ("6 มี.ค. 2024", "th", "2024-03-06"),
        ("05/03/2567 น.", "th", "2024-03-05"),
        ("令和6年3月5日 午後9時40分", "ja", "2024-03-05T21:40"),
        ("令和元年5月1日", "ja", "2019-05-01"),
        ("民國113年3月5日", "zh", "2024-03-05"),
        ("2024年3月5日 下午9:40", "zh", "2024-03-05T21:40"),
        ("입력 2024.03.05. 오후 9:40 수정 2024.03.06. 오전 8:00", "ko", "2024-03-05T21:40"),
        ("입력 2024. 3. 5. 21:40", "ko", "2024-03-05T21:40"),
        ("2024년 3월 5일 오전 12시", "ko", "2024-03-05T00:00"),
    ],
)
def test_dates_of_other_calendars_and_clocks_are_found(line, language, iso):
    assert find_date(line, language) == iso


@pytest.mark.parametrize("text", ["31 شهریور", "۳۱ اسفند ۱۴۰۲", "令和6年13月5日", "第2567回", "3 April 2023"])
def test_text_that_is_no_day_stays(text):
    assert find_date(western(text)) == (None if text != "3 April 2023" else "2023-04-03")
