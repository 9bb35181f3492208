"""The body of an article: paragraphs, cut spans, words and hash."""

from dataclasses import replace

import pytest

from newsclean import Options, Policy, clean, label, restore
from newsclean.blocks import Category, Label, Span
from newsclean.readers import read
from newsclean.rules import apply_rules
from newsclean.sources import Source
from tests.support.assembly import assembled, labelled

STORY = "The ferry will sail again on Monday, the harbour office said after the last storm of the winter."


def test_a_blank_line_separates_paragraphs_and_a_line_end_separates_items() -> None:
    article = labelled("One.\n\n- a\n- b\n\nTwo.", Category.BODY, Category.LIST, Category.LIST, Category.BODY)
    assert article.body == "One.\n\n- a\n- b\n\nTwo."
    assert [block.category for block in article.blocks] == ["body", "list", "list", "body"]


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
