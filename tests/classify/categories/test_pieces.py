"""Long pages: the second stage sees some of the blocks at a time, and gives each what it would get alone."""

from __future__ import annotations

import numpy as np
import pytest

from newsclean.classify.categories import model as categories
from newsclean.classify.categories.model import shipped_categories
from newsclean.classify.categories.view import html_view
from newsclean.classify.html.features import html_features
from newsclean.lexicon.phrases import lexicon
from newsclean.options import Options
from newsclean.readers import read
from newsclean.sources import Source
from tests.support.golden import PAGES


def test_pieces_change_no_probability(monkeypatch: pytest.MonkeyPatch) -> None:
    page = read(Source.from_path(PAGES / "harbour-post.html"), Options())
    view = html_view(page, html_features(page.blocks, page.metadata, lexicon()))
    whole = shipped_categories("html").probabilities(view)
    monkeypatch.setattr(categories, "PIECES", 1)
    monkeypatch.setattr(categories, "DENSE_ROWS", 3)
    assert len(whole) > 2 * categories.piece_rows(shipped_categories("html").networks[0].hidden)
    np.testing.assert_array_equal(shipped_categories("html").probabilities(view), whole)
