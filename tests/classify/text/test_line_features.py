"""The features of single lines, and the line ends between them."""

from __future__ import annotations

import numpy as np
import pytest

from newsclean import Options, Source
from newsclean.classify.line_rules import LineView
from newsclean.classify.text.line_features import OWN_FEATURES, line_ends, line_table_with, printed_gaps
from newsclean.classify.text.words import hash_words
from newsclean.lexicon.phrases import lexicon
from newsclean.readers import read


def row_of(text: str, *, is_item: bool = False) -> dict[str, float]:
    words = hash_words([text], "en")
    table = line_table_with([LineView(text, is_item)], np.array([2]), lexicon(), words, np.zeros((1, 2), np.float32))
    return dict(zip(OWN_FEATURES, table.own[0].tolist(), strict=True))


@pytest.mark.parametrize(
    ("text", "feature", "value"),
    [
        ("3 April 2023", "fact", 1),
        ("By Ana Ruiz", "fact", 2),
        ("Photo: Tom Lee", "fact", 3),
        ("Subscribe to our newsletter", "promo", 1),
        ("Share this article", "link", 1),
        ("Write to desk@harbour.example or see www.harbour.example", "contact", 2),
        ("It costs €4", "money", 1),
        ("And then…", "cut_off", 1),
        ("Ana Ruiz said so", "capitals", 0.5),
        ("We ask you", "cue:we", 12.5),
    ],
)
def test_a_line_has_its_feature(text: str, feature: str, value: float) -> None:
    assert row_of(text)[feature] == value
    assert row_of("The ferry sails again")[feature] == (0.25 if feature == "capitals" else 0)


def test_a_list_item_has_no_empty_line_before_the_next_item() -> None:
    assert printed_gaps(np.array([False, True, True, False])).tolist() == [2, 2, 1, 2]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_are_counted_before_each_block(end: str) -> None:
    page = read(Source.from_str(f"One two.{end}Three four.{end}{end}{end}Five six.{end}"), Options(input="text"))
    assert line_ends(page).tolist() == [2, 1, 3]
