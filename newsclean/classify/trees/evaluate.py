"""Trees gone through by all rows at once, level by level, a bit a row.

Different trees ask the same questions again and again: each is asked once, and its answers, eight rows a byte, tell at
every split that asks it which of the rows there go left. In the end each leaf has the bits of the rows it got. Nothing
is done for a row and a tree alone before the leaf values are looked up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]

NO_SPLIT = 0xFFFFFFFF
"""The mask of a place that no split is in: nothing is struck out."""
ASKED_AT_ONCE = 1024
"""Questions: what there is to so many stays in the processor's cache."""


class _Level(NamedTuple):
    """The splits of a level, among all; their left children, their right ones, and those that are splits again."""

    splits: slice
    left: slice
    right: slice
    inner: Array


@dataclass(frozen=True, slots=True)
class Descent:
    """Some trees of an `Ensemble`, laid out to be gone through.

    `feature` and `threshold` are the different questions, a row each; `question` has the one of each split, the splits
    by levels. All children have a number, by level too, all left ones and then all right ones; `planes`, of shape
    (children, bits, trees), has those whose rows get a bit of the leaf's number, filled up with one past the last.
    `leaf` has the leaf values.
    """

    feature: Array
    threshold: Array
    question: Array
    roots: int
    levels: tuple[_Level, ...]
    planes: Array
    leaf: Array

    def sums(self, rows: Array) -> Array:
        """Return the sum of the trees' leaf values for each row of features, float32."""
        bits = np.unpackbits(self._planes_of(rows), axis=2, count=len(rows), bitorder="little")
        number = bits[-1]
        for lower in bits[-2::-1]:
            # numpy adds bytes a good deal faster than it shifts them
            number += number
            number |= lower
        place = number.astype(np.intp)
        place += np.arange(0, self.leaf.size, self.leaf.shape[1])[:, None]
        return np.asarray(self.leaf.ravel().take(place).sum(axis=0))

    def _planes_of(self, rows: Array) -> Array:
        """Return the bits of the leaves' numbers, of shape (bits, trees, bytes of rows)."""
        answers = self._answers(rows)
        width = answers.shape[1]
        reached = np.empty((2 * len(self.question) + 1, width), dtype=np.uint8)
        reached[-1] = 0
        here = np.full((self.roots, width), 0xFF, dtype=np.uint8)
        for splits, left, right, inner in self.levels:
            goes_left = reached[left]
            np.bitwise_and(here, answers[splits], out=goes_left)
            np.bitwise_xor(here, goes_left, out=reached[right])
            here = reached.take(inner, axis=0)
        return np.asarray(np.bitwise_or.reduce(reached.take(self.planes, axis=0), axis=0))

    def _answers(self, rows: Array) -> Array:
        """Return the rows that go left at each split, packed as bits."""
        width = -(-len(rows) // 8)
        columns = np.zeros((rows.shape[1], 8 * width), dtype=np.float32)
        columns[:, : len(rows)] = rows.T
        answers = np.empty((len(self.feature), width), dtype=np.uint8)
        for start in range(0, len(self.feature), ASKED_AT_ONCE):
            some = slice(start, start + ASKED_AT_ONCE)
            passed = columns.take(self.feature[some], axis=0) <= self.threshold[some, None]
            answers[some] = np.packbits(passed.ravel(), bitorder="little").reshape(-1, width)
        return answers.take(self.question, axis=0)


def descent(feature: Array, threshold: Array, mask: Array, leaf: Array) -> Descent:
    """Return trees, given as an `Ensemble` has them, laid out to be gone through."""
    is_split = mask != NO_SPLIT
    asked = (feature.astype(np.uint64) << np.uint64(32)) | threshold.view(np.uint32)
    different, number = _numbered(asked[is_split])
    question = np.zeros(mask.shape, dtype=np.int64)
    question[is_split] = number
    questions: list[Array] = []
    levels: list[_Level] = []
    # by tree and leaf the number of the child that it is; the one leaf of a tree without splits is no child
    nothing = 2 * int(np.count_nonzero(is_split))
    child = np.full(leaf.shape, nothing)
    done = 0
    for tree, split, children in _levels(mask, is_split):
        questions.append(question[tree, split])
        is_leaf = children.first == children.last
        number = 2 * done + np.arange(len(is_leaf))
        child[children.tree[is_leaf], children.first[is_leaf]] = number[is_leaf]
        end = done + len(tree)
        left, right = slice(2 * done, done + end), slice(done + end, 2 * end)
        levels.append(_Level(slice(done, end), left, right, number[~is_leaf]))
        done = end
    return Descent(
        feature=(different >> np.uint64(32)).astype(np.int64),
        threshold=different.astype(np.uint32).view(np.float32),
        question=np.concatenate(questions) if questions else np.zeros(0, dtype=np.int64),
        roots=int(is_split.any(axis=1).sum()),
        levels=tuple(levels),
        planes=_planes(child, nothing),
        leaf=leaf,
    )


def _numbered(values: Array) -> tuple[Array, Array]:
    """Return the different values, rising, and for each of all its number among them.

    It is what `np.unique` does, which loads masked arrays first: they take as long as cleaning a page.
    """
    order = np.argsort(values, kind="stable")
    rising = values[order]
    is_new = np.ones(len(values), dtype=bool)
    is_new[1:] = rising[1:] != rising[:-1]
    number = np.empty(len(values), dtype=np.int64)
    number[order] = np.cumsum(is_new) - 1
    return rising[is_new], number


@dataclass(frozen=True, slots=True)
class _Nodes:
    """Nodes of trees: the tree of each, and the first and last leaf below it."""

    tree: Array
    first: Array
    last: Array


def _levels(mask: Array, is_split: Array) -> Iterator[tuple[Array, Array, _Nodes]]:
    """Yield, for each level, the tree and place of each split, and its children: all left ones, then all right ones.

    Splits stand in their trees between the leaves that they part. A split that strikes out the leaves from the first
    one of a subtree on is its root, if it is the last such split.
    """
    struck = ~mask
    lowest = struck & (~struck + np.uint32(1))
    start = np.where(is_split, np.frexp(lowest.astype(np.float32))[1] - 1, -1)
    place = np.arange(mask.shape[1])
    tree = np.flatnonzero(is_split.any(axis=1))
    nodes = _Nodes(tree, np.zeros(len(tree), dtype=np.int64), is_split[tree].sum(axis=1))
    while len(nodes.tree):
        is_root = (start[nodes.tree] == nodes.first[:, None]) & (place < nodes.last[:, None])
        split = mask.shape[1] - 1 - np.argmax(is_root[:, ::-1], axis=1)
        children = _Nodes(
            np.concatenate((nodes.tree, nodes.tree)),
            np.concatenate((nodes.first, split + 1)),
            np.concatenate((split, nodes.last)),
        )
        yield nodes.tree, split, children
        inner = children.first < children.last
        nodes = _Nodes(children.tree[inner], children.first[inner], children.last[inner])


def _planes(child: Array, nothing: int) -> Array:
    """Return, for each bit of a leaf's number and each tree, the children that are leaves with that bit."""
    leaves = np.arange(child.shape[1])
    bits = [child[:, (leaves >> place & 1) == 1] for place in range(max(1, int(leaves[-1]).bit_length()))]
    planes = np.full((max(1, *(found.shape[1] for found in bits), 1), len(bits), len(child)), nothing)
    for place, found in enumerate(bits):
        planes[: found.shape[1], place] = found.T
    return planes
