"""Small ensembles of decision trees, evaluated with numpy alone.

`descent` goes through many trees at once. Blocks that the first trees find hopeless are not shown to the others, which
spares half of the work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from newsclean.classify.trees.evaluate import Descent, descent

Array = np.ndarray[Any, Any]

MAX_LEAVES = 32
CARRY = 3.0
"""What the sums of rows that go no further are multiplied by: the other trees would have gone on the same way."""
CHUNK = 256
"""Rows evaluated at once: what there is to a chunk stays in the processor's cache."""


@dataclass(frozen=True)
class Ensemble:
    """Trees with at most 32 leaves, whose leaf values add up.

    `feature`, `threshold` and `mask` have shape (trees, splits): a split asks whether feature <= threshold, and where
    not, `mask` has the leaves that remain. `leaf` has shape (trees, leaves). Trees with fewer splits are filled up with
    splits that everything passes. After `first` trees, rows whose sum is below `hopeless` go no further.
    """

    feature: Array
    threshold: Array
    mask: Array
    leaf: Array
    first: int
    hopeless: float

    @cached_property
    def _descents(self) -> tuple[Descent, Descent]:
        """The first trees and the others."""
        trees = (self.feature, self.threshold, self.mask, self.leaf)
        first, others = slice(self.first), slice(self.first, None)
        return descent(*(part[first] for part in trees)), descent(*(part[others] for part in trees))

    def raw(self, rows: Array) -> Array:
        """Return the sum of leaf values for each row of features, float32."""
        first, others = self._descents
        sums = np.empty(len(rows), dtype=np.float32)
        for start in range(0, len(rows), CHUNK):
            sums[start : start + CHUNK] = first.sums(rows[start : start + CHUNK])
        if self.first == len(self.feature):
            return sums
        going = np.flatnonzero(sums >= self.hopeless)
        sums[sums < self.hopeless] *= CARRY
        for start in range(0, len(going), CHUNK):
            part = going[start : start + CHUNK]
            sums[part] += others.sums(rows[part])
        return sums

    def probabilities(self, rows: Array) -> Array:
        """Return the probability of each row, where the sums are log odds."""
        return np.asarray(1 / (1 + np.exp(-self.raw(rows))))

    def arrays(self, name: str) -> dict[str, Array]:
        """Return the ensemble as arrays to be stored, by name."""
        return {
            # high bytes and low ones apart pack better by a quarter
            f"{name}.feature": np.stack(np.divmod(self.feature, 256)).astype(np.uint8),
            f"{name}.threshold": self.threshold.astype(np.float32),
            f"{name}.mask": self.mask,
            f"{name}.leaf": self.leaf.astype(np.float16),
            f"{name}.cut": np.array([self.first, self.hopeless], dtype=np.float32),
        }

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Array], name: str) -> Ensemble:
        """Return the ensemble that `arrays` stored."""
        first, hopeless = arrays[f"{name}.cut"].tolist()
        high, low = arrays[f"{name}.feature"].astype(np.int64)
        return cls(
            256 * high + low,
            arrays[f"{name}.threshold"],
            arrays[f"{name}.mask"],
            arrays[f"{name}.leaf"].astype(np.float32),
            int(first),
            hopeless,
        )
