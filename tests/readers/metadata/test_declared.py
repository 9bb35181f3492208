"""Fields that the first declaration decides."""

from __future__ import annotations

import pytest

from newsclean import Options, clean
from newsclean.lexicon.data import words
from tests.readers.metadata.pages import ARTICLE, PROSE, article, json_ld, meta, page, read_fields


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
def test_further_fields_are_declared(head, field, value, source):
    found = read_fields(page(head=head))
    assert (getattr(found, field), found.sources[field]) == (value, source)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("https://island.example/a.jpg", {"url": "https://island.example/a.jpg"}),
        (["https://island.example/a.jpg", "b"], {"url": "https://island.example/a.jpg"}),
        ([{"url": "https://island.example/a.jpg", "caption": ""}], {"url": "https://island.example/a.jpg"}),
        ({"caption": "no url"}, None),
        ([], None),
        (" ", None),
        (7, None),
    ],
)
def test_image_is_read_from_strings_objects_and_lists(image, expected):
    assert read_fields(json_ld(ARTICLE | {"image": image})).image == expected


@pytest.mark.parametrize(
    ("name", "content", "field", "value"),
    [
        ("twitter:title", "Ferry returns", "headline", "Ferry returns"),
        ("dc.title", "Ferry returns", "headline", "Ferry returns"),
        ("description", " After a\n winter. ", "description", "After a winter."),
        ("author", "By Ana Ruiz and Tom Lee", "authors", ("Ana Ruiz", "Tom Lee")),
        ("parsely-author", "Ana Ruiz", "authors", ("Ana Ruiz",)),
        ("byl", "By Ana Ruiz", "authors", ("Ana Ruiz",)),
        ("DC.Creator", "Ana Ruiz", "authors", ("Ana Ruiz",)),
        ("keywords", "ferry, island", "tags", ("ferry", "island")),
        ("news_keywords", "ferry", "tags", ("ferry",)),
        ("date", "2023-04-03", "published", "2023-04-03"),
        ("DC.date.issued", "2023-04-03", "published", "2023-04-03"),
        ("parsely-pub-date", "2023-04-03T07:30:00Z", "published", "2023-04-03T07:30:00Z"),
        ("last-modified", "2023-04-04", "modified", "2023-04-04"),
        ("application-name", "Island Post", "site_name", "Island Post"),
        ("parsely-section", "Transport", "section", "Transport"),
        ("twitter:image", "https://island.example/f.jpg", "image", {"url": "https://island.example/f.jpg"}),
    ],
)
@pytest.mark.parametrize("attribute", ["name", "property", "itemprop"])
def test_meta_tags_declare_fields(name, content, field, value, attribute):
    found = read_fields(f'<meta {attribute}="{name}" content="{content}">')
    assert getattr(found, field) == value
    assert found.sources == {field: "meta"}


@pytest.mark.parametrize(
    ("markup", "url", "expected"),
    [
        ('<link rel="canonical" href="https://c.example/a">', "https://s.example/a", ("https://c.example/a", "html")),
        ('<link rel="x Canonical" href="https://c.example/a">', None, ("https://c.example/a", "html")),
        (
            '<meta property="og:url" content="https://o.example/a"><link rel="canonical" href="https://c.example/a">',
            "https://s.example/a",
            ("https://c.example/a", "html"),
        ),
        (
            '<meta property="og:url" content="https://o.example/a">',
            "https://s.example/a",
            ("https://o.example/a", "opengraph"),
        ),
        (
            '<link rel="canonical" href="/a"><meta property="og:url" content="https://o.example/a">',
            None,
            ("https://o.example/a", "opengraph"),
        ),
        ('<link rel="canonical" href="">', "https://s.example/a", ("https://s.example/a", "source")),
        ('<link rel="stylesheet" href="https://c.example/s.css">', None, (None, None)),
        ("<p>nothing</p>", "https://s.example/a", ("https://s.example/a", "source")),
    ],
)
def test_url_is_canonical_then_opengraph_then_the_source(markup, url, expected):
    found = read_fields(markup, url)
    assert (found.url, found.sources.get("url")) == expected


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("EN_us", "en"),
        (" zh-Hant-TW ", "zh"),
        ("ast", "ast"),
        ("english", None),
        ("", None),
        ("x-default", None),
        ("1", None),
    ],
)
def test_language_is_the_primary_subtag(tag, language):
    found = read_fields(f'<html lang="{tag}"><body><p>x</p></body></html>')
    assert found.language == language
    assert found.sources.get("language") == (language and "html")
    assert read_fields(json_ld(ARTICLE | {"inLanguage": tag})).language == language


