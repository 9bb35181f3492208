"""The feature table of a text: each line's own features, and those of its surroundings and of the whole page.

A `LineTable` has the features of each line on its own; `text_table` adds the features that depend on other lines.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from newsclean.classify.feature_set import filled, occurrences, shifted
from newsclean.classify.text.line_features import LONG_PROSE_SIZE, OWN_FEATURES, LineTable
from newsclean.classify.text.words import HashedWords
from newsclean.classify.trees import Array
from newsclean.lexicon.reader_cues import CUE_KINDS, HASH_BITS

SET_FEATURES = (
    "gap_before",  # line ends before the block, 1 to 3
    "gap_after",
    "copies",  # occurrences of the text on the page, digits masked
    "copy",  # number of this one among them, from 1
    "known",  # share of its rarer words that also occur elsewhere on the page, not nearby
    "position",  # share of the blocks before it
    "prose_before",  # share of the prose before it
    "prose_size",  # size, if prose
    "run",  # length of the run of blocks without prose around it; 0 for prose
    "paragraphs_before",  # prose blocks since the last other block
    "paragraphs_after",
    "since_promo",  # blocks since the last block with the feature promo, and until the next
    "until_promo",
    "since_link",
    "until_link",
    "turn",  # reader cues in it and its neighbours, less those in the page's prose
    "strange",  # log odds for an appeal, less those of the page's prose
)
WINDOW = (
    "size end prose_size promo link is_item capitals fact words:body words:appeal cue:we cue:you cue:ask known".split()
)
"""Features of the neighbours that each block also has."""
REACH = 3  # neighbours on each side (a guess)
SPREAD = "prose_size promo link words:body words:appeal cue:we cue:you cue:ask cue:trade known".split()
"""Features of which each block has means over the blocks before and after; near blocks weigh more."""
# Guesses; not measured. A change needs retraining, but for the chunk.
DECAYS = (0.5, 0.8)  # weight of a block relative to the next nearer one, in these means
_KERNEL = 12  # blocks on each side that these means cover
_CHUNK = 64  # blocks whose means one matrix product computes
PAGE_FEATURES = (
    "page_blocks",
    "page_size",
    "page_prose",  # share of the text that is prose
    "page_short",  # share of the blocks that are short
    "page_gaps",  # share of the blocks with an empty line before them
    "page_phrases",  # share of the blocks with a signal
    "page_cues",  # mean rate of reader cues in prose
    "page_body",  # mean log odds for the article, weighted by size
    "page_wide",  # mean share of East Asian characters, weighted by size
)
_SHIFTS = tuple(step for step in range(-REACH, REACH + 1) if step)
FEATURES: tuple[str, ...] = (
    *OWN_FEATURES,
    *SET_FEATURES,
    *(f"{name}_{step:+d}" for step in _SHIFTS for name in WINDOW),
    *(f"{name}_{side}_{decay}" for decay in DECAYS for side in ("before", "after") for name in SPREAD),
    *PAGE_FEATURES,
)
# Guesses; not measured. A change needs retraining.
MIN_PROSE_SIZE = 40  # size from which a block that ends a sentence is prose
SHORT_SIZE = 40  # size below which a block is short
NEARBY = 2  # blocks on each side in which a word does not count as occurring elsewhere
MAX_COMMON_SHARE = 0.15  # words in more than this share of blocks are too common to count as rare
MAX_DISTANCE = 60  # blocks to which distances are capped
_OWN = {name: number for number, name in enumerate(OWN_FEATURES)}
_NUMBER = {name: number for number, name in enumerate(FEATURES)}
_WINDOW_COLUMNS = np.array([_NUMBER[name] for name in WINDOW])
_SPREAD_COLUMNS = np.array([_NUMBER[name] for name in SPREAD])
_CUE_COLUMNS = np.array([_OWN[f"cue:{name}"] for name in CUE_KINDS])


class TextTable(NamedTuple):
    """The features of a text: `matrix` has a row per block and a column per name of `FEATURES`."""

    matrix: Array

    def column(self, name: str) -> Array:
        """Return one feature of all blocks."""
        return self.matrix[:, _NUMBER[name]]


def text_table(lines: LineTable) -> TextTable:
    """Return the features of a text, given those of its lines."""
    own, number = lines.own, len(lines.own)
    size, end = np.maximum(1.0, own[:, 0].astype(np.float64)), own[:, _OWN["end"]]
    has_signal = own[:, _OWN["fact"]] + own[:, _OWN["promo"]] + own[:, _OWN["link"]] > 0
    is_prose = ((end == 2) & (size >= MIN_PROSE_SIZE) | (size >= LONG_PROSE_SIZE)) & ~has_signal
    prose = np.where(is_prose, size, 0.0)
    base = filled([own.T, *_set_features(lines, size, prose)], (number, len(OWN_FEATURES) + len(SET_FEATURES))).T
    near = base[_WINDOW_COLUMNS]
    columns: list[Array | float] = [
        base,
        *(shifted(near, step) for step in _SHIFTS),
        _spread(base[_SPREAD_COLUMNS], size),
        *_page(lines, prose, has_signal),
    ]
    return TextTable(filled(columns, (number, len(FEATURES))))


def _set_features(lines: LineTable, size: Array, prose: Array) -> list[Array]:
    """Return `SET_FEATURES`, given each block's size, and in `prose` the same with 0 for blocks that are not prose."""
    own, number = lines.own, len(size)
    return [
        np.minimum(3, lines.gaps),
        np.minimum(3, np.append(lines.gaps[1:], 2)),
        *occurrences(lines.number),
        _known(lines.words, number),
        np.arange(number) / number,
        (np.cumsum(prose) - prose) / max(1.0, float(prose.sum())),
        prose,
        *_runs(prose > 0),
        *distances(own[:, _OWN["promo"]] > 0),
        *distances(own[:, _OWN["link"]] > 0),
        _contrast(own[:, _CUE_COLUMNS].sum(axis=1), size, prose),
        _contrast(own[:, _OWN["words:appeal"]], size, prose),
    ]


