"""The facts a page states about its article, and where each was found."""

import json
from datetime import datetime

import pytest

from newsclean import Options, Source
from newsclean.blocks import Metadata
from newsclean.readers import read
from newsclean.readers.byline import split_authors
from newsclean.readers.metadata import stated_body, without_site_name
from newsclean.readers.parse import parse


def facts(markup: str, url: str | None = None) -> Metadata:
    return read(Source.from_str(markup, url=url), Options(input="html")).metadata


def json_ld(*values: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(value)}</script>' for value in values)


def meta(**contents: str) -> str:
    return "".join(f'<meta property="{name.replace("_", ":", 1)}" content="{text}">' for name, text in contents.items())


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Ferry returns to the island",
    "description": "After a winter without a crossing.",
    "author": {"@type": "Person", "name": "Ana Ruiz"},
    "datePublished": "2023-04-03T07:30:00+02:00",
    "dateModified": "2023-04-04",
    "publisher": {"@type": "NewsMediaOrganization", "name": "Island Post"},
    "articleSection": ["Transport", "Local"],
    "keywords": "ferry, island,harbour, ferry",
    "inLanguage": "en-GB",
    "image": {
        "@type": "ImageObject",
        "url": "https://island.example/f.jpg",
        "caption": "It sails",
        "creditText": "T L",
    },
}


def test_json_ld_states_every_field():
    found = facts(json_ld(ARTICLE))
    assert found == Metadata(
        headline="Ferry returns to the island",
        standfirst="After a winter without a crossing.",
        authors=("Ana Ruiz",),
        published="2023-04-03T07:30:00+02:00",
        modified="2023-04-04",
        publisher="Island Post",
        section="Transport",
        tags=("ferry", "island", "harbour"),
        language="en",
        image={"url": "https://island.example/f.jpg", "caption": "It sails", "credit": "T L"},
        sources=found.sources,
    )
    assert set(found.sources.values()) == {"json-ld"}


BREADCRUMBS = {"@type": "BreadcrumbList", "name": "Not the headline"}


@pytest.mark.parametrize(
    "values",
    [
        [ARTICLE],
        [[ARTICLE]],
        [[BREADCRUMBS, ARTICLE]],
        [{"@graph": [BREADCRUMBS, ARTICLE]}],
        [[{"@graph": [[BREADCRUMBS], [ARTICLE]]}]],
        [{"@type": "WebPage", "name": "Not the headline", "mainEntity": ARTICLE}],
        [BREADCRUMBS, ARTICLE],
        ["just a string", 7, None, ARTICLE],
        [ARTICLE | {"@type": ["Thing", "ReportageNewsArticle"]}],
        [ARTICLE | {"@type": "https://schema.org/NewsArticle"}],
    ],
    ids="object list mixed graph nested-graph main-entity second-script junk type-list type-url".split(),
)
def test_article_is_found_wherever_it_stands_in_json_ld(values):
    assert facts(json_ld(*values)).headline == "Ferry returns to the island"


@pytest.mark.parametrize("kind", ["application/ld+json", " Application/LD+JSON ", "application/ld+json; charset=utf-8"])
def test_json_ld_is_known_by_its_media_type(kind):
    assert facts(f'<script type="{kind}">{json.dumps(ARTICLE)}</script>').headline == "Ferry returns to the island"


@pytest.mark.parametrize(
    "broken", ["", "{", '{"@type": "NewsArticle", headline: 1}', "[" * 20_000, "null", "NaN", "{}"]
)
def test_json_ld_that_states_nothing_is_passed_over(broken):
    found = facts(f'<script type="application/ld+json">{broken}</script>{json_ld(ARTICLE)}')
    assert found.headline == "Ferry returns to the island"


def test_json_ld_may_hold_line_ends_in_strings():
    raw = '{"@type": "NewsArticle", "headline": "Ferry\n returns"}'
    assert facts(f'<script type="application/ld+json">{raw}</script>').headline == "Ferry returns"


def test_json_ld_of_other_things_is_not_the_article():
    found = facts(json_ld({"@type": "Organization", "name": "Island Post"}) + "<h1>Ferry returns</h1>")
    assert (found.headline, found.sources["headline"]) == ("Ferry returns", "html")


