"""Markdown, with and without front matter."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from newsclean import Article, Source, clean
from newsclean.article import BodyBlock
from newsclean.blocks import Category
from newsclean.metadata import Access
from newsclean.render import RenderOptions, front_matter, render, to_markdown, to_text
from newsclean.text.normalise import tidy
from tests.support.golden import PAGES

AWKWARD = Article(
    source="x",
    encoding="utf-8",
    headline='Mayor: "No, not yet" # 1\n---',
    authors=("Ana Ruiz", "Yes: No"),
    published="2023-04-03",
    section="null",
    tags=("no", "1.0", "a, b; c"),
    image={"url": "https://island.example/a.jpg"},
    access=Access("truncated", 0.43),
    body="One.",
)

PROSE = "The ferry will sail again on Monday, the harbour office said after the last storm of the winter."


def article_of(*blocks: tuple[Category, str], headline: str | None = None) -> Article:
    body = tuple(BodyBlock(category, text, index) for index, (category, text) in enumerate(blocks))
    text = "\n\n".join(block.text for block in body)
    return Article(source="x", encoding="utf-8", headline=headline, body=text, blocks=body)


def test_front_matter_is_yaml_and_keeps_every_value() -> None:
    lines = front_matter(AWKWARD).splitlines()
    assert lines[0] == lines[-1] == "---"
    found = yaml.safe_load("\n".join(lines[1:-1]))
    assert found["headline"] == AWKWARD.headline
    assert found["authors"] == ["Ana Ruiz", "Yes: No"]
    assert found["published"] == "2023-04-03"
    assert (found["section"], found["tags"]) == ("null", ["no", "1.0", "a, b; c"])
    assert found["access"] == {"state": "truncated", "visible": 0.43, "notice": None}
    assert "standfirst" not in found


def test_named_fields_are_present_even_if_unknown() -> None:
    assert front_matter(AWKWARD, ("standfirst", "section")) == '---\nstandfirst: null\nsection: "null"\n---\n'


def test_markdown_has_front_matter_on_request_and_none_without_an_article() -> None:
    article = clean(Source.from_path(PAGES / "harbour-post.html"))
    with_front_matter = RenderOptions("markdown", front_matter=True)
    plain, with_facts = render(article, RenderOptions("markdown")), render(article, with_front_matter)
    assert with_facts == front_matter(article) + "\n" + plain
    assert render(Article(source="x", encoding="utf-8", headline="Title"), with_front_matter) == ""


def test_markdown_marks_each_kind_of_block() -> None:
    article = article_of(
        (Category.BODY, "One."),
        (Category.SUBHEADING, "Head"),
        (Category.LIST, "a"),
        (Category.LIST, "b"),
        (Category.QUOTE, "Said."),
        (Category.CODE, "x = 1"),
        headline="Title",
    )
    assert to_markdown(article) == "# Title\n\nOne.\n\n## Head\n\n- a\n- b\n\n> Said.\n\n```\nx = 1\n```\n"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("*star* [link] a_b", r"\*star\* \[link\] a_b"),
        ("# no title", r"\# no title"),
        ("1. May", r"1\. May"),
        ("2025) was dry", r"2025\) was dry"),
        ("- dash", r"\- dash"),
        ("> said", r"\> said"),
        ("Don't - stop. 3 > 2", r"Don't - stop. 3 \> 2"),
        ("~~~ note", r"\~\~\~ note"),
        ("~~struck~~ ~7", r"\~\~struck\~\~ ~7"),
        ("&lt;b&gt; AT&T &#60; &amp", r"\&lt;b\&gt; AT&T \&#60; &amp"),
        ("#", r"\#"),
        ("+", r"\+"),
        ("3.", r"3\."),
    ],
)
def test_markdown_escapes_what_would_be_markup(text: str, markdown: str) -> None:
    assert to_markdown(article_of((Category.BODY, text))) == markdown + "\n"


MARKS = st.text(alphabet="ab1.) #>-+=~`*_[]()<>&;!|\\:/'\"\t", max_size=12)
PIECES = st.sampled_from(
    ["~~~ note", "```", "&lt;", "&#60;", "<b>", "<!--", "[x]: y", "![a](b)", "---", "===", "1. ", "http://a.example"]
)


@given(
    st.lists(MARKS | PIECES, min_size=1, max_size=4), st.sampled_from([Category.BODY, Category.QUOTE, Category.LIST])
)
def test_markdown_shows_exactly_the_text(pieces: list[str], category: Category) -> None:
    text = tidy("".join(pieces))
    if not text:
        return
    markdown = to_markdown(article_of((category, text), (Category.BODY, "The end.")))
    shown = [
        token for token in MarkdownIt().enable("strikethrough").parse(markdown) if token.type in ("inline", "fence")
    ]
    assert [_shown(token) for token in shown] == [text, "The end."]


def _shown(token: Token) -> str:
    return "".join(child.content for child in token.children or ())


@pytest.mark.parametrize(
    ("text", "read"),
    [("~~~ note", "~~~ note"), ("~~struck~~", "~~struck~~"), ("# +", "# +"), ("AT&amp;T", "AT&T")],
)
def test_escapes_are_read_back(text: str, read: str) -> None:
    """A reader of dumps decodes entities, escaped or not; it leaves no backslash behind."""
    body = "The ferry will sail again on Monday, the harbour office said after the last storm of the winter"
    blocks = [(Category.SUBHEADING, "Tickets"), *[(Category.BODY, f"{body} {text}.")] * 3]
    assert f"{body} {read}." in clean(to_markdown(article_of(*blocks, headline="Ferry returns"))).body


@pytest.mark.parametrize("text", ["| Port | Ferry | Crew and guests", "|", ": - |", "+ bread", "***", "-----"])
def test_a_paragraph_that_begins_like_markup_is_read_back(text: str) -> None:
    markdown = to_markdown(article_of(*[(Category.BODY, text), (Category.BODY, PROSE)], headline="Ferry returns"))
    assert clean(markdown).body.startswith(text)


@pytest.mark.parametrize("headline", ["- The fear grows on the island", "• The fear grows on the island"])
def test_a_headline_with_a_dash_is_the_same_from_markdown(headline: str) -> None:
    article = article_of((Category.BODY, PROSE), headline=headline)
    assert to_text(clean(to_markdown(article))) == to_text(article)
