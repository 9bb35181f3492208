"""Training the second stage: a small network over the first stage's view of the surroundings."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from newsclean.classify.categories.model import Kind, Network
from newsclean.classify.trees import Array
from newsclean.training.categories.adam import Adam, class_errors

# Guesses, checked by cross-validation but not one by one.
HIDDEN, EPOCHS, BATCH, RATE = 48, 10, 512, 0.003
DROPPED = 0.1
PENALTY: Mapping[Kind, float] = MappingProxyType({"html": 1e-3, "text": 1e-4})
"""Weight of the squares of all weights. Raised, a network fits the sites that it has seen less closely."""


def fit_network(inputs: Array, allowed: Array, weights: Array, penalty: float, seed: int) -> Network:
    """Return a network trained on rows of inputs. `allowed` is the mask of the categories that each row may have."""
    draw = np.random.default_rng(seed)
    shift, spread = inputs.mean(axis=0), inputs.std(axis=0) + 0.05
    rows = ((inputs - shift) / spread).astype(np.float32)
    width, classes = rows.shape[1], allowed.shape[1]
    hidden = draw.normal(0, width**-0.5, (width, HIDDEN)).astype(np.float32)
    out = draw.normal(0, HIDDEN**-0.5, (HIDDEN, classes)).astype(np.float32)
    hidden_bias, out_bias = np.zeros(HIDDEN, dtype=np.float32), np.zeros(classes, dtype=np.float32)
    steps = EPOCHS * (len(rows) // BATCH + 1)
    adam = Adam([hidden, hidden_bias, out, out_bias], (RATE,) * 4, steps)
    weights = (weights / weights.mean()).astype(np.float32)
    for _ in range(EPOCHS):
        order = draw.permutation(len(rows))
        for start in range(0, len(rows), BATCH):
            batch = order[start : start + BATCH]
            some = rows[batch] * (draw.random((len(batch), width), dtype=np.float32) > DROPPED) / (1 - DROPPED)
            raw = some @ hidden + hidden_bias
            active = np.maximum(raw, 0)
            errors = class_errors(active @ out + out_bias, allowed[batch], weights[batch])
            back = errors @ out.T * (raw > 0)
            gradients = [
                some.T @ back + penalty * hidden,
                back.sum(axis=0),
                active.T @ errors + penalty * out,
                errors.sum(axis=0),
            ]
            adam.step(gradients, [None] * 4)
    return Network(shift.astype(np.float32), (hidden / spread[:, None]).astype(np.float32), hidden_bias, out, out_bias)
