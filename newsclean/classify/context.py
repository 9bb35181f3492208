"""The features of the second stage: what the first stage thinks of a block's neighbours, kin and containers.

The first stage sees each block for itself; what it cannot see is coherence, that an article stands together and that
comments, teasers and the next article do too. Here every block is told how much probable article ("mass": probability
times size) there is around it, on the page and in the tree, and where the page's main container is.
"""

from __future__ import annotations

import numpy as np

from newsclean.classify.features import Table, filled
from newsclean.classify.structure import Array, Structure

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
_KERNEL = 16

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
    columns: list[Array | float] = [
        p,
        *neighbours(p),
        *decayed(p, size),
        *_levels(structure, mass, size, total),
        *_main(structure, mass, size, total),
        (np.cumsum(mass) - mass) / total,
        *stretches(p, size, mass, total),
        *_kin(table, p, size, mass, total),
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
    number = len(p)
    means = []
    for decay in _DECAYS:
        kernel = np.concatenate(([0.0], decay ** np.arange(_KERNEL)))
        for step in (1, -1):
            hits = np.convolve((p * weight)[::step], kernel)[:number][::step]
            means.append(hits / np.maximum(1e-6, np.convolve(weight[::step], kernel)[:number][::step]))
    return means


def _levels(structure: Structure, mass: Array, size: Array, total: float) -> list[Array]:
    inside = structure.sums(mass)
    purity = inside / np.maximum(1, structure.sums(size))
    columns = []
    here = structure.own
    for _ in range(LEVELS):
        columns += [inside[here] / total, purity[here]]
        here = structure.parent[here]
    return columns


def _main(structure: Structure, mass: Array, size: Array, total: float) -> list[Array]:
    inside = structure.sums(mass)
    whole = structure.sums(size)
    columns: list[Array] = []
    known: dict[int, list[Array]] = {}
    for share in SHARES:
        main = int(np.argmax(np.where(inside >= share * total, structure.depth, -1)))
        if main not in known:
            up, down = (steps[structure.own] for steps in structure.distances(main))
            known[main] = [up, down, np.full(len(mass), inside[main] / max(1, whole[main]))]
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


def _kin(table: Table, p: Array, size: Array, mass: Array, total: float) -> list[Array]:
    """Return alike_p, alike_mass, article_mass, copy_better."""
    structure = table.structure
    alike = np.bincount(table.alike, weights=mass)
    alike_size = np.maximum(1, np.bincount(table.alike, weights=size))
    article = structure.article[structure.own]
    best = np.zeros(table.text_number.max() + 1)
    np.maximum.at(best, table.text_number, p)
    return [
        (alike / alike_size)[table.alike],
        alike[table.alike] / total,
        np.where(article > 0, structure.sums(mass)[article] / total, -1),
        best[table.text_number] > p,
    ]
