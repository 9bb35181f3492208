"""Feature sets, and the columns that the sets of HTML and of text share.

A model has three stages. The first looks at each block alone. The second also sees the first stage's view of the
block's surroundings: an article hangs together, and so do comments, teasers and the next article. The third looks at
the selected blocks as a whole and gives the page's confidence. A `FeatureSet` supplies the columns of each stage;
`model` and training reach a page only through its set.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Literal, NamedTuple

import numpy as np

from newsclean.classify.trees import Array

Input = Literal["html", "text", "appeals"]


class FeatureSet(NamedTuple):
    """The columns and the selection rule of one model's stages.

    A table is the set's own view of a page. It has `matrix`, float32, one row per block; the first column is the
    block's size in characters.

    names: the features of all stages in order, separated by spaces.
    context: returns the second stage's own columns, one row per block, from a table and the first stage's
        probabilities.
    choose: returns the mask of the article's blocks from a table and probabilities.
    page: returns the third stage's features, shape (1, n), from a table, probabilities and the mask of the selection.
    """

    input: Input
    names: str
    context: Callable[[Any, Array], Array]
    choose: Callable[[Any, Array], Array]
    page: Callable[[Any, Array, Array], Array]


# Guesses; not measured. A change needs retraining.
REACH = 4  # blocks before and after a block whose probabilities are columns of their own
_DECAYS = (0.5, 0.85)  # weight of a block relative to the next nearer one, in the means before and after
_KERNELS = tuple(np.concatenate(([0.0], decay ** np.arange(16))) for decay in _DECAYS)
LIKELY = 0.4  # probability from which a block counts as article text in runs
BREAK_SIZE = 300  # characters of unlikely text that end a run of likely blocks
UNLIKELY_BLOCK_SIZE = 40  # added to each unlikely block's size, so that twenty menu items break a run as prose does

NEIGHBOUR_FEATURES = (
    "p",
    *(f"p_{step:+d}" for step in (*range(-REACH, 0), *range(1, REACH + 1))),
    *(f"{side}_{decay}" for decay in _DECAYS for side in ("mean_before", "mean_after")),
)
RUN_FEATURES = (
    "gap_before",  # unlikely text since the last likely block
    "gap_after",  # unlikely text until the next likely block
    "stretch_mass",  # share of the page's expected size in the block's run
    "stretch_rank",  # rank of the run by expected size
    "stretch_offset",  # runs between it and the largest run
    "stretch_gap",  # unlikely text between the block and the largest run
)
SELECTION_FEATURES = (
    *("expected_f1", "purity"),  # the purity is the mean probability, weighted by size
    *("surest_left_out", "unsure"),  # highest probability outside, share of text with a probability below .7
    *("size", "blocks", "size_share", "mean_size"),
    *("span_share", "largest_gap"),  # selected share from the first to the last block, longest text skipped there
    *("mass_before", "mass_after"),  # expected text outside
)
"""The features of a selection that depend on sizes and probabilities alone."""


class Expectation(NamedTuple):
    """The article text that a page's blocks are expected to hold, given the first stage's probabilities.

    size: each block's size in characters. p: its probability. expected_size: p times size; feature names call it
    "mass".
    total: the page's expected size, at least 1.
    """

    size: Array
    p: Array
    expected_size: Array
    total: float

    @classmethod
    def of(cls, size: Array, probabilities: Array) -> Expectation:
        """Return the expectation in float64, for sizes and probabilities of any float type."""
        size, p = size.astype(np.float64), probabilities.astype(np.float64)
        expected = p * size
        return cls(size, p, expected, max(1.0, float(expected.sum())))

    def neighbours(self) -> list[Array]:
        """Return `NEIGHBOUR_FEATURES`; the probability beyond the page's ends is 0."""
        p, number = self.p, len(self.p)
        padded = np.concatenate((np.zeros(REACH), p, np.zeros(REACH)))
        steps = (*range(-REACH, 0), *range(1, REACH + 1))
        return [p, *(padded[REACH + step : REACH + step + number] for step in steps), *self._means()]

    def _means(self) -> list[Array]:
        """Return the mean probabilities before and after each block; near and large blocks weigh more."""
        weight = np.sqrt(self.size)
        hits = self.p * weight
        number = len(self.p)
        means = []
        for kernel in _KERNELS:
            for step in (1, -1):
                near, whole = (np.convolve(values[::step], kernel)[:number][::step] for values in (hits, weight))
                means.append(near / np.maximum(1e-6, whole))
        return means

    def runs(self) -> list[Array]:
        """Return `RUN_FEATURES`. A run is a sequence of likely blocks without `BREAK_SIZE` of unlikely text inside.

        A run that starts with the page's first block shares its number with the next run: the models are trained so.
        """
        number = len(self.p)
        likely = self.p >= LIKELY
        passed = np.cumsum(np.where(likely, 0.0, self.size + UNLIKELY_BLOCK_SIZE))
        index = np.arange(number)
        last = np.maximum.accumulate(np.where(likely, index, -1))
        following = np.minimum.accumulate(np.where(likely, index, number)[::-1])[::-1]
        before = np.where(last >= 0, passed - passed[last], passed)
        after = np.where(following < number, passed[np.minimum(following, number - 1)] - passed, passed[-1] - passed)
        previous = np.concatenate(([-1], last[:-1]))
        gap = passed - np.where(previous >= 0, passed[previous], -BREAK_SIZE)
        run = np.maximum(0, np.cumsum(likely & (gap > BREAK_SIZE)) - 1)
        sizes = np.bincount(run, weights=np.where(likely, self.expected_size, 0.0))
        largest = int(np.argmax(sizes))
        rank = np.empty(len(sizes))
        rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
        members = np.flatnonzero(likely & (run == largest))
        if len(members):
            first, end = passed[members[0]], passed[members[-1]]
            distance = np.maximum(0, first - passed) - np.maximum(0, passed - end)
        else:
            distance = np.zeros(number)
        return [before, after, sizes[run] / self.total, rank[run], run - largest, distance]

    def of_selection(self, chosen: Array) -> list[float]:
        """Return `SELECTION_FEATURES` of the blocks in a mask."""
        size, expected, total = self.size, self.expected_size, self.total
        members = np.flatnonzero(chosen)
        own = size[members]
        selected = max(1.0, float(own.sum()))
        first, last = (int(members[0]), int(members[-1])) if len(members) else (0, 0)
        passed = np.cumsum(np.where(chosen, 0.0, size))[members]
        return [
            2 * float(expected[members].sum()) / (selected + total),
            float(expected[members].sum()) / selected,
            float(np.max(np.where(chosen, 0.0, self.p * np.minimum(1, size / 200)))),
            float(own[self.p[members] < 0.7].sum()) / selected,
            selected,
            len(members),
            selected / float(size.sum()),
            selected / max(1, len(members)),
            selected / max(1.0, float(size[first : last + 1].sum())),
            float(np.diff(passed).max()) if len(members) > 1 else 0.0,
            float(expected[:first].sum()) / total,
            float(expected[last + 1 :].sum()) / total,
        ]


