"""The headline is chosen among all that a page declares."""

from __future__ import annotations

import pytest

from newsclean import clean
from newsclean.readers.metadata.headings import Heading
from newsclean.readers.metadata.headline import WEIGHTS, Titles, candidates, choose_headline, cuts
from tests.readers.metadata.pages import PROSE, json_ld, meta, read_fields


def test_set_phrase_is_no_headline():
    assert clean(f"<html><body><h1>Read more</h1>{PROSE}</body></html>").headline is None


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
def test_headline_is_chosen_among_all_sources(markup, headline, source):
    found = read_fields(markup + "<p>Text</p>")
    assert (found.headline, found.sources["headline"]) == (headline, source)


@pytest.mark.parametrize(
    ("kind", "stated", "spelling"),
    [
        ("NewsArticle", "The Skipper's Return", "The Skipper's Return"),
        ("Article", "The Skipper's Return", "The skipper’s return"),
        # quotation marks are those of the page
        ("NewsArticle", "The skipper's return", "The skipper’s return"),
    ],
)
def test_news_headline_is_spelled_as_in_json_ld(kind, stated, spelling):
    found = read_fields(json_ld({"@type": kind, "headline": stated}) + "<h1>The skipper’s return</h1>")
    assert found.headline == spelling


@pytest.mark.parametrize(
    "h1",
    [
        f'<h1><span class="dachzeile">Back at sea</span> <span>{HEAD}</span></h1>',
        f"<h1><small>Back at sea</small><br>{HEAD}</h1>",
        f'<h1><span class="kicker">Back at sea</span><span class="x">: </span>{HEAD}</h1>',
    ],
)
def test_kicker_is_no_part_of_the_headline(h1):
    assert read_fields(f"<title>Ferry news | Island Post</title>{h1}").headline == HEAD


def test_heading_that_leads_home_is_the_name_of_the_site():
    assert read_fields(f'<h1><a href="/">Harbour Tales</a></h1><h2 class="title">{HEAD}</h2>{TITLE}').headline == HEAD


@pytest.mark.parametrize(
    "stated", ["Why the <em>ferry</em> sank, &amp;amp; more", "&lt;b&gt;Why the ferry&lt;/b&gt; sank, & more"]
)
def test_headline_has_no_markup(stated):
    assert read_fields(json_ld({"@type": "NewsArticle", "headline": stated})).headline == "Why the ferry sank, & more"


def test_headline_has_no_soft_hyphens():
    assert read_fields("<h1>Ferry\u00adboats re\u200bturn</h1>").headline == "Ferryboats return"


def test_line_breaks_separate_words_of_a_headline():
    assert read_fields("<h1>Transport<br>Ferry<div>returns</div></h1>").headline == "Transport Ferry returns"


def test_every_weight_has_evidence_on_some_page():
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
        Titles({}, (Heading("h1", "Sea: ferry", ("Sea:", "ferry"), is_logo=True, rest="ferry"),)),
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
def test_titles_are_cut_at_names_of_sites_and_sections(title, rests):
    assert [rest for rest, _, _ in cuts(title)] == rests
