"""Marks in Markdown: whatever characters are beside them, they show the text and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean import Article
from newsclean.article import BodyBlock
from newsclean.blocks import Category
from newsclean.marks import Frame, Mark, MarkKind
from newsclean.render import Layout, RenderOptions, render, to_markdown
from newsclean.text.normalise import tidy
from tests.support.commonmark import PARSER, shown_text, squeezed

KINDS: tuple[MarkKind, ...] = ("link", "strong", "emphasis", "code", "deleted", "sup", "inserted", "break")
ALPHABET = 'ab1é中€©"“).(!?:;,-+*_~`[]<>&#=|\\/$ '


def article_of(text: str, *marks: Mark, category: Category = Category.BODY, within: tuple[Frame, ...] = ()) -> Article:
    block = BodyBlock(category, text, 0, marks=marks, within=within)
    return Article(source="x", encoding="utf-8", body=text, blocks=(block,))


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, tuple[Mark, ...]]:
    """Draw a text with up to five marks, which lie inside or beside each other."""
    text = tidy(draw(st.text(ALPHABET, min_size=1, max_size=24)))
    marks: list[Mark] = []
    for _ in range(draw(st.integers(0, 5)) if text else 0):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        kind = draw(st.sampled_from(KINDS))
        if kind == "break":
            if text[start] != " ":
                continue
            end = start + 1
        if all(end <= m.start or m.end <= start or (m.start <= start and end <= m.end) for m in marks):
            value = "https://island.example/a(b)_c*?x=1&amp;y=[2]" if kind == "link" else ""
            marks.append(Mark(kind, start, end, value, 'The "boat" | pier' if kind == "link" else ""))
    return text, tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end)))


@given(
    marked_texts(), st.sampled_from(["inline", "reference"]), st.sampled_from(["paragraph", "cell", "heading", "item"])
)
def test_marks_show_the_text_and_nothing_else(drawn: tuple[str, tuple[Mark, ...]], style: str, place: str) -> None:
    text, marks = drawn
    if not text:
        return
    table = (Frame("table", 1, rows=1, columns=1), Frame("cell", 2, row=0, column=0, rows=1, columns=1))
    category = {"heading": Category.SUBHEADING, "item": Category.LIST}.get(place, Category.BODY)
    article = article_of(text, *marks, category=category, within=table if place == "cell" else ())
    markdown = render(article, RenderOptions("markdown", layout=Layout(link_style=style)))  # type: ignore[arg-type]
    assert shown_text(markdown) == squeezed(text)


@pytest.mark.parametrize(
    ("marks", "markdown"),
    [
        ([Mark("strong", 0, 3)], "**One** two."),
        ([Mark("emphasis", 1, 2)], "O*n*e two."),
        ([Mark("strong", 0, 7), Mark("emphasis", 0, 3)], "**_One_ two**."),
        ([Mark("strong", 0, 3), Mark("emphasis", 3, 7)], "**One** two."),
        ([Mark("strong", 0, 8)], "**One two.**"),
        ([Mark("strong", 7, 8)], "One tw&#111;**.**"),
        ([Mark("link", 0, 3, "https://a.example/b c(d)", "T")], '[One](https://a.example/b%20c\\(d\\) "T") two.'),
        ([Mark("code", 4, 7)], "One `two`."),
        ([Mark("deleted", 4, 7)], "One ~~two~~."),
        ([Mark("sup", 4, 7)], "One <sup>two</sup>."),
        ([Mark("quotation", 4, 7)], "One “two”."),
        ([Mark("break", 3, 4)], "One\\\ntwo."),
        ([Mark("math", 3, 3, "a<b")], "One$a\\lt b$ two."),
        ([Mark("language", 0, 3, "fr")], "One two."),
    ],
)
def test_each_mark_has_its_sign(marks: list[Mark], markdown: str) -> None:
    assert to_markdown(article_of("One two.", *marks)) == markdown + "\n"


def test_links_can_be_references_or_plain_text() -> None:
    marks = [Mark("link", 0, 3, "https://a.example/", "T"), Mark("link", 4, 7, "https://a.example/", "T")]
    article = article_of("One two.", *marks)
    references = render(article, RenderOptions("markdown", layout=Layout(link_style="reference")))
    assert references == '[One][1] [two][1].\n\n[1]: https://a.example/ "T"\n'
    assert render(article, RenderOptions("markdown", layout=Layout(links=False))) == "One two.\n"


def test_a_link_after_an_exclamation_mark_is_no_image() -> None:
    markdown = to_markdown(article_of("No!Yes", Mark("link", 3, 6, "https://a.example/")))
    inline = next(token for token in PARSER.parse(markdown) if token.type == "inline")
    assert [child.type for child in inline.children or ()] == [
        "text",
        "link_open",
        "text",
        "link_close",
    ]
