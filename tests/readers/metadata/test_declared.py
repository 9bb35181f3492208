"""Fields that the first declaration decides."""

from __future__ import annotations

import pytest

from newsclean.lexicon.data import words
from tests.readers.metadata.pages import ARTICLE, article, json_ld, page, read_fields


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
        ("description", " After a\n winter. ", "standfirst", "After a winter."),
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
