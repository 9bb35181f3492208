"""The columns and the selection that the feature sets share."""

import numpy as np

from newsclean.classify.feature_set import RUN_FEATURES, SELECTION_FEATURES, Expectation, best_prefix


def test_best_prefix_maximises_expected_f1() -> None:
    assert best_prefix(np.array([0.9, 0.1, 0.8]), np.array([500.0, 400.0, 300.0])).tolist() == [True, False, True]


def test_best_prefix_keeps_the_best_blocks_of_an_unsure_page_but_no_hopeless_ones() -> None:
    assert best_prefix(np.array([0.2, 0.1]), np.array([50.0, 60.0])).any()
    assert not best_prefix(np.array([0.01, 0.02]), np.array([50.0, 60.0])).any()


def test_a_long_gap_separates_two_runs_and_the_larger_one_ranks_first() -> None:
    view = Expectation.of(np.array([10, 100, 400, 900, 900]), np.array([0, 0.9, 0.1, 0.9, 0.9], dtype=np.float32))
    runs = dict(zip(RUN_FEATURES, view.runs(), strict=True))
    assert runs["stretch_rank"].tolist() == [1, 1, 1, 0, 0]
    assert runs["gap_before"].tolist() == [50, 0, 440, 0, 0]


def test_a_selection_of_everything_sure_has_an_expected_f1_of_one() -> None:
    view = Expectation.of(np.array([100.0, 200.0]), np.ones(2))
    features = dict(zip(SELECTION_FEATURES, view.of_selection(np.ones(2, dtype=bool)), strict=True))
    assert (features["expected_f1"], features["size_share"], features["blocks"]) == (1, 1, 2)
