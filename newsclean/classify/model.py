"""Models: three ensembles of trees and a calibration table, one file for each kind of input.

`html/MODEL.md` and `text/MODEL.md` are the model cards: training data, measurements, limits, retraining.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from newsclean.classify.arrays import stored_arrays
from newsclean.classify.feature_set import FeatureSet, Input
from newsclean.classify.text.words import WordModel
from newsclean.classify.trees import Array
from newsclean.classify.trees.ensemble import Ensemble
from newsclean.errors import UsageError

MIN_FIRST_STAGE = 0.02
"""First-stage probability below which a block skips the second stage, about half of all blocks. Raising it saves time
and fixes more blocks by the first stage alone. A guess; not measured."""
FULL_SIZE = 300
"""Characters of a selection below which the confidence falls in proportion: consent walls and error pages have a
sentence or two. Two in a thousand gold articles are shorter."""
_STAGES = ("block", "context", "page")
_KINDS: tuple[Input, ...] = ("html", "text", "appeals")


class Selection(NamedTuple):
    """The mask of the article's blocks, each block's probability, and the confidence that the mask is right, 0 to 1."""

    blocks: Array
    probabilities: Array
    confidence: float = 0.0


class Model(NamedTuple):
    """The classifier of one kind of input, which `features` describes.

    `block` sees each block's own features, `context` also the surroundings as `block` sees them, `page` the selection
    as a whole. `calibration` maps the score of `page` to a probability: two rising columns to interpolate between.
    `words` is the word model behind the features of text, None for HTML.
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
        """The word model, which every model of text has."""
        if self.words is None:
            raise AssertionError("a model of HTML has no word model")
        return self.words

    def probabilities(self, table: Any) -> Array:
        """Return each block's probability of belonging to the article."""
        first = self.block.probabilities(table.matrix)
        going = np.flatnonzero(first >= MIN_FIRST_STAGE)
        parts = table.matrix, self.features.context(table, first)
        first[going] = self.context.probabilities(np.concatenate([part.T.take(going, axis=1) for part in parts]).T)
        return first

    def confidence(self, table: Any, probabilities: Array, chosen: Array) -> float:
        """Return the probability that the blocks in a mask are right, which means an F1 of at least 0.9."""
        score = self.page.scores(self.features.page(table, probabilities, chosen))
        size = float(table.matrix[chosen, 0].sum())
        return min(float(np.interp(score[0], *self.calibration)), size / FULL_SIZE)

    def select(self, table: Any, undecided: Array | None = None) -> Selection:
        """Return the article's blocks among the undecided ones (a mask; None for all)."""
        probabilities = self.probabilities(table)
        if undecided is None:
            chosen = self.features.choose(table, probabilities)
        else:
            chosen = self.features.choose(table, np.where(undecided, probabilities, 0)) & undecided
        return Selection(chosen, probabilities, self.confidence(table, probabilities, chosen))

    def to_bytes(self) -> bytes:
        """Return the content of the model's file; equal models give equal bytes."""
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
    def of_bytes(cls, data: bytes, features: FeatureSet) -> Model:
        """Return the model in a file's bytes. Raises `UsageError` if it was trained on a different feature set."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return cls.of_arrays(arrays, features)

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Array], features: FeatureSet) -> Model:
        """Return the model in a file's arrays. Raises `UsageError` as `of_bytes`."""
        about = json.loads(arrays["about"].tobytes())
        version, kind = about["version"], features.input
        if about["features"] != features.names or version.partition("-")[0] != kind:
            retrain = f"retrain it with `newsclean train --input {kind}`; docs/retraining.md says how"
            raise UsageError(f"model {version} was trained on other features than those of {kind}; {retrain}")
        stages = {name: Ensemble.of_arrays(arrays, name) for name in _STAGES}
        scores, probabilities = arrays["calibration"].astype(np.float64)
        words = WordModel(arrays["words.weights"], arrays["words.scale"]) if "words.scale" in arrays else None
        return cls(version, features, calibration=(scores, probabilities), words=words, **stages)


def model_file(kind: Input) -> Path:
    """Return the path of the shipped model of a kind of input."""
    return Path(__file__).parent / ("html" if kind == "html" else "text") / f"{kind}-model.npz"


@cache
def shipped_model(features: FeatureSet) -> Model:
    """Return the shipped model for a feature set."""
    return Model.of_arrays(stored_arrays(model_file(features.input)), features)


def shipped_versions() -> str:
    """Return the versions of all shipped models, separated by spaces, without loading their trees."""
    versions = []
    for kind in _KINDS:
        with np.load(model_file(kind), allow_pickle=False) as arrays:
            versions.append(json.loads(arrays["about"].tobytes())["version"])
    return " ".join(versions)
