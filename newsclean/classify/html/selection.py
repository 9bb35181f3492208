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
MIN_ITEM_PROBABILITY = 0.5
"""Probability from which a list item is selected although its text occurs before it. With such items 5 more of 1,095
pages on unseen sites equal the gold exactly, and none fewer."""
# The bounds below are guesses; not measured.
MIN_COPY_SIZE = 60  # characters from which a repeated text is selected once only; shorter lines may repeat
MAX_GOOD_BEFORE = 0.25  # share of the page's good text above a standfirst, at most
STANDFIRST_REACH, MAX_GOOD_SINCE_HEADLINE = 8, 300  # blocks and good text from the headline to a standfirst
MAX_NAMED_SIZE = 160
"""Characters of a standfirst that only its class and its own markup show. Up to here such blocks are 12 hand-labelled
standfirsts and no paragraph of the body; without a bound 17 and 3."""
MIN_STANDFIRST_SIZE = 30  # characters of a standfirst, at least
MAX_STANDFIRST_LINKS = 0.5  # link density that a standfirst stays below
MAX_STANDFIRST_KIN = 0.5  # good text in a standfirst's markup, relative to the largest group's, stays below this
MIN_SHARE = 0.05  # share of the selection from which a kind of markup or an article element counts
_MEANS = (
    "hidden bold link_density all:comment near:comment all:related near:related near:teaser all:teaser all:aside "
    "all:consent all:footer all:paywall all:content near:content all:paragraph all<aside> all<footer> all<article> "
    "all<main> all<form> all<table> all<ul> end upper phrase in_description h1_up h1_down depth alike_good"
).split()
"""Block features whose mean over the selection, weighted by size, is a feature of the page."""
PAGE_FEATURES: tuple[str, ...] = (
    *SELECTION_FEATURES,
    *("kinds", "top_kind"),  # kinds of markup in the selection, share of the most frequent one
    "articles",  # article elements in the selection
    *("since_h1", "good_since_h1"),  # of the first selected block
    *("above_h1", "short"),  # shares of the selection: above the headline, in short blocks
    *("page_size", "page_mass", "page_links"),
    *(f"mean:{name}" for name in _MEANS),
)
_MEAN_COLUMNS = np.array([FEATURES.index(name) for name in _MEANS])


def select_blocks(table: HtmlTable, probabilities: Array) -> Array:
    """Return the mask of the article's blocks."""
    p, size = probabilities.astype(np.float64), table.column("size").astype(np.float64)
    return _with_whole_code(table, _with_headings(table, _without_copies(table, best_prefix(p, size), p, size), p))


def _with_whole_code(table: HtmlTable, chosen: Array) -> Array:
    """Select all lines of a `<pre>` of which one is selected: code without some of its lines is wrong."""
    tree, whole = table.tree, chosen.copy()
    for number, container in enumerate(tree.containers):
        if container is not None and container.tag == "pre":
            inside = slice(int(tree.first[number]), int(tree.stop[number]))
            whole[inside] |= bool(chosen[inside].any())
    return whole


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
    is_item = (table.column("tag")[again] == TAGS.index("li")) & (p[again] >= MIN_ITEM_PROBABILITY)
    kept = chosen.copy()
    kept[again[~is_item]] = False
    return kept


def _with_headings(table: HtmlTable, chosen: Array, p: Array) -> Array:
    """Select headings between two selected blocks: their surroundings say more than their own features."""
    between = np.zeros(len(chosen), dtype=bool)
    between[1:-1] = chosen[:-2] & chosen[2:]
    return np.asarray(chosen | (_is_heading(table) & between & (p >= MIN_HEADING_PROBABILITY)))


def _is_heading(table: HtmlTable) -> Array:
    tag = table.column("tag")
    return np.asarray((tag >= TAGS.index("h2")) & (tag <= TAGS.index("h6")))


def standfirsts(table: HtmlTable) -> Array:
    """Return the mask of the standfirsts: above all prose or right below the headline, with two of four signs.

    The signs are a class name, a text that repeats the page's description, a heading tag, and markup that no other
    block has. With the first and the last a text must be short, because a first paragraph may have both. Below the
    headline, 83 of 84 hand-labelled blocks with the second and the last are standfirsts. Gold sets disagree whether
    standfirsts belong to the article, so the block model does not decide on them.
    """
    is_named, repeats = table.column("own:standfirst") > 0, table.column("in_description") > 0
    has_signs = (is_named & repeats) | ((is_named | repeats) & _is_heading(table))
    since_h1 = table.column("since_h1")
    is_below = (since_h1 > 0) & (since_h1 <= STANDFIRST_REACH)
    is_below &= table.column("good_since_h1") <= MAX_GOOD_SINCE_HEADLINE
    is_marked = has_signs & standfirst_candidates(table) & (is_below | (table.column("good_before") <= 0))
    is_short = is_named & (table.column("size") <= MAX_NAMED_SIZE)
    is_alone = (repeats | is_short) & (table.column("alike") == 1) & _differs(table) & _is_plain(table)
    return np.asarray(is_marked | (is_below & is_alone))


def standfirst_candidates(table: HtmlTable) -> Array:
    """Return the mask of the early blocks, marked up unlike the prose, with a standfirst's class name or description.

    Training ignores them in golds without standfirsts.
    """
    is_early = (table.column("good_before") < MAX_GOOD_BEFORE) & (table.column("since_h1") != 0)
    repeats = (table.column("in_description") > 0) & (table.column("tag") != TAGS.index("p"))
    has_sign = (table.column("own:standfirst") > 0) | repeats
    return np.asarray(_differs(table) & is_early & _is_plain(table) & has_sign)


def _differs(table: HtmlTable) -> Array:
    """Return the mask of the blocks that are marked up unlike the prose."""
    alike_good = table.column("alike_good")
    return np.asarray(alike_good < MAX_STANDFIRST_KIN * alike_good.max())


def _is_plain(table: HtmlTable) -> Array:
    """Return the mask of the visible blocks with few links that are no mere labels."""
    is_plain = table.column("size") >= MIN_STANDFIRST_SIZE
    return np.asarray(is_plain & (table.column("link_density") < MAX_STANDFIRST_LINKS) & (table.column("hidden") == 0))


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
    since_h1 = table.column("since_h1")[members]
    values = [
        *view.of_selection(chosen),
        int((kinds > MIN_SHARE * selected).sum()),
        float(kinds.max()) / selected,
        int((articles > MIN_SHARE * selected).sum()),
        float(table.column("since_h1")[first]),
        float(table.column("good_since_h1")[first]),
        float(own[(since_h1 < 0) & (since_h1 > -999)].sum()) / selected,
        float(own[own < MIN_COPY_SIZE].sum()) / selected,
        float(view.size.sum()),
        view.total,
        float(table.column("page_links")[0]),
    ]
    means = matrix.T[_MEAN_COLUMNS][:, members] @ own / selected
    return np.concatenate((values, means)).astype(np.float32)[None, :]
