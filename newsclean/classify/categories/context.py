"""The second stage's inputs: what the first stage thinks of a block, its neighbours and the boxes around it."""

from __future__ import annotations

import numpy as np

from newsclean.classify.categories.view import View
from newsclean.classify.trees import Array

FULL_SIZE = 100  # characters from which a block counts in full towards the article (a guess)
REACH = 4  # blocks before and after that the second stage sees: the next one alone, the others as a mean (a guess)


def context_inputs(view: View, first: Array, is_kept: Array, dense: Array) -> Array:
    """Return the inputs of the second stage, float32, a row per block.

    `first` are the probabilities of the first stage, `is_kept` the mask of the article's categories, `dense` the
    numbers of the blocks as the first stage sees them.
    """
    root = np.sqrt(first)
    number = len(root)
    padded = np.zeros((number + 2 * REACH, root.shape[1]), dtype=np.float32)
    padded[REACH : REACH + number] = root
    before, after = (padded[REACH + step : REACH + step + number] for step in (-1, 1))
    passed = np.zeros((len(padded) + 1, root.shape[1]), dtype=np.float32)
    np.cumsum(padded, axis=0, out=passed[1:])
    further = REACH - 1
    parts = [
        root,
        before,
        after,
        (passed[further : further + number] - passed[:number]) / further,
        (passed[2 * REACH + 1 :] - passed[REACH + 2 : REACH + 2 + number]) / further,
    ]
    sizes: list[Array] = []
    tree = view.tree
    if tree is not None:
        count = (tree.stop - tree.first).astype(np.float32)
        for here in view.wider():
            inside = passed[REACH + tree.stop[here]] - passed[REACH + tree.first[here]]
            parts.append((inside - root) / np.maximum(1, count[here] - 1)[:, None])
            sizes.append(np.log(np.maximum(1, count[here])))
        group = view.same_markup
        order = np.argsort(group, kind="stable")
        alike = np.bincount(group).astype(np.float32)
        together = np.add.reduceat(root[order], np.searchsorted(group[order], np.arange(len(alike))), axis=0)
        parts.append((together[group] - root) / np.maximum(1, alike[group] - 1)[:, None])
        sizes.append(np.log(alike[group]))
    mass = root[:, is_kept].sum(axis=1) * np.minimum(1, view.matrix[:, 0] / FULL_SIZE)
    total = max(1e-6, float(mass.sum()))
    sizes += [(np.cumsum(mass) - mass) / total, mass / total, np.arange(number) / number]
    return np.concatenate([*parts, np.stack(sizes, axis=1), dense], axis=1).astype(np.float32)
