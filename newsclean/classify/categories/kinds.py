"""Words of one kind: "spenden", "donate" and "don" are other words, and one token says that a text has one of them.

The tables `kinds` of the languages list the words. The model learns what each kind is evidence for, so a word may be
wrong for one category and still help, and a language with few labelled pages profits from those with many.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple
from zlib import crc32

import numpy as np

from newsclean.classify.trees import Array
from newsclean.lexicon import data

KINDS = tuple(
    "donation member subscribe account newsletter app share comments photo role byline ad shop consent related player "
    "copyright date money".split()
)
"""The kinds of words in the order of their numbers. A change needs retraining."""
SALT = 0x6B696E64  # of the token of a kind


class KindTable(NamedTuple):
    """The hashes of all words that have kinds, rising, and the kind of each."""

    hashes: Array
    kinds: Array

    def find(self, hashes: Array) -> tuple[Array, Array]:
        """Return the places of the hashes that have a kind, and their kinds."""
        place = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        found = np.flatnonzero(self.hashes[place] == hashes)
        return found, self.kinds[place[found]]


@cache
def text_kinds() -> KindTable:
    """Return the kinds of the words of texts."""
    return _table((0,))


@cache
def name_kinds(salts: frozenset[int]) -> KindTable:
    """Return the kinds of the words of attributes whose hashes have these salts."""
    return _table(tuple(sorted(salts)))


def kind_tokens(kinds: Array) -> Array:
    """Return the tokens of kinds."""
    return (kinds.astype(np.uint32) + np.uint32(1)) * np.uint32(0x85EBCA6B) + np.uint32(SALT)


def _table(salts: tuple[int, ...]) -> KindTable:
    words = [(crc32(word.encode()), number) for number, kind in enumerate(KINDS) for word in data.words("kinds", kind)]
    plain, numbers = np.array(words, dtype=np.int64).T
    hashes = (plain.astype(np.uint32)[:, None] + np.array(salts, dtype=np.uint32)).ravel()
    kinds = np.repeat(numbers, len(salts))
    order = np.argsort(hashes, kind="stable")
    # the first kind of a word counts
    places = order[np.concatenate(([True], np.diff(hashes[order]) != 0))]
    return KindTable(hashes[places], kinds[places])
