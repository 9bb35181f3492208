"""The page decision: from the probabilities of blocks to the article, and to what it looks like as a whole.

Of the blocks sorted by probability that prefix is taken which maximises the expected F1, so that a page
on which the model is unsure throughout keeps its best blocks instead of none.
"""

from __future__ import annotations

import numpy as np

from newsclean.classify.html.containers import Array
from newsclean.classify.html.features import FEATURES, TAGS, Table

MIN_PROBABILITY = 0.35
MIN_SIZE = 300
"""Blocks below `MIN_PROBABILITY` are left out, unless less than this (in characters) would remain."""
MIN_AT_ALL = 0.05
"""Blocks below this are never chosen, not even on a page that has nothing better."""
MIN_HEADING_PROBABILITY = 0.3
"""Of a heading between two blocks that are chosen: of 122 such headings from here to .5, on pages of sites that the
model had not seen, 86 belonged to the article; of those from .1 to here, 33 of 85."""
MIN_COPY_SIZE = 60
"""A paragraph stands in an article once; shorter lines may come again."""
MIN_ITEM_PROBABILITY = 0.5
"""Of a list's item that stands on the page before. With these kept, 5 more pages of 1,095 are exactly the gold's, and
none less, on sites that the model had not seen."""
MAX_GOOD_BEFORE = 0.25
MIN_STANDFIRST_SIZE = 30
_SHARES = (
    "hidden bold link_density all:comment near:comment all:related near:related near:teaser all:teaser all:aside "
    "all:consent all:footer all:paywall all:content near:content all:paragraph all<aside> all<footer> all<article> "
    "all<main> all<form> all<table> all<ul> end upper phrase in_description h1_up h1_down depth alike_good"
).split()
"""Features of blocks whose mean over the selection, weighed by size, is a feature of the page."""
SELECTION_FEATURES = (
    "expected_f1",
    "purity",
    "surest_left_out",
    "unsure",
    "size",
    "blocks",
    "size_share",
    "mean_size",
    "span_share",
    "largest_gap",
    "mass_before",
    "mass_after",
)
"""What a selection of blocks looks like by sizes and probabilities alone, of HTML and of text."""
PAGE_FEATURES: tuple[str, ...] = (
    *SELECTION_FEATURES,
    "kinds",
    "top_kind",
    "articles",
    "since_h1",
    "good_since_h1",
    "above_h1",
    "short",
    "page_size",
    "page_mass",
    "page_links",
    *(f"mean:{name}" for name in _SHARES),
)
_SHARE_COLUMNS = np.array([FEATURES.index(name) for name in _SHARES])


def decide(table: Table, probabilities: Array, undecided: Array | None = None) -> Array:
    """Return the mask of the blocks that are the article, of all or of the `undecided` ones (a mask)."""
    p = probabilities.astype(np.float64)
    if undecided is not None:
        p = np.where(undecided, p, 0.0)
    size = table.matrix[:, 0].astype(np.float64)
    chosen = _with_headings(table, _without_copies(table, best_prefix(p, size), p, size), p)
    return chosen if undecided is None else chosen & undecided


def best_prefix(p: Array, size: Array) -> Array:
    """Return the blocks that maximise the expected F1: of blocks sorted by probability, the best prefix."""
    order = np.argsort(-p, kind="stable")
    chosen = np.cumsum(size[order])
    mass = np.cumsum((p * size)[order])
    best = int(np.argmax(2 * mass / np.maximum(1e-9, chosen + mass[-1])))
    blocks = np.zeros(len(p), dtype=bool)
    blocks[order[: best + 1]] = True
    sure = blocks & (p >= MIN_PROBABILITY)
    return sure if size[sure].sum() >= MIN_SIZE else blocks & (p >= MIN_AT_ALL)


