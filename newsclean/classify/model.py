"""The models: three small ensembles of trees and a table for confidence, in one file of the package for each input.

`MODEL.md` beside this module is their card: what they were trained on, how they were measured, what they cannot do.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from newsclean.classify.feature_set import FeatureSet, Input, feature_set
from newsclean.classify.text.words import WordModel
from newsclean.classify.trees.ensemble import Array, Ensemble
from newsclean.errors import UsageError

MIN_FIRST = 0.02
"""Blocks to which the first ensemble gives less are not shown to the second: half of all."""
FULL_SIZE = 300
"""Characters below which a page is less likely to have an article at all: consent walls and error pages have a sentence
or two. Of the gold articles two in a thousand are shorter."""
_STAGES = ("block", "context", "page")


@dataclass(frozen=True, slots=True)
class Decision:
    """Which blocks are the article, how probable each is, and how sure that the whole is right, 0 to 1."""

    blocks: Array
    probabilities: Array
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Model:
    """What labels the blocks of one kind of input, which `features` describes.

    `block` sees the features of a block, `context` those and what `block` says of its surroundings, `page` the whole
    selection. `calibration` turns the last one's sum into a probability: two rising columns to interpolate between.
    `words` is what features of text need to know of words.
    """

    version: str
    features: FeatureSet
    block: Ensemble
    context: Ensemble
    page: Ensemble
    calibration: tuple[Array, Array]
    words: WordModel | None = None

    @property
    def known_words(self) -> WordModel:
        """The model of words, which a model of text has."""
        if self.words is None:
            raise AssertionError("a model of HTML knows no words")
        return self.words

    def probabilities(self, table: Any) -> Array:
        """Return, for each block of a page, the probability that it belongs to the article."""
        first = self.block.probabilities(table.matrix)
        worth = np.flatnonzero(first >= MIN_FIRST)
        parts = table.matrix, self.features.context(table, first)
        first[worth] = self.context.probabilities(np.concatenate([part.T.take(worth, axis=1) for part in parts]).T)
        return first

    def confidence(self, table: Any, probabilities: Array, chosen: Array) -> float:
        """Return the probability that a selection of blocks is right: that its F1 is at least 0.9."""
        raw = self.page.raw(self.features.page(table, probabilities, chosen))
        size = float(table.matrix[chosen, 0].sum())
        return min(float(np.interp(raw[0], *self.calibration)), size / FULL_SIZE)

    def decide(self, table: Any, undecided: Array | None = None) -> Decision:
        """Return which blocks are the article, of those that nobody has decided on."""
        probabilities = self.probabilities(table)
        chosen = self.features.choose(table, probabilities, undecided)
        return Decision(chosen, probabilities, self.confidence(table, probabilities, chosen))

    def to_bytes(self) -> bytes:
        """Return the model as its file has it; the same model gives the same bytes."""
        arrays: dict[str, Array] = {"calibration": np.stack(self.calibration).astype(np.float32)}
        for name in _STAGES:
            arrays |= getattr(self, name).arrays(name)
        if self.words is not None:
            arrays |= {"words.weights": self.words.weights, "words.scale": self.words.scale}
        about = {"version": self.version, "features": self.features.names}
        arrays["about"] = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
        out = io.BytesIO()
        np.savez_compressed(out, allow_pickle=False, **arrays)
        return out.getvalue()

    @classmethod
    def of_bytes(cls, data: bytes) -> Model:
        """Return the model in a file's bytes. Raises `UsageError` where it was trained on other features than ours."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            about = json.loads(arrays["about"].tobytes())
            features = feature_set(about["version"].partition("-")[0])
            if about["features"] != features.names:
                raise UsageError(f"model {about['version']} was trained on other features; train it anew")
            stages = {name: Ensemble.of_arrays(arrays, name) for name in _STAGES}
            rising, falling = arrays["calibration"].astype(np.float64)
            words = WordModel(arrays["words.weights"], arrays["words.scale"]) if "words.scale" in arrays else None
            return cls(about["version"], features, calibration=(rising, falling), words=words, **stages)


def model_file(kind: Input) -> Path:
    """Return the file of the model that comes with newsclean for a kind of input."""
    return Path(__file__).parent / ("html" if kind == "html" else "text") / f"{kind}-model.npz"


@cache
def shipped_model(kind: Input = "html") -> Model:
    """Return the model that comes with newsclean for a kind of input."""
    return Model.of_bytes(model_file(kind).read_bytes())
