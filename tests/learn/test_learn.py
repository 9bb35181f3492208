"""Learning from pages to a publication file."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

import newsclean.learn
from newsclean.authoring.publication_file import publication_text, table_of
from newsclean.learn.proposals import propose
from newsclean.rules.files.publication import parse_publication
from tests.conftest import Run
from tests.support.piles import gull_post_page, learned, story


@pytest.fixture
def pages() -> list[str]:
    return [gull_post_page(n, (n + 1) % 6) for n in range(6)]


def test_pages_become_a_publication_file_whose_tests_hold(call: Run, tmp_path: Path, pages: list[str]) -> None:
    for n, text in enumerate(pages):
        (tmp_path / f"{n}.html").write_text(text, encoding="utf-8")
    out = tmp_path / "rules" / "gull-post.toml"
    done = call("learn", *sorted(tmp_path.glob("*.html")), "--out", f"{out.parent}/")
    assert done.returncode == 0, done.stderr
    publication = parse_publication(out.read_text(encoding="utf-8"), out.name)
    assert (publication.name, publication.domains, publication.inside) == (
        "Gull Post",
        ("gullpost.example",),
        "classify",
    )
    assert any(example.html for example in publication.examples)
    assert all(str(story(n)[0]) not in rule.line for rule in publication.rules for n in range(6))
    checked = call("rules", "check", out)
    assert checked.returncode == 0, checked.stderr
    body = call("--rules", out, tmp_path / "3.html").stdout.decode()
    assert "none of them loud" not in body
    assert story(4)[0] not in body
    assert all(line in body for line in story(3)[1:])


def test_the_worked_example_of_the_documentation() -> None:
    pages = []
    for n in range(6):
        lines = story(n, 4)
        appeal = [
            "A word from the Courier",
            f"Please give {['$5', '12 euros', '$3'][n % 3]} before the end of {['May', 'June', 'July'][n % 3]}.",
            "Not today, thanks",
        ]
        pages.append([*lines[: 2 + n % 3], *appeal, *lines[2 + n % 3 :]])
    (proposal,) = propose(learned(pages))
    shown = textwrap.indent(publication_text({"drop": [table_of(proposal.rule)]}).strip(), " " * 4)
    assert newsclean.learn.__doc__
    assert shown in newsclean.learn.__doc__
