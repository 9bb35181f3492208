"""Generated pages are up to date."""

import re
from importlib import import_module

import pytest

import newsclean
from tests.support.documents import DOCS
from tests.support.reference import PAGES


@pytest.mark.parametrize("name", PAGES)
def test_generated_page_is_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run python -m tests.support.reference"


def test_the_reference_of_python_names_what_there_is() -> None:
    """Mkdocstrings builds the page without running newsclean, so a name that is gone would only be missing."""
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    shown: set[str] = set()
    for place, members in re.findall(r"^::: (\S+)\n(?:    options:\n      members: \[(.+)\])?", text, re.MULTILINE):
        module, _, name = place.rpartition(".")
        for member in members.split(", ") if members else [name]:
            assert hasattr(import_module(place if members else module), member) or place == "newsclean.errors", member
            shown.add(member)
    public = {name for name in newsclean.__all__ if not name.startswith("_") and not name.endswith("Error")}
    assert public - shown == {"Block", "Label", "Page"}
