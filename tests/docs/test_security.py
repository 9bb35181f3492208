"""The table of promises: every test that it names exists."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "newsclean" / "docs" / "security.md").read_text("utf-8")
TESTS = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)


@pytest.mark.parametrize(("file", "test"), TESTS)
def test_every_promise_has_its_test(file: str, test: str) -> None:
    assert f"def {test}(" in (ROOT / file).read_text("utf-8")
