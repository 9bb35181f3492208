"""From labelled blocks to the article: body, fields, ledger, spans and policies."""

from dataclasses import replace

import pytest

from newsclean import Article, Options, Policy, clean, label, restore
from newsclean.blocks import Category, Label, Span
from newsclean.readers import read
from newsclean.rules import apply_rules
from newsclean.sources import Source
from tests.support.assembly import assembled

STORY = "The ferry will sail again on Monday, the harbour office said after the last storm of the winter."


def labelled(text: str, *categories: Category) -> Article:
    page = read(Source.from_str(text), Options())
    labels = {index: Label(category, f"test:{category}") for index, category in enumerate(categories)}
    return assembled(page.with_labels(labels))


def test_a_blank_line_separates_paragraphs_and_a_line_end_separates_items() -> None:
    article = labelled("One.\n\n- a\n- b\n\nTwo.", Category.BODY, Category.LIST, Category.LIST, Category.BODY)
    assert article.body == "One.\n\n- a\n- b\n\nTwo."
    assert [block.category for block in article.blocks] == ["body", "list", "list", "body"]


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


def test_the_ledger_has_the_exact_text_and_its_offsets() -> None:
    text = f"{STORY}\n\n  Read \t more  \r\n"
    entry = clean(text).ledger[-1]
    assert (entry.category, entry.reason, entry.policy) == ("related", "lexicon:related/en", "drop")
    assert text[entry.start : entry.end] == entry.text == "  Read \t more  "


def test_ledger_entries_of_html_have_a_path() -> None:
    page = f"<html><body><article class='story main'><p>{STORY}</p></article><nav id=top>Home</nav></body></html>"
    entry = clean(page).ledger[-1]
    assert (entry.text, entry.path, entry.start) == ("Home", "html > body > nav#top", None)


@pytest.mark.parametrize(("category", "policy"), [(c, p) for c in ("related", "caption") for p in Policy])
def test_the_caller_sets_policies(category: str, policy: Policy) -> None:
    text = f"A ferry sails again\n\nThe pier. Photo: Ana Ruiz\n\n{STORY}\n\nRead more"
    line = "Read more" if category == "related" else "The pier. Photo: Ana Ruiz"
    article = clean(text, options=Options(policy={Category(category): policy}))
    assert (line in article.body) == (policy is Policy.KEEP)
    assert [entry.policy for entry in article.ledger if entry.text == line] == ([] if policy == "keep" else [policy])
    if policy is Policy.FIELD:
        assert line in (article.captions if category == "caption" else article.fields[category])


@pytest.mark.parametrize(
    ("text", "cut", "body"),
    [
        ("The ferry, opens new tab, sails on.", ", opens new tab", "The ferry, sails on."),
        ("The  ferry opens new tab sails\non.", "opens new tab", "The ferry sails on."),
        ("Share this The ferry sails.", "Share this", "The ferry sails."),
        ("The ferry sails. Share this", "Share this", "The ferry sails."),
        ("• Share this The ferry sails.", "Share this", "- The ferry sails."),
        ("Share this", "Share this", ""),
    ],
)
def test_a_span_is_cut_out_of_its_block(text: str, cut: str, body: str) -> None:
    text = text.replace("\n", " \xa0 ")
    page = read(Source.from_str(text), Options(input="text"))
    start = page.blocks[0].text.index(cut)
    span = Span(0, start, start + len(cut), Label(Category.SHARE, "test:span"))
    page = replace(page.with_labels({0: Label(page.blocks[0].tag_category, "test:kept")}), spans=(span,))
    article = assembled(page)
    assert article.body == body
    assert [(entry.text, entry.category, entry.reason) for entry in article.ledger] == [(cut, "share", "test:span")]
    assert text[article.ledger[0].start : article.ledger[0].end] == cut
    assert restore(article) == text.encode()
    assert assembled(page, Options(policy={Category.SHARE: Policy.KEEP})).ledger == ()


def test_an_undecided_block_is_a_bug() -> None:
    page = apply_rules(read(Source.from_str("One."), Options()), None)
    with pytest.raises(AssertionError, match="block 0 was never decided"):
        assembled(page)


def test_words_and_hash() -> None:
    article = labelled("Don't stop.\n\n東京 is big.", Category.BODY, Category.BODY)
    assert article.word_count == 7
    assert article.content_hash == labelled("Don't  stop.\n\n\n東京 is big.", Category.BODY, Category.BODY).content_hash
    assert len(article.content_hash) == 64


def test_a_page_without_an_article_is_empty_and_has_a_warning() -> None:
    article = clean("Home\n\nNews\n\nSport")
    assert article.is_empty
    assert article.warnings == ("no-article",)
    assert [entry.text for entry in article.ledger] == ["Home", "News", "Sport"]


def test_the_classifier_keeps_the_labels_of_rules() -> None:
    page = label("Support The Moscow Times!\n\nA Message from The Moscow Times:\n\n" + STORY)
    assert page.labels[0] == Label(Category.DONATION, "moscow-times:support-banner")
