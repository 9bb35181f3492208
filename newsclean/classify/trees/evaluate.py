"""Evaluation of many trees for many rows at once, level by level, with one bit per row.

Trees repeat each other's tests (a feature and a threshold). Each distinct test is answered once, eight rows to a byte;
its answers say at every split with that test which rows go left. At the end each leaf has the bits of the rows that
reached it. No step handles a single row or tree before the leaf values are looked up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

import numpy as np

from newsclean.classify.trees import Array

NO_SPLIT = 0xFFFFFFFF  # the mask of padding: it excludes no leaf
ROWS_AT_ONCE = 256  # more overflow the processor's cache, fewer cost calls (a guess)
TESTS_AT_ONCE = 1024  # tests answered together; more overflow the processor's cache, fewer cost more calls (a guess)


class _Level(NamedTuple):
    """The ranges of a level's splits and of their left and right children, and the children that are splits."""

    splits: slice
    left: slice
    right: slice
    inner: Array


class TreeSums(Protocol):
    """Trees that are ready for evaluation: `PackedTrees`, or the `Forest` of the compiled core."""

    def sums(self, rows: Array, chosen: Array | None = None) -> Array:
        """Return the sum of the trees' leaf values for each row of features, or for each chosen row, float32."""
        ...


class PackedTrees(NamedTuple):
    """Trees of an `Ensemble`, rearranged for evaluation.

    `feature` and `threshold` define the distinct tests; `test` has the test of each split, splits ordered by level.
    `roots` counts the trees with a split. Children are numbered by level, the left ones of a level before its right
    ones. `planes`, shape (children, bits, trees), lists for each bit of a leaf's number the children that are leaves
    with that bit, padded with one past the last child. `leaf` has the leaf values.
    """

    feature: Array
    threshold: Array
    test: Array
    roots: int
    levels: tuple[_Level, ...]
    planes: Array
    leaf: Array

    def sums(self, rows: Array, chosen: Array | None = None) -> Array:
        """Return the sum of the trees' leaf values for each row of features, or for each chosen row, float32."""
        number = len(rows) if chosen is None else len(chosen)
        sums = np.empty(number, dtype=np.float32)
        for start in range(0, number, ROWS_AT_ONCE):
            part = slice(start, start + ROWS_AT_ONCE)
            sums[part] = self._sums(rows[part if chosen is None else chosen[part]])
        return sums

    def _sums(self, rows: Array) -> Array:
        bits = np.unpackbits(self._planes_of(rows), axis=2, count=len(rows), bitorder="little")
        number = bits[-1]
        for lower in bits[-2::-1]:
            # numpy adds bytes faster than it shifts them
            number += number
            number |= lower
        place = number.astype(np.intp)
        place += np.arange(0, self.leaf.size, self.leaf.shape[1])[:, None]
        return np.asarray(self.leaf.ravel().take(place).sum(axis=0))

    def _planes_of(self, rows: Array) -> Array:
        """Return the bits of the reached leaves' numbers, shape (bits, trees, bytes of rows)."""
        answers = self._answers(rows)
        width = answers.shape[1]
        reached = np.empty((2 * len(self.test) + 1, width), dtype=np.uint8)
        reached[-1] = 0
        here = np.full((self.roots, width), 0xFF, dtype=np.uint8)
        for splits, left, right, inner in self.levels:
            goes_left = reached[left]
            np.bitwise_and(here, answers[splits], out=goes_left)
            np.bitwise_xor(here, goes_left, out=reached[right])
            here = reached.take(inner, axis=0)
        return np.asarray(np.bitwise_or.reduce(reached.take(self.planes, axis=0), axis=0))

    def _answers(self, rows: Array) -> Array:
        """Return which rows go left at each split, one bit per row."""
        width = -(-len(rows) // 8)
        columns = np.zeros((rows.shape[1], 8 * width), dtype=np.float32)
        columns[:, : len(rows)] = rows.T
        answers = np.empty((len(self.feature), width), dtype=np.uint8)
        for start in range(0, len(self.feature), TESTS_AT_ONCE):
            part = slice(start, start + TESTS_AT_ONCE)
            passed = columns.take(self.feature[part], axis=0) <= self.threshold[part, None]
            answers[part] = np.packbits(passed.ravel(), bitorder="little").reshape(-1, width)
        return answers.take(self.test, axis=0)


def pack_trees(feature: Array, threshold: Array, mask: Array, leaf: Array) -> PackedTrees:
    """Return trees, given by the arrays of an `Ensemble`, rearranged for evaluation."""
    is_split = mask != NO_SPLIT
    key = (feature.astype(np.uint64) << np.uint64(32)) | threshold.view(np.uint32)
    distinct, number = _unique(key[is_split])
    test = np.zeros(mask.shape, dtype=np.int64)
    test[is_split] = number
    tests: list[Array] = []
    levels: list[_Level] = []
    # the number of the child that each leaf is; the only leaf of a tree without splits is no child
    nothing = 2 * int(np.count_nonzero(is_split))
    child = np.full(leaf.shape, nothing)
    done = 0
    for tree, split, children in _levels(mask, is_split):
        tests.append(test[tree, split])
        is_leaf = children.first == children.last
        number = 2 * done + np.arange(len(is_leaf))
        child[children.tree[is_leaf], children.first[is_leaf]] = number[is_leaf]
        end = done + len(tree)
        left, right = slice(2 * done, done + end), slice(done + end, 2 * end)
        levels.append(_Level(slice(done, end), left, right, number[~is_leaf]))
        done = end
    return PackedTrees(
        feature=(distinct >> np.uint64(32)).astype(np.int64),
        threshold=distinct.astype(np.uint32).view(np.float32),
        test=np.concatenate(tests) if tests else np.zeros(0, dtype=np.int64),
        roots=int(is_split.any(axis=1).sum()),
        levels=tuple(levels),
        planes=_planes(child, nothing),
        leaf=leaf,
    )


def _unique(values: Array) -> tuple[Array, Array]:
    """Return the sorted distinct values, and for each value its index among them.

    `np.unique` does the same but first imports masked arrays, which takes as long as cleaning a page.
    """
    order = np.argsort(values, kind="stable")
    rising = values[order]
    is_new = np.ones(len(values), dtype=bool)
    is_new[1:] = rising[1:] != rising[:-1]
    number = np.empty(len(values), dtype=np.int64)
    number[order] = np.cumsum(is_new) - 1
    return rising[is_new], number


class _Nodes(NamedTuple):
    """Nodes of trees: each node's tree, and the first and last leaf below it."""

    tree: Array
    first: Array
    last: Array


def _levels(mask: Array, is_split: Array) -> Iterator[tuple[Array, Array, _Nodes]]:
    """Yield for each level the tree and index of each split, and the children: all left ones, then all right ones.

    A tree stores its splits in the order of the leaves between which they lie. The root of a subtree is the last of its
    splits whose mask excludes leaves from the subtree's first leaf on.
    """
    excluded = ~mask
    lowest = excluded & (~excluded + np.uint32(1))
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
    """Return for each bit of a leaf's number and each tree the children that are leaves with that bit."""
    leaves = np.arange(child.shape[1])
    bits = [child[:, (leaves >> place & 1) == 1] for place in range(max(1, int(leaves[-1]).bit_length()))]
    planes = np.full((max(1, *(found.shape[1] for found in bits), 1), len(bits), len(child)), nothing)
    for place, found in enumerate(bits):
        planes[: found.shape[1], place] = found.T
    return planes
