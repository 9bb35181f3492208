"""The fields of an article that blocks fill."""

from dataclasses import replace

import pytest

from newsclean import Options, Policy, Source, clean
from newsclean.article import Article
from newsclean.assemble import assemble
from newsclean.blocks import Category, Guess, Label
from newsclean.metadata import Access
from newsclean.pipeline import label
from newsclean.render import (
    to_json,
)
from newsclean.render.json import from_json
from tests.support.assembly import labelled
from tests.support.golden import PAGES

STORY = "The ferry will sail again on Monday, the harbour office said after the last storm of the winter."
PAYWALLED = f"""<html lang="fr"><head><meta property="article:content_tier" content="metered"></head><body><article>
<h1>Le bac revient</h1><p>{STORY}</p><p>{STORY} {STORY}</p><p>Il vous reste 57.09% de cet article à lire.</p>
</article></body></html>"""


def test_blocks_of_facts_fill_fields_and_are_in_the_ledger() -> None:
    lines = {
        Category.HEADLINE: "A headline",
        Category.BYLINE: "By Ana Ruiz and Tom Lee",
        Category.CAPTION: "The pier.",
        Category.PHOTO_CREDIT: "Photo: Ana Ruiz",
        Category.CORRECTION: "Correction: it was Tuesday.",
        Category.AGENCY_CREDIT: "With AP",
        Category.TRANSLATION_NOTE: "Translated by Ida Berg.",
        Category.COPYRIGHT: "© Harbour Post",
        Category.AUTHOR_BIO: "Ana Ruiz is a reporter.",
        Category.BODY: STORY,
    }
    article = labelled("\n\n".join(lines.values()), *lines)
    assert article.headline == "A headline"
    assert article.authors == ("Ana Ruiz", "Tom Lee")
    assert article.captions == ("The pier. Photo: Ana Ruiz",)
    assert article.corrections == ("Correction: it was Tuesday.",)
    assert article.agencies == ("With AP",)
    assert article.translation == "Translated by Ida Berg."
    assert article.copyright == "© Harbour Post"
    assert article.fields == {"author-bio": ("Ana Ruiz is a reporter.",)}
    assert article.body == STORY
    assert [entry.category for entry in article.ledger] == list(lines)[:-1]
    assert {entry.policy for entry in article.ledger} == {Policy.FIELD}
    assert article.sources["captions"] == "text"


@pytest.mark.parametrize(
    "kinds",
    [
        (Category.CAPTION, Category.PHOTO_CREDIT, Category.CAPTION, Category.PHOTO_CREDIT, Category.BODY),
        (Category.PHOTO_CREDIT, Category.CAPTION, Category.PHOTO_CREDIT, Category.CAPTION, Category.BODY),
    ],
)
def test_a_caption_has_the_credit_beside_it(kinds: tuple[Category, ...]) -> None:
    texts = {Category.CAPTION: ["The pier.", "The ferry."], Category.PHOTO_CREDIT: ["Photo: Ruiz", "Photo: Lee"]}
    lines = [texts[kind].pop(0) if kind in texts else STORY for kind in kinds]
    article = labelled("\n\n".join(lines), *kinds)
    assert article.captions == ("The pier. Photo: Ruiz", "The ferry. Photo: Lee")


def test_a_credit_far_from_a_caption_stands_alone() -> None:
    kinds = (Category.CAPTION, Category.BODY, Category.PHOTO_CREDIT)
    assert labelled(f"The pier.\n\n{STORY}\n\nPhoto: Lee", *kinds).captions == ("The pier.", "Photo: Lee")


def test_the_first_byline_with_a_name_gives_the_authors() -> None:
    article = labelled(f"Posted by:\n\nAna Ruiz\n\n{STORY}", Category.BYLINE, Category.BYLINE, Category.BODY)
    assert article.authors == ("Ana Ruiz",)
    assert article.fields["byline"] == ("Posted by:",)


