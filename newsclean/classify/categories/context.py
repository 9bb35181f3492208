"""The second stage's inputs: what the first stage thinks of a block, its neighbours and the boxes around it."""

from __future__ import annotations

import numpy as np

from newsclean._core import kernel
from newsclean.classify.categories.view import View
from newsclean.classify.html.containers import ContainerTree
from newsclean.classify.trees import Array

FULL_SIZE = 100  # characters from which a block counts in full towards the article (a guess)
# Guesses; not measured. A change needs retraining.
REACH = 4  # blocks before and after that the second stage sees: the next one alone, the others as a mean
KIND_LEVELS = 3  # containers around a block whose kinds of words it sees
WIDE = (12, 40)  # lines of a text before and after that it sees as a mean; a text has no containers


class Context:
    """The inputs of the second stage for a page. They are made for some blocks at a time, which bounds the memory.

    `first` are the probabilities of the first stage, `is_kept` the mask of the article's categories, `dense` the
    numbers of the blocks as the first stage sees them.
    """

    def __init__(self, view: View, first: Array, is_kept: Array, dense: Array) -> None:
        self._view, self._dense, self._root = view, dense, np.sqrt(first)
        self._sums, self._kinds = _sums(self._root), _sums(view.kinds)
        self._boxes = view.wider()
        mass = self._root[:, is_kept].sum(axis=1) * np.minimum(1, view.matrix[:, 0] / FULL_SIZE)
        total = max(1e-6, float(mass.sum()))
        sizes = [(np.cumsum(mass) - mass) / total, mass / total, np.arange(len(mass)) / len(mass)]
        self._alike: list[Array] = []
        if view.tree is not None:
            alike, count = _same_markup(view.same_markup, self._root)
            self._alike.append(alike)
            sizes.insert(0, count)
        self._sizes = sizes

    def inputs(self, start: int, stop: int) -> Array:
        """Return the inputs of the second stage for the blocks of a range, float32, a row per block."""
        sums, kinds, rows = self._sums, self._kinds, slice(start, stop)
        root, here, further = self._root[rows], np.arange(start, stop), REACH - 1
        parts = [
            root,
            between(sums, here - 1, here),
            between(sums, here + 1, here + 2),
            between(sums, here - REACH, here - 1) / further,
            between(sums, here + 2, here + 1 + REACH) / further,
            self._view.kinds[rows],
            np.minimum(1, between(kinds, here - REACH, here)),
            np.minimum(1, between(kinds, here + 1, here + 1 + REACH)),
        ]
        sizes: list[Array] = []
        if self._view.tree is not None:
            around, sizes = self._around(self._view.tree, rows)
            parts += [*around, *(alike[rows] for alike in self._alike)]
        else:
            parts += [between(sums, here - reach, here) / reach for reach in WIDE]
            parts += [between(sums, here + 1, here + 1 + reach) / reach for reach in WIDE]
        sizes += [size[rows] for size in self._sizes]
        return np.concatenate([*parts, np.stack(sizes, axis=1), self._dense[rows]], axis=1, dtype=np.float32)

    def _around(self, tree: ContainerTree, rows: slice) -> tuple[list[Array], list[Array]]:
        """Return for the boxes around each block their kinds of words and the means of the other blocks; the sizes."""
        parts, sizes = list[Array](), list[Array]()
        for level, boxes in enumerate(self._boxes):
            box = boxes[rows]
            start, stop = tree.first[box], tree.stop[box]
            count = (stop - start).astype(np.float32)
            if level < KIND_LEVELS:
                parts.append(np.minimum(1, between(self._kinds, start, stop)))
            parts.append((between(self._sums, start, stop) - self._root[rows]) / np.maximum(1, count - 1)[:, None])
            sizes.append(np.log(np.maximum(1, count)))
        return parts, sizes


def context_inputs(view: View, first: Array, is_kept: Array, dense: Array) -> Array:
    """Return the inputs of the second stage for all blocks of a page; see `Context`."""
    return Context(view, first, is_kept, dense).inputs(0, len(first))


def _same_markup(group: Array, root: Array) -> tuple[Array, Array]:
    """Return the mean of the other blocks with the same markup, and the logarithm of the number of all."""
    order = np.argsort(group, kind="stable")
    alike = np.bincount(group).astype(np.float32)
    together = np.add.reduceat(root[order], np.searchsorted(group[order], np.arange(len(alike))), axis=0)
    return (together[group] - root) / np.maximum(1, alike[group] - 1)[:, None], np.log(alike[group])


def _sums(rows: Array) -> Array:
    """Return the sums of the rows before each row and before the end."""
    sums = np.zeros((len(rows) + 1, rows.shape[1]), dtype=np.float32)
    np.cumsum(rows, axis=0, out=sums[1:])
    return sums


def between(sums: Array, start: Array, stop: Array) -> Array:
    """Return the sums of the rows from `start` to before `stop`; beyond the page's ends there are none."""
    compiled = kernel("tokens")
    if compiled is not None:
        return np.asarray(compiled.between(sums, start, stop))
    last = len(sums) - 1
    return np.asarray(sums[np.clip(stop, 0, last)] - sums[np.clip(start, 0, last)])
