"""The features of the second stage: what the first stage thinks of a block's neighbours, kin and containers.

The first stage sees each block for itself; what it cannot see is coherence, that an article stands together and that
comments, teasers and the next article do too. Here every block is told how much probable article ("mass": probability
times size) there is around it, on the page and in the tree, and where the page's main container is.
"""

from __future__ import annotations

import numpy as np

from newsclean.classify.html.containers import Array, Structure
from newsclean.classify.html.features import Table, filled

REACH = 4
"""Blocks before and after whose probabilities are features of their own."""
LEVELS = 6
SHARES = (0.5, 0.75, 0.9)
"""The main container is the deepest that has this share of the page's mass."""
LIKELY = 0.4
BREAK_SIZE = 300
"""So much unlikely text between two likely blocks ends a stretch of the article."""
UNLIKELY_BLOCK_SIZE = 40
"""What an unlikely block counts beside its size: twenty menu items are as much of a break as a paragraph."""
_DECAYS = (0.5, 0.85)
_KERNELS = tuple(np.concatenate(([0.0], decay ** np.arange(16))) for decay in _DECAYS)

CONTEXT_FEATURES: tuple[str, ...] = (
    "p",
    *(f"p_{step:+d}" for step in (*range(-REACH, 0), *range(1, REACH + 1))),
    *(f"{side}_{decay}" for decay in _DECAYS for side in ("mean_before", "mean_after")),
    *(f"{name}@{level}" for level in range(LEVELS) for name in ("mass", "purity")),
    *(f"{name}_{share}" for share in SHARES for name in ("main_up", "main_down", "main_purity")),
    "mass_before",
    "gap_before",
    "gap_after",
    "stretch_mass",
    "stretch_rank",
    "stretch_offset",
    "stretch_gap",
    "alike_p",
    "alike_mass",
    "article_mass",
    "copy_better",
    "page_mass",
    "page_purity",
)


def context_features(table: Table, probabilities: Array) -> Array:
    """Return the features of the second stage, float32 of shape (blocks, len(CONTEXT_FEATURES))."""
    size = table.matrix[:, 0].astype(np.float64)
    p = probabilities.astype(np.float64)
    mass = p * size
    total = max(1.0, float(mass.sum()))
    structure = table.structure
    mass_in, size_in = structure.sums(np.stack([mass, size]))
    purity_in = mass_in / np.maximum(1, size_in)
    columns: list[Array | float] = [
        p,
        *neighbours(p),
        *decayed(p, size),
        _levels(structure, mass_in / total, purity_in),
        *_main(structure, mass_in, purity_in, total),
        (np.cumsum(mass) - mass) / total,
        *stretches(p, size, mass, total),
        *_alike(table, size, mass, total),
        _article_mass(structure, mass_in / total),
        _copy_better(table, p),
        total,
        total / max(1.0, float(size.sum())),
    ]
    return filled(columns, (len(p), len(CONTEXT_FEATURES)))


def neighbours(p: Array) -> list[Array]:
    """Return the probabilities of the blocks `REACH` before to `REACH` after, 0 beyond the page's ends."""
    padded = np.concatenate((np.zeros(REACH), p, np.zeros(REACH)))
    number = len(p)
    return [padded[REACH + step : REACH + step + number] for step in (*range(-REACH, 0), *range(1, REACH + 1))]


def decayed(p: Array, size: Array) -> list[Array]:
    """Return the mean probability before and after, each block weighing by its size and the less the farther."""
    weight = np.sqrt(size)
    hits = p * weight
    number = len(p)
    means = []
    for kernel in _KERNELS:
        for step in (1, -1):
            near, whole = (np.convolve(values[::step], kernel)[:number][::step] for values in (hits, weight))
            means.append(near / np.maximum(1e-6, whole))
    return means


def _levels(structure: Structure, inside: Array, purity: Array) -> Array:
    """Return mass and purity of each of `LEVELS` containers around the block."""
    found = np.stack([inside, purity]).take(structure.around(LEVELS), axis=1)
    return found.swapaxes(0, 1).reshape(2 * LEVELS, -1)


def _main(structure: Structure, inside: Array, purity: Array, total: float) -> list[Array | float]:
    """Return main_up, main_down, main_purity of each share."""
    columns: list[Array | float] = []
    known: dict[int, list[Array | float]] = {}
    for share in SHARES:
        main = int(np.argmax(np.where(inside >= share * total, structure.depth, -1)))
        if main not in known:
            known[main] = [*(steps[structure.own] for steps in structure.distances(main)), purity[main]]
        columns += known[main]
    return columns


def stretches(p: Array, size: Array, mass: Array, total: float) -> list[Array]:
    """Return gap_before, gap_after, stretch_mass, stretch_rank, stretch_offset, stretch_gap.

    A gap is the unlikely text since the last likely block, or until the next; a stretch is told by its share of the
    mass, its rank by mass, its offset from the largest, and the unlikely text between the two.
    """
    number = len(p)
    likely = p >= LIKELY
    cost = np.where(likely, 0.0, size + UNLIKELY_BLOCK_SIZE)
    passed = np.cumsum(cost)
    index = np.arange(number)
    last = np.maximum.accumulate(np.where(likely, index, -1))
    following = np.minimum.accumulate(np.where(likely, index, number)[::-1])[::-1]
    before = np.where(last >= 0, passed - passed[last], passed)
    after = np.where(following < number, passed[np.minimum(following, number - 1)] - passed, passed[-1] - passed)
    previous = np.concatenate(([-1], last[:-1]))
    gap = passed - np.where(previous >= 0, passed[previous], -BREAK_SIZE)
    stretch = np.maximum(0, np.cumsum(likely & (gap > BREAK_SIZE)) - 1)
    masses = np.bincount(stretch, weights=np.where(likely, mass, 0.0))
    best = int(np.argmax(masses))
    rank = np.empty(len(masses))
    rank[np.argsort(-masses, kind="stable")] = np.arange(len(masses))
    members = np.flatnonzero(likely & (stretch == best))
    if len(members):
        first, end = passed[members[0]], passed[members[-1]]
        apart = np.maximum(0, first - passed) - np.maximum(0, passed - end)
    else:
        apart = np.zeros(number)
    return [before, after, masses[stretch] / total, rank[stretch], stretch - best, apart]


def _alike(table: Table, size: Array, mass: Array, total: float) -> list[Array]:
    """Return alike_p, alike_mass."""
    alike = np.bincount(table.alike, weights=mass)
    alike_size = np.maximum(1, np.bincount(table.alike, weights=size))
    return [(alike / alike_size)[table.alike], alike[table.alike] / total]


def _article_mass(structure: Structure, share: Array) -> Array:
    article = structure.article[structure.own]
    return np.where(article > 0, share[article], -1)


def _copy_better(table: Table, p: Array) -> Array:
    best = np.zeros(table.text_number.max() + 1)
    np.maximum.at(best, table.text_number, p)
    return np.asarray(best[table.text_number] > p)
