"""The features of a text's characters."""

import numpy as np
import pytest

from newsclean.classify.text_features import TEXT_FEATURES, _end, _start, text_features
from newsclean.lexicon.phrases import lexicon


def text_row(text: str) -> dict[str, float]:
    return dict(zip(TEXT_FEATURES, text_features([text], lexicon())[0].tolist(), strict=True))


def test_words_and_characters_are_counted() -> None:
    row = text_row("“He left,” said 3 Men. Why?")
    assert (row["size"], row["words"], row["stops"], row["question"], row["quotes"]) == (27, 6, 1, 1, 2)
    assert (row["start"], row["end"], row["commas"]) == (2, 2, 1)
    assert row["upper"] == pytest.approx(3 / 16)


def test_an_east_asian_character_is_a_word_of_size_two() -> None:
    row = text_row("港の事務所は発表した。")
    assert (row["words"], row["size"], row["end"]) == (11, 21, 2)


@pytest.mark.parametrize("texts", [["\ud800 half"], ["a" * 100_000], ["😀 beyond"], ["one", "", "three"]])
def test_any_text_has_finite_features(texts: list[str]) -> None:
    assert np.isfinite(text_features(texts, lexicon())).all()


def test_the_table_of_characters_agrees_with_the_functions_for_single_texts() -> None:
    texts = [*map(chr, range(0x10000)), "𝐀", "𝟎", "😀", "", "a)", "a.”", "”", "...", "(A", "9.", ""]
    features = text_features(texts, lexicon())
    assert features[:, TEXT_FEATURES.index("start")].tolist() == [*map(_start, texts)]
    assert features[:, TEXT_FEATURES.index("end")].tolist() == [*map(_end, texts)]
