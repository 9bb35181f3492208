"""The judge of text: what of a dump is the article, what stands around it, and which line is the headline."""

from __future__ import annotations

import pytest

from newsclean import Options, clean, label
from newsclean.blocks import DEFAULT_POLICY, Policy
from newsclean.classify.lexicon import lexicon
from newsclean.classify.lines import Line, headlines, look_at
from newsclean.classify.model import model_file, shipped_model
from newsclean.classify.text import is_printed
from newsclean.render import to_text
from tests.golden import FIXTURES

TEXT = Options(input="text", publication="none")

OPENING = (
    "The ferry left the harbour on Monday morning for the first time since the storms of autumn, and half the village "
    "stood on the pier to see it go."
)
MIDDLE = (
    "Nobody had slept much. The captain, who has made the crossing for thirty years, said she had never seen so many "
    "people awake at that hour."
)
ENDING = "The next boat leaves on Thursday, and the harbour office expects it to be as full as the first one was."
BODY = [OPENING, MIDDLE, ENDING]
MENU = ["Home", "Local", "Weather", "Sport", "Jobs", "Boats for sale", "Log in"]
FOOTER = ["Contact", "About the house", "Imprint", "Terms of use", "Work with us"]
HEADLINE = "Ferry returns to the island"

JAPANESE = [
    "島と本土を結ぶフェリーが月曜日の朝に運航を再開した。",
    "港の事務所によると、冬の間は一度も船が出なかったという。",
    "島の住民は「やっと買い物に行ける」と喜んでいる。",
]


def labelled(lines: list[str]) -> list[str | None]:
    """Return the category of each line of a dump that is set aside, None for the article's."""
    page = label("\n".join(lines), options=TEXT)
    assert len(page.blocks) == len(lines)
    return [
        None if DEFAULT_POLICY[found.category] is Policy.KEEP else found.category.value
        for found in page.labels
        if found
    ]


def kept(lines: list[str]) -> list[str]:
    return [text for text, category in zip(lines, labelled(lines), strict=True) if category is None]


def found_headlines(lines: list[str], first: int) -> list[str]:
    judged = [Line(text) for text in lines]
    return [lines[index] for index in headlines(judged, look_at(judged, lexicon()), first)]


def test_furniture_before_and_after_the_article_is_set_aside():
    lines = [*MENU, HEADLINE, *BODY, *FOOTER]
    assert kept(lines) == BODY
    assert labelled(lines)[len(MENU)] == "headline"


@pytest.mark.parametrize("lines", [BODY, [OPENING], [OPENING, MIDDLE]])
def test_clean_text_is_kept_whole(lines):
    assert kept(lines) == lines
    assert clean("\n\n".join(lines) + "\n", options=TEXT).body == "\n\n".join(lines)


@pytest.mark.parametrize("lines", [["Home"], MENU, [*MENU, *FOOTER], ["Read more", "Share this"]])
def test_text_without_prose_has_no_article(lines):
    assert kept(lines) == []


def test_headline_is_found_above_byline_and_date():
    lines = [*MENU, HEADLINE, "By Ana Ruiz", "3 April 2023", *BODY, *FOOTER]
    assert labelled(lines)[len(MENU) : len(MENU) + 3] == ["headline", "byline", "date"]


@pytest.mark.parametrize(
    "first",
    [
        "“We have waited for this the whole winter, and now it is here.”",
        "The ferry is back at sea, and so are the people of the island…",
        "島と本土を結ぶフェリーが月曜日の朝に運航を再開した。",
    ],
)
def test_short_first_paragraph_is_not_the_headline(first):
    assert found_headlines([*MENU, HEADLINE, first, *BODY], len(MENU) + 1) == [HEADLINE]


def test_each_repetition_of_the_headline_is_one():
    lines = [HEADLINE, *MENU, HEADLINE.upper(), *BODY]
    assert found_headlines(lines, len(MENU) + 2) == [HEADLINE, HEADLINE.upper()]


def test_repeated_headline_beats_a_longer_line():
    longer = "Everything about boats, tides and timetables on one page of ours"
    assert found_headlines([HEADLINE, *MENU, HEADLINE, longer, *BODY], len(MENU) + 3) == [HEADLINE, HEADLINE]


@pytest.mark.parametrize(
    "headline",
    [
        "Ferry returns to the island after a long winter without crossings (Reuters)",
        "Island waits for its ferry, and the ferry waits for better weather | AP",
        "Follow us: how a village took its ferry back from the storms",
    ],
)
def test_headline_that_looks_like_a_credit_or_a_phrase_is_found(headline):
    assert found_headlines([*MENU, headline, *BODY], len(MENU) + 1) == [headline]


def test_labelled_lines_in_the_middle_of_the_article_are_set_aside():
    lines = [*MENU, HEADLINE, OPENING, "Advertisement", MIDDLE, "Photo: Tom Lee", ENDING, *FOOTER]
    found = dict(zip(lines, labelled(lines), strict=True))
    assert (found["Advertisement"], found["Photo: Tom Lee"]) == ("advertisement", "photo-credit")
    assert kept(lines) == BODY


APPEALS = {
    "en": [
        "A word to our readers",
        "For eleven years the Gannet Mail has reported from islands that no other newsroom can reach in winter.",
        "Our reporters depend on readers like you. Please consider a monthly donation and help us stay independent.",
        "Donate now",
        "Ask me later",
    ],
    "de": [
        "In eigener Sache",
        "Unsere Redaktion berichtet seit elf Jahren von Inseln, zu denen im Winter sonst niemand fährt.",
        "Bitte unterstützen Sie unabhängigen Journalismus und spenden Sie uns einen Betrag Ihrer Wahl.",
        "Jetzt spenden",
    ],
}
GERMAN = [
    "Die Fähre hat am Montagmorgen zum ersten Mal seit den Herbststürmen den Hafen verlassen, und das halbe Dorf stand "
    "auf der Mole und sah ihr nach.",
    "Viel geschlafen hatte niemand. Die Kapitänin, die seit dreißig Jahren übersetzt, sagte, sie habe um diese Zeit "
    "noch nie so viele Menschen wach gesehen.",
    "Das nächste Schiff fährt am Donnerstag, und das Hafenamt rechnet damit, dass es genauso voll sein wird.",
]


@pytest.mark.parametrize(("language", "body"), [("en", BODY), ("de", GERMAN)])
def test_an_appeal_goes_as_a_whole(language, body):
    article = clean("\n\n".join([*body, *APPEALS[language]]) + "\n", options=TEXT)
    assert article.body == "\n\n".join(body)


def test_what_we_printed_is_known_and_does_not_change():
    article = clean((FIXTURES / "harbour-post.html").read_bytes())
    printed = to_text(article)
    page = label(printed, options=TEXT)
    assert is_printed(page)
    assert to_text(clean(printed, options=TEXT)) == printed
    assert not is_printed(label(printed.replace("\n\n", "\n"), options=TEXT))


def test_a_text_has_a_confidence_and_a_model():
    article = clean("\n".join([*MENU, HEADLINE, *BODY, *FOOTER]), options=TEXT)
    nothing = clean("\n".join(MENU), options=TEXT)
    assert article.model == shipped_model("text").version
    assert article.confidence is not None
    assert article.confidence > 0.5
    assert nothing.confidence == 0.0


def test_models_are_small():
    assert model_file("text").stat().st_size + model_file("html").stat().st_size < 1_000_000
