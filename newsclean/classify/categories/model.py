"""The model of categories: a softmax over hashed tokens and numbers, then a small network over the surroundings."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from newsclean._core import kernel
from newsclean.blocks import DEFAULT_POLICY, Category, Policy
from newsclean.classify.arrays import stored_arrays
from newsclean.classify.categories.context import Context
from newsclean.classify.categories.tokens import FAR, NEAR, NameTokens, indices, sum_rows
from newsclean.classify.categories.view import View
from newsclean.classify.html.containers import ContainerTree
from newsclean.classify.trees import Array

Kind = Literal["html", "text"]
BITS: Mapping[Kind, int] = {"html": 14, "text": 14}
"""The first stage has 2 ** BITS weights for each category. More cost file size, fewer mix unrelated words."""
DECAYS = (0.4, 0.9)
"""Weight of a container's names relative to those of the container inside it: nearby names, and names further out."""
_SALTS = (NEAR, FAR)  # of the tokens of names, as each decay weighs them
MAX_DEVIATION = 4.0  # standard deviations at which a number is cut
MAX_PRODUCT = 250_000
"""Multiplications of a matrix product that a BLAS does in one thread; OpenBLAS starts threads from 262,144 on."""
PIECES = 1_000
"""Pieces of a product for which the inputs are in memory at once, some thousand blocks. More take more memory, and most
pages have fewer blocks."""
DENSE_ROWS = 8192  # blocks whose numbers are made at once; more take more memory (a guess)
MENUS = frozenset((Category.NAVIGATION, Category.FOOTER, Category.SECTION))
FIRST_SHARE = 0.3
"""Share of the first stage in the result. The first stage sees the words, and the second one only its opinion."""


class Linear(NamedTuple):
    """The first stage: a softmax over the weights of tokens and numbers.

    `words` has a row per token and a column per category, 8-bit integers, and `scale` the unit of each column.
    `numbers` has a row per column of `columns`. `low` and `high` are the bounds of the numbers, after their logarithm.
    """

    columns: tuple[str, ...]
    words: Array
    scale: Array
    numbers: Array
    bias: Array
    low: Array
    high: Array

    @property
    def bits(self) -> int:
        """The bits of a token's row."""
        return int(len(self.words) - 1).bit_length()

    def dense(self, view: View) -> Array:
        """Return the numbers of the blocks as this stage sees them."""
        known = {name: place for place, name in enumerate(view.columns)}
        places = [known[name] for name in self.columns]
        values = np.empty((len(view.matrix), len(places)), dtype=np.float32)
        for start in range(0, len(values), DENSE_ROWS):
            rows = slice(start, start + DENSE_ROWS)
            np.clip(squashed(view.matrix[rows, places]), self.low, self.high, out=values[rows])
        return values

    def probabilities(self, view: View, dense: Array) -> Array:
        """Return the probability of each category, a row per block."""
        scores = product(dense, self.numbers) + self.bias
        words = view.words
        sums = sum_rows(self.words, indices(words.tokens, self.bits), words.owner, len(scores)).astype(np.float32)
        if view.names is not None and view.tree is not None:
            sums += self._name_sums(view.names, view.tree)
        return softmax(scores + sums * self.scale)

    def _name_sums(self, names: NameTokens, tree: ContainerTree) -> Array:
        """Return each block's sum of the weights of the names around it."""
        tokens, held = names.tokens, names.names
        salted = [
            sum_rows(self.words, indices(tokens.tokens, self.bits, salt), tokens.owner, names.number) for salt in _SALTS
        ]
        sums = sum_rows(np.concatenate(salted, axis=1), held.tokens, held.owner, len(tree.parent)).astype(np.float32)
        width = self.words.shape[1]
        inherit(sums, tree.parent, tree.depth, np.repeat(np.array(DECAYS, dtype=np.float32), width))
        near, far = sums[tree.own].reshape(-1, 2, width).swapaxes(0, 1)
        return np.asarray(near + far)


