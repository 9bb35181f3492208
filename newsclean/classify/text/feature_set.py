"""The feature sets of text: `TEXT` for the blocks of dumps, `APPEALS` for the lines of articles.

Both describe lines with the same columns and differ in what they choose: `TEXT` the article, `APPEALS` the lines that
stay. The second stage sees the neighbours' first-stage probabilities, so that an appeal goes as a whole: its sober
paragraphs lean on the opener above them and the button below.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from newsclean.classify.feature_set import (
    NEIGHBOUR_FEATURES,
    REACH,
    RUN_FEATURES,
    SELECTION_FEATURES,
    Expectation,
    FeatureSet,
    best_prefix,
    filled,
)
from newsclean.classify.text.features import FEATURES, TextTable, distances
from newsclean.classify.trees import Array

# Guesses; not measured. A change of the last three needs retraining.
MIN_PROBABILITY = 0.2  # probability below which no block of a dump is chosen, even on a page without an article
_SMOOTH = 2  # blocks on each side over which lowest_near takes the minimum
_SURE = 0.8  # probability from which a block counts in page_sure
_SHORT_SIZE = 60  # characters below which a block counts as short
CONTEXT_FEATURES: tuple[str, ...] = (
    *NEIGHBOUR_FEATURES,
    "mass_before",  # share of the page's expected size before the block
    "mass_after",
    *RUN_FEATURES,
    "lowest_near",
    "until_end",  # blocks until the page's end
    *("page_mass", "page_purity", "page_sure"),
)
_MEANS = ("page_gaps", "page_cues", "words:body", "wide", "is_item")
"""Block features whose mean over the selection, weighted by size, is a feature of the page."""
PAGE_FEATURES: tuple[str, ...] = (
    *SELECTION_FEATURES,
    *("short", "page_size", "page_mass", "gaps", "cues", "words_body", "wide", "items"),
)


def context_features(table: TextTable, probabilities: Array) -> Array:
    """Return the second stage's columns, float32 of shape (blocks, len(CONTEXT_FEATURES))."""
    view = Expectation.of(table.matrix[:, 0], probabilities)
    p, total, number = view.p, view.total, len(view.p)
    neighbours = view.neighbours()
    near = neighbours[1 + REACH - _SMOOTH : 1 + REACH + _SMOOTH]
    passed = np.cumsum(view.expected_size) / total
    size = max(1.0, float(view.size.sum()))
    columns: list[Array | float] = [
        *neighbours,
        passed - view.expected_size / total,
        1 - passed,
        *view.runs(),
        np.minimum.reduce([p, *near]),
        number - np.arange(number),
        *(total, total / size, float(view.size[p >= _SURE].sum()) / size),
    ]
    return filled(columns, (number, len(CONTEXT_FEATURES)))


def choose_article(table: TextTable, probabilities: Array) -> Array:
    """Return the mask of the article's blocks."""
    size = np.maximum(1.0, table.matrix[:, 0].astype(np.float64))
    return best_prefix(probabilities.astype(np.float64), size) & (probabilities >= MIN_PROBABILITY)


def page_features(table: TextTable, probabilities: Array, chosen: Array) -> Array:
    """Return the features of a selection of blocks, float32 of shape (1, len(PAGE_FEATURES))."""
    view = Expectation.of(np.maximum(1.0, table.matrix[:, 0].astype(np.float64)), probabilities)
    members = np.flatnonzero(chosen)
    own = view.size[members]
    selected = max(1.0, float(own.sum()))
    values = [
        *view.of_selection(chosen),
        float(own[own < _SHORT_SIZE].sum()) / selected,
        float(view.size.sum()),
        view.total,
        *(float(own @ table.column(name)[members]) / selected for name in _MEANS),
    ]
    return np.array(values, dtype=np.float32)[None, :]


TEXT = FeatureSet(
    input="text",
    names=" ".join((*FEATURES, *CONTEXT_FEATURES, *PAGE_FEATURES)),
    context=context_features,
    choose=choose_article,
    page=page_features,
)

