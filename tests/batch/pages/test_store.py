"""Runs over pages: every page is accounted for, and every output has a name that a user can predict."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from newsclean import Options
from newsclean.blocks import Category, Policy
from tests.support.batches import html, run, statuses, story, tree, write


def test_relative_and_absolute_folders_give_all_their_pages(here: Path) -> None:
    pages = write(
        here / "pages", {"a.html": html(1), "sub/b.txt": story(2), "sub/deep/c.html.gz": gzip.compress(html(3))}
    )
    summary, heard = run(here / "out", "pages")
    assert (summary.exit_code, summary.statuses, heard.plan) == (0, {"ok": 3}, (3, 3))
    assert sorted(tree(here / "out")) == ["pages/a.json", "pages/sub/b.json", "pages/sub/deep/c.json"]
    absolute = run(here / "other", pages)[0]
    assert absolute.statuses == {"ok": 3}
    assert sorted(tree(here / "other")) == [
        f"{pages}/{name}"[1:] for name in ("a.json", "sub/b.json", "sub/deep/c.json")
    ]
    assert (
        json.loads((here / "out/pages/sub/b.json").read_bytes())["headline"] == "Ferry number 2 returns to the island"
    )


def test_identical_pages_have_an_output_each(here: Path) -> None:
    write(here / "pages", {"a.txt": story(1), "b.txt": story(1)})
    run(here / "out", "pages")
    outputs = tree(here / "out")
    assert sorted(outputs) == ["pages/a.json", "pages/b.json"]
    assert outputs["pages/a.json"].replace(b"pages/a.txt", b"pages/b.txt") == outputs["pages/b.json"]


@pytest.mark.parametrize(
    ("format_", "names"), [("text", ["a.txt"]), ("markdown", ["a.md"]), ("json", ["a.json", "b.json"])]
)
def test_formats(here: Path, format_: str, names: list[str]) -> None:
    write(here, {"a.html": html(1), "b.txt": b"Home\n\nNews\n"})
    summary, _ = run(here / "out", "a.html", "b.txt", format=format_)
    assert (summary.exit_code, summary.statuses) == (0, {"no-article": 1, "ok": 1})
    assert sorted(tree(here / "out")) == names
    assert run(here / "out", "a.html", "b.txt", format=format_)[0].statuses == {"skipped-unchanged": 2}


def test_options_reach_the_workers(here: Path) -> None:
    write(here, {"a.txt": story(1)})
    kept = Options(policy={Category.RELATED: Policy.KEEP})
    run(here / "out", "a.txt", format="text", options=kept)
    assert (here / "out/a.txt").read_text().endswith("Read more\n")


@pytest.mark.usefixtures("six_pages")
def test_an_unmounted_disk_prunes_nothing(here: Path) -> None:
    run(here / "out", "pages")
    (here / "pages").rename(here / "elsewhere")
    assert run(here / "out", "pages", prune=True)[0].pruned == 0
    (here / "pages").mkdir()
    assert run(here / "out", "pages", prune=True)[0].pruned == 0
    assert len(tree(here / "out")) == 6
    (here / "pages").rmdir()
    (here / "elsewhere").rename(here / "pages")
    assert run(here / "out", "pages")[0].statuses == {"skipped-unchanged": 6}


@pytest.mark.usefixtures("six_pages")
def test_outputs_of_missing_pages_are_kept_until_pruned(here: Path) -> None:
    run(here / "out", "pages", here / "pages/none.txt")
    (here / "pages/1.txt").unlink()
    write(here, {"later/x.txt": story(9)})
    run(here / "out", "later")
    summary, _ = run(here / "out", "pages")
    assert (summary.exit_code, summary.gone, summary.pruned) == (0, 2, 0)
    assert "2 gone" in str(summary)
    assert statuses(here / "out")["1.txt"] == "missing"
    assert "pages/1.json" in tree(here / "out")
    summary, _ = run(here / "out", "pages", prune=True)
    assert (summary.gone, summary.pruned) == (2, 2)
    assert sorted(statuses(here / "out")) == ["0.txt", "2.txt", "3.txt", "4.txt", "5.txt", "x.txt"]
    assert "pages/1.json" not in tree(here / "out")
    assert "later/x.json" in tree(here / "out")
