"""Which source is believed when a page contradicts itself, and JSON-LD that is none."""

import json

import pytest

from newsclean import Options, Source, clean
from newsclean.lexicon.access_notices import access_from_notice
from newsclean.lexicon.bylines import Byline, split_byline
from newsclean.metadata import Access, Metadata
from newsclean.readers import read
from newsclean.readers.metadata import jsonld

PROSE = "<p>The ferry will sail again on Monday, the harbour office said after the last storm of the winter.</p>" * 3


def read_fields(markup: str, url: str | None = None) -> Metadata:
    return read(Source.from_str(markup, url=url), Options(input="html")).metadata


def article(**values: object) -> str:
    data = json.dumps({"@type": "NewsArticle", "headline": "Ferry returns", **values})
    return f'<script type="application/ld+json">{data}</script>'


def page(*, head: str = "", byline: str = "", end: str = "") -> str:
    return f"<html lang='en'><head>{head}</head><body><h1>Ferry returns</h1>{byline}{PROSE}{end}</body></html>"


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", /* who */ "headline": "Ferry returns",}',
        '{"@type": "NewsArticle",\n// "headline": "old",\n"headline": "Ferry returns"}',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Ferry returns"}\n//]]>',
        '{"@type": "NewsArticle", "headline": "Ferry returns"};',
        '{"@type": "Organization", "name": "Post"}\n{"@type": "NewsArticle", "headline": "Ferry returns"}',
        '{"@type": "NewsArticle", "headline": \'Ferry returns\'}',
        '{"@type": "NewsArticle", "headline": "Ferry returns", "description": "he said "never" to it"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Ferry returns&quot;}",
        '[{"@type": "WebSite", "name": "Post"}, {"@type": "LiveBlogPosting", "headline": "Ferry returns"}]',
        '{"@type": "NewsArticle", "headline": "Ferry returns", "image": {"url": "x"',
    ],
    ids="comments line-comment cdata semicolon several quotes inner-quotes escapes live cut-off".split(),
)
def test_broken_json_ld_is_read(script):
    found = jsonld.article_of(list(jsonld.items(script)))
    assert found["headline"] == "Ferry returns"


@pytest.mark.parametrize("script", ["", "<p>Not JSON</p>", "[" * 20_000, "{" * 20_000, "x" * 200_000, "{"])
def test_what_is_no_json_gives_nothing(script):
    assert not jsonld.article_of(list(jsonld.items(script)))


def test_a_reference_leads_to_the_author():
    graph = {
        "@graph": [
            {"@type": "Article", "headline": "Ferry returns", "author": {"@id": "#ana"}},
            {"@type": "Person", "@id": "#ana", "name": "Ana Ruiz"},
        ]
    }
    markup = f'<script type="application/ld+json">{json.dumps(graph)}</script>'
    assert read_fields(markup).authors == ("Ana Ruiz",)


LINKED = '<p>By <a href="/author/ana">Ana Ruiz</a> and <a href="/author/tom">Tom Lee</a></p>'


@pytest.mark.parametrize(
    ("markup", "authors", "source"),
    [
        (page(head=article(author="Kim Park"), byline="<p>By Ana Ruiz</p>"), ("Kim Park",), "json-ld"),
        (page(head='<meta name="author" content="Kim Park">', byline="<p>By Ana Ruiz</p>"), ("Ana Ruiz",), "byline"),
        (page(head='<meta name="author" content="Kim Park">'), ("Kim Park",), "meta"),
        (page(head='<meta name="author" content="admin">', byline="<p>By Ana Ruiz</p>"), ("Ana Ruiz",), "byline"),
        (page(head='<meta name="parsely-author" content="Kim Park">', byline=LINKED), ("Kim Park",), "meta"),
        (page(head='<meta property="article:author" content="https://x.example/kim">'), (), None),
        (page(head='<meta property="article:author" content="Kim Park">'), ("Kim Park",), "opengraph"),
        (
            page(
                head='<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Kim Park">'
            ),
            ("Kim Park",),
            "meta",
        ),
        (page(byline=LINKED), ("Ana Ruiz", "Tom Lee"), "byline"),
        (page(byline='<div><span itemprop="author">Ana Ruiz</span></div>'), ("Ana Ruiz",), "microdata"),
        (page(byline='<div class="c-byline__name">Ana Ruiz</div><time>3 April 2023</time>'), ("Ana Ruiz",), "byline"),
        (page(byline="<div>May 3, 2017 By Ana Ruiz 4 Comments</div>"), ("Ana Ruiz",), "byline"),
        (page(byline="<p>Ana Ruiz</p><p>3 April 2023</p>"), ("Ana Ruiz",), "byline"),
        (page(end="<p>Written by Ana Ruiz</p>"), ("Ana Ruiz",), "byline"),
        (page(end='<div class="comments"><p class="author">Troll Mole</p></div>'), (), None),
        (page(byline="<p>Harbour News</p><p>Tides today</p>"), (), None),
        (
            page(head=article(author={"@type": "Organization", "name": "Post"}), byline=LINKED),
            ("Ana Ruiz", "Tom Lee"),
            "byline",
        ),
        (page(head=article(author={"@type": "Organization", "name": "Post"})), ("Post",), "json-ld"),
        (
            page(head=article(author="Post", publisher={"name": "Post"}), byline="<p>By Ana Ruiz</p>"),
            ("Ana Ruiz",),
            "byline",
        ),
    ],
)
def test_authors_come_from_the_surest_source(markup, authors, source):
    found = read_fields(markup)
    assert (found.authors, found.sources.get("authors")) == (authors, source)