@pytest.mark.parametrize(
    ("author", "people"),
    [
        ("Ana Ruiz", ("Ana Ruiz",)),
        ("By Ana Ruiz and Tom Lee", ("Ana Ruiz", "Tom Lee")),
        (["Ana Ruiz", "Tom Lee"], ("Ana Ruiz", "Tom Lee")),
        ({"name": "Ana Ruiz"}, ("Ana Ruiz",)),
        ({"name": ["Ana Ruiz", "Tom Lee"]}, ("Ana Ruiz", "Tom Lee")),
        ([{"name": "Ana Ruiz"}, {"name": "Tom Lee"}, {"name": "Ana Ruiz"}], ("Ana Ruiz", "Tom Lee")),
        ([{"name": "Ana Ruiz"}, "Tom Lee", None, 3, {"url": "x"}], ("Ana Ruiz", "Tom Lee")),
        ({"name": "ana@island.example"}, ()),
        ({"name": "https://island.example/ana"}, ()),
        ({"name": {"name": "Ana Ruiz"}}, ()),
        ("", ()),
        (None, ()),
    ],
)
def test_authors_are_read_from_strings_objects_and_lists(author, people):
    found = facts(json_ld(ARTICLE | {"author": author}))
    assert found.authors == people
    assert ("authors" in found.sources) == bool(people)


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
    assert facts(json_ld(ARTICLE | {"image": image})).image == expected


@pytest.mark.parametrize("junk", [None, 7, 1.5, True, {}, [], [[]], {"a": "b"}, [None, 3], "  "])
def test_json_ld_values_of_the_wrong_kind_are_unknown(junk):
    found = facts(json_ld(dict.fromkeys(ARTICLE, junk) | {"@type": "NewsArticle"}))
    assert found == Metadata()


def test_html_escapes_in_json_ld_are_undone():
    assert facts(json_ld(ARTICLE | {"headline": "Caf&eacute; &amp; bar"})).headline == "Café & bar"


def test_opengraph_states_the_facts():
    markup = (
        meta(
            og_title="Ferry returns",
            og_description="After a winter.",
            og_site_name="Island Post",
            og_image="https://island.example/f.jpg",
            article_published_time="2023-04-03T07:30Z",
            article_modified_time="2023-04-04T08:00Z",
            article_section="Transport",
        )
        + meta(article_tag="ferry")
        + meta(article_tag="harbour")
    )
    found = facts(markup)
    assert found == Metadata(
        headline="Ferry returns",
        standfirst="After a winter.",
        site_name="Island Post",
        image={"url": "https://island.example/f.jpg"},
        published="2023-04-03T07:30Z",
        modified="2023-04-04T08:00Z",
        section="Transport",
        tags=("ferry", "harbour"),
        sources=found.sources,
    )
    assert set(found.sources.values()) == {"opengraph"}


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
def test_meta_names_state_the_facts(name, content, field, value, attribute):
    found = facts(f'<meta {attribute}="{name}" content="{content}">')
    assert getattr(found, field) == value
    assert found.sources == {field: "meta"}


@pytest.mark.parametrize(
    ("markup", "source"),
    [
        ('<script type="application/ld+json">{"@type":"Article","headline":"H"}</script>', "json-ld"),
        ('<meta property="og:title" content="H">', "opengraph"),
        ('<meta name="twitter:title" content="H">', "meta"),
        ("<h1>H</h1>", "html"),
    ],
)
def test_headline_comes_from_the_surest_source(markup, source):
    order = ["json-ld", "opengraph", "meta", "html"]
    weaker = {
        "json-ld": "",
        "opengraph": '<meta property="og:title" content="weaker">',
        "meta": '<meta name="twitter:title" content="weaker">',
        "html": "<title>weaker</title>",
    }
    others = "".join(weaker[name] for name in order[order.index(source) + 1 :])
    found = facts(f"{others}{markup}")
    assert (found.headline, found.sources["headline"]) == ("H", source)


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
def test_address_is_the_canonical_one_then_opengraph_then_the_source(markup, url, expected):
    found = facts(markup, url)
    assert (found.url, found.sources.get("url")) == expected


def test_time_element_dates_the_article():
    found = facts('<time>today</time><time datetime="soon"></time><time datetime="2023-04-03T07:30">3 April</time>')
    assert (found.published, found.sources["published"]) == ("2023-04-03T07:30", "html")


def test_stated_date_beats_a_time_element():
    found = facts(f'<time datetime="2020-01-01">x</time>{meta(article_published_time="2023-04-03")}')
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
    published = facts(form.format(date)).published
    assert datetime.fromisoformat(published).date().isoformat() == "2023-04-03"
    assert " " not in published


