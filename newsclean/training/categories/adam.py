"""Gradient descent with momentum and a step size for each weight (Adam), for arrays and for rows of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from newsclean.classify.trees import Array

MOMENTUM, VARIANCE = 0.9, 0.99  # the usual values


class Adam:
    """The state of a descent of several arrays, which it changes in place. Step sizes fall to nothing in `steps`."""

    def __init__(self, arrays: Sequence[Array], rates: Sequence[float], steps: int) -> None:
        self.arrays, self.rates, self.steps = arrays, rates, steps
        self.done = 0
        self.means = [np.zeros_like(array) for array in arrays]
        self.squares = [np.zeros_like(array) for array in arrays]

    def step(self, gradients: Sequence[Array], rows: Sequence[Array | None]) -> None:
        """Take a step. `rows` has the rows that a gradient is of, None for all."""
        self.done += 1
        share = max(0.01, 1 - self.done / self.steps)
        for array, rate, mean, square, gradient, chosen in zip(
            self.arrays, self.rates, self.means, self.squares, gradients, rows, strict=True
        ):
            here = slice(None) if chosen is None else chosen
            first = MOMENTUM * mean[here] + (1 - MOMENTUM) * gradient
            second = VARIANCE * square[here] + (1 - VARIANCE) * gradient * gradient
            mean[here], square[here] = first, second
            first = first / (1 - MOMENTUM**self.done)
            second = second / (1 - VARIANCE**self.done)
            array[here] -= np.float32(share * rate) * first / (np.sqrt(second) + 1e-6)


def class_errors(scores: Array, allowed: Array, weights: Array) -> Array:
    """Return the gradient of the weighted cross entropy with respect to the scores.

    `allowed` is the mask of the classes that each row may have. Where it may have several, their sum counts.
    """
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    found = powers / powers.sum(axis=1, keepdims=True)
    wanted = found * allowed
    wanted /= np.maximum(1e-12, wanted.sum(axis=1, keepdims=True))
    return np.asarray((found - wanted) * (weights / len(weights))[:, None], dtype=np.float32)
