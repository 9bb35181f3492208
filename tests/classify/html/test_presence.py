"""Pages without an article: 61 in ten kinds, and short articles that are some."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from newsclean import Options, Source, clean
from newsclean.blocks import Page
from newsclean.classify.html.features import html_features
from newsclean.classify.html.presence import Evidence, has_article
from newsclean.lexicon.phrases import lexicon
from newsclean.readers import read

KINDS = tomllib.loads((Path(__file__).parent / "no_article.toml").read_text(encoding="utf-8"))
NAV = (
    "<nav><ul>"
    + "".join(f"<li><a href=/{name}>{name}</a></li>" for name in ("News", "Sport", "Culture"))
    + "</ul></nav>"
)
FOOTER = "<footer><a href=/about>About us</a> <a href=/privacy>Privacy policy</a><p>© 2026 Island Post</p></footer>"
TEASERS = [
    ("Why walking backwards may do you good", "It strengthens the knees and makes you look at your town anew."),
    ("Eight steps towards better sleep", "A heavy blanket is one of them, a mobile phone is not."),
    ("The harbour gets a new crane", "It can lift forty tonnes, and nobody on the quay knows yet what for."),
    ("How old is your brain really?", "A test of the university takes eleven minutes and asks about your breakfast."),
    ("Bakery opens a second shop", "It survived two fires, and now it moves into the old customs house."),
]
PROSE = (
    "The ferry to Skarholm sails again from Monday, the harbour office said, after three weeks in the yard for repairs."
)


def skeleton(title: str, headline: str, body: str, head: str = "", inside: str = "main") -> str:
    h1 = f"<h1>{headline}</h1>" if headline else ""
    head = f"<head><title>{title} | Island Post</title>{head}</head>"
    return f"<!doctype html><html>{head}<body>{NAV}<{inside}>{h1}{body}</{inside}>{FOOTER}</body></html>"


def teasers() -> str:
    return "".join(
        f'<div class="card"><h3><a href=/{n}>{h}</a></h3><p>{t}</p></div>' for n, (h, t) in enumerate(TEASERS)
    )


def pages() -> Iterator[tuple[str, str]]:
    for kind, table in KINDS.items():
        for number, (title, headline, body) in enumerate(table["pages"]):
            shown = "".join(f"<p>{text.strip()}</p>" for text in body.split("|") if text.strip())
            inside = ("main", "div", "section")[number % 3]
            more = teasers() if "has_teasers" in table else ""
            yield f"{kind}-{number}", skeleton(title, headline, shown + more, inside=inside)


PAGES = dict(pages())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_without_an_article_has_none(name: str) -> None:
    article = clean(PAGES[name])
    assert article.body == ""
    assert "no-article" in article.warnings


DECLARED = '<meta property="og:type" content="article"><meta property="og:title" content="Ferry sails again">'


@pytest.mark.parametrize("head", [DECLARED, ""], ids=["declared", "undeclared"])
@pytest.mark.parametrize("number", [1, 3])
def test_a_short_article_is_one(number: int, head: str) -> None:
    body = (
        "<p>By Ana Ruiz</p>"
        + f"<p>{PROSE}</p>" * 1
        + "".join(f"<p>{PROSE[:-1]}, for the time {n}.</p>" for n in range(1, number))
    )
    assert PROSE in clean(skeleton("Ferry sails again", "Ferry sails again", f"<article>{body}</article>", head)).body


def test_the_content_of_an_article_in_a_table_is_one_unless_it_says_otherwise() -> None:
    assert clean(f"<h1>Ferry sails again</h1><p>{PROSE[:64]}.</p>").body == f"{PROSE[:64]}."
    wall = KINDS["bot-check"]["pages"][0][2].replace("|", "</p><p>")
    assert clean(f"<h1>Just a moment...</h1><p>{wall}</p>").body == ""
    assert clean(f"<div>{teasers()}</div>").body == ""


@pytest.mark.parametrize(
    "title", ["Login scam hits three banks", "Search for the missing ferry goes on", "We use cookies, says baker"]
)
def test_an_article_with_a_word_of_walls_in_its_headline_is_one(title: str) -> None:
    text = "".join(f"<p>{PROSE[:-1]}, said person {n} in the harbour.</p>" for n in range(5))
    assert clean(skeleton(title, title, f"<article>{text}</article>", DECLARED)).body.count("\n\n") == 4


@pytest.mark.parametrize("number", [2, 5])
def test_a_blog_post_whose_title_is_a_link_is_an_article(number: int) -> None:
    text = "".join(f"<p>{PROSE[:-1]}, said person {n} in the harbour.</p>" for n in range(number))
    markup = skeleton("Ferry sails again", "", f"<article><h2><a href=/p>Ferry sails again</a></h2>{text}</article>")
    assert clean(markup).body.count("\n\n") == number - 1


def test_text_that_takes_up_no_word_of_the_headline_is_no_article() -> None:
    about = "<h2>About the Island Post</h2><p>It has been the newspaper of the western islands since 1911.</p>"
    more = "<p>Forty people in three towns write, print and deliver it on six days of the week.</p>"
    markup = skeleton("Ferry sails again", "Ferry sails again", f"<div>{about}{more}</div>{teasers()}", DECLARED)
    article = clean(markup)
    assert article.body == ""
    assert "no-article" in article.warnings


def evidence(markup: str, probability: float, prose: float) -> tuple[Page, Evidence]:
    """Return a page, and what two classifiers say of it that give all its blocks the same probabilities."""
    page = read(Source.from_str(markup), Options(input="html"))
    table = html_features(page.blocks, page.metadata, lexicon().for_language("en"))
    number = len(page.blocks)
    return page, Evidence(table, np.full(number, probability, np.float32), np.full(number, prose, np.float32))


@pytest.mark.parametrize("prose", [0.0, 1.0])
def test_text_that_is_no_prose_to_the_classifier_of_categories_is_no_article(prose: float) -> None:
    page, found = evidence(skeleton("Ferry sails again", "Ferry sails again", f"<p>{PROSE}</p>"), 0.6, prose)
    kept = [index for index, block in enumerate(page.blocks) if block.text == PROSE]
    assert has_article(page, found, kept, 0.3) == bool(prose)


@pytest.mark.parametrize("probability", [0.6, 0.97])
def test_a_sure_paragraph_of_a_page_without_an_h1_is_an_article(probability: float) -> None:
    page, found = evidence(skeleton("Old harbour pages", "", f"<p>{PROSE}</p>"), probability, 0.0)
    kept = [index for index, block in enumerate(page.blocks) if block.text == PROSE]
    assert has_article(page, found, kept, 0.1) == (probability > 0.9)
