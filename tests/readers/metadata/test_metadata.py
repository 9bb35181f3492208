"""The facts a page states about its article, and where each was found."""

import json
from datetime import datetime

import pytest

from newsclean import Options, Source
from newsclean.lexicon.bylines import split_authors
from newsclean.metadata import Metadata
from newsclean.readers import read
from newsclean.readers.metadata import collect, declared_body
from newsclean.readers.metadata.headline import WEIGHTS, Heading, Titles, candidates, choose_headline, cuts
from newsclean.readers.parse import parse


def read_fields(markup: str, url: str | None = None) -> Metadata:
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
    found = read_fields(json_ld(ARTICLE))
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
    assert read_fields(json_ld(*values)).headline == "Ferry returns to the island"


@pytest.mark.parametrize("kind", ["application/ld+json", " Application/LD+JSON ", "application/ld+json; charset=utf-8"])
def test_json_ld_is_known_by_its_media_type(kind):
    assert (
        read_fields(f'<script type="{kind}">{json.dumps(ARTICLE)}</script>').headline == "Ferry returns to the island"
    )


@pytest.mark.parametrize(
    "broken", ["", "{", '{"@type": "NewsArticle", headline: 1}', "[" * 20_000, "null", "NaN", "{}"]
)
def test_json_ld_that_states_nothing_is_passed_over(broken):
    found = read_fields(f'<script type="application/ld+json">{broken}</script>{json_ld(ARTICLE)}')
    assert found.headline == "Ferry returns to the island"


def test_json_ld_may_hold_line_ends_in_strings():
    raw = '{"@type": "NewsArticle", "headline": "Ferry\n returns"}'
    assert read_fields(f'<script type="application/ld+json">{raw}</script>').headline == "Ferry returns"


def test_json_ld_of_other_things_is_not_the_article():
    found = read_fields(json_ld({"@type": "Organization", "name": "Island Post"}) + "<h1>Ferry returns</h1>")
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
    found = read_fields(json_ld(ARTICLE | {"author": author}))
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
    assert read_fields(json_ld(ARTICLE | {"image": image})).image == expected


@pytest.mark.parametrize("junk", [None, 7, 1.5, True, {}, [], [[]], {"a": "b"}, [None, 3], "  "])
def test_json_ld_values_of_the_wrong_kind_are_unknown(junk):
    found = read_fields(json_ld(dict.fromkeys(ARTICLE, junk) | {"@type": "NewsArticle"}))
    assert found == Metadata()


def test_html_escapes_in_json_ld_are_undone():
    assert read_fields(json_ld(ARTICLE | {"headline": "Caf&eacute; &amp; bar"})).headline == "Café & bar"


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
    found = read_fields(markup)
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
    found = read_fields(f'<meta {attribute}="{name}" content="{content}">')
    assert getattr(found, field) == value
    assert found.sources == {field: "meta"}


HEAD = "Ferry returns to the outer islands after a winter"
TITLE = f"<title>{HEAD} | Island Post</title>"


@pytest.mark.parametrize(
    ("markup", "headline", "source"),
    [
        (json_ld({"@type": "Article", "headline": HEAD}), HEAD, "json-ld"),
        (meta(og_title=HEAD), HEAD, "opengraph"),
        (f'<meta name="twitter:title" content="{HEAD}">', HEAD, "meta"),
        (f"<h1>{HEAD}</h1>", HEAD, "html"),
        (f"<h2>{HEAD}</h2>", HEAD, "html"),
        (TITLE + meta(og_site_name="Island Post"), HEAD, "html"),
        (meta(og_title=f"{HEAD} - Island Post", og_site_name="Island Post"), HEAD, "opengraph"),
        # what the page shows beats what is meant for search engines and for sharing
        (TITLE + meta(og_title="Everything about ferries in 2023 | Island Post") + f"<h1>{HEAD}</h1>", HEAD, "html"),
        (TITLE + "<h1>Island Post</h1>" + meta(og_title=HEAD, og_site_name="Island Post"), HEAD, "opengraph"),
        (TITLE + f"<h1>News</h1><h1>{HEAD}</h1><h1>Read on</h1>", HEAD, "html"),
        (TITLE + f"<h1><span>Transport</span> <span>{HEAD}</span></h1>" + meta(og_title=HEAD), HEAD, "html"),
        (TITLE + f"<h1 hidden>Menu</h1><h1>{HEAD}</h1>", HEAD, "html"),
        (TITLE + f'<div style="display: none"><h1>Menu</h1></div><h1>{HEAD}</h1>', HEAD, "html"),
    ],
)
def test_headline_is_chosen_among_all_that_is_stated(markup, headline, source):
    found = read_fields(markup + "<p>Text</p>")
    assert (found.headline, found.sources["headline"]) == (headline, source)


