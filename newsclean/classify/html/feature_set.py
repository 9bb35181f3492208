"""The feature set of HTML pages, with the second stage's columns.

The second stage sees how much article text is expected around a block, on the page and in the tree, and how far the
block is from the page's main container.
"""

from __future__ import annotations

import numpy as np

from newsclean.classify.feature_set import NEIGHBOUR_FEATURES, RUN_FEATURES, Expectation, FeatureSet, filled
from newsclean.classify.html.containers import ContainerTree
from newsclean.classify.html.features import FEATURES, HtmlTable
from newsclean.classify.html.selection import PAGE_FEATURES, page_features, select_blocks
from newsclean.classify.trees import Array

# Guesses; not measured. A change needs retraining.
LEVELS = 6  # containers around a block that get columns of their own, its own included
SHARES = (0.5, 0.75, 0.9)  # the main container of each share is the deepest one with that share of the expected size

CONTEXT_FEATURES: tuple[str, ...] = (
    *NEIGHBOUR_FEATURES,
    *(f"{name}@{level}" for level in range(LEVELS) for name in ("mass", "purity")),
    *(f"{name}_{share}" for share in SHARES for name in ("main_up", "main_down", "main_purity")),
    "mass_before",  # share of the page's expected size before the block
    *RUN_FEATURES,
    "alike_p",  # mean probability of the blocks with the same markup
    "alike_mass",  # their share of the page's expected size
    "article_mass",  # share of the innermost article element; -1 outside
    "copy_better",  # whether another copy of the text has a higher probability
    "page_mass",
    "page_purity",
)


def context_features(table: HtmlTable, probabilities: Array) -> Array:
    """Return the second stage's columns, float32 of shape (blocks, len(CONTEXT_FEATURES))."""
    view = Expectation.of(table.matrix[:, 0], probabilities)
    tree, total = table.tree, view.total
    expected_in, size_in = tree.sums(np.stack([view.expected_size, view.size]))
    purity_in = expected_in / np.maximum(1, size_in)
    article = tree.article[tree.own]
    columns: list[Array | float] = [
        *view.neighbours(),
        _levels(tree, expected_in / total, purity_in),
        *_main_containers(tree, expected_in, purity_in, total),
        (np.cumsum(view.expected_size) - view.expected_size) / total,
        *view.runs(),
        *_same_markup(table, view),
        np.where(article > 0, (expected_in / total)[article], -1),
        _has_better_copy(table, view.p),
        total,
        total / max(1.0, float(view.size.sum())),
    ]
    return filled(columns, (len(view.p), len(CONTEXT_FEATURES)))


def _levels(tree: ContainerTree, inside: Array, purity: Array) -> Array:
    """Return the expected share and purity of each of the `LEVELS` containers around the block."""
    found = np.stack([inside, purity]).take(tree.ancestors(LEVELS), axis=1)
    return found.swapaxes(0, 1).reshape(2 * LEVELS, -1)


def _main_containers(tree: ContainerTree, inside: Array, purity: Array, total: float) -> list[Array | float]:
    """Return main_up, main_down and main_purity of each share."""
    columns: list[Array | float] = []
    known: dict[int, list[Array | float]] = {}
    for share in SHARES:
        main = int(np.argmax(np.where(inside >= share * total, tree.depth, -1)))
        if main not in known:
            known[main] = [*(steps[tree.own] for steps in tree.distances(main)), purity[main]]
        columns += known[main]
    return columns


def _same_markup(table: HtmlTable, view: Expectation) -> list[Array]:
    """Return alike_p and alike_mass."""
    group = table.same_markup
    expected = np.bincount(group, weights=view.expected_size)
    size = np.maximum(1, np.bincount(group, weights=view.size))
    return [(expected / size)[group], expected[group] / view.total]


def _has_better_copy(table: HtmlTable, p: Array) -> Array:
    best = np.zeros(table.text_number.max() + 1)
    np.maximum.at(best, table.text_number, p)
    return np.asarray(best[table.text_number] > p)


HTML = FeatureSet(
    input="html",
    names=" ".join((*FEATURES, *CONTEXT_FEATURES, *PAGE_FEATURES)),
    context=context_features,
    choose=select_blocks,
    page=page_features,
)
