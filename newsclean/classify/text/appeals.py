"""Appeals in what is left of an article: letters to readers, pleas, sign-ups and boxes, which are prose like its own.

Neither a page's elements nor a single line tell them; a model of whole texts does (TEXT-MODEL.md). It sees an article
of HTML as it sees one of text: as lines in the form in which they would be printed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from newsclean.blocks import Category, Label
from newsclean.classify.line_rules import Line
from newsclean.classify.model import shipped_model
from newsclean.classify.text.appeal_feature_set import MAX_FIRST, may_be_sure
from newsclean.classify.text.features import text_table
from newsclean.classify.text.line_features import lines_with, printed_gaps
from newsclean.classify.text.words import words_in
from newsclean.lexicon.phrases import lexicon


def appeals_in(lines: Sequence[Line], language: str | None) -> dict[int, Label]:
    """Return the labels of the lines, by their index, that turn to the reader and are not the article's own."""
    if not lines:
        return {}
    model = shipped_model("appeals")
    words = words_in([line.text for line in lines], language)
    scores = model.known_words.scores(words)
    # most articles have no appeal: that is told without all that it takes to tell an appeal
    telling = np.flatnonzero(may_be_sure(words, scores))
    if not len(telling):
        return {}
    gaps = printed_gaps(np.array([line.is_item for line in lines]))
    table = text_table(lines_with(lines, gaps, lexicon().for_language(language), words, scores))
    if model.block.probabilities(table.matrix[telling]).min() > MAX_FIRST:
        return {}
    probabilities = model.probabilities(table)
    stays = model.features.choose(table, probabilities, None)
    return {
        index: Label(Category.OTHER, f"appeals:{probabilities[index]:.2f}") for index in np.flatnonzero(~stays).tolist()
    }