MIN_PROBABILITY = 0.35
"""Probability below which `best_prefix` leaves a block out; higher loses paragraphs, lower keeps furniture. Chosen on
cross-validated F1 together with the fallback's threshold; the differences were not recorded."""
MIN_SIZE = 300  # characters; where fewer would remain, blocks below `MIN_PROBABILITY` stay (a guess)
MIN_AT_ALL = 0.05  # probability below which a block never stays, even on a page without better ones (a guess)


def best_prefix(p: Array, size: Array) -> Array:
    """Return the mask of the blocks that maximise the expected F1.

    Of the blocks sorted by probability the best prefix is taken, so that a page on which the model is unsure throughout
    keeps its best blocks instead of none.
    """
    order = np.argsort(-p, kind="stable")
    chosen = np.cumsum(size[order])
    expected = np.cumsum((p * size)[order])
    best = int(np.argmax(2 * expected / np.maximum(1e-9, chosen + expected[-1])))
    blocks = np.zeros(len(p), dtype=bool)
    blocks[order[: best + 1]] = True
    sure = blocks & (p >= MIN_PROBABILITY)
    return sure if size[sure].sum() >= MIN_SIZE else blocks & (p >= MIN_AT_ALL)


def numbered(keys: Iterable[Hashable]) -> Array:
    """Return a number for each key, from 0 in the order of their first occurrence; equal keys have equal numbers."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)


def shifted(columns: Array, step: int) -> Array:
    """Return for each block the columns of the block `step` blocks later; -1 beyond the page's ends."""
    moved = np.full_like(columns, -1)
    if step < 0:
        moved[:, -step:] = columns[:, :step]
    else:
        moved[:, :-step] = columns[:, step:]
    return moved


def occurrences(number: Array) -> list[Array]:
    """Return for each block the blocks with the same number, and its own place among them, from 1."""
    order = np.argsort(number, kind="stable")
    ranked = number[order]
    place = np.empty(len(number), dtype=np.int64)
    place[order] = np.arange(len(number)) - np.searchsorted(ranked, ranked) + 1
    return [np.bincount(number)[number], place]


def filled(columns: Iterable[Array | float], shape: tuple[int, int]) -> Array:
    """Return columns side by side, float32, each column contiguous in memory.

    A member of `columns` is one column, shape (blocks,), several, shape (columns, blocks), or one value for all blocks.
    """
    matrix = np.empty(shape[::-1], dtype=np.float32)
    done = 0
    for column in columns:
        number = len(column) if isinstance(column, np.ndarray) and column.ndim == 2 else 1
        matrix[done : done + number] = column
        done += number
    if done != len(matrix):
        raise AssertionError(f"{done} columns instead of {len(matrix)}")
    return matrix.T
