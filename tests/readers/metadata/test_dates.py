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


@pytest.mark.parametrize(
    ("byline", "published", "modified"),
    [
        ("<p>Published: 3 April 2023, 10:05 | Updated: 4 May 2023, 08:00</p>", "2023-04-03T10:05", "2023-05-04T08:00"),
        ("<p><span>Updated</span> 4 May 2023</p><p>3 April 2023</p>", "2023-04-03", "2023-05-04"),
        ("<p>3 April 2023</p><p>Last updated</p><p>4 May 2023</p>", "2023-04-03", "2023-05-04"),
        (
            '<time itemprop="dateModified" datetime="2023-05-04T08:00:00Z">03/04/23 01:57 | Updated 4 May 2023</time>',
            "2023-03-04T01:57",
            "2023-05-04T08:00:00Z",
        ),
        (
            '<time itemprop="datePublished" datetime="2023-04-03">Apr 3</time>'
            '<time itemprop="dateModified" datetime="2023-05-04">May 4</time>',
            "2023-04-03",
            "2023-05-04",
        ),
        (
            '<abbr class="published" title="2023-04-03T00:23:00-04:00">12:23 AM</abbr>',
            "2023-04-03T00:23:00-04:00",
            None,
        ),
        ('<script>{"publishedAt": "2023-04-03T10:00:00Z"}</script>', "2023-04-03T10:00:00Z", None),
        ("<figure><figcaption>The harbour on 4 May 2011</figcaption></figure><p>3 April 2023</p>", "2023-04-03", None),
    ],
)
def test_publication_and_change_are_told_apart(byline, published, modified):
    found = read_fields(page(byline=byline))
    assert (found.published, found.modified) == (published, modified)


UTC = meta(article_published_time="2023-04-04T03:05:20+00:00")


@pytest.mark.parametrize(
    ("head", "byline", "url", "published"),
    [
        # the page shows the instant in its own zone
        (UTC, "<p>3 April 2023, 23:05</p>", None, "2023-04-03T23:05:20-04:00"),
        (UTC, '<time datetime="2023-04-03T20:05:20-07:00">Monday</time>', None, "2023-04-03T20:05:20-07:00"),
        (UTC, "<p>3 April 2023</p>", "https://x.example/2023/04/03/ferry", "2023-04-03"),
        (UTC, "<p>3 April 2023</p>", None, "2023-04-04T03:05:20+00:00"),
        (UTC, "<p>3 April 2023, 11:07</p>", None, "2023-04-04T03:05:20+00:00"),
        # a date in a text contradicts the address
        ("", "<p>4 May 2015</p><time datetime='2023-04-03'>x</time>", "https://x.example/2023/04/03/f", "2023-04-03"),
        ("", "<p>10/03/2023</p>", "https://x.example/2023/march/10/ferry", "2023-03-10"),
        # the import into a new system, not the publication
        (
            article(datePublished="2023-11-20T16:02:46Z", dateModified="2023-11-20T16:02:46Z"),
            "<p>3 April 2023</p>",
            None,
            "2023-04-03",
        ),
        (article(datePublished="2023-11-20", dateModified="2023-11-20"), "<p>3 April 2023</p>", None, "2023-11-20"),
        # day and month the other way round
        (meta(article_published_time="2023-04-03"), "<p>4 March 2023</p>", None, "2023-03-04"),
    ],
)
def test_contradictions_are_decided(head, byline, url, published):
    assert read_fields(page(head=head, byline=byline), url).published == published


@pytest.mark.parametrize(("region", "day"), [("en-GB", "2023-04-03"), ("en-US", "2023-03-04"), ("en", "2023-03-04")])
def test_region_decides_the_order_of_day_and_month(region, day):
    assert read_fields(page(byline="<p>03/04/2023</p>").replace("lang='en'", f"lang='{region}'")).published == day


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
