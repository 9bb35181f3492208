"""Small ensembles of decision trees. Rows that the first trees score low skip the others, which halves the work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from newsclean._core import kernel
from newsclean.classify.trees import Array
from newsclean.classify.trees.evaluate import TreeSums, pack_trees

MAX_LEAVES = 32  # a mask of leaves has 32 bits
EXTRAPOLATION = 3.0  # factor on the score of a row that stops early: the other trees would agree (a guess)


@dataclass(frozen=True)
class Ensemble:
    """Trees with at most `MAX_LEAVES` leaves, whose leaf values add up to a score.

    `feature`, `threshold` and `mask` have shape (trees, splits). A split tests whether feature <= threshold; where it
    is not, `mask` has the leaves that remain. `leaf` has shape (trees, leaves). Trees with fewer splits are padded with
    splits that every row passes. After `cascade_size` trees, rows with a score below `early_exit_threshold` stop.
    """

    feature: Array
    threshold: Array
    mask: Array
    leaf: Array
    cascade_size: int
    early_exit_threshold: float

    @cached_property
    def _packed(self) -> tuple[TreeSums, TreeSums]:
        """The first `cascade_size` trees and the others."""
        core = kernel("trees")
        pack = pack_trees if core is None else core.Forest
        trees = (self.feature, self.threshold, self.mask, self.leaf)
        first, others = slice(self.cascade_size), slice(self.cascade_size, None)
        return pack(*(part[first] for part in trees)), pack(*(part[others] for part in trees))

    def scores(self, rows: Array) -> Array:
        """Return the sum of leaf values for each row of features, float32."""
        first, others = self._packed
        sums = first.sums(rows)
        if self.cascade_size == len(self.feature):
            return sums
        is_going = sums >= self.early_exit_threshold
        going = np.flatnonzero(is_going)
        sums[~is_going] *= EXTRAPOLATION
        sums[going] += others.sums(rows, going)
        return sums

    def probabilities(self, rows: Array) -> Array:
        """Return the probability of each row; the scores are log odds."""
        return np.asarray(1 / (1 + np.exp(-self.scores(rows))))

    def arrays(self, name: str) -> dict[str, Array]:
        """Return the arrays that a file stores for the ensemble, their keys prefixed with a name."""
        return {
            # high and low bytes compress a quarter better in separate rows
            f"{name}.feature": np.stack(np.divmod(self.feature, 256)).astype(np.uint8),
            f"{name}.threshold": self.threshold.astype(np.float32),
            f"{name}.mask": self.mask,
            f"{name}.leaf": self.leaf.astype(np.float16),
            f"{name}.cut": np.array([self.cascade_size, self.early_exit_threshold], dtype=np.float32),
        }

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Array], name: str) -> Ensemble:
        """Return the ensemble that `arrays` stored under a name."""
        cascade_size, early_exit_threshold = arrays[f"{name}.cut"].tolist()
        high, low = arrays[f"{name}.feature"].astype(np.int64)
        return cls(
            256 * high + low,
            arrays[f"{name}.threshold"],
            arrays[f"{name}.mask"],
            arrays[f"{name}.leaf"].astype(np.float32),
            int(cascade_size),
            early_exit_threshold,
        )
