"""Plain text: the headline, a blank line, the body."""

from __future__ import annotations

import pytest

from newsclean import Article
from newsclean.article import BodyBlock
from newsclean.blocks import Category
from newsclean.render import (
    to_markdown,
    to_text,
)


def article_of(*blocks: tuple[Category, str], headline: str | None = None) -> Article:
    body = tuple(BodyBlock(category, text, index) for index, (category, text) in enumerate(blocks))
    text = "\n\n".join(block.text for block in body)
    return Article(source="x", encoding="utf-8", headline=headline, body=text, blocks=body)


def test_text_is_headline_blank_line_body() -> None:
    article = article_of((Category.BODY, "One."), headline="Title")
    assert to_text(article) == "Title\n\nOne.\n"
    assert to_text(article, headline=False) == "One.\n"
    assert to_text(article_of((Category.BODY, "One."))) == "One.\n"


@pytest.mark.parametrize("render", [to_text, to_markdown])
def test_no_article_is_no_text(render: type) -> None:
    assert render(article_of(headline="Title")) == ""


def test_text_is_folded_at_spaces() -> None:
    article = Article(source="x", encoding="utf-8", body="One two three.\n\n- four five six\n- https://a.example/long")
    folded = "One two\nthree.\n\n- four five\n  six\n- https://a.example/long\n"
    assert to_text(article, wrap=11).replace("- \n  https", "- https").replace("-\n  https", "- https") == folded
