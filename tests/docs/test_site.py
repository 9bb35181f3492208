"""The pages of the documentation belong together: navigation, links, the table of rooms."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.support.documents import DOCS, ROOT, documents, links
from tests.test_package import FLOOR_OF

CONFIGURATION = DOCS / "site" / "mkdocs.yml"


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.name)
def test_links_inside_the_project_lead_somewhere(document: Path) -> None:
    for target in links(document.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        linked = document.parent / path
        assert linked.exists(), target
        if document.parent == DOCS:
            assert linked.parent == DOCS, f"{target}: the site has only the pages of this folder"
        if anchor:
            assert anchor in anchors(linked), target


def anchors(document: Path) -> set[str]:
    """Return the anchors of a page's headings, as Markdown's toc extension makes them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower()) for heading in headings}


def test_navigation_names_every_page() -> None:
    navigation = yaml.safe_load(CONFIGURATION.read_text(encoding="utf-8"))["nav"]
    assert sorted(pages(navigation)) == sorted(page.name for page in DOCS.glob("*.md"))


def pages(entries: list[object]) -> list[str]:
    """Return the file names in a navigation."""
    found: list[str] = []
    for entry in entries:
        for value in entry.values() if isinstance(entry, dict) else [entry]:
            found += pages(value) if isinstance(value, list) else [value]
    return found


def test_architecture_names_every_room_with_its_floor() -> None:
    table = (DOCS / "architecture.md").read_text(encoding="utf-8")
    named = dict(re.findall(r"^\| `([a-z_]+(?:\.py|/))` \| (\d+|–) \|", table, re.MULTILINE))
    package = ROOT / "newsclean"
    rooms = {f"{path.name}/" for path in package.iterdir() if path.is_dir() and path.name != "__pycache__"}
    modules = {path.name for path in package.glob("*.py") if not path.name.startswith("__")} - {"version.py"}
    assert set(named) == rooms | modules
    floors = {name: FLOOR_OF.get(re.sub(r"\W.*", "", name)) for name in named}
    assert named == {name: "–" if floor is None else str(floor + 1) for name, floor in floors.items()}


def test_the_top_of_the_project_is_small() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("no git here")
    names = {line.partition("/")[0] for line in listed.stdout.splitlines()}
    assert {name for name in names if not name.startswith(".")} == {
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "README.md",
        "fixtures",
        "newsclean",
        "pyproject.toml",
        "tests",
    }
