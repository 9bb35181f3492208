"""The steps of `classify` that have no module of their own."""

from __future__ import annotations

import pytest

from newsclean import Options, Source
from newsclean.blocks import Page
from newsclean.classify import MIN_DUMP_BLOCKS, classify, named
from newsclean.options import resolve_policies
from newsclean.readers import read
from tests.classify.test_line_rules import BODY, FOOTER, HEADLINE, MENU
from tests.support.invented_gold import page

POLICIES = resolve_policies()


def classified(text: str, input_kind: str) -> Page:
    return named(classify(read(Source.from_str(text), Options(input=input_kind)), POLICIES))


@pytest.mark.parametrize("input_kind", ["html", "text"])
def test_every_block_has_a_label_and_its_own_text(input_kind: str) -> None:
    text = page(1)[0] if input_kind == "html" else "\n".join([*MENU, HEADLINE, *BODY, *FOOTER])
    found = read(Source.from_str(text), Options(input=input_kind))
    result = classify(found, POLICIES)
    assert None not in result.labels
    assert result.blocks == found.blocks


def test_a_declared_headline_that_is_a_set_phrase_is_withdrawn() -> None:
    markup = page(1)[0].replace("<title>Story 1</title>", "<title>x</title>").replace("Story 1</h1>", "Read more</h1>")
    assert classified(markup, "html").metadata.headline is None


def test_the_language_of_the_kept_blocks_fills_a_gap() -> None:
    found = classified("\n\n".join([HEADLINE, *BODY]), "text")
    assert (found.metadata.language, found.metadata.sources["language"]) == ("en", "text")


def test_a_page_without_kept_blocks_has_no_confidence() -> None:
    menu = ["Read more", *(f"Story {number}" for number in range(MIN_DUMP_BLOCKS))]
    assert classified("\n".join(menu), "text").confidence == 0
