"""Scripts: which characters count as wide, unspaced or East Asian, and how words are counted."""

from __future__ import annotations

import pytest

from newsclean.text.scripts import (
    DOUBLE_WIDTH_RE,
    EAST_ASIAN_RE,
    SPACED_WORD_RE,
    UNSPACED_RE,
    WIDE_LETTER_RE,
    WORD_RE,
    count_words,
    may_be_east_asian,
)


@pytest.mark.parametrize(
    ("character", "unspaced", "east_asian", "wide", "columns"),
    [
        ("港", True, True, True, True),
        ("か", True, True, True, True),
        ("한", False, True, True, True),
        ("ᄒ", False, False, True, True),
        ("。", False, False, False, True),
        ("Ａ", False, False, False, True),
        ("é", False, False, False, False),
    ],
    ids=["ideograph", "kana", "hangul", "jamo", "punctuation", "full-width", "latin"],
)
def test_each_set_has_its_characters(character, unspaced, east_asian, wide, columns):
    patterns = (UNSPACED_RE, EAST_ASIAN_RE, WIDE_LETTER_RE, DOUBLE_WIDTH_RE)
    assert [bool(pattern.match(character)) for pattern in patterns] == [unspaced, east_asian, wide, columns]


@pytest.mark.parametrize("text", ["港", "ｶ港", "한국", "かな", "ᄒ"])
def test_every_wide_letter_passes_the_quick_check(text):
    assert may_be_east_asian(text)


@pytest.mark.parametrize(
    ("text", "words"), [("", 0), ("The ferry, again", 3), ("港の船", 3), ("港 ferry-boat 2", 4), ("한국 배", 2)]
)
def test_count_words_counts_unspaced_letters_singly(text, words):
    assert count_words(text) == words


def test_word_patterns_split_mixed_text():
    assert WORD_RE.findall("北港 ferry_2") == ["北", "港", "ferry_2"]
    assert SPACED_WORD_RE.findall("北港 l’île well-known 2nd") == ["l’île", "well-known", "nd"]
