"""Convert LightGBM's boosters to an `Ensemble`, which newsclean evaluates without LightGBM."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

import numpy as np

from newsclean.classify.trees.ensemble import MAX_LEAVES, Ensemble

_ALL = 0xFFFFFFFF


def ensemble_from(*boosters: Any, cascade_size: int, early_exit_threshold: float) -> Ensemble:
    """Return the mean of boosters: the first tree of each, then the second of each, and so on.

    Leaf values are rounded to half precision, as in a model's file, so a model in memory and its file agree. Raises
    `ValueError` for trees with more than `MAX_LEAVES` leaves.
    """
    rounds = zip_longest(*(booster.dump_model()["tree_info"] for booster in boosters))
    trees = [tree["tree_structure"] for together in rounds for tree in together if tree is not None]
    leaves = max(2, *(_count_leaves(tree) for tree in trees))
    if leaves > MAX_LEAVES:
        raise ValueError(f"a tree has {leaves} leaves; an ensemble takes {MAX_LEAVES}")
    shape = (len(trees), leaves - 1)
    feature = np.zeros(shape, dtype=np.int64)
    threshold = np.full(shape, np.inf, dtype=np.float32)
    mask = np.full(shape, _ALL, dtype=np.uint32)
    leaf = np.zeros((len(trees), leaves), dtype=np.float32)
    for number, tree in enumerate(trees):
        splits: list[tuple[int, float, int]] = []
        values: list[float] = []
        _collect(tree, splits, values)
        for position, (column, border, remaining) in enumerate(splits):
            feature[number, position] = column
            threshold[number, position] = _rounded_down(border)
            mask[number, position] = remaining
        leaf[number, : len(values)] = values
    rounded = (leaf / len(boosters)).astype(np.float16).astype(np.float32)
    # the trainer stops early when nothing is left to learn
    return Ensemble(feature, threshold, mask, rounded, min(cascade_size, len(trees)), early_exit_threshold)


def _count_leaves(node: dict[str, Any]) -> int:
    if "split_feature" not in node:
        return 1
    return _count_leaves(node["left_child"]) + _count_leaves(node["right_child"])


def _collect(node: dict[str, Any], splits: list[tuple[int, float, int]], values: list[float]) -> None:
    """Append a tree's splits to `splits`, and its leaf values from left to right to `values`.

    The mask of a split has the leaves that remain when a row fails it: all but those of its left child.
    """
    if "split_feature" not in node:
        values.append(float(node["leaf_value"]))
        return
    start = len(values)
    _collect(node["left_child"], splits, values)
    removed = (1 << len(values)) - (1 << start)
    splits.append((int(node["split_feature"]), float(node["threshold"]), _ALL & ~removed))
    _collect(node["right_child"], splits, values)


def _rounded_down(border: float) -> Any:
    """Return the largest single-precision number not above a border, because features are single precision."""
    rounded = np.float32(border)
    return np.nextafter(rounded, np.float32(-np.inf)) if float(rounded) > border else rounded
