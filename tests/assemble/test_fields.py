"""The fields of an article that blocks fill."""

import pytest

from newsclean import Options, Policy, Source, clean
from newsclean.blocks import Category
from newsclean.metadata import Access
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
    assert article.captions == ("The pier.", "Photo: Ana Ruiz")
    assert article.corrections == ("Correction: it was Tuesday.",)
    assert article.agencies == ("With AP",)
    assert article.translation == "Translated by Ida Berg."
    assert article.copyright == "© Harbour Post"
    assert article.fields == {"author-bio": ("Ana Ruiz is a reporter.",)}
    assert article.body == STORY
    assert [entry.category for entry in article.ledger] == list(lines)[:-1]
    assert {entry.policy for entry in article.ledger} == {Policy.FIELD}
    assert article.sources["captions"] == "text"


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
