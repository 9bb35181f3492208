"""Every fixture has a golden, and cleaning the fixture gives exactly that golden.

A golden may show a fault; `fixtures/KNOWN-FAULTS.md` lists them.
"""

import re
from pathlib import Path

import pytest

from tests.support.golden import DUMPS, FIXTURES, PAGES, clean_fixture, describe, golden_of, pages


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_fixture_gives_its_golden(page: Path) -> None:
    golden = golden_of(page)
    assert golden.exists(), f"no golden: look at `newsclean explain {page}`, then python -m tests.support.golden {page}"
    assert describe(clean_fixture(page)) == golden.read_text(encoding="utf-8")


def test_every_golden_has_its_fixture() -> None:
    goldens = {path for folder in (PAGES, DUMPS) for path in folder.glob("*.golden")}
    assert goldens == {golden_of(page) for page in pages()}


def test_every_known_fault_names_a_fixture() -> None:
    listed = re.findall(r"^\| `(.+?)` \|", (FIXTURES / "KNOWN-FAULTS.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert listed
    assert len(listed) == len(set(listed))
    assert set(listed) <= {page.relative_to(FIXTURES).as_posix() for page in pages()}


def test_there_are_forty_kinds_of_pages() -> None:
    assert len(pages()) >= 40
