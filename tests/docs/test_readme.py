"""The README is short, and its two commands are those that CI runs."""

from __future__ import annotations

from tests.support.documents import ROOT, fences

MAX_BYTES = 9000
"""A reader reads it in three minutes; everything else is a page of the documentation."""


def test_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_bytes()) <= MAX_BYTES


def test_the_two_commands_are_there() -> None:
    (install,) = fences("sh", "README.md")
    first, second = install.code.splitlines()
    assert first.startswith("pip install . && newsclean fixtures/")
    assert second == "pip install -e '.[dev]' && python -m pytest -n auto"
