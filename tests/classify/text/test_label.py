"""The labels of a text dump: its article and its headline."""

from __future__ import annotations

import pytest

from newsclean import Options, Source, clean, restore
from newsclean.blocks import Category, Label
from newsclean.classify import MIN_DUMP_BLOCKS
from newsclean.classify.model import shipped_model
from newsclean.classify.text.feature_set import TEXT as TEXT_SET
from newsclean.classify.text.label import label_text
from newsclean.options import resolve_policies
from newsclean.pipeline import label
from newsclean.readers import read
from newsclean.render import to_text
from tests.classify.test_line_rules import BODY, FOOTER, HEADLINE, MENU

TEXT = Options(input="text", publication="none")
MORE = [
    "On the island the shop had been closed since January, and what people ate came out of cellars and freezers.",
    "The harbour master said the ferry company had asked for a second boat, which the county is yet to pay for.",
    "Two schoolteachers were among the first to land. They had been on the mainland since the third week of November.",
    "The mayor, who came down to the pier in the afternoon, promised that the next winter would not find them alone.",
]
TEASERS = [f"{what} {where}" for where in ("in the north", "on the coast", "at home") for what in (
    "New bakery opens", "Rain expected", "Football results", "Council meets", "Roads closed", "Five walks",
    "Market days", "Choir sings", "Prices rise", "Library reopens", "Bus times", "Cat found", "School fair",
)]  # fmt: skip
DUMP = [
    HEADLINE,
    "The Harbour Post",
    *MENU,
    *TEASERS[:18],
    HEADLINE,
    "By Ana Ruiz",
    *BODY,
    *MORE,
    *TEASERS[18:],
    *FOOTER,
]


def test_article_is_found_in_a_long_dump():
    article = clean("\n".join(DUMP), options=TEXT)
    assert len(DUMP) >= MIN_DUMP_BLOCKS
    assert article.body == "\n\n".join([*BODY, *MORE])
    assert article.headline == HEADLINE
    assert (article.model, article.confidence is not None) == (shipped_model(TEXT_SET).version, True)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_long_dump_is_restored_and_its_article_stays_the_same_when_cleaned_again(ends):
    dump = ends.join([*DUMP, ""])
    article = clean(dump, options=TEXT)
    assert restore(article) == dump.encode()
    assert to_text(clean(to_text(article), options=TEXT)) == to_text(article)


def test_blocks_dropped_by_rules_do_not_change_the_labels_of_the_others():
    page = read(Source.from_str("\n".join(DUMP)), TEXT)
    taken = {
        index: Label(Category.NAVIGATION, "post:teasers")
        for index, block in enumerate(page.blocks)
        if block.text in TEASERS
    }
    policies = resolve_policies()
    alone, ruled = label_text(page, policies), label_text(page.with_labels(taken), policies)
    assert len(taken) == len(TEASERS)
    assert ruled.labels == alone.with_labels(taken).labels


def test_long_dump_without_prose_has_no_article():
    article = clean("\n".join([*MENU, *TEASERS, *FOOTER, *map(str.upper, TEASERS)]), options=TEXT)
    assert (article.body, article.confidence) == ("", 0.0)


def test_a_short_text_has_no_model_and_no_confidence():
    article = clean("\n".join([*MENU, HEADLINE, *BODY]), options=TEXT)
    assert (article.model, article.confidence) == (None, None)


def test_dropped_lines_of_a_dump_have_categories_with_a_confidence():
    extra = ["Comments (3)", "Reply", "Share on Facebook", "Share on Twitter", "Sign up for our weekly newsletter"]
    page = label(Source.from_str("\n".join([*DUMP, *extra])), options=TEXT)
    labels = {block.text: own for block, own in zip(page.blocks, page.labels, strict=True) if own}
    assert labels["Share on Facebook"].category is Category.SHARE
    assert labels["Sign up for our weekly newsletter"].category is Category.NEWSLETTER
    assert sum(own.reason.startswith("category:") for own in labels.values()) > len(TEASERS) / 2
    assert {text for text, own in labels.items() if own.category is Category.HEADLINE} == {HEADLINE}
