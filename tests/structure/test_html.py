"""What HTML pages show besides text, block by block."""

from __future__ import annotations

import pickle

import pytest

from newsclean import Article, Options, clean
from newsclean.render import to_markdown

SENTENCE = "The harbour office said on Monday that the ferry will sail again after the storm of the winter."
PAGE = """<html lang="en"><head><title>Ferry</title><meta name="description" content="{sentence}">
<base href="https://island.example/news/"></head>
<body><article><h1>The ferry returns</h1><p>{sentence}</p>{content}<p>{sentence} It carries cars.</p></article></body>
"""
RICH = Options(structure=True)


def page_of(content: str) -> str:
    return PAGE.format(sentence=SENTENCE, content=content)


def markdown_of(content: str) -> str:
    """Return the Markdown of some content between two paragraphs."""
    markdown = to_markdown(clean(page_of(content), options=RICH), headline=False)
    return markdown.removeprefix(SENTENCE).removesuffix(f"{SENTENCE} It carries cars.\n").strip()


@pytest.mark.parametrize(
    ("content", "markdown"),
    [
        (
            f"<p>{SENTENCE} <a href='../boats'>Boats <b>old</b></a></p>",
            f"{SENTENCE} [Boats **old**](https://island.example/boats)",
        ),
        (f"<p>{SENTENCE} <a href=' java&#10;script:x()'>Boats</a></p>", f"{SENTENCE} Boats"),
        (f"<p>{SENTENCE} <a href='data:text/html,x' onclick='x()'>Boats</a></p>", f"{SENTENCE} Boats"),
        (f"<p><b> {SENTENCE} </b><i>He</i> said.</p>", f"**{SENTENCE}** *He* said."),
        (f"<p>{SENTENCE}<br>It returns <br/> at ten.</p>", f"{SENTENCE}\\\nIt returns\\\nat ten."),
        ("<h4>Fares of the ferry</h4>", "#### Fares of the ferry"),
        (
            "<h2>Fares of the <a href='/a'><span>new</span> ferry</a></h2>",
            "## Fares of the [new ferry](https://island.example/a)",
        ),
        (f"<div><a href='/a'><p>{SENTENCE} No.</p></a></div>", f"[{SENTENCE} No.](https://island.example/a)"),
        (f"<p>{SENTENCE} <span style='font-weight: 700'>Now</span></p>", f"{SENTENCE} **Now**"),
    ],
)
def test_marks_and_levels_of_a_page(content: str, markdown: str) -> None:
    assert markdown_of(content) == markdown


def test_structure_changes_no_text_and_can_be_pickled() -> None:
    page = page_of(f"<p>{SENTENCE} <a href='/b'>Boats</a></p><ul><li>{SENTENCE}</li></ul>")
    plain, rich = clean(page), clean(page, options=RICH)
    assert (plain.body, plain.ledger, plain.links) == (rich.body, rich.ledger, ())
    assert pickle.loads(pickle.dumps(rich.blocks)) == rich.blocks  # noqa: S301 - our own pickle
    assert [(link.url, link.text, link.block) for link in rich.links] == [("https://island.example/b", "Boats", 1)]


def test_without_structure_blocks_have_only_text() -> None:
    article: Article = clean(page_of("<ol start=4><li><b>One</b> is the first of the boats in the harbour.</li></ol>"))
    assert all(block[3:] == (None, (), (), None) for block in article.blocks)
