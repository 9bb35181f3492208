"""Trees evaluated for many rows at once reach the same leaves as row by row."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.training.lightgbm_export import ensemble_from

FEATURES = 3

leaf = st.integers(-8, 8).map(lambda value: {"leaf_value": value / 4})
tree = st.recursive(
    leaf,
    lambda inner: st.builds(
        lambda feature, border, left, right: {
            "split_feature": feature,
            "threshold": border,
            "left_child": left,
            "right_child": right,
        },
        st.integers(0, FEATURES - 1),
        st.sampled_from([-1.0, 0.0, 0.5]),
        inner,
        inner,
    ),
    max_leaves=9,
)
row = st.lists(st.sampled_from([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0]), min_size=FEATURES, max_size=FEATURES)


def booster(trees: list[Any]) -> Any:
    return SimpleNamespace(dump_model=lambda: {"tree_info": [{"tree_structure": tree} for tree in trees]})


def value(node: dict[str, Any], features: list[float]) -> float:
    while "split_feature" in node:
        left = features[node["split_feature"]] <= node["threshold"]
        node = node["left_child"] if left else node["right_child"]
    return float(node["leaf_value"])


@given(st.lists(tree, min_size=1, max_size=6), st.lists(row, min_size=1, max_size=20), st.integers(0, 6))
def test_rows_reach_the_same_leaves_together_as_one_by_one(
    trees: list[dict[str, Any]], rows: list[list[float]], first: int
):
    ensemble = ensemble_from(booster(trees), cascade_size=first, early_exit_threshold=-np.inf)
    expected = [sum(value(tree, features) for tree in trees) for features in rows]
    assert ensemble.scores(np.array(rows, dtype=np.float32)).tolist() == pytest.approx(expected)


def test_no_rows_have_no_sums():
    ensemble = ensemble_from(booster([{"leaf_value": 0.5}]), cascade_size=1, early_exit_threshold=0.0)
    assert ensemble.scores(np.empty((0, FEATURES), dtype=np.float32)).tolist() == []