@pytest.mark.parametrize(
    ("kind", "spelling"), [("NewsArticle", "The skipper's return"), ("Article", "The skipper’s return")]
)
def test_news_spell_their_headline_as_in_json_ld(kind, spelling):
    found = read_fields(json_ld({"@type": kind, "headline": "The skipper's return"}) + "<h1>The skipper’s return</h1>")
    assert found.headline == spelling


def test_headline_has_no_soft_hyphens():
    assert read_fields("<h1>Ferry\u00adboats re\u200bturn</h1>").headline == "Ferryboats return"


def test_words_of_a_headline_stay_apart():
    assert read_fields("<h1>Transport<br>Ferry<div>returns</div></h1>").headline == "Transport Ferry returns"


def test_every_weight_is_of_evidence_that_pages_give():
    pages = [
        Titles(
            {"json-ld": "Ferry", "opengraph": "Ferry | News - Island", "title": "Ferry returns: x – Island Post"},
            (
                Heading("h1", "Ferry returns: all of it about the boat Ferry", ("Ferry", "one two"), is_marked=True),
                Heading("h1", "one two three", ()),
                Heading("h2", "four words are here", (), is_marked=True),
            ),
            ("Island Post", "Ferry", "returns"),
            "https://island.example/ferry-returns-today",
            is_news=True,
        ),
        Titles({"json-ld": "A b", "meta": "Island Post | The a b c", "title": "the a b c"}, names=("Island Post",)),
        Titles({"opengraph": "the b", "json-ld": "of the b now"}, (Heading("h1", "x"), Heading("h2", "the b"))),
        Titles({"title": "Ferry", "json-ld": "Ferry returns"}),
        Titles(
            {"opengraph": "Ferry returns now", "json-ld": "go"}, (Heading("h2", "a " * 40 + "ferry returns now go"),)
        ),
    ]
    given = {name for page in pages for candidate in candidates(page) for name in candidate.evidence}
    assert set(WEIGHTS) <= given


def test_page_without_titles_has_no_headline():
    assert choose_headline(Titles({})) is None
    assert choose_headline(Titles({"title": "***"})) is None


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
    found = read_fields(markup, url)
    assert (found.url, found.sources.get("url")) == expected


def test_time_element_dates_the_article():
    found = read_fields(
        '<time>today</time><time datetime="soon"></time><time datetime="2023-04-03T07:30">3 April</time>'
    )
    assert (found.published, found.sources["published"]) == ("2023-04-03T07:30", "html")


def test_stated_date_beats_a_time_element():
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
def test_what_is_no_date_is_unknown(date):
    assert read_fields(meta(article_published_time=date) + f'<time datetime="{date}">x</time>').published is None


@pytest.mark.parametrize(
    ("title", "rests"),
    [
        ("Ferry returns", []),
        ("Ferry returns | Island Post", ["Ferry returns", "Island Post"]),
        (
            "Ferry returns – Local - Island Post",
            ["Ferry returns – Local", "Ferry returns", "Local - Island Post", "Island Post"],
        ),
        ("Mayor: ferry returns", ["Mayor", "ferry returns"]),
        ("Well-known 12:30 ferry", []),
        ("渡轮回来_岛报", ["渡轮回来", "岛报"]),
        ("| Island Post", ["Island Post"]),
    ],
)
def test_titles_are_cut_where_names_of_sites_and_sections_begin(title, rests):
    assert [rest for rest, _, _ in cuts(title)] == rests


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


def test_json_ld_language_beats_that_of_the_page():
    found = read_fields(f'<html lang="fr"><head>{json_ld(ARTICLE)}</head></html>')
    assert (found.language, found.sources["language"]) == ("en", "json-ld")


def test_page_that_states_nothing_has_no_facts():
    assert read_fields("<p>Just a paragraph.</p>") == Metadata()


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
    assert declared_body(collect(parse(page.encode()))) == body
