"""HTML: what it shows, what it never lets through, and that newsclean reads it back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from newsclean import Article, Options, Source, clean
from newsclean.article import BodyBlock
from newsclean.blocks import Category
from newsclean.marks import Frame, Mark
from newsclean.render.formats import Layout
from newsclean.render.html import ATTRIBUTES, TAGS, to_html
from tests.support.golden import PAGES

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</article><iframe src=javascript:x()>",
    "&lt;b&gt; <!-- x --> ]]>",
]


def article_of(text: str, *marks: Mark) -> Article:
    block = BodyBlock(Category.BODY, text, 0, marks=marks)
    return Article(source="x", encoding="utf-8", headline=text, body=text, blocks=(block,), language="en")


def body_of(text: str, *marks: Mark) -> str:
    return to_html(article_of(text, *marks), headline=False).split("\n")[1]


@pytest.mark.parametrize(
    ("mark", "shown"),
    [
        (Mark("link", 0, 3, "https://a.example/?x&y", "T"), '<a href="https://a.example/?x&amp;y" title="T">One</a>'),
        (Mark("strong", 0, 3), "<strong>One</strong>"),
        (Mark("emphasis", 0, 3), "<em>One</em>"),
        (Mark("quotation", 0, 3), "<q>One</q>"),
        (Mark("language", 0, 3, "fr"), '<span lang="fr">One</span>'),
        (Mark("direction", 0, 3, "rtl"), '<span dir="rtl">One</span>'),
        (Mark("link", 0, 3, "javascript:alert(1)"), "<a>One</a>"),
    ],
)
def test_marks_are_tags(mark: Mark, shown: str) -> None:
    assert body_of("One two", mark) == f"<p>{shown} two</p>"


@given(st.sampled_from(HOSTILE) | st.text("<>&\"'=/ab ", min_size=1, max_size=30))
def test_text_is_never_markup(text: str) -> None:
    tree = html.fromstring(to_html(article_of(text), layout=Layout(is_standalone=True)))
    article = tree.find(".//article")
    assert {element.tag for element in article.iter()} <= TAGS
    assert all(set(element.attrib) <= ATTRIBUTES.get(element.tag, set()) for element in article.iter())
    assert (article.find("p").text or "").split() == text.split()


@pytest.mark.parametrize("name", sorted(page.name for page in PAGES.glob("*.html")))
def test_newsclean_reads_its_own_html_back(name: str) -> None:
    article = clean(Source.from_path(PAGES / name), options=Options(structure=True))
    if article.is_empty:
        return
    again = clean(to_html(article, layout=Layout(is_standalone=True)), url=article.url)
    assert re.sub(r"\s", "", again.body) == re.sub(r"\s", "", article.body)


def test_a_dropped_cell_leaves_its_column_empty() -> None:
    cells = ((0, 0, 2), (0, 1, 1), (1, 2, 1), (2, 1, 1))  # row, column, rows
    table = Frame("table", 1, rows=3, columns=3)
    blocks = tuple(
        BodyBlock(Category.TABLE, "x", number, within=(table, Frame("cell", 2 + number, None, row, column, rows, 1)))
        for number, (row, column, rows) in enumerate(cells)
    )
    shown = to_html(Article(source="x", encoding="utf-8", body="x", blocks=blocks))
    rows = [line for line in shown.split("\n") if line.startswith("<tr>")]
    assert rows == [
        '<tr><td rowspan="2">x</td><td>x</td></tr>',
        "<tr><td></td><td>x</td></tr>",
        "<tr><td></td><td>x</td></tr>",
    ]


def test_a_document_has_the_metadata_in_its_head() -> None:
    tree = html.fromstring(to_html(article_of('A "b" <c>'), layout=Layout(is_standalone=True)))
    assert tree.findtext(".//title") == 'A "b" <c>'
    assert tree.get("lang") == "en"
