"""The basic columns of a page: what the features of HTML blocks are computed from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat

import numpy as np

from newsclean.blocks import Block
from newsclean.classify.feature_set import numbered
from newsclean.classify.html.containers import container_tree
from newsclean.classify.text_features import text_features
from newsclean.classify.trees import Array
from newsclean.lexicon.phrases import Lexicon

# Guesses; not measured. A change needs retraining.
GOOD_SIZE = 60  # characters from which a block can be good text; shorter ones are furniture as often as prose
GOOD_LINK_DENSITY = 0.33  # link density below which a block can be good text
LEVELS = 5  # containers around a block that get columns of their own, its own included
TAGS = (
    "p span div section article li dd dt td th pre blockquote h1 h2 h3 h4 h5 h6 figcaption figure header footer aside "
    "nav button label form address a summary"
).split()
TAG_NUMBER = {tag: number for number, tag in enumerate(TAGS)}
_NEITHER = bytes(code for code in range(128) if not chr(code).isalnum())
"""The ASCII characters that are neither letters nor digits."""


class PageColumns:
    """Columns of a page, one entry per block; those named `…_in` have one entry per container.

    Good text is prose as far as it shows without a model: blocks of at least `GOOD_SIZE` with few links.
    """

    def __init__(self, blocks: Sequence[Block], words: Lexicon) -> None:
        self.texts, tags, self.homes, links, bold, *_ = zip(*blocks, strict=True)
        self.number = len(blocks)
        self.text = text_features(self.texts, words).T
        self.text_number = numbered(self.texts)
        self.chars = self._column(map(len, self.texts))
        self.tag = self._column(map(TAG_NUMBER.get, tags, repeat(len(TAGS))))
        self.bold = self._column(bold) / np.maximum(1, self.chars)
        self.hidden = self._column(home is not None and home.hidden for home in self.homes)
        self.size = size = self.text[0].astype(np.float64)
        linked = np.minimum(self.chars, self._column(links))
        self.link_density = link_density = linked / np.maximum(1, self.chars)
        self.good = np.where((size >= GOOD_SIZE) & (link_density < GOOD_LINK_DENSITY), size * (1 - link_density), 0.0)
        self.links = size * link_density
        self.total = max(1.0, float(size.sum()))
        self.total_good = max(1.0, float(self.good.sum()))
        self.tree = container_tree(blocks)
        self.ancestors = self.tree.ancestors(LEVELS)
        self.count_in = self.tree.stop - self.tree.first
        self.size_in, self.good_in, self.links_in, self.paragraphs_in = self.tree.sums(
            np.stack([size, self.good, self.links, self.tag == TAG_NUMBER["p"]])
        )

    def _column(self, values: Iterable[int]) -> Array:
        return np.fromiter(values, dtype=np.int64, count=self.number)

    def is_heading(self) -> Array:
        """Return the mask of the headings of any rank."""
        return np.asarray((self.tag >= TAG_NUMBER["h1"]) & (self.tag <= TAG_NUMBER["h6"]))


def fold_text(text: str) -> str:
    """Return the lower-case letters and digits of a text, for comparing texts."""
    if text.isascii():
        return text.lower().encode().translate(None, _NEITHER).decode()
    return "".join(filter(str.isalnum, text.casefold()))
