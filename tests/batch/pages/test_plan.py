"""The plan: every page gets an output name of its own, in this run and against earlier ones."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclean import Options, UsageError
from newsclean.batch.discover import FoundInput
from newsclean.batch.fingerprint import current_fingerprint
from newsclean.batch.output_names import folded, loaded, mirrored, short_name
from newsclean.batch.pages.manifest import empty_manifest
from newsclean.batch.pages.plan import Plan, assign_names
from newsclean.render import RenderOptions
from tests.support.batches import batch, html, run, story, tree, write

STEPS = st.sampled_from(
    ["a", "A", "b", "ß", "SS", "é", "e\u0301", "..", ".", "a.html", "a.txt", "A.HTML", "a.html.gz", "a~2", ".gz"]
)
WORDS = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=5)
PATHS = st.lists(st.lists(STEPS | WORDS, min_size=1, max_size=3).map("/".join), min_size=1, max_size=12, unique=True)


def test_pages_with_unknown_endings_are_cleaned_too(here: Path) -> None:
    write(here / "pages", {"a.com_news_1": html(1), "b": story(2), "c.2024": story(3), "d.HTML": html(4)})
    assert run(here / "out", "pages")[0].statuses == {"ok": 4}
    assert sorted(tree(here / "out")) == [f"pages/{name}.json" for name in ("a.com_news_1", "b", "c.2024", "d")]


def test_colliding_names_are_all_long(here: Path) -> None:
    write(
        here / "pages", {name: story(n) for n, name in enumerate(["b.html", "b.txt", "B.md", "b.html.gz.md", "c.txt"])}
    )
    run(here / "out", "pages")
    assert set(tree(here / "out")) == {f"pages/{name}.json" for name in ("B.md", "b.html", "b.html.gz", "b.txt", "c")}
    # two pages want x/a.html.json: it is the short name of one, so the other gets a number
    write(
        here,
        {
            "x/a.html": story(1),
            "x/a.txt": story(2),
            "x/a.html.txt": story(3),
            "../x/a.html".replace("..", "y"): story(4),
        },
    )
    run(here / "more", "x", "y/../x/a.html")
    assert sorted(tree(here / "more")) == ["x/a.html.json", "x/a.html~2.json", "x/a.txt.json", "y/x/a.json"]


def test_a_name_from_an_earlier_run_is_not_given_again(here: Path) -> None:
    write(here, {"a.html": html(1)})
    run(here / "out", "a.html")
    first = tree(here / "out")
    write(here, {"a.txt": story(2)})
    run(here / "out", "a.txt")
    assert tree(here / "out") == first | {"a.txt.json": tree(here / "out")["a.txt.json"]}
    # together both get long names, and the earlier name goes
    run(here / "out", "a.html", "a.txt")
    assert sorted(tree(here / "out")) == ["a.html.json", "a.txt.json"]


def test_pages_of_two_folders_never_share_a_name(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, {"one/a.txt": story(1), "two/a.txt": story(2)})
    monkeypatch.chdir(here / "one")
    run(here / "out", "a.txt")
    monkeypatch.chdir(here / "two")
    with pytest.raises(UsageError, match=r"the outputs in .* are those of .*one/a.txt"):
        run(here / "out", "a.txt")
    # a folder that has moved keeps its outputs
    monkeypatch.chdir(here)
    (here / "one").rename(here / "three")
    monkeypatch.chdir(here / "three")
    assert run(here / "out", "a.txt")[0].statuses == {"skipped-unchanged": 1}


def names(paths: list[str]) -> dict[str, str]:
    """Return the names that a plan gives to pages."""
    with closing(empty_manifest()) as database:
        one = batch(Path("out"), "pages")
        plan = Plan(database, one, current_fingerprint(Options(), RenderOptions("json")), "/here")
        plan.create_tables()
        plan.add(FoundInput(path) for path in paths)
        assign_names(database, one.page_ending)
        return {loaded(row["path"]): loaded(row["name"]) for row in database.execute("SELECT path, name FROM plan")}


@settings(deadline=None)
@given(PATHS)
def test_every_page_has_a_name_of_its_own_below_the_output_folder(paths: list[str]) -> None:
    given_names = names(paths)
    assert set(given_names) == set(paths)
    assert len({folded(name) for name in given_names.values()}) == len(paths)
    for name in given_names.values():
        assert ".." not in PurePosixPath(name).parts
        assert not name.startswith("/")
        assert name.endswith(".json")
    # a page whose short name no other page has gets it
    shorts = {path: short_name(mirrored(path), ".json") for path in paths}
    for path, short in shorts.items():
        if [folded(other) for other in shorts.values()].count(folded(short)) == 1:
            assert given_names[path] == short
