"""Hashed words and reader cues."""

import re
from itertools import pairwise
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.classify.text.words import hash_words, weight_indices


def has_cues(text: str, language: str | None) -> bool:
    return bool(hash_words([text], language).cues.any())


@pytest.mark.parametrize(
    ("word", "language", "is_cue"),
    [
        ("was", "pl", True),
        ("تبرّع", "ar", True),
        ("unterstützt", "de", True),
        ("was", "en", False),
        ("Was", None, True),
        ("my", "en", True),
        ("my", "pl", True),
        ("don", "fr", True),
        ("don", "en", False),
        ("newsletter", "cs", True),
        ("subscribe", "fi", False),
    ],
)
def test_a_word_is_a_cue_in_its_own_language(word: str, language: str | None, is_cue: bool) -> None:
    assert has_cues(f"It {word} there.", language) == is_cue


def test_east_asian_cues_match_by_their_beginning() -> None:
    assert has_cues("请扫码关注", "zh")
    assert has_cues("欢迎您来", "zh")
    assert not has_cues("欢迎您来", "ja")


def test_cues_inside_quotations_do_not_count() -> None:
    assert has_cues("Please support us", "en")
    assert not has_cues("He said: “Please support us.”", "en")


def test_cues_outside_quotations_count() -> None:
    texts = ["You said: “We ask you to give.” Please, you!", "Nothing.", "“We”, he said."]
    assert hash_words(texts, "en").cues.tolist() == [[0, 2, 1, 0], [0, 0, 0, 0], [1, 0, 0, 0]]


def test_each_language_has_its_own_weights_for_a_word() -> None:
    dutch, english = (hash_words(["helpen"], language) for language in ("nl", "en"))
    assert (dutch.hashes == english.hashes).all()
    indices = [weight_indices(words.grams()[0], words.salt).tolist() for words in (dutch, english)]
    assert not set(indices[0]) & set(indices[1])


@given(st.lists(st.text(st.sampled_from("aB é’'-.,!?“”_1 \n漢ßカ한"))))
def test_lookup_finds_the_same_words_as_a_search(texts: list[str]) -> None:
    letter, wide = "[^\\W\\d_\u3040-\u30ff\u3400-\u9fff]", "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
    found = [
        (number, crc32(word.casefold().replace("’", "'").encode()))
        for number, text in enumerate(texts)
        for word in (
            *re.findall(f"{letter}+(?:[’'-]{letter}+)*", text),
            *map("".join, pairwise(re.findall(wide, text))),
        )
    ]
    words = hash_words(texts, None)
    assert [*zip(words.owner.tolist(), words.hashes.tolist(), strict=True)] == found
