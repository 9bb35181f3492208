"""The words of texts as numbers: hashes for the linear word model, and counts of reader cues.

All arrays hold the words of a whole page in one row. East Asian characters count in pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from newsclean._core import kernel
from newsclean.classify.trees import Array
from newsclean.lexicon.language import WORD_EDGES
from newsclean.lexicon.reader_cues import (
    CUE_KINDS,
    CUE_MASK,
    HASH_BITS,
    codes_of_pieces,
    without_quotations,
    word_codes,
)
from newsclean.text.scripts import may_be_east_asian

BITS = 18
"""The word model has 2 ** BITS weights for each target. More cost file size, fewer mix unrelated words. A guess."""
TARGETS = ("body", "appeal")
"""The targets of the word model: the article against everything else, and appeals against articles."""
_PAIR = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - BITS)
_HASH_MASK = np.uint64((1 << HASH_BITS) - 1)
_FIRST, _ALONE, _STEM = np.uint64(0x51ED270B), np.uint64(0x2545F491), np.uint64(0xC2B2AE35)


class HashedWords(NamedTuple):
    """The words of some texts in one row.

    hashes, stems, owner: an entry per word or character pair, the first two uint64; `owner` is the text's index,
    rising.
    cues: a row per text and a column per name of `CUE_KINDS`, the number of such cues outside quotations.
    number: the texts. salt: the `language_salt` of the texts.
    """

    hashes: Array
    stems: Array
    owner: Array
    cues: Array
    number: int
    salt: int

    def since(self, start: int) -> HashedWords:
        """Return the words of the texts from one on."""
        first = int(np.searchsorted(self.owner, start))
        owner = self.owner[first:] - start
        rest = self.hashes[first:], self.stems[first:], owner, self.cues[start:]
        return HashedWords(*rest, self.number - start, self.salt)

    def grams(self) -> tuple[Array, Array]:
        """Return the hashes of words, word pairs, first words and stems, and the index of each one's text."""
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
    """Return the indices of words in a word model's weights. Salt 0 is for all languages, else a language's own."""
    return ((grams + np.uint64(salt)) * _PAIR >> _SHIFT).astype(np.int64)


def hash_words(texts: Sequence[str], language: str | None = None) -> HashedWords:
    """Return the words of texts and their cues in a language; None counts the cues of all languages."""
    values, owner = _in_a_row(texts, language)
    cues = _count_cues(values, owner, len(texts))
    # quoted speech does not address the reader
    with_cues = np.flatnonzero(cues.any(axis=1)).tolist()
    bare = {number: left for number in with_cues if (left := without_quotations(texts[number])) != texts[number]}
    if bare:
        cues[[*bare]] = _count_cues(*_in_a_row([*bare.values()], language), len(bare))
    stems = values >> np.uint64(HASH_BITS + len(CUE_KINDS))
    return HashedWords(values & _HASH_MASK, stems, owner, cues, len(texts), language_salt(language))


def _in_a_row(texts: Sequence[str], language: str | None) -> tuple[Array, Array]:
    """Return the `word_codes` of all texts in one row, and the index of each one's text."""
    codes = _compiled_codes(language)
    if codes is not None and not may_be_east_asian(" ".join(texts)):
        values, lengths = codes.row(texts)
    else:
        packed = word_codes(texts, language)
        lengths = np.fromiter(map(len, packed), dtype=np.int64, count=len(packed)) // 8
        values = np.frombuffer(b"".join(packed), dtype=np.uint64)
    return values, np.repeat(np.arange(len(texts)), lengths)


@cache
def _compiled_codes(language: str | None) -> Any:
    """Return the compiled core's table of the words of a language, None without the core."""
    core = kernel("words")
    return core and core.Codes(codes_of_pieces(language), WORD_EDGES)


def _count_cues(values: Array, owner: Array, number: int) -> Array:
    """Return the number of cues of each kind in each text. Few words are cues, so others are filtered out first."""
    bits = values >> np.uint64(HASH_BITS) & np.uint64(CUE_MASK)
    is_cue = np.flatnonzero(bits)
    bits, owner = bits[is_cue], owner[is_cue]
    columns = [
        np.bincount(owner, weights=bits >> np.uint64(bit) & np.uint64(1), minlength=number)
        for bit in range(len(CUE_KINDS))
    ]
    return np.stack(columns, axis=1)


def language_salt(language: str | None) -> int:
    """Return the number that separates a language's words from equal words of other languages; 0 for None."""
    return crc32(language.encode()) << HASH_BITS if language else 0


class WordModel(NamedTuple):
    """The weights of hashed words and pairs, a row of 8-bit integers per target, and the scale of each row."""

    weights: Array
    scale: Array

    def scores(self, words: HashedWords) -> Array:
        """Return the log odds of each target given the words of each text, float32 of shape (texts, 2)."""
        core = kernel("words")
        sums, grams = core.sum_weights(words, self.weights, BITS) if core else self.sum_weights(words)
        counts = np.sqrt(np.maximum(1, grams))
        columns = [row * scale / counts for row, scale in zip(sums, self.scale.tolist(), strict=True)]
        return np.stack(columns, axis=1).astype(np.float32)

    def sum_weights(self, words: HashedWords) -> tuple[list[Array], Array]:
        """Return for each target the sum of the weights of each text's words, and the number of words in each."""
        grams, owners = words.grams()
        sums = [
            np.bincount(owners, weights=row[weight_indices(grams, salt)], minlength=words.number)
            for row, salt in zip(self.weights, (0, words.salt), strict=True)
        ]
        return sums, np.bincount(owners, minlength=words.number)
