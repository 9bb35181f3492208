"""Front matter in the keys of other programs."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
import yaml

from newsclean import Article
from newsclean.render import FIELD_ORDER, front_matter
from newsclean.render.formats import FrontMatterStyle
from newsclean.render.frontmatter import STYLES

ARTICLE = Article(
    source="x",
    encoding="utf-8",
    headline="A: b",
    authors=("Ana Ruiz",),
    section="Local",
    url="https://a.example/",
    body="One.",
)


@pytest.mark.parametrize("style", get_args(FrontMatterStyle))
def test_every_style_has_the_headline_and_the_authors(style: FrontMatterStyle) -> None:
    found = yaml.safe_load(front_matter(ARTICLE, style=style).strip("-\n"))
    assert "A: b" in found.values()
    assert ["Ana Ruiz"] in found.values()
    assert set(STYLES[style].values()) <= {*FIELD_ORDER, "summary"}


@pytest.mark.parametrize(("standfirst", "summary"), [("Shown.", "Shown."), (None, "Stated.")])
def test_the_summary_of_a_style_is_the_standfirst_else_the_description(standfirst: str | None, summary: str) -> None:
    article = replace(ARTICLE, standfirst=standfirst, description="Stated.")
    assert yaml.safe_load(front_matter(article, style="hugo").strip("-\n"))["description"] == summary


def test_styles_have_their_own_keys() -> None:
    assert yaml.safe_load(front_matter(ARTICLE, style="hugo").strip("-\n")) == {
        "title": "A: b",
        "authors": ["Ana Ruiz"],
        "categories": ["Local"],
        "canonicalURL": "https://a.example/",
    }
    assert front_matter(ARTICLE, ("headline",), "obsidian") == '---\ntitle: "A: b"\n---\n'
