"""The feature table of HTML blocks."""

import numpy as np
import pytest

from newsclean.classify.html.features import FEATURES
from tests.classify.html.pages import PAGE, PARAGRAPH, table_of


def test_features_separate_the_article_from_its_surroundings() -> None:
    page, table = table_of(PAGE)
    rows = {
        block.text: dict(zip(FEATURES, row, strict=True)) for block, row in zip(page.blocks, table.matrix, strict=True)
    }
    assert rows["Home News"]["link_density"] == pytest.approx(8 / 9)
    assert rows["Ferry returns"]["is_headline"] == 1
    assert rows["Ice on the harbour"]["near:related"] == 1
    assert rows[f"{PARAGRAPH} And so it did."]["all<article>"] == 1
    copies = table.column("copy")[table.column("copies") == 2]
    assert copies.tolist() == [1, 2]
    assert table.matrix.shape == (len(page.blocks), len(FEATURES))
    assert np.isfinite(table.matrix).all()
