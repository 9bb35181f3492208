"""Every fixture has a golden, and cleaning the fixture gives exactly that golden."""

from pathlib import Path

import pytest

from tests.support.golden import DUMPS, PAGES, clean_fixture, describe, golden_of, pages


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_fixture_gives_its_golden(page: Path) -> None:
    golden = golden_of(page)
    assert golden.exists(), f"no golden: look at `newsclean explain {page}`, then python -m tests.support.golden {page}"
    assert describe(clean_fixture(page)) == golden.read_text(encoding="utf-8")


def test_every_golden_has_its_fixture() -> None:
    goldens = {path for folder in (PAGES, DUMPS) for path in folder.glob("*.golden")}
    assert goldens == {golden_of(page) for page in pages()}
