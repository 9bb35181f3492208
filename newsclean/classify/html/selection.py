"""Selection on HTML pages: the article's blocks, given probabilities, and the features of a selection."""

from __future__ import annotations

import numpy as np

from newsclean.classify.feature_set import SELECTION_FEATURES, Expectation, best_prefix
from newsclean.classify.html.features import FEATURES, HtmlTable
from newsclean.classify.html.page_columns import TAGS
from newsclean.classify.trees import Array

MIN_HEADING_PROBABILITY = 0.3
"""Probability from which a heading between two selected blocks is selected. From here to .5, 86 of 122 such headings on
unseen sites belonged to the article; from .1 to here, 33 of 85."""
MIN_COPY_SIZE = 60
"""Characters from which a repeated text is selected once only; shorter lines may repeat. A guess; not measured."""
MIN_ITEM_PROBABILITY = 0.5
"""Probability from which a list item is selected although its text occurs before it. With such items 5 more of 1,095
pages on unseen sites equal the gold exactly, and none fewer."""
MAX_GOOD_BEFORE = 0.25
"""Share of the page's good text above a standfirst, at most. A guess; not measured."""
MIN_STANDFIRST_SIZE = 30
"""Characters of a standfirst, at least. A guess; not measured."""
MAX_STANDFIRST_LINKS = 0.5
"""Link density that a standfirst stays below. A guess; not measured."""
MAX_STANDFIRST_KIN = 0.5
"""A standfirst's markup holds less good text than this share of the largest group's. A guess; not measured."""
MIN_SHARE = 0.05
"""Share of the selection from which a kind of markup or an article element counts. A guess; not measured."""
_MEANS = (
    "hidden bold link_density all:comment near:comment all:related near:related near:teaser all:teaser all:aside "
    "all:consent all:footer all:paywall all:content near:content all:paragraph all<aside> all<footer> all<article> "
    "all<main> all<form> all<table> all<ul> end upper phrase in_description h1_up h1_down depth alike_good"
).split()
"""Block features whose mean over the selection, weighted by size, is a feature of the page."""
PAGE_FEATURES: tuple[str, ...] = (
    *SELECTION_FEATURES,
    "kinds",  # kinds of markup in the selection
    "top_kind",  # share of the most frequent one
    "articles",  # article elements in the selection
    "since_h1",
    "good_since_h1",
    "above_h1",  # share of the selection above the headline
    "short",  # share of the selection in short blocks
    "page_size",
    "page_mass",
    "page_links",
    *(f"mean:{name}" for name in _MEANS),
)
_MEAN_COLUMNS = np.array([FEATURES.index(name) for name in _MEANS])
_ALIKE_GOOD = FEATURES.index("alike_good")
_GOOD_BEFORE = FEATURES.index("good_before")
_SINCE_H1 = FEATURES.index("since_h1")
_GOOD_SINCE_H1 = FEATURES.index("good_since_h1")
_LINKS = FEATURES.index("link_density")
_HIDDEN = FEATURES.index("hidden")
_DESCRIPTION = FEATURES.index("in_description")
_TAG = FEATURES.index("tag")
_OWN_STANDFIRST = FEATURES.index("own:standfirst")
_PAGE_LINKS = FEATURES.index("page_links")


def select_blocks(table: HtmlTable, probabilities: Array, undecided: Array | None = None) -> Array:
    """Return the mask of the article's blocks. Only blocks in the mask `undecided` may be selected; None allows all."""
    p = probabilities.astype(np.float64)
    if undecided is not None:
        p = np.where(undecided, p, 0.0)
    size = table.matrix[:, 0].astype(np.float64)
    chosen = _with_headings(table, _without_copies(table, best_prefix(p, size), p, size), p)
    return chosen if undecided is None else chosen & undecided


def _without_copies(table: HtmlTable, chosen: Array, p: Array, size: Array) -> Array:
    """Deselect repeated paragraphs. The most probable copy stays, or the first of equals.

    Likely list items stay too: key points repeat sentences of the article, and lists repeat their items.
    """
    members = np.flatnonzero(chosen & (size >= MIN_COPY_SIZE))
    numbers = table.text_number[members]
    if len(set(numbers.tolist())) == len(numbers):
        return chosen
    order = members[np.lexsort((members, -p[members], numbers))]
    again = order[1:][np.diff(table.text_number[order]) == 0]
    is_item = (table.matrix[again, _TAG] == TAGS.index("li")) & (p[again] >= MIN_ITEM_PROBABILITY)
    kept = chosen.copy()
    kept[again[~is_item]] = False
    return kept


