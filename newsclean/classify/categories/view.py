"""The view of a page for the classifier of categories: numbers, tokens, and which blocks belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from newsclean.blocks import Page
from newsclean.classify.categories.tokens import NameTokens, Tokens, name_tokens, text_tokens
from newsclean.classify.html.containers import ContainerTree
from newsclean.classify.html.features import FEATURES, HtmlTable
from newsclean.classify.text.features import FEATURES as TEXT_FEATURES
from newsclean.classify.text.features import TextTable
from newsclean.classify.trees import Array

LEVELS = 4  # containers with further blocks that the second stage sees around a block (a guess)


@dataclass(frozen=True, slots=True)
class View:
    """A page as the classifier of categories sees it.

    columns: the names of the columns of `matrix`, which has a row per block.
    words: the tokens of the blocks' texts. names: those of the containers' names, None for text.
    tree: the containers of the blocks, None for text. same_markup: the number of each block's markup.
    """

    columns: Sequence[str]
    matrix: Array
    words: Tokens
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
    words = text_tokens([block.text for block in page.blocks])
    names = name_tokens(table.tree.containers, page.tree)
    return View(FEATURES, table.matrix, words, names, table.tree, table.same_markup)


def text_view(texts: Sequence[str], table: TextTable) -> View:
    """Return the view of a text, given its features."""
    return View(TEXT_FEATURES, table.matrix, text_tokens(texts), None, None, np.zeros(len(texts), dtype=np.int64))
