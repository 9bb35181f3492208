"""Fixtures of the batch's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.batches import story, write


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder, which is the working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def six_pages(here: Path) -> Path:
    """Return a folder with six pages in the working folder."""
    return write(here / "pages", {f"{n}.txt": story(n) for n in range(6)})
