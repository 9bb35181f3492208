"""Fixtures of the tests of rules."""

from pathlib import Path

import pytest

from tests.support.publications import write_layers


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a lower and a higher layer, `low` and `high`."""
    return write_layers(tmp_path)