def test_agencies_are_no_people():
    found = read_fields(page(head=article(author=["Ana Ruiz", "dpa", "AFP"])))
    assert (found.authors, found.agencies) == (("Ana Ruiz",), ("dpa", "AFP"))
    assert read_fields(page(head=article(author="Reuters"))).agencies == ("Reuters",)


@pytest.mark.parametrize(
    ("byline", "people", "agencies"),
    [
        ("Lena Voss, MD, and Tom Lee, staff writer (dpa)", ["Lena Voss, MD", "Tom Lee"], ["dpa"]),
        ("Ana Ruiz, MS, RD, FAND", ["Ana Ruiz, MS, RD, FAND"], []),
        ("By Ana Ruiz December 2, 2025", ["Ana Ruiz"], []),
        ("by Ana Ruiz ● December 23, 2025 ● 6 min read", ["Ana Ruiz"], []),
        ("Posted by Ana on Friday December 19, 2025 @08:00PM", ["Ana"], []),
        ("By Ana Ruiz Senior Harbour Reporter", ["Ana Ruiz"], []),
        ("By Ana Ruiz. Reviewed by Tom Lee", ["Ana Ruiz"], []),
        ("Reviewed by Tom Lee", [], []),
        ("VON ANA RUIZ am 21. April 2020", ["ANA RUIZ"], []),
        ("dpa/lno", [], ["dpa"]),
        ("Ana Ruiz and Tom Lee for The Island Post", ["Ana Ruiz", "Tom Lee"], []),
        ("Ana Ruiz, ANA RUIZ, ana ruiz", ["Ana Ruiz"], []),
        ("Tekst: Anna Nowak i Ewa Kot", ["Anna Nowak", "Ewa Kot"], []),
        ("Автор: Анна Орлова и Пётр Белов", ["Анна Орлова", "Пётр Белов"], []),
        ("بقلم: أحمد علي و محمد حسن", ["أحمد علي", "محمد حسن"], []),
        ("记者 张三", ["张三"], []),
        ("홍길동 기자", ["홍길동"], []),
        ("admin", [], []),
        ("View all posts by Ana", [], []),
    ],
)
def test_bylines_are_split_into_people_and_agencies(byline, people, agencies):
    assert split_byline(byline) == Byline(tuple(people), tuple(agencies))


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


def test_change_is_told_from_publication():
    found = read_fields(page(byline="<p>3 April 2023</p><p>Updated 4 May 2023, 10:15</p>"))
    assert (found.published, found.modified, found.sources["modified"]) == ("2023-04-03", "2023-05-04T10:15", "byline")


@pytest.mark.parametrize(
    ("head", "access"),
    [
        (article(isAccessibleForFree=True), Access("free")),
        (article(isAccessibleForFree="False"), Access("metered")),
        ('<meta property="article:content_tier" content="locked">', Access("metered")),
        ('<meta property="article:content_tier" content="free">', Access("free")),
        (
            article(isAccessibleForFree=False, hasPart={"@type": "WebPageElement", "cssSelector": ".paid"}),
            Access("truncated"),
        ),
        ("", None),
    ],
)
def test_access_is_what_the_page_says(head, access):
    assert read_fields(page(head=head)).access == access


def test_paid_part_that_is_here_is_not_missing():
    head = article(isAccessibleForFree=False, hasPart=[{"@type": "WebPageElement", "cssSelector": ".paid"}])
    assert read_fields(page(head=head, end=f'<div class="x paid">{PROSE}</div>')).access == Access("metered")


@pytest.mark.parametrize(
    ("notice", "visible"),
    [("Il vous reste 60% de cet article à lire.", 0.4), ("Noch 75 % des Artikels", 0.25), ("この記事は 残り40%", 0.6)],
)
def test_notices_say_how_much_is_left(notice, visible):
    assert access_from_notice(notice) == Access("truncated", visible, notice)


def test_no_notice_is_no_access():
    assert access_from_notice("The ferry has 40 % more seats.") is None


def test_image_has_caption_and_credit_of_its_figure():
    figure = (
        '<figure><img src="/img/old-pier-800x600.jpg"><figcaption>The pier. Photo: Lena Brook</figcaption></figure>'
    )
    found = read_fields(
        page(head='<meta property="og:image" content="https://x.example/img/old-pier.jpg">', byline=figure)
    )
    assert found.image == {
        "url": "https://x.example/img/old-pier.jpg",
        "caption": "The pier. Photo: Lena Brook",
        "credit": "Lena Brook",
    }


@pytest.mark.parametrize(
    ("head", "field", "value", "source"),
    [
        ('<meta name="sailthru.tags" content="ferry, Ferry,harbour">', "tags", ("ferry", "harbour"), "meta"),
        ('<meta name="dc.publisher" content="Island Post">', "publisher", "Island Post", "meta"),
        ('<meta name="dc.rights" content="© Island Post">', "copyright", "© Island Post", "meta"),
        (
            article(copyrightHolder={"name": "Island Post"}, copyrightYear=2023),
            "copyright",
            "© 2023 Island Post",
            "json-ld",
        ),
        ('<meta property="og:locale" content="de_AT">', "language", "en", "html"),
        (
            '<script type="application/ld+json">{"@type": "BreadcrumbList", "itemListElement": [{"name": "Home"}, '
            '{"item": {"name": "Transport"}}, {"name": "Ferry returns"}]}</script>',
            "section",
            "Transport",
            "json-ld",
        ),
    ],
)
def test_further_facts(head, field, value, source):
    found = read_fields(page(head=head))
    assert (getattr(found, field), found.sources[field]) == (value, source)


def test_headline_that_is_a_set_phrase_is_none():
    assert clean(f"<html><body><h1>Read more</h1>{PROSE}</body></html>").headline is None
