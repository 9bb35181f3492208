"""Kinds of words: the tables of the languages, and the tokens that they give."""

from __future__ import annotations

import numpy as np

from newsclean.classify.categories.kinds import KINDS, kind_tokens, text_kinds
from newsclean.lexicon import data


def test_each_language_has_words_of_each_kind_and_of_no_other():
    tables = dict(data.tables("kinds"))
    assert set(tables) == set(data.LANGUAGES)
    for language, table in tables.items():
        assert set(table) == set(KINDS), language
        words = [word for value in table.values() for word in data.split(value)]
        assert all(word == word.lower() and word for word in words), language


def test_kinds_have_tokens_of_their_own():
    assert len(set(kind_tokens(np.arange(len(KINDS))).tolist())) == len(KINDS)
    assert (np.diff(text_kinds().hashes.astype(np.int64)) > 0).all()