def test_language_in_json_ld_beats_the_page():
    found = read_fields(f'<html lang="fr"><head>{json_ld(ARTICLE)}</head></html>')
    assert (found.language, found.sources["language"]) == ("en", "json-ld")


@pytest.mark.parametrize("noun", words("credits", "nouns") | words("credits", "caption_nouns"))
def test_credit_in_a_caption_is_recognised_in_every_language(noun):
    figure = (
        f'<figure><img src="/img/old-pier-800x600.jpg"><figcaption>The pier. {noun}: Lena Brook</figcaption></figure>'
    )
    head = '<meta property="og:image" content="https://post.example/cdn/old-pier.jpg">'
    assert read_fields(page(head=head, end=figure)).image["credit"] == "Lena Brook"


@pytest.mark.parametrize(
    ("head", "image"),
    [
        (
            meta(og_image="https://x.example/quay-9.jpg")
            + '<meta property="og:image:width" content="1200"><meta property="og:image:height" content="0">'
            + '<meta property="og:image:alt" content="A quay">',
            {"url": "https://x.example/quay-9.jpg", "width": "1200", "alt": "A quay"},
        ),
        (
            article(image={"url": "https://x.example/quay-9.jpg", "width": 1200, "height": {"value": "630px"}}),
            {"url": "https://x.example/quay-9.jpg", "width": "1200", "height": "630"},
        ),
        (
            meta(og_image="https://x.example/quay-9.jpg") + '<body><img src="/s/quay-9-300x200.jpg" alt="The quay">',
            {"url": "https://x.example/quay-9.jpg", "alt": "The quay"},
        ),
    ],
)
def test_image_has_its_size_and_alternative_text(head, image):
    assert read_fields(head + "<p>Text</p>").image == image


@pytest.mark.parametrize(
    ("markup", "direction", "source"),
    [
        ("<html lang=ar><p>x", "rtl", "html"),
        ("<html lang=en><p>x", "ltr", "html"),
        ("<html lang=en dir=RTL><p>x", "rtl", "html"),
        ("<html lang=he><body dir=ltr><p>x", "ltr", "html"),
        ("<html><p>x" + article(inLanguage="fa-IR"), "rtl", "json-ld"),
        ("<html><p>x", None, None),
    ],
)
def test_direction_is_stated_or_that_of_the_language(markup, direction, source):
    found = read_fields(markup)
    assert (found.direction, found.sources.get("direction")) == (direction, source)


def test_contradictions_are_warnings_on_request():
    head = article(datePublished="2023-04-04T03:05:00Z", inLanguage="de", headline="Harbour opens") + meta(
        og_title="All about ferries"
    )
    markup = f"<html lang=en><head>{head}</head><body><h1>Harbour opens</h1><p>3 April 2023, 23:05</p>{PROSE}"
    assert [*filter(is_contradiction, clean(markup).warnings)] == []
    assert [*filter(is_contradiction, clean(markup, options=Options(contradictions=True)).warnings)] == [
        "metadata:headline: html 'Harbour opens', not opengraph 'All about ferries'",
        "metadata:language: json-ld 'de', not html 'en'",
        "metadata:published: json-ld '2023-04-03T23:05:00-04:00', not json-ld '2023-04-04T03:05:00Z'",
    ]


def is_contradiction(warning: str) -> bool:
    return warning.startswith("metadata:")


def test_agencies_are_authors_on_request():
    markup = page(head=article(author=["Ana Ruiz", "Reuters"]))
    assert clean(markup).authors == ("Ana Ruiz",)
    assert clean(markup, options=Options(agency_authors=True)).authors == ("Ana Ruiz", "Reuters")
