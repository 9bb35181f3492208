"""A feature set: all that sets the model of one kind of input apart from the other's. The rest they share.

`htmlset` describes the blocks of HTML pages, `textset` those of text dumps, `appealset` the lines of articles. Stages,
files, training and measuring (`model`, `train`, `evaluate`) know pages only through what a feature set says of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from newsclean.classify.trees.ensemble import Array

Input = Literal["html", "text", "appeals"]


@dataclass(frozen=True, slots=True)
class FeatureSet:
    """What the stages of a model see of a page, and how its decision is made. A table is the set's own view of a page.

    A table has `matrix`, float32, a row a block, whose first column is the block's size in characters.
    names: all features of all stages in their order, parted by spaces.
    context: the second stage's own features, from a table and the first stage's probabilities, a row a block.
    choose: the mask of the blocks that are the article, from a table, probabilities and the mask of those to choose
        from (None for all).
    page: the features of a selection of blocks, shape (1, n), from a table, probabilities and the selection.
    """

    input: Input
    names: str
    context: Callable[[Any, Array], Array]
    choose: Callable[[Any, Array, Array | None], Array]
    page: Callable[[Any, Array, Array], Array]


def feature_set(kind: str) -> FeatureSet:
    """Return the feature set of a kind of input: "html", "text" or "appeals"."""
    if kind == "appeals":
        from newsclean.classify.text.appeal_feature_set import APPEALS

        return APPEALS
    if kind == "text":
        from newsclean.classify.text.feature_set import TEXT

        return TEXT
    from newsclean.classify.html.feature_set import HTML

    return HTML
