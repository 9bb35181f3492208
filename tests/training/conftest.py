"""Fixtures that the tests of training share: a gold folder of invented pages, and small models."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclean.training.examples import TrainOptions
from tests.support.invented_gold import write_gold

TINY = TrainOptions(folds=3, threads=1, block_trees=40, context_trees=40, page_trees=10)
"""Options that train a model in a second."""


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Return a gold folder of 24 invented pages."""
    return write_gold(tmp_path / "gold")
