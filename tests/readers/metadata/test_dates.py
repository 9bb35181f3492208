"""Dates: the surest source decides, and dates are in ISO 8601."""

from __future__ import annotations

from datetime import datetime

import pytest

from newsclean.lexicon.data import words
from tests.readers.metadata.pages import article, meta, page, read_fields


@pytest.mark.parametrize(
    ("markup", "url", "published", "source"),
    [
        (
            page(head=article(datePublished="2023-04-03") + '<meta name="date" content="2020-01-01">'),
            None,
            "2023-04-03",
            "json-ld",
        ),
        (
            page(head='<meta itemprop="datePublished" content="2023-04-03">', byline="<p>4 May 2021</p>"),
            None,
            "2023-04-03",
            "microdata",
        ),
        (
            page(head='<meta name="date" content="2020-01-01">', byline="<p>3 April 2023</p>"),
            None,
            "2023-04-03",
            "byline",
        ),
        (page(byline="<p>Updated 4 May 2023</p><p>3 April 2023</p>"), None, "2023-04-03", "byline"),
        (page(byline="<p>Updated 4 May 2023</p>"), None, "2023-05-04", "byline"),
        (page(byline='<time datetime="2023-04-03T07:30">x</time>'), None, "2023-04-03T07:30", "html"),
        (page(), "https://x.example/2023/04/03/ferry", "2023-04-03", "url"),
        (page(byline="<p>31 February 2023</p>"), None, None, None),
        (page(byline="<p>three days ago</p>"), None, None, None),
    ],
)
def test_date_comes_from_the_surest_source(markup, url, published, source):
    found = read_fields(markup, url)
    assert (found.published, found.sources.get("published")) == (published, source)


def test_date_of_a_change_is_not_that_of_publication():
    found = read_fields(page(byline="<p>3 April 2023</p><p>Updated 4 May 2023, 10:15</p>"))
    assert (found.published, found.modified, found.sources["modified"]) == ("2023-04-03", "2023-05-04T10:15", "byline")


def test_time_element_dates_the_article():
    found = read_fields(
        '<time>today</time><time datetime="soon"></time><time datetime="2023-04-03T07:30">3 April</time>'
    )
    assert (found.published, found.sources["published"]) == ("2023-04-03T07:30", "html")


def test_declared_date_beats_a_time_element():
    found = read_fields(f'<time datetime="2020-01-01">x</time>{meta(article_published_time="2023-04-03")}')
    assert found.published == "2023-04-03"


@pytest.mark.parametrize(
    "date",
    [
        "2023-04-03",
        "2023-04-03T07:30",
        "2023-04-03T07:30:00Z",
        "2023-04-03 07:30:00",
        "2023-04-03T07:30:00.123+02:00",
        " 2023-04-03 ",
        "2023-04-03 07:30:00 +0200",
        "2023-04-03 07:30 Uhr",
    ],
)
@pytest.mark.parametrize("form", ['<meta property="article:published_time" content="{}">', '<time datetime="{}">'])
def test_dates_are_iso_8601(date, form):
    published = read_fields(form.format(date)).published
    assert datetime.fromisoformat(published).date().isoformat() == "2023-04-03"
    assert " " not in published


@pytest.mark.parametrize("date", ["yesterday", "", "April 2023", "2023-13-40", "0001-01-01T00:00:00", "1970-01-01"])
def test_text_that_is_no_date_is_unknown(date):
    assert read_fields(meta(article_published_time=date) + f'<time datetime="{date}">x</time>').published is None


@pytest.mark.parametrize("word", [word.removesuffix("*") for word in words("dates", "changed")])
def test_line_of_a_change_is_recognised_in_every_language(word):
    found = read_fields(page(byline=f"<p>3 April 2023</p><p>{word} 4 May 2023, 10:15</p>"))
    assert (found.published, found.modified) == ("2023-04-03", "2023-05-04T10:15")
