"""Ensembles: the early exit, and the arrays of a file."""

from __future__ import annotations

import numpy as np
import pytest

from newsclean.classify.trees.ensemble import EXTRAPOLATION, Ensemble
from newsclean.classify.trees.evaluate import ROWS_AT_ONCE


def ensemble(cascade_size: int, early_exit_threshold: float) -> Ensemble:
    """Return three trees of one split, `feature 0 <= 0`, with the leaf values -1 and 1."""
    shape = (3, 1)
    return Ensemble(
        feature=np.zeros(shape, dtype=np.int64),
        threshold=np.zeros(shape, dtype=np.float32),
        mask=np.full(shape, 0xFFFFFFFE, dtype=np.uint32),
        leaf=np.tile(np.array([-1.0, 1.0], dtype=np.float32), (3, 1)),
        cascade_size=cascade_size,
        early_exit_threshold=early_exit_threshold,
    )


ROWS = np.array([[-1.0], [1.0]], dtype=np.float32)


def test_without_a_cascade_every_row_goes_through_all_trees() -> None:
    assert ensemble(3, 0.0).scores(ROWS).tolist() == [-3, 3]


def test_a_low_row_stops_early_and_its_score_is_extrapolated() -> None:
    assert ensemble(1, -0.5).scores(ROWS).tolist() == [-EXTRAPOLATION, 3]
    assert ensemble(1, -2.0).scores(ROWS).tolist() == [-3, 3]


@pytest.mark.parametrize("number", [0, 1, ROWS_AT_ONCE, ROWS_AT_ONCE + 1])
def test_any_number_of_rows_has_scores(number: int) -> None:
    rows = np.resize(ROWS, (number, 1))
    assert ensemble(1, -0.5).scores(rows).tolist() == [-EXTRAPOLATION if row < 0 else 3 for row in rows[:, 0]]


def test_an_ensemble_survives_its_arrays() -> None:
    one = ensemble(1, -0.5)
    again = Ensemble.of_arrays(one.arrays("block"), "block")
    assert (again.cascade_size, again.early_exit_threshold) == (1, -0.5)
    assert again.scores(ROWS).tolist() == one.scores(ROWS).tolist()
