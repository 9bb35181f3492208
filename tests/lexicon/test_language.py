"""Languages of texts, and the words that they are detected by."""

import re

from hypothesis import given
from hypothesis import strategies as st

from newsclean.lexicon.language import split_words


@given(st.text(st.sampled_from("aB é’'-.,!?“”_1 \n漢ß")))
def test_words_are_split_as_a_search_finds_them(text: str) -> None:
    assert split_words(text) == re.findall(r"[^\W\d_]+", text)
