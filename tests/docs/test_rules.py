"""The publication files in the documentation are valid, and each recipe passes its own test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from newsclean.authoring.check import check_files
from tests.support.documents import DOCS, Fence, fences
from tests.support.golden import FIXTURES

RECIPES = fences("toml", "cookbook.md")


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda fence: fence.code.partition("\n")[0])
def test_recipe_passes_its_own_test(recipe: Fence, tmp_path: Path) -> None:
    """A recipe without an id is the part of a file that matters; its identity does not."""
    has_id = recipe.code.startswith("id = ")
    name = re.findall(r'^id = "(.+)"', recipe.code)[0] if has_id else "recipe"
    file = tmp_path / f"{name}.toml"
    file.write_text(recipe.code if has_id else f'id = "recipe"\nname = "Recipe"\n{recipe.code}', encoding="utf-8")
    checked = check_files([file], pages=FIXTURES)
    assert checked.problems == ()
    assert checked.tests > 0


def test_there_are_twenty_recipes() -> None:
    headings = re.findall(r"^## \d+\. ", (DOCS / "cookbook.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(headings) >= 20
    assert len(RECIPES) >= 20
