"""Training the first stage: a softmax over tokens and numbers, by stochastic gradient descent (Adam)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from newsclean.classify.categories.model import DECAYS, MAX_DEVIATION, Linear, quantised, squashed
from newsclean.classify.categories.tokens import FAR, NEAR, indices
from newsclean.classify.categories.view import View
from newsclean.classify.html.containers import ContainerTree
from newsclean.classify.trees import Array
from newsclean.errors import import_extra
from newsclean.training.categories.adam import Adam, class_errors

# Guesses, checked by cross-validation but not one by one.
MIN_SITES = 3  # sites that must have a token; tokens of fewer sites are mostly the names of one publisher
EPOCHS, BATCH, RATE, NUMBERS_RATE = 6, 768, 0.02, 0.006
PENALTY = 1e-4
MIN_WEIGHT = 0.05  # weight of a container from which its names count


@dataclass(frozen=True, slots=True)
class Rows:
    """The inputs of all blocks: a sparse table of tokens and a dense one of numbers, and what belongs to each block.

    `labels` are numbers of rows of `masks`, which have the categories that a block may have: each category alone, the
    article's, all others, and all but those of partly labelled pages.
    """

    tokens: Any
    numbers: Array
    columns: tuple[str, ...]
    labels: Array
    masks: Array
    weights: Array
    sites: Array


def token_table(view: View, bits: int) -> Any:
    """Return the sparse table of a page's tokens, a row per block. It equals what `Linear` adds up by containers."""
    sparse = import_extra("scipy.sparse", "training", "train")
    number = len(view.matrix)
    table = _table(sparse, view.words.owner, indices(view.words.tokens, bits), (number, 1 << bits))
    names, tree = view.names, view.tree
    if names is None or tree is None:
        return table
    holders = _table(sparse, names.names.owner, names.names.tokens.astype(np.int64), (len(tree.parent), names.number))
    for salt, decay in zip((NEAR, FAR), DECAYS, strict=True):
        meanings = _table(
            sparse, names.tokens.owner, indices(names.tokens.tokens, bits, salt), (names.number, 1 << bits)
        )
        table = table + _weighted_ancestors(sparse, tree, decay) @ (holders @ meanings)
    return table.tocsr()


def _table(sparse: Any, rows: Array, columns: Array, shape: tuple[int, int]) -> Any:
    return sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)


def _weighted_ancestors(sparse: Any, tree: ContainerTree, decay: float) -> Any:
    here, weight = tree.own, 1.0
    rows, columns, values = [], [], []
    while (inside := np.flatnonzero(here > 0)).size:
        rows.append(inside)
        columns.append(here[inside])
        values.append(np.full(len(inside), weight, dtype=np.float32))
        here, weight = tree.parent[here], weight * decay
    shape = (len(tree.own), len(tree.parent))
    if not rows:
        return sparse.csr_matrix(shape, dtype=np.float32)
    return sparse.csr_matrix((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=shape)


def fit_linear(rows: Rows, use: Array, classes: int, seed: int) -> Linear:
    """Return the first stage trained on the blocks with the numbers in `use`."""
    mean, spread = rows.numbers[use].mean(axis=0), rows.numbers[use].std(axis=0) + 1e-3
    dense = np.clip((rows.numbers[use] - mean) / spread, -MAX_DEVIATION, MAX_DEVIATION).astype(np.float32)
    known = _known_tokens(rows, use)
    tokens = rows.tokens[use][:, known].tocsr()
    labels, weights = rows.labels[use], (rows.weights[use] / rows.weights[use].mean()).astype(np.float32)
    words = np.zeros((len(known), classes), dtype=np.float32)
    numbers = np.zeros((dense.shape[1], classes), dtype=np.float32)
    bias = np.zeros(classes, dtype=np.float32)
    adam = Adam([words, numbers, bias], (RATE, NUMBERS_RATE, RATE), EPOCHS * (len(use) // BATCH + 1))
    draw = np.random.default_rng(seed)
    for _ in range(EPOCHS):
        order = draw.permutation(len(use))
        for start in range(0, len(use), BATCH):
            batch = order[start : start + BATCH]
            some, values = tokens[batch], dense[batch]
            errors = class_errors(some @ words + values @ numbers + bias, rows.masks[labels[batch]], weights[batch])
            columns = np.unique(some.indices)
            gradient = some[:, columns].T @ errors + PENALTY * words[columns]
            adam.step([gradient, values.T @ errors + PENALTY * numbers, errors.sum(axis=0)], [columns, None, None])
    whole = np.zeros((rows.tokens.shape[1], classes), dtype=np.float32)
    whole[known] = words
    scaled = numbers / spread[:, None]
    low, high = mean - MAX_DEVIATION * spread, mean + MAX_DEVIATION * spread
    table, scale = quantised(whole)
    parts = (scaled, bias - mean @ scaled, low, high)
    return Linear(rows.columns, table, scale, *(np.asarray(part, dtype=np.float32) for part in parts))


def _known_tokens(rows: Rows, use: Array) -> Array:
    """Return the tokens that enough sites have."""
    table = rows.tokens[use]
    sites = np.repeat(rows.sites[use], np.diff(table.indptr))
    most = int(rows.sites.max()) + 1
    pairs = np.unique(table.indices.astype(np.int64) * most + sites) // most
    return np.flatnonzero(np.bincount(pairs, minlength=table.shape[1]) >= MIN_SITES)


def numbers_of(views: Sequence[View], columns: Sequence[str]) -> Array:
    """Return the numbers of all blocks as the first stage takes them, before their bounds."""
    parts = []
    for view in views:
        known = {name: place for place, name in enumerate(view.columns)}
        parts.append(squashed(view.matrix[:, [known[name] for name in columns]]))
    return np.concatenate(parts)


def probabilities(linear: Linear, rows: Rows, blocks: Array) -> Array:
    """Return the first stage's probabilities of some blocks, from the tables of training."""
    dense = np.clip(rows.numbers[blocks], linear.low, linear.high)
    scores = rows.tokens[blocks] @ (linear.words * linear.scale) + dense @ linear.numbers + linear.bias
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)
