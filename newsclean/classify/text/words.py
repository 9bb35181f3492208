"""The words of blocks as numbers: hashes for a linear model of words, and counts of cues.

Everything is numpy over the words of a whole page in one row. East Asian characters count in pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from newsclean.classify.trees import Array
from newsclean.lexicon.reader_cues import CUE_KINDS, CUE_MASK, HASH_BITS, without_quotations, word_codes

BITS = 18
"""The word model has two to the power of this weights of each kind."""
TARGETS = ("body", "appeal")
"""What the word model tells: the article from all else, and appeals and sign-ups from articles."""
_PAIR = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - BITS)
_HASH_MASK = np.uint64((1 << HASH_BITS) - 1)
_FIRST, _ALONE, _STEM = np.uint64(0x51ED270B), np.uint64(0x2545F491), np.uint64(0xC2B2AE35)


@dataclass(frozen=True, slots=True)
class HashedWords:
    """The words of some texts in one row.

    `hashes`, `stems` (uint64) and `owner` (the text's index, rising) have an entry a word or character pair. `cues` has
    a row a text and a column for each of `CUE_KINDS`: how many there are outside quotations. `salt` is the
    `language_salt` of the texts.
    """

    hashes: Array
    stems: Array
    owner: Array
    cues: Array
    number: int
    salt: int

    def grams(self) -> tuple[Array, Array]:
        """Return the hashes of words, pairs and stems, and the text that each is of."""
        hashes, owner, has_stem = self.hashes, self.owner, self.stems > 0
        same = owner[1:] == owner[:-1]
        pairs = (hashes[:-1] * _PAIR + hashes[1:])[same]
        is_first = np.concatenate(([True], ~same)) if len(owner) else np.zeros(0, dtype=bool)
        is_alone = is_first & np.concatenate((~same, [True])) if len(owner) else is_first
        edges = hashes[is_first] + _FIRST, hashes[is_alone] + _ALONE, self.stems[has_stem] + _STEM
        grams = np.concatenate((hashes, pairs, *edges))
        owners = np.concatenate((owner, owner[1:][same], owner[is_first], owner[is_alone], owner[has_stem]))
        return grams, owners


def weight_indices(grams: Array, salt: int) -> Array:
    """Return the places of words in a word model's weights: 0 for those of all languages, or a language's salt."""
    return ((grams + np.uint64(salt)) * _PAIR >> _SHIFT).astype(np.int64)


def hash_words(texts: Sequence[str], language: str | None = None) -> HashedWords:
    """Return the words of texts, and their cues in a language, None for those of all."""
    values, owner = _in_a_row(texts, language)
    cues = _count_cues(values, owner, len(texts))
    # what is said in quotations is said to somebody else
    turning = np.flatnonzero(cues.any(axis=1)).tolist()
    bare = {number: left for number in turning if (left := without_quotations(texts[number])) != texts[number]}
    if bare:
        cues[[*bare]] = _count_cues(*_in_a_row([*bare.values()], language), len(bare))
    stems = values >> np.uint64(HASH_BITS + len(CUE_KINDS))
    return HashedWords(values & _HASH_MASK, stems, owner, cues, len(texts), language_salt(language))


def _in_a_row(texts: Sequence[str], language: str | None) -> tuple[Array, Array]:
    """Return the numbers of the words of texts, as `word_codes` gives them, and the text that each is of."""
    packed = word_codes(texts, language)
    lengths = np.fromiter(map(len, packed), dtype=np.int64, count=len(packed)) // 8
    return np.frombuffer(b"".join(packed), dtype=np.uint64), np.repeat(np.arange(len(texts)), lengths)


def _count_cues(values: Array, owner: Array, number: int) -> Array:
    """Return how many cues of each kind each text has; few words are any."""
    bits = values >> np.uint64(HASH_BITS) & np.uint64(CUE_MASK)
    is_cue = np.flatnonzero(bits)
    bits, owner = bits[is_cue], owner[is_cue]
    columns = [
        np.bincount(owner, weights=bits >> np.uint64(bit) & np.uint64(1), minlength=number)
        for bit in range(len(CUE_KINDS))
    ]
    return np.stack(columns, axis=1)


def language_salt(language: str | None) -> int:
    """Return what tells a language's words from the same in another."""
    return crc32(language.encode()) << HASH_BITS if language else 0


@dataclass(frozen=True, slots=True)
class WordModel:
    """Weights of hashed words and pairs, a row a target: `scale` times whole numbers of eight bits."""

    weights: Array
    scale: Array

    def scores(self, words: HashedWords) -> Array:
        """Return, for each text and target, the log odds that its words speak for; float32 of shape (texts, 2)."""
        grams, owners = words.grams()
        counts = np.sqrt(np.maximum(1, np.bincount(owners, minlength=words.number)))
        columns = [
            np.bincount(owners, weights=row[weight_indices(grams, salt)], minlength=words.number) * scale / counts
            for row, scale, salt in zip(self.weights, self.scale.tolist(), (0, words.salt), strict=True)
        ]
        return np.stack(columns, axis=1).astype(np.float32)
