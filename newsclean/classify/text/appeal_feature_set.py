"""The feature set of appeals: that of text, for an article as it would be printed, and how it is decided what goes.

The features are those of `textset`; here they tell an article's own prose from a letter to its readers.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from newsclean.classify.text.feature_set import TEXT
from newsclean.classify.text.features import TextTable, distances
from newsclean.classify.text.words import TARGETS, Words
from newsclean.classify.trees.ensemble import Array

_BODY, _APPEAL = map(TARGETS.index, ("body", "appeal"))

CERTAIN, SURE_LABEL, SURE_TURN = 0.045, 0.11, 0.14
"""Of the probability to be the article's own, below which a line is surely an appeal: any line, a label, one that turns
to its reader. News about donations has neither."""
UNLIKELY, UNSURE, DOUBTFUL = 0.2, 0.7, 0.95
REACH = 6
"""So many lines from a sure one an appeal may go on."""
MAX_BETWEEN = 2
MAX_LABEL_SIZE, ENDS_SENTENCE = 60, 2
"""Lines that are shorter, and do not end as sentences do, are labels."""
MIN_SIZE = 60
"""Less than this in a row is no appeal: a line of dialogue, a subheading, an item of a list that reads like one."""
MAX_SHARE = 0.5
"""Where more of a text would go it is the text that is strange."""
BODY_WORTH, CUE_WORTH, MAX_CUES = 0.75, 0.5, 3
"""What the word model's odds for the article count against those for an appeal, what a cue counts, and how many do."""
MIN_ODDS = -0.6
"""A line whose words reach less is not surely an appeal, nor is any where none reaches it. With both bounds the same
goes all 157 times that the model takes something from the bench's 1,559 pages, their golds and what they are cleaned
to, and all 5,322 times in articles with an appeal of ours. On 15 pages of 100 no line reaches this. Fitted weights of
the same, of sizes, ends, items and the lines beside let as many pages pass, where nothing may be missed."""
MAX_FIRST = 0.4
"""Where the first stage gives none of those lines less, none is sure in the second. A fifth of the pages is left."""


def may_be_sure(words: Words, scores: Array) -> Array:
    """Return the mask of the lines that may surely be appeals, by their words and what the word model says of them."""
    odds = scores[:, _APPEAL] - BODY_WORTH * scores[:, _BODY] + CUE_WORTH * np.minimum(MAX_CUES, words.cues.sum(axis=1))
    return np.asarray(odds >= MIN_ODDS)


def choose(table: TextTable, probabilities: Array, undecided: Array | None = None) -> Array:
    """Return the mask of the lines that stay; `undecided` is a mask of those that may go, None for all.

    Near lines that surely go, unlikely ones go, unsure ones that are labels or turn to the reader, and doubtful ones
    that stand between two that go: the sober paragraphs of a letter are known by its opener and its button. The bounds
    are as loose as golds allow that have the calls to action of blogs in them (TEXT-MODEL.md).
    """
    size = table.matrix[:, 0]
    turns = table.column("cue:we") + table.column("cue:you") > 0
    is_label = (size < MAX_LABEL_SIZE) & (table.column("end") < ENDS_SENTENCE)
    sure = probabilities < np.where(turns, SURE_TURN, np.where(is_label, SURE_LABEL, CERTAIN))
    goes = (probabilities < np.where(turns | is_label, UNSURE, UNLIKELY)) & (np.minimum(*distances(sure)) <= REACH)
    for last, first in pairwise(np.flatnonzero(goes).tolist()):
        if first - last <= MAX_BETWEEN + 1 and (probabilities[last:first] < DOUBTFUL).all():
            goes[last:first] = True
    if undecided is not None:
        goes &= undecided
    edges = np.flatnonzero(np.diff(goes, prepend=False, append=False)).tolist()
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        goes[start:end] = size[start:end].sum() >= MIN_SIZE
    return ~goes if size[goes].sum() <= MAX_SHARE * size.sum() else np.ones(len(size), dtype=bool)


APPEALS = replace(TEXT, input="appeals", choose=choose)
