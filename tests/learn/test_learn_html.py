"""Learning from HTML: the container, the boxes, and tests with the markup cut down."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclean.learn.regions import find_boxes, find_main
from newsclean.learn.repetition import Support
from newsclean.rules.files.publication import parse_publication
from tests.conftest import Run
from tests.support.piles import learned, story

SITE = "https://www.gullpost.example"


def page(n: int, teased: int) -> str:
    """Return a page whose sign-up box stands inside the article, and whose related box teases another page."""
    headline, *paragraphs = story(n)
    text = [f"<p>{line}</p>" for line in paragraphs]
    letters = "<h3>The gulls by mail</h3><p>Five letters a week, none of them loud.</p>"
    box = f"<aside class='newsletter-box grid'>{letters}</aside>"
    related = f"<div class='related-box'><h4>Also on the quay</h4><a href='/{teased}'>{story(teased)[0]}</a></div>"
    return (
        f"<html><head><link rel='canonical' href='{SITE}/{n}'><meta property='og:site_name' content='Gull Post'>"
        f"<meta property='og:title' content='{headline}'></head><body><nav class='menu'><a href='/'>Front page</a>"
        f"<a href='/tides'>Tides</a></nav><main class='story story-{n}1234'><h1>{headline}</h1>{''.join(text[:2])}{box}"
        f"{''.join(text[2:])}{related}</main><footer>All rights reserved by the gulls</footer></body></html>"
    )


@pytest.fixture
def pages() -> list[str]:
    return [page(n, (n + 1) % 6) for n in range(6)]


def test_the_container_and_the_boxes_are_found_by_lasting_names(pages: list[str]) -> None:
    found = learned(pages)
    assert find_main(found) in ("main", "main.story")
    boxes = {box.selector for box in find_boxes(found, find_main(found), Support())}
    assert "div.related-box" in boxes
    assert boxes & {"aside", "aside.newsletter-box"}
    assert "aside.grid" not in boxes


def test_a_box_with_paragraphs_of_the_article_is_none(pages: list[str]) -> None:
    framed = [text.replace("<p>", "<div class='share-frame'><p>").replace("</p>", "</p></div>") for text in pages]
    found = learned(framed)
    assert not any("share-frame" in box.selector for box in find_boxes(found, None, Support()))


def test_pages_become_a_file_with_selectors_whose_tests_hold(call: Run, tmp_path: Path, pages: list[str]) -> None:
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