def _headline_of(shown: str, title: str, confidence: float) -> Article:
    """Return the article of a page that shows one headline and declares another title for sharing."""
    page = f"<article><h1>{shown}</h1><p>{STORY}</p><p>{STORY} {STORY}</p></article>"
    options = Options(input="html")
    found = label(page.encode(), options=options)
    declared = replace(found.declared, headline=title, sources={"headline": "opengraph"})
    place = [block.text for block in found.blocks].index(shown)
    guesses = list(found.guesses)
    guesses[place] = Guess(Category.HEADLINE, confidence)
    found = replace(found, guesses=tuple(guesses), declared=declared)
    found = found.with_labels({place: Label(Category.HEADLINE, "category:0.90")})
    return assemble(found, options.policies_for(found))


@pytest.mark.parametrize(("confidence", "headline"), [(0.9, "The ferry returns"), (0.7, "Ferry: what we know")])
def test_a_shown_headline_overrules_a_title_for_sharing(confidence: float, headline: str) -> None:
    article = _headline_of("The ferry returns", "Ferry: what we know", confidence)
    assert article.headline == headline
    assert article.sources["headline"] == ("block" if confidence > 0.8 else "opengraph")


def test_a_shown_headline_with_a_kicker_does_not_overrule_the_title() -> None:
    assert _headline_of("Harbour The ferry returns", "The ferry returns", 0.95).headline == "The ferry returns"


def test_a_shown_headline_of_two_elements_does_not_overrule_the_title() -> None:
    shown = "The new ferriesBoats for the winter"
    assert _headline_of(shown, "Ferries of this winter", 0.95).headline == "Ferries of this winter"


def test_paywall_notices_give_the_visible_share() -> None:
    article = clean(PAYWALLED, options=Options(input="html"))
    assert article.access == Access("truncated", 0.429, "Il vous reste 57.09% de cet article à lire.")
    again = from_json(to_json(article))
    assert again.access == article.access


@pytest.mark.parametrize("policy", list(Policy))
def test_policy_decides_where_a_caption_goes(policy: Policy) -> None:
    page = f"<article><h1>Ferry</h1><p>{STORY}</p><figure><figcaption>The old pier.</figcaption></figure><p>{STORY}</p>"
    article = clean(page, options=Options(input="html", policy={Category.CAPTION: policy}))
    assert ("The old pier." in article.body) == (policy is Policy.KEEP)
    assert article.captions == (("The old pier.",) if policy is Policy.FIELD else ())
    assert ("The old pier." in [entry.text for entry in article.ledger]) == (policy is not Policy.KEEP)


def test_texts_without_a_field_of_their_own_stay_in_fields() -> None:
    page = f"""<html><head><script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Ferry returns",
    "author": "Ana Ruiz", "datePublished": "2023-04-03"}}</script></head><body><article><h1>Ferry returns</h1>
    <p>By Ana Ruiz</p><p>By Ana Ruiz, our correspondent in Port Alder</p><p>{STORY}</p><p>{STORY}</p></article>"""
    article = clean(page, options=Options(input="html"))
    assert article.authors == ("Ana Ruiz",)
    assert article.fields.get("byline") == ("By Ana Ruiz, our correspondent in Port Alder",)


def test_every_field_with_a_value_has_a_source() -> None:
    article = clean(Source.from_path(PAGES / "harbour-post.html"))
    for name in "headline description authors published section language image captions copyright".split():
        assert article.sources[name], name


def test_a_stated_summary_is_the_description_and_a_shown_one_the_standfirst() -> None:
    stated = "The ferry is back, and so is the fog."
    head = f"<head><title>Ferry returns</title><meta name=description content='{stated}'></head>"
    shown = "<h2 class=standfirst>After a winter without boats the pier is full of people again</h2>"
    page = "<!doctype html><html>{}<body><article><h1>Ferry returns</h1>{}{}</article></body></html>"
    prose = "".join(f"<p>{STORY} It is day {day}.</p>" for day in range(5))
    article = clean(page.format(head, shown, prose))
    assert article.description == stated
    assert article.standfirst == "After a winter without boats the pier is full of people again"
    assert clean(page.format(head, "", prose)).standfirst is None
