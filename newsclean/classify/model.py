"""The shipped model: three small ensembles of trees and a table for confidence, in one file of the package.

`MODEL.md` beside this module is its card: what it was trained on, how it was measured, what it cannot do.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from newsclean.classify.context import CONTEXT_FEATURES, context_features
from newsclean.classify.decision import PAGE_FEATURES, Decision, decide, page_features
from newsclean.classify.ensemble import Array, Ensemble
from newsclean.classify.features import FEATURES, Table
from newsclean.errors import UsageError

MODEL_FILE = Path(__file__).parent / "html-model.npz"
MIN_FIRST = 0.02
"""Blocks to which the first ensemble gives less are not shown to the second: half of all."""
FULL_SIZE = 300
"""Characters below which a page is less likely to have an article at all: consent walls and error pages have a sentence
or two. Of the gold articles two in a thousand are shorter."""
_STAGES = ("block", "context", "page")


@dataclass(frozen=True, slots=True)
class Model:
    """What labels the blocks of HTML pages.

    `block` sees the features of a block, `context` those and what `block` says of its surroundings, `page` the whole
    selection. `calibration` turns the last one's sum into a probability: two rising columns to interpolate between.
    """

    version: str
    block: Ensemble
    context: Ensemble
    page: Ensemble
    calibration: tuple[Array, Array]

    def probabilities(self, table: Table) -> Array:
        """Return, for each block of a page, the probability that it belongs to the article."""
        first = self.block.probabilities(table.matrix)
        worth = np.flatnonzero(first >= MIN_FIRST)
        rows = np.concatenate((table.matrix, context_features(table, first)), axis=1)[worth]
        first[worth] = self.context.probabilities(rows)
        return first

    def confidence(self, table: Table, probabilities: Array, chosen: Array) -> float:
        """Return the probability that a selection of blocks is right: that its F1 is at least 0.9."""
        raw = self.page.raw(page_features(table, probabilities, chosen))
        size = float(table.matrix[chosen, 0].sum())
        return min(float(np.interp(raw[0], *self.calibration)), size / FULL_SIZE)

    def decide(self, table: Table, undecided: Array | None = None) -> Decision:
        """Return which blocks are the article, of those that nobody has decided on."""
        probabilities = self.probabilities(table)
        chosen = decide(table, probabilities, undecided).blocks
        return Decision(chosen, probabilities, self.confidence(table, probabilities, chosen))

    def to_bytes(self) -> bytes:
        """Return the model as its file has it; the same model gives the same bytes."""
        arrays: dict[str, Array] = {"calibration": np.stack(self.calibration).astype(np.float32)}
        for name in _STAGES:
            arrays |= getattr(self, name).arrays(name)
        about = {"version": self.version, "features": feature_names()}
        arrays["about"] = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
        out = io.BytesIO()
        np.savez_compressed(out, allow_pickle=False, **arrays)
        return out.getvalue()

    @classmethod
    def of_bytes(cls, data: bytes) -> Model:
        """Return the model in a file's bytes. Raises `UsageError` where it was trained on other features than ours."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            about = json.loads(arrays["about"].tobytes())
            if about["features"] != feature_names():
                raise UsageError(f"model {about['version']} was trained on other features; train it anew")
            stages = {name: Ensemble.of_arrays(arrays, name) for name in _STAGES}
            rising, falling = arrays["calibration"].astype(np.float64)
            return cls(about["version"], calibration=(rising, falling), **stages)


def feature_names() -> str:
    """Return the names of all features, in their order."""
    return " ".join((*FEATURES, *CONTEXT_FEATURES, *PAGE_FEATURES))


@cache
def shipped_model() -> Model:
    """Return the model that comes with newsclean."""
    return Model.of_bytes(MODEL_FILE.read_bytes())
