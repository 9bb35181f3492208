"""Several articles on one page, and pull quotes."""

from __future__ import annotations

import pytest

from newsclean import clean

OWN = [
    f"The paper mill on the Orr will close in spring, and worker number {number} heard of it on the radio in the car."
    for number in range(1, 7)
]
OTHER = [
    f"Pupils in Ormsby will start their lessons at nine, said board member {number} after a trial of two years there."
    for number in range(1, 7)
]
ENTRIES = [
    f"<article><h2>The river passes mark number {number}</h2><p>{OTHER[number]} {OWN[number]}</p></article>"
    for number in range(4)
]


def text(paragraphs: list[str]) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def page(body: str, headline: str = "Paper mill on the Orr to close") -> str:
    head = f'<title>{headline}</title><meta property="og:title" content="{headline}">'
    return f"<!doctype html><html><head>{head}</head><body><main>{body}</main></body></html>"


FIRST = f'<article class="node"><h1>Paper mill on the Orr to close</h1>{text(OWN)}</article>'
SECOND = '<article class="{}"><{}>School day to start at nine</{}>' + text(OTHER) + "</article>"


@pytest.mark.parametrize(
    "body",
    [
        FIRST + SECOND.format("node", "h1", "h1"),
        SECOND.format("node", "h1", "h1") + FIRST,
        FIRST + SECOND.format("up-next", "h2", "h2"),
        (FIRST + SECOND.format("node", "h1", "h1")).replace("article", "section").replace("node", "story"),
    ],
    ids=["below", "above", "up next", "sections"],
)
def test_another_article_on_the_page_is_related(body: str) -> None:
    article = clean(page(body))
    assert article.body.split("\n\n") == OWN
    assert {entry.category.value for entry in article.ledger if entry.text in OTHER} == {"related"}


def test_entries_of_a_live_page_stay() -> None:
    article = clean(page(f"<h1>Paper mill on the Orr to close</h1>{text(OWN)}{''.join(ENTRIES)}"))
    assert all(OTHER[number] in article.body for number in range(4))


def test_sections_with_an_h1_each_stay() -> None:
    parts = f"<section><h1>Paper mill on the Orr to close</h1>{text(OWN)}</section>"
    article = clean(page(f"{parts}<section><h1>What will become of it</h1>{text(OTHER)}</section>"))
    assert all(paragraph in article.body for paragraph in (*OWN, *OTHER))


@pytest.mark.parametrize(
    "quote", ["heard of it on the radio in the car", "and worker number 3 heard of it on the radio"]
)
def test_a_pull_quote_is_printed_once(quote: str) -> None:
    shown = f'<blockquote class="pullquote"><p>{quote}</p><cite>Peter Ansell</cite></blockquote>'
    article = clean(
        page(f"<article><h1>Paper mill on the Orr to close</h1>{text(OWN[:3])}{shown}{text(OWN[3:])}</article>")
    )
    assert article.body.split("\n\n") == OWN