def _without_copies(table: Table, chosen: Array, p: Array, size: Array) -> Array:
    """Leave out paragraphs that are chosen twice: the more probable copy stays, or the first.

    Likely items of lists stay too: key points repeat sentences of their article, and lists their items.
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


def _with_headings(table: Table, chosen: Array, p: Array) -> Array:
    """Add the headings between two blocks that are chosen: little speaks for them but what stands around them."""
    tag = table.matrix[:, _TAG]
    is_heading = (tag >= TAGS.index("h2")) & (tag <= TAGS.index("h6"))
    between = np.zeros(len(chosen), dtype=bool)
    between[1:-1] = chosen[:-2] & chosen[2:]
    return np.asarray(chosen | (is_heading & between & (p >= MIN_HEADING_PROBABILITY)))


def standfirsts(table: Table) -> Array:
    """Return which blocks are standfirsts: above all prose, set unlike it, and told by two of name, content and type.

    That is: named so by a class and repeating the stated description, or one of these and a heading. Gold sets disagree
    whether it belongs to the article, so it is a question of its own: of 44
    such blocks in golds without standfirsts 34 were left out, in golds with standfirsts all 10 were in.
    """
    matrix = table.matrix
    is_named, states = matrix[:, _OWN_STANDFIRST] > 0, matrix[:, _DESCRIPTION] > 0
    is_heading = (matrix[:, _TAG] >= TAGS.index("h2")) & (matrix[:, _TAG] <= TAGS.index("h6"))
    is_first = matrix[:, _GOOD_BEFORE] <= 0
    told = (is_named & states) | ((is_named | states) & is_heading)
    return np.asarray(told & is_first & maybe_standfirsts(table))


def maybe_standfirsts(table: Table) -> Array:
    """Return which blocks could be standfirsts: early, set unlike the text, and named so or repeating the description.

    Training on golds without standfirsts learns nothing from them.
    """
    matrix = table.matrix
    alike_good = matrix[:, _ALIKE_GOOD]
    is_apart = alike_good < 0.5 * alike_good.max()
    is_early = (matrix[:, _GOOD_BEFORE] < MAX_GOOD_BEFORE) & (matrix[:, _SINCE_H1] != 0)
    is_plain = (matrix[:, 0] >= MIN_STANDFIRST_SIZE) & (matrix[:, _LINKS] < 0.5) & (matrix[:, _HIDDEN] == 0)
    states = (matrix[:, _DESCRIPTION] > 0) & (matrix[:, _TAG] != TAGS.index("p"))
    return np.asarray(is_apart & is_early & is_plain & ((matrix[:, _OWN_STANDFIRST] > 0) | states))


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


def page_features(table: Table, probabilities: Array, chosen: Array) -> Array:
    """Return the features of a selection of blocks, float32 of shape (1, len(PAGE_FEATURES))."""
    matrix, structure = table.matrix, table.structure
    size = np.maximum(1.0, matrix[:, 0].astype(np.float64))
    p = probabilities.astype(np.float64)
    members = np.flatnonzero(chosen)
    own = size[members]
    selected = max(1.0, float(own.sum()))
    first = int(members[0]) if len(members) else 0
    kinds = np.bincount(table.alike[members], weights=own, minlength=1)
    articles = np.bincount(structure.article[structure.own][members], weights=own, minlength=1)
    since_h1 = matrix[members, _SINCE_H1]
    values = [
        *selection_features(size, p, chosen),
        int((kinds > 0.05 * selected).sum()),
        float(kinds.max()) / selected,
        int((articles > 0.05 * selected).sum()),
        float(matrix[first, _SINCE_H1]),
        float(matrix[first, _GOOD_SINCE_H1]),
        float(own[(since_h1 < 0) & (since_h1 > -999)].sum()) / selected,
        float(own[own < MIN_COPY_SIZE].sum()) / selected,
        float(size.sum()),
        max(1.0, float((p * size).sum())),
        float(matrix[0, _PAGE_LINKS]),
    ]
    means = matrix.T[_SHARE_COLUMNS][:, members] @ own / selected
    return np.concatenate((values, means)).astype(np.float32)[None, :]


def selection_features(size: Array, p: Array, chosen: Array) -> list[float]:
    """Return `SELECTION_FEATURES` of a selection of blocks, from the sizes and probabilities of all."""
    mass = p * size
    total = max(1.0, float(mass.sum()))
    members = np.flatnonzero(chosen)
    own = size[members]
    selected = max(1.0, float(own.sum()))
    first, last = (int(members[0]), int(members[-1])) if len(members) else (0, 0)
    passed = np.cumsum(np.where(chosen, 0.0, size))[members]
    return [
        2 * float(mass[members].sum()) / (selected + total),
        float(mass[members].sum()) / selected,
        float(np.max(np.where(chosen, 0.0, p * np.minimum(1, size / 200)))),
        float(own[p[members] < 0.7].sum()) / selected,
        selected,
        len(members),
        selected / float(size.sum()),
        selected / max(1, len(members)),
        selected / max(1.0, float(size[first : last + 1].sum())),
        float(np.diff(passed).max()) if len(members) > 1 else 0.0,
        float(mass[:first].sum()) / total,
        float(mass[last + 1 :].sum()) / total,
    ]
