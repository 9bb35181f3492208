"""The names of dropped blocks."""

from dataclasses import replace

import pytest

from newsclean import Options, Source
from newsclean.blocks import Block, Category, Container, Guess, Label
from newsclean.classify.naming import name_blocks, name_dropped
from newsclean.lexicon.phrases import lexicon
from newsclean.readers import read


def element(tag: str, parent: Container | None = None, **attributes: str) -> Container:
    return Container(tag, attributes, parent, 0 if parent is None else parent.depth + 1, False)


def test_words_name_a_block_before_its_elements():
    menu = element("nav")
    blocks = [Block("Share this article", "li", menu), Block("Harbour", "li", menu), Block("Harbour", "p")]
    names = name_blocks(blocks, lexicon())
    assert [name and name.category for name in names] == ["share", "navigation", None]


def test_the_innermost_element_with_a_hint_names_a_block():
    box = element("footer", element("div", id="comments"))
    inner = element("span", element("p", box, **{"class": "plain"}))
    hinted = element("p", box, **{"class": "promo related-list", "id": "share-bar"})
    blocks = [Block("Harbour", "p", container) for container in (inner, hinted, box, box.parent, inner)]
    assert [name and name.reason for name in name_blocks(blocks, lexicon())] == [
        "tag:footer",
        "markup:share",
        "tag:footer",
        "markup:comments",
        "tag:footer",
    ]


def test_no_blocks_have_no_names():
    assert name_blocks([], lexicon()) == []


@pytest.mark.parametrize(
    ("guess", "expected"),
    [
        (Guess(Category.RELATED, 0.9), (Category.RELATED, "category:0.90")),
        (Guess(Category.RELATED, 0.5), (Category.SHARE, "lexicon:share/en")),
        (Guess(Category.OTHER, 0.9), (Category.SHARE, "lexicon:share/en")),
        (Guess(Category.CAPTION, 0.9), (Category.SHARE, "lexicon:share/en")),
    ],
)
def test_a_sure_guess_names_a_block_that_a_phrase_has_dropped(guess: Guess, expected: tuple[Category, str]):
    page = read(Source.from_str("Share this article"), Options(input="text"))
    page = replace(page, labels=(Label(Category.SHARE, "lexicon:share/en"),), guesses=(guess,))
    assert name_dropped(page).labels == (expected,)
