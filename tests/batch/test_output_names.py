"""Names of outputs: whatever the inputs are called, each has one of its own, and it lies in the output folder."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclean import Options
from newsclean.batch.discover import FoundInput
from newsclean.batch.fingerprint import current_fingerprint
from newsclean.batch.output_names import folded, loaded, mirrored, short_name, stored
from newsclean.batch.pages.manifest import empty_manifest
from newsclean.batch.pages.plan import Plan, assign_names
from newsclean.render import RenderOptions
from tests.support.batches import batch

STEPS = st.sampled_from(
    ["a", "A", "b", "ß", "SS", "é", "e\u0301", "..", ".", "a.html", "a.txt", "A.HTML", "a.html.gz", "a~2", ".gz"]
)
WORDS = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=5)
PATHS = st.lists(st.lists(STEPS | WORDS, min_size=1, max_size=3).map("/".join), min_size=1, max_size=12, unique=True)


def names(paths: list[str]) -> dict[str, str]:
    """Return the names that a plan gives."""
    with closing(empty_manifest()) as database:
        one = batch(Path("out"), "pages")
        plan = Plan(database, one, current_fingerprint(Options(), RenderOptions("json")), "/here")
        plan.create_tables()
        plan.add(FoundInput(path) for path in paths)
        assign_names(database, one.page_ending)
        return {loaded(row["path"]): loaded(row["name"]) for row in database.execute("SELECT path, name FROM plan")}


@settings(deadline=None)
@given(PATHS)
def test_every_input_has_a_name_of_its_own_below_the_output_folder(paths: list[str]) -> None:
    given_names = names(paths)
    assert set(given_names) == set(paths)
    assert len({folded(name) for name in given_names.values()}) == len(paths)
    for name in given_names.values():
        assert ".." not in PurePosixPath(name).parts
        assert not name.startswith("/")
        assert name.endswith(".json")
    # what stands alone has its short name, whoever else is there
    shorts = {path: short_name(mirrored(path), ".json") for path in paths}
    for path, short in shorts.items():
        if [folded(other) for other in shorts.values()].count(folded(short)) == 1:
            assert given_names[path] == short


@pytest.mark.parametrize(
    ("path", "mirror", "short"),
    [
        ("a/b.html", "a/b.html", "a/b.json"),
        ("/srv/a/b.HTM.gz", "srv/a/b.HTM.gz", "srv/a/b.json"),
        ("../../a/../b.com", "a/b.com", "a/b.com.json"),
        ("a.gz", "a.gz", "a.gz.json"),
        (".html", ".html", ".html.json"),
        ("..", "page", "page.json"),
        (".newsclean-tmp/a.html", "a.html", "a.json"),
    ],
)
def test_names(path: str, mirror: str, short: str) -> None:
    assert mirrored(path) == mirror
    assert short_name(mirror, ".json") == short


@given(
    st.binary(min_size=1, max_size=8)
    | st.text(min_size=1, max_size=8).map(lambda text: text.encode("utf-8", "replace"))
)
def test_a_name_of_any_bytes_survives_the_manifest(data: bytes) -> None:
    name = os.fsdecode(data)
    held = stored(name)
    assert loaded(held) == name
    if isinstance(held, str):
        held.encode("utf-8")
