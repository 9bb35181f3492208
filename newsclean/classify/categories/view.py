"""The view of a page for the classifier of categories: numbers, tokens, and which blocks belong together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from newsclean.blocks import Page
from newsclean.classify.categories.tokens import NameTokens, Tokens, name_tokens, text_tokens
from newsclean.classify.html.containers import ContainerTree
from newsclean.classify.html.features import FEATURES, HtmlTable
from newsclean.classify.text.features import FEATURES as TEXT_FEATURES
from newsclean.classify.text.features import TextTable
from newsclean.classify.trees import Array
from newsclean.metadata import Metadata

AUTHOR, CAPTION = 0x41555448, 0x43415054  # tokens of texts that have an author's name, or are the image's caption
MAX_AUTHORS = 4  # authors that are looked for
SHORT_BYLINE, MIN_CAPTION = 60, 15  # characters of a text that is a byline rather than about the author; of a caption
LEVELS = 4  # containers with further blocks that the second stage sees around a block (a guess)


class View(NamedTuple):
    """A page as the classifier of categories sees it.

    columns: the names of the columns of `matrix`, which has a row per block.
    words: the tokens of the blocks' texts. names: those of the containers' names, None for text.
    kinds: the mask of the kinds of words that each block has.
    tree: the containers of the blocks, None for text. same_markup: the number of each block's markup.
    """

    columns: Sequence[str]
    matrix: Array
    words: Tokens
    kinds: Array
    names: NameTokens | None
    tree: ContainerTree | None
    same_markup: Array

    def wider(self) -> list[Array]:
        """Return the containers around each block that have further blocks, the smallest first."""
        tree = self.tree
        if tree is None:
            return []
        count = tree.stop - tree.first
        up = tree.parent.copy()
        while len(same := np.flatnonzero((count[up] <= count) & (up > 0))):
            up[same] = tree.parent[up[same]]
        here = np.where(count[tree.own] > 1, tree.own, up[tree.own])
        found = [here]
        for _ in range(LEVELS - 1):
            here = up[here]
            found.append(here)
        return found


def html_view(page: Page, table: HtmlTable) -> View:
    """Return the view of an HTML page, given its features."""
    texts = [block.text for block in page.blocks]
    words, kinds = text_tokens(texts)
    words = words.with_more(stated_tokens(texts, page.metadata))
    names = name_tokens(table.tree.containers, page.tree)
    return View(FEATURES, table.matrix, words, kinds, names, table.tree, table.same_markup)


def text_view(texts: Sequence[str], table: TextTable) -> View:
    """Return the view of a text, given its features."""
    words, kinds = text_tokens(texts)
    return View(TEXT_FEATURES, table.matrix, words, kinds, None, None, np.zeros(len(texts), dtype=np.int64))


def stated_tokens(texts: Sequence[str], metadata: Metadata) -> Tokens:
    """Return tokens for the texts that repeat what the page declares: an author's name, or the image's caption."""
    tokens, owner = list[int](), list[int]()
    authors, caption = metadata.authors[:MAX_AUTHORS], (metadata.image or {}).get("caption", "")
    for number, text in enumerate(texts):
        for name in authors:
            if name in text:
                shape = 0 if text == name else 1 if len(text) < SHORT_BYLINE else 2 if text.startswith(name) else 3
                tokens += [AUTHOR, AUTHOR + 1 + shape]
                owner += [number, number]
        if caption and len(text) >= MIN_CAPTION and (text in caption or caption in text):
            tokens.append(CAPTION)
            owner.append(number)
    return Tokens(np.array(tokens, dtype=np.uint32), np.array(owner, dtype=np.int64))
