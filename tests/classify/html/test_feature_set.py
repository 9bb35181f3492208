"""The second stage's columns of HTML blocks."""

import numpy as np
import pytest

from newsclean.classify.html.feature_set import CONTEXT_FEATURES, context_features
from tests.classify.html.pages import PAGE, table_of


@pytest.mark.parametrize("probability", [0.0, 0.3, 1.0])
def test_any_probabilities_give_finite_columns(probability: float) -> None:
    page, table = table_of(PAGE)
    found = context_features(table, np.full(len(page.blocks), probability))
    assert found.shape == (len(page.blocks), len(CONTEXT_FEATURES))
    assert np.isfinite(found).all()


@pytest.mark.parametrize("markup", ["<p>x", "<html><body>bare", "<div>" * 3000 + "deep"])
def test_a_page_of_one_block_has_columns(markup: str) -> None:
    page, table = table_of(markup)
    assert np.isfinite(context_features(table, np.ones(len(page.blocks)))).all()