def _with_headings(table: HtmlTable, chosen: Array, p: Array) -> Array:
    """Select headings between two selected blocks: their surroundings say more than their own features."""
    between = np.zeros(len(chosen), dtype=bool)
    between[1:-1] = chosen[:-2] & chosen[2:]
    return np.asarray(chosen | (_is_heading(table) & between & (p >= MIN_HEADING_PROBABILITY)))


def _is_heading(table: HtmlTable) -> Array:
    tag = table.matrix[:, _TAG]
    return np.asarray((tag >= TAGS.index("h2")) & (tag <= TAGS.index("h6")))


def standfirsts(table: HtmlTable) -> Array:
    """Return the mask of the standfirsts: candidates above all prose with two of three signs.

    The signs are a class name, a text that repeats the page's description, and a heading tag. Gold sets disagree
    whether standfirsts belong to the article, so the block model does not decide on them. In golds without standfirsts
    the article leaves out 34 of 44 such blocks; in golds with standfirsts it has all 10.
    """
    matrix = table.matrix
    is_named, repeats = matrix[:, _OWN_STANDFIRST] > 0, matrix[:, _DESCRIPTION] > 0
    has_signs = (is_named & repeats) | ((is_named | repeats) & _is_heading(table))
    return np.asarray(has_signs & (matrix[:, _GOOD_BEFORE] <= 0) & standfirst_candidates(table))


def standfirst_candidates(table: HtmlTable) -> Array:
    """Return the mask of the early blocks, marked up unlike the prose, with a standfirst's class name or description.

    Training ignores them in golds without standfirsts.
    """
    matrix = table.matrix
    alike_good = matrix[:, _ALIKE_GOOD]
    differs = alike_good < MAX_STANDFIRST_KIN * alike_good.max()
    is_early = (matrix[:, _GOOD_BEFORE] < MAX_GOOD_BEFORE) & (matrix[:, _SINCE_H1] != 0)
    is_plain = matrix[:, 0] >= MIN_STANDFIRST_SIZE
    is_plain &= (matrix[:, _LINKS] < MAX_STANDFIRST_LINKS) & (matrix[:, _HIDDEN] == 0)
    repeats = (matrix[:, _DESCRIPTION] > 0) & (matrix[:, _TAG] != TAGS.index("p"))
    return np.asarray(differs & is_early & is_plain & ((matrix[:, _OWN_STANDFIRST] > 0) | repeats))


def page_features(table: HtmlTable, probabilities: Array, chosen: Array) -> Array:
    """Return the features of a selection of blocks, float32 of shape (1, len(PAGE_FEATURES))."""
    matrix, tree = table.matrix, table.tree
    view = Expectation.of(np.maximum(1.0, matrix[:, 0].astype(np.float64)), probabilities)
    members = np.flatnonzero(chosen)
    own = view.size[members]
    selected = max(1.0, float(own.sum()))
    first = int(members[0]) if len(members) else 0
    kinds = np.bincount(table.same_markup[members], weights=own, minlength=1)
    articles = np.bincount(tree.article[tree.own][members], weights=own, minlength=1)
    since_h1 = matrix[members, _SINCE_H1]
    values = [
        *view.of_selection(chosen),
        int((kinds > MIN_SHARE * selected).sum()),
        float(kinds.max()) / selected,
        int((articles > MIN_SHARE * selected).sum()),
        float(matrix[first, _SINCE_H1]),
        float(matrix[first, _GOOD_SINCE_H1]),
        float(own[(since_h1 < 0) & (since_h1 > -999)].sum()) / selected,
        float(own[own < MIN_COPY_SIZE].sum()) / selected,
        float(view.size.sum()),
        view.total,
        float(matrix[0, _PAGE_LINKS]),
    ]
    means = matrix.T[_MEAN_COLUMNS][:, members] @ own / selected
    return np.concatenate((values, means)).astype(np.float32)[None, :]