@pytest.mark.parametrize("date", ["yesterday", "03.04.2023", "", "April 3, 2023", "1680507000"])
def test_what_is_no_iso_date_is_unknown(date):
    assert facts(meta(article_published_time=date) + f'<time datetime="{date}">x</time>').published is None


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("Ferry returns | Island Post", "Island Post", "Ferry returns"),
        ("Ferry returns - ISLAND POST", "Island Post", "Ferry returns"),
        ("Island Post – Ferry returns", "Island Post", "Ferry returns"),
        ("Ferry returns: all | about it — Island Post", "Island Post", "Ferry returns: all | about it"),
        ("Ferry returns | Island Post", "Other Post", "Ferry returns | Island Post"),
        ("Ferry returns | Island Post", "", "Ferry returns | Island Post"),
        ("Island Post", "Island Post", "Island Post"),
        ("Island Post wins prize", "Island Post", "Island Post wins prize"),
        ("Le maire : « Nous partons » | Île Matin", "Île Matin", "Le maire : « Nous partons »"),
        ("Île Matin | « Nous partons », dit le maire", "Île Matin", "« Nous partons », dit le maire"),
    ],
)
def test_site_name_is_taken_off_the_title(title, site, expected):
    assert without_site_name(title, site) == expected


def test_title_of_the_page_loses_the_name_of_its_site():
    found = facts(f"<title>Ferry returns | Island Post</title>{meta(og_site_name='Island Post')}<p>Text</p>")
    assert (found.headline, found.site_name) == ("Ferry returns", "Island Post")


@pytest.mark.parametrize(
    ("body", "headline"),
    [
        ("<h1>The one</h1>", "The one"),
        ("<h1>The one</h1><h1 hidden>Menu</h1>", "The one"),
        ("<h1>Island Post</h1><h1>The one</h1>", "Title"),
        ("<p>none</p>", "Title"),
    ],
)
def test_only_a_single_visible_h1_beats_the_title(body, headline):
    assert facts(f"<title> Title\n</title>{body}").headline == headline


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
    found = facts(f'<html lang="{tag}"><body><p>x</p></body></html>')
    assert found.language == language
    assert found.sources.get("language") == (language and "html")
    assert facts(json_ld(ARTICLE | {"inLanguage": tag})).language == language


def test_json_ld_language_beats_that_of_the_page():
    found = facts(f'<html lang="fr"><head>{json_ld(ARTICLE)}</head></html>')
    assert (found.language, found.sources["language"]) == ("en", "json-ld")


def test_page_that_states_nothing_has_no_facts():
    assert facts("<p>Just a paragraph.</p>") == Metadata()


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("Ana Ruiz", ["Ana Ruiz"]),
        ("By Ana Ruiz", ["Ana Ruiz"]),
        ("BY ANA RUIZ AND TOM LEE", ["ANA RUIZ", "TOM LEE"]),
        ("by: Ana Ruiz, Tom Lee and Kim Park", ["Ana Ruiz", "Tom Lee", "Kim Park"]),
        ("Ana Ruiz & Tom Lee; Kim Park", ["Ana Ruiz", "Tom Lee", "Kim Park"]),
        ("Von Anna Schmidt und Peter Maier", ["Anna Schmidt", "Peter Maier"]),
        ("Par Zoé Martin et Luc Petit", ["Zoé Martin", "Luc Petit"]),
        ("Por Ana Ruiz y Luis Gil", ["Ana Ruiz", "Luis Gil"]),
        ("Di Carla Riva e Ugo Neri", ["Carla Riva", "Ugo Neri"]),
        ("Door Anke Smit en Jan Bos", ["Anke Smit", "Jan Bos"]),
        ("Автор: Анна Орлова и Пётр Белов", ["Анна Орлова", "Пётр Белов"]),
        ("Ana Ruiz, ana@island.example", ["Ana Ruiz"]),
        ("https://island.example/ana", []),
        ("", []),
        ("Byron Eddy", ["Byron Eddy"]),
        ("Andy Anderson-Holland", ["Andy Anderson-Holland"]),
        ("J. R. O’Neill", ["J. R. O’Neill"]),
    ],
)
def test_byline_is_split_into_people(byline, people):
    assert split_authors(byline) == people


@pytest.mark.parametrize(
    ("json_ld", "body"),
    [
        ('{"@type": "NewsArticle", "articleBody": "One &amp; two."}', "One & two."),
        ('[{"@type": "WebPage", "articleBody": "No."}, {"@type": "Article", "articleBody": "Yes."}]', "Yes."),
        (
            '[{"@type": "Article", "articleBody": "Short."}, {"@type": "Article", "articleBody": "The longer one."}]',
            "The longer one.",
        ),
        ('{"@type": "NewsArticle", "articleBody": ["no text"]}', ""),
        ('{"@type": "NewsArticle"}', ""),
        ("{broken", ""),
    ],
)
def test_the_body_that_json_ld_states(json_ld: str, body: str) -> None:
    page = f'<html><head><script type="application/ld+json">{json_ld}</script></head><body><p>x</p></body></html>'
    assert stated_body(parse(page)) == body
