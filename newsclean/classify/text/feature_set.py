"""The feature set of text: how the second stage sees a block's surroundings, the decision, and the page as a whole.

The first stage sees words and looks; the second sees what the first thinks of the neighbours, so that an appeal goes as
a whole: its sober paragraphs lean on the opener above them and the button below.
"""

from __future__ import annotations

import numpy as np

from newsclean.classify.context import REACH, decayed, neighbours, stretches
from newsclean.classify.feature_set import FeatureSet
from newsclean.classify.selection import SELECTION_FEATURES, best_prefix, selection_features
from newsclean.classify.text.features import FEATURES, TextTable
from newsclean.classify.trees.ensemble import Array

MIN_PROBABILITY = 0.2
"""Blocks below this are never chosen: on a page without an article something is the best there is, too."""
_SMOOTH = 2
CONTEXT_FEATURES: tuple[str, ...] = (
    "p",
    *(f"p_{step:+d}" for step in (*range(-REACH, 0), *range(1, REACH + 1))),
    *(f"{side}_{decay}" for decay in (0.5, 0.85) for side in ("mean_before", "mean_after")),
    "mass_before",
    "mass_after",
    "gap_before",
    "gap_after",
    "stretch_mass",
    "stretch_rank",
    "stretch_offset",
    "stretch_gap",
    "lowest_near",
    "until_end",  # blocks until the page's end
    "page_mass",
    "page_purity",
    "page_sure",
)
PAGE_FEATURES: tuple[str, ...] = (
    *SELECTION_FEATURES,
    "short",
    "page_size",
    "page_mass",
    "gaps",
    "cues",
    "words_body",
    "wide",
    "items",
)


def context_features(table: TextTable, probabilities: Array) -> Array:
    """Return the features of the second stage, float32 of shape (blocks, len(CONTEXT_FEATURES))."""
    size = table.matrix[:, 0].astype(np.float64)
    p = probabilities.astype(np.float64)
    mass = p * size
    total = max(1.0, float(mass.sum()))
    near = neighbours(p)
    number = len(p)
    passed = np.cumsum(mass) / total
    columns = [
        p,
        *near,
        *decayed(p, size),
        passed - mass / total,
        1 - passed,
        *stretches(p, size, mass, total),
        np.minimum.reduce([p, *near[REACH - _SMOOTH : REACH + _SMOOTH]]),
        number - np.arange(number),
        np.full(number, total),
        np.full(number, total / max(1.0, float(size.sum()))),
        np.full(number, float(size[p >= 0.8].sum()) / max(1.0, float(size.sum()))),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def choose(table: TextTable, probabilities: Array, undecided: Array | None = None) -> Array:
    """Return the mask of the blocks that are the article, of all or of the `undecided` ones (a mask)."""
    size = np.maximum(1.0, table.matrix[:, 0].astype(np.float64))
    chosen = best_prefix(probabilities.astype(np.float64), size) & (probabilities >= MIN_PROBABILITY)
    return chosen if undecided is None else chosen & undecided


def page_features(table: TextTable, probabilities: Array, chosen: Array) -> Array:
    """Return the features of a selection of blocks, float32 of shape (1, len(PAGE_FEATURES))."""
    size = np.maximum(1.0, table.matrix[:, 0].astype(np.float64))
    p = probabilities.astype(np.float64)
    members = np.flatnonzero(chosen)
    own = size[members]
    selected = max(1.0, float(own.sum()))
    values = [
        *selection_features(size, p, chosen),
        float(own[own < 60].sum()) / selected,
        float(size.sum()),
        max(1.0, float((p * size).sum())),
        *(float(own @ table.column(name)[members]) / selected for name in _MEANS),
    ]
    return np.array(values, dtype=np.float32)[None, :]


_MEANS = ("page_gaps", "page_cues", "words:body", "wide", "is_item")

TEXT = FeatureSet(
    input="text",
    names=" ".join((*FEATURES, *CONTEXT_FEATURES, *PAGE_FEATURES)),
    context=context_features,
    choose=choose,
    page=page_features,
)