def _contrast(values: Array, size: Array, prose: Array) -> Array:
    """Return the mean of each block and its neighbours minus the mean of the page's prose, both weighted by size."""
    padded = np.zeros((2, len(size) + 2))
    padded[:, 1:-1] = values * size, size
    sums = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    return np.asarray(sums[0] / sums[1] - float(values @ prose) / max(1.0, float(prose.sum())))


def _known(words: HashedWords, number: int) -> Array:
    """Return the share of each block's rarer words that occur more than `NEARBY` blocks away."""
    if not len(words.owner):
        return np.zeros(number)
    # hash and owner share one 64-bit number, because sorting one row is much faster than sorting two
    both = np.sort(words.hashes << np.uint64(HASH_BITS) | words.owner.astype(np.uint64))
    both = both[np.append(True, both[1:] != both[:-1])]
    hashes, owner = both >> np.uint64(HASH_BITS), (both & np.uint64((1 << HASH_BITS) - 1)).astype(np.int64)
    starts = np.append(True, hashes[1:] != hashes[:-1])
    group = np.cumsum(starts) - 1
    first = np.flatnonzero(starts)
    last = np.append(first[1:], len(hashes)) - 1
    spread = (last - first + 1)[group]
    is_rare = spread <= max(3.0, MAX_COMMON_SHARE * number)
    # a word's blocks are sorted, so if any of them is far away, its first or last one is
    is_far = (owner - owner[first[group]] > NEARBY) | (owner[last[group]] - owner > NEARBY)
    rare = np.bincount(owner, weights=is_rare, minlength=number)
    far = np.bincount(owner, weights=is_rare & is_far, minlength=number)
    return (far + 0.3) / (rare + 1.5)


def _runs(is_prose: Array) -> list[Array]:
    """Return run, paragraphs_before and paragraphs_after."""
    index = np.arange(len(is_prose))
    changes = np.append(True, is_prose[1:] != is_prose[:-1])
    start = np.maximum.accumulate(np.where(changes, index, 0))
    ends = np.append(changes[1:], True)
    end = np.minimum.accumulate(np.where(ends, index, len(index))[::-1])[::-1]
    run = np.where(is_prose, 0, end - start + 1)
    return [run, np.where(is_prose, index - start, 0), np.where(is_prose, end - index, 0)]


def distances(marked: Array) -> list[Array]:
    """Return the blocks since the last marked block and until the next, at most `MAX_DISTANCE`; 0 for marked ones."""
    index = np.arange(len(marked))
    last = np.maximum.accumulate(np.where(marked, index, -MAX_DISTANCE))
    following = np.minimum.accumulate(np.where(marked, index, len(index) + MAX_DISTANCE)[::-1])[::-1]
    return [np.minimum(MAX_DISTANCE, index - last), np.minimum(MAX_DISTANCE, following - index)]


def _spread(columns: Array, size: Array) -> Array:
    """Return the means of columns over the blocks before and after. Large and near blocks weigh more."""
    number = columns.shape[1]
    weight = np.sqrt(size)
    chunks = -(-number // _CHUNK)
    padded = np.zeros((chunks * _CHUNK + 2 * _KERNEL, len(columns) + 1))
    padded[_KERNEL : _KERNEL + number, :-1] = (columns * weight).T
    padded[_KERNEL : _KERNEL + number, -1] = weight
    windows = np.lib.stride_tricks.sliding_window_view(padded, _CHUNK + 2 * _KERNEL, axis=0)[::_CHUNK]
    # shape: chunks, kinds of means, blocks, columns
    sums = _bands() @ windows.transpose(0, 2, 1)[:, None]
    means = np.empty((sums.shape[1], len(columns), chunks, _CHUNK), dtype=np.float32)
    weights = np.maximum(1e-6, sums[..., -1:])
    np.divide(sums[..., :-1], weights, out=means.transpose(2, 0, 3, 1), casting="same_kind")
    return means.reshape(-1, chunks * _CHUNK)[:, :number]


@cache
def _bands() -> Array:
    """Return a matrix per kind of mean: the weights of the blocks around a chunk, for each block of the chunk."""
    kernels = []
    for decay in DECAYS:
        before = np.concatenate((decay ** np.arange(_KERNEL, 0, -1), np.zeros(_KERNEL + 1)))
        kernels += [before, before[::-1]]
    bands = np.zeros((len(kernels), _CHUNK, _CHUNK + 2 * _KERNEL))
    for place in range(_CHUNK):
        bands[:, place, place : place + 2 * _KERNEL + 1] = kernels
    return bands


def _page(lines: LineTable, prose: Array, has_signal: Array) -> list[float]:
    """Return `PAGE_FEATURES`."""
    own = lines.own
    size = np.maximum(1.0, own[:, 0].astype(np.float64))
    total = float(size.sum())
    cues = own[:, _OWN["cue:we"]] + own[:, _OWN["cue:you"]] + own[:, _OWN["cue:ask"]]
    return [
        len(size),
        total,
        prose.sum() / total,
        (size < SHORT_SIZE).mean(),
        (lines.gaps > 1).mean(),
        has_signal.mean(),
        float(prose @ cues) / max(1.0, float(prose.sum())),
        float(size @ own[:, _OWN["words:body"]]) / total,
        float(size @ own[:, _OWN["wide"]]) / total,
    ]