def product(rows: Array, weights: Array, shift: Array | float = 0) -> Array:
    """Return the matrix product of the rows less a shift, in pieces that are too small for the threads of a BLAS.

    On a page's few blocks threads take more processor time than they save.
    """
    size = piece_rows(weights)
    padded = np.zeros((-(-len(rows) // size) * size, rows.shape[1]), dtype=np.float32)
    np.subtract(rows, shift, out=padded[: len(rows)])
    return np.asarray((padded.reshape(-1, size, rows.shape[1]) @ weights).reshape(len(padded), -1)[: len(rows)])


def piece_rows(weights: Array) -> int:
    """Return how many rows `product` multiplies at a time."""
    return max(1, MAX_PRODUCT // weights.size)


def inherit(sums: Array, parent: Array, depth: Array, decay: Array) -> None:
    """Add to the row of each container a share of the row of the one around it, the outermost first, in place.

    `decay` is the share in each column, float32.
    """
    compiled = kernel("tokens")
    if compiled is not None:
        compiled.inherit(sums, parent, decay)
        return
    order = np.argsort(depth, kind="stable")
    for level in np.split(order, np.flatnonzero(np.diff(depth[order])) + 1)[1:]:
        sums[level] += decay * sums[parent[level]]


def squashed(values: Array) -> Array:
    """Return numbers of any size as logarithms with a sign, float32."""
    return np.asarray(np.sign(values) * np.log1p(np.abs(values)), dtype=np.float32)


def quantised(weights: Array) -> tuple[Array, Array]:
    """Return a table of weights as 8-bit integers, and the unit of each column."""
    scale = np.maximum(1e-6, np.abs(weights).max(axis=0) / 127).astype(np.float32)
    return np.rint(weights / scale).astype(np.int8), scale


def softmax(scores: Array) -> Array:
    """Return rows of scores as probabilities."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


class Network(NamedTuple):
    """The second stage: inputs less `shift` times `hidden`, cut at 0, times `out`."""

    shift: Array
    hidden: Array
    hidden_bias: Array
    out: Array
    out_bias: Array

    def units(self, inputs: Array) -> Array:
        """Return the values of the hidden units, a row per block."""
        return np.asarray(np.maximum(0, product(inputs, self.hidden, self.shift) + self.hidden_bias))

    def judge(self, units: Array) -> Array:
        """Return the probability of each category by the values of the hidden units, a row per block."""
        return softmax(product(units, self.out) + self.out_bias)

    def probabilities(self, inputs: Array) -> Array:
        """Return the probability of each category, a row per block."""
        return self.judge(self.units(inputs))


class CategoryModel(NamedTuple):
    """The classifier of categories for one kind of input.

    `calibration` maps the share of `best_dropped` to the share of right ones: two rising columns.
    """

    version: str
    kind: Kind
    categories: tuple[Category, ...]
    linear: Linear
    networks: tuple[Network, ...]
    calibration: Array
    is_kept: Array

    def probabilities(self, view: View) -> Array:
        """Return the probability of each category of `categories` for each block."""
        dense = self.linear.dense(view)
        first = self.linear.probabilities(view, dense)
        context = Context(view, first, self.is_kept, dense)
        units: list[list[Array]] = [[] for _ in self.networks]
        # whole pieces of the products, so that the rows of a long page come out as those of a short one
        step = piece_rows(self.networks[0].hidden) * PIECES
        for start in range(0, max(1, len(first)), step):
            inputs = context.inputs(start, min(start + step, len(first)))
            for network, found in zip(self.networks, units, strict=True):
                found.append(network.units(inputs))
        whole = map(np.concatenate, units)
        second = sum(map(Network.judge, self.networks, whole)) / len(self.networks)
        return np.asarray(FIRST_SHARE * first + (1 - FIRST_SHARE) * second)

    def to_bytes(self) -> bytes:
        """Return the content of the model's file; equal models give equal bytes."""
        linear = self.linear
        arrays: dict[str, Array] = {
            "words": linear.words,
            "numbers": linear.numbers.astype(np.float16),
            **{name: getattr(linear, name).astype(np.float32) for name in ("scale", "bias", "low", "high")},
            "calibration": self.calibration.astype(np.float32),
        }
        for name in ("shift", "hidden", "hidden_bias", "out", "out_bias"):
            arrays[name] = np.stack([getattr(network, name) for network in self.networks]).astype(np.float16)
        about = {
            "version": self.version,
            "kind": self.kind,
            "categories": list(self.categories),
            "columns": list(linear.columns),
        }
        arrays["about"] = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
        out = io.BytesIO()
        np.savez_compressed(out, allow_pickle=False, **arrays)
        return out.getvalue()

    @classmethod
    def of_bytes(cls, data: bytes) -> CategoryModel:
        """Return the model in a file's bytes."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return cls.of_arrays(dict(arrays))

    @classmethod
    def of_arrays(cls, found: Mapping[str, Array]) -> CategoryModel:
        """Return the model in a file's arrays."""
        about = json.loads(found["about"].tobytes())
        parts = [found[name].astype(np.float32) for name in ("scale", "numbers", "bias", "low", "high")]
        linear = Linear(tuple(about["columns"]), found["words"], *parts)
        layers = [found[name].astype(np.float32) for name in ("shift", "hidden", "hidden_bias", "out", "out_bias")]
        categories = tuple(map(Category, about["categories"]))
        networks = tuple(Network(*parts) for parts in zip(*layers, strict=True))
        return cls(
            about["version"],
            about["kind"],
            categories,
            linear,
            networks,
            found["calibration"].astype(np.float64),
            kept_mask(categories),
        )


def kept_mask(categories: tuple[Category, ...]) -> Array:
    """Return the mask of the categories whose blocks stay in the body."""
    return np.array([DEFAULT_POLICY[category] is Policy.KEEP for category in categories])


def best_dropped(probabilities: Array, categories: tuple[Category, ...]) -> tuple[Array, Array]:
    """Return for each block its best category among those that are not the article's, and its share of them.

    Menus, footers and section lines compete as one: pages have them in one another.
    """
    dropped = np.where(kept_mask(categories), 0.0, probabilities)
    is_menu = np.array([category in MENUS for category in categories])
    menus = dropped[:, is_menu].sum(axis=1)
    others = np.where(is_menu, 0.0, dropped)
    best, menu = others.argmax(axis=1), np.where(is_menu, dropped, -1.0).argmax(axis=1)
    top = others[np.arange(len(best)), best]
    share = np.maximum(menus, top) / np.maximum(1e-9, dropped.sum(axis=1))
    return np.where(menus > top, menu, best), share


def model_file(kind: Kind) -> Path:
    """Return the path of the shipped model of categories for a kind of input."""
    return Path(__file__).parent / f"{kind}-categories.npz"


@cache
def shipped_categories(kind: Kind) -> CategoryModel:
    """Return the shipped model of categories for a kind of input."""
    return CategoryModel.of_arrays(stored_arrays(model_file(kind)))