# The bounds of appeals are as loose as the golds allow that contain the calls to action of blogs: MODEL.md.
CERTAIN, SURE_LABEL, SURE_TURN = 0.08, 0.18, 0.22
"""Probabilities to be the article's own below which a line is surely an appeal: any line, a label, a line that
addresses the reader. News about donations falls below neither. Raising them removes more appeals and more article."""
UNLIKELY, UNSURE, DOUBTFUL = 0.2, 0.7, 0.8
"""Probabilities below which a line near a sure one goes: any line, a label or a line that addresses the reader, a line
between two that go."""
# Guesses; not measured.
SURE_WORDS, MIN_APPEAL_ODDS = 0.3, 1.0
"""Probability below which a line is surely an appeal, too, if its words alone have such log odds for one."""
MIN_SURE_ODDS, MIN_NEAR_ODDS = -0.6, 0.0
"""Log odds by its own words that a line must have to be surely an appeal, or a sentence to go with one near it. Raised,
less of the article goes for its place. At 0 two to three points less of invented appeals go than at -.6."""
MIN_ASK_ODDS = -1.6
"""The same for a line near a sure one that says "you" or asks. Raised, a line of an article that only mentions a claim
or an offer goes more rarely, and fewer appeals go whole: at -1 a point less."""
MIN_WIDE_SHARE = 0.3  # share of East Asian letters from which a line needs words of an appeal, not its place
APPEAL_REACH = 3
"""Lines that an appeal may extend from a sure line. At 6 as many appeals go, and a quarter more of the articles."""
MAX_BETWEEN = 2  # doubtful lines between two lines of an appeal that go with it
MAX_LABEL_SIZE, ENDS_SENTENCE = 60, 2  # a label is shorter, and its feature "end" is below that of a sentence
MIN_APPEAL_SIZE = 60  # size of neighbouring lines that can go; less is dialogue, a subheading or a list item
MAX_APPEAL_SHARE = 0.5  # share of a text that may go; where more would, the text is unusual and all of it stays


def choose_lines(table: TextTable, probabilities: Array) -> Array:
    """Return the mask of the lines that stay.

    Near lines that surely go, three kinds go with them: unlikely lines; unsure lines that are labels or address the
    reader; doubtful lines between two that go. A letter's opener and button reveal its sober paragraphs.
    """
    size = table.matrix[:, 0]
    addresses = table.column("cue:we") + table.column("cue:you") > 0
    is_label = (size < MAX_LABEL_SIZE) & (table.column("end") < ENDS_SENTENCE)
    sure = probabilities < np.where(addresses, SURE_TURN, np.where(is_label, SURE_LABEL, CERTAIN))
    odds = table.column("words:appeal")
    asks = table.column("cue:you") + table.column("cue:ask") + table.column("cue:trade") > 0
    is_wide = table.column("wide") >= MIN_WIDE_SHARE
    sure &= (odds >= np.where(is_wide, 0, MIN_SURE_ODDS)) | asks
    sure |= (probabilities < SURE_WORDS) & (odds >= MIN_APPEAL_ODDS)
    is_near = np.minimum(*distances(sure)) <= APPEAL_REACH
    goes = (probabilities < np.where(addresses | is_label, UNSURE, UNLIKELY)) & is_near
    least = np.where(is_label & ~is_wide, -np.inf, MIN_NEAR_ODDS)
    goes &= sure | (odds >= least) | (asks & (odds >= MIN_ASK_ODDS))
    for last, first in pairwise(np.flatnonzero(goes).tolist()):
        if first - last <= MAX_BETWEEN + 1 and (probabilities[last:first] < DOUBTFUL).all():
            goes[last:first] = True
    edges = np.flatnonzero(np.diff(goes, prepend=False, append=False)).tolist()
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        goes[start:end] = size[start:end].sum() >= MIN_APPEAL_SIZE
    return ~goes if size[goes].sum() <= MAX_APPEAL_SHARE * size.sum() else np.ones(len(size), dtype=bool)


APPEALS = TEXT._replace(input="appeals", choose=choose_lines)
