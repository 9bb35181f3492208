"""Train the classifier of categories. The same pages and the same seed give the same bytes.

The second stage must see the first one as it is on unknown pages, so the first stage is also trained once for each
fold of sites, and so is the second stage for the cross-validation and the calibration.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from newsclean.blocks import Category
from newsclean.classify.categories.context import context_inputs
from newsclean.classify.categories.model import (
    BITS,
    FIRST_SHARE,
    MENUS,
    CategoryModel,
    Kind,
    Network,
    best_dropped,
    kept_mask,
)
from newsclean.classify.trees import Array
from newsclean.errors import UsageError, import_extra
from newsclean.training.categories.columns import COLUMNS
from newsclean.training.categories.examples import CategoryExample, KnownLabel, known_categories, rarity
from newsclean.training.categories.linear import Rows, fit_linear, numbers_of, probabilities, token_table
from newsclean.training.categories.network import PENALTY, fit_network
from newsclean.training.category_report import CategoryReport
from newsclean.training.gold.alignment import KEPT
from newsclean.training.train import MIN_PAGES, MIN_SITES, calibrated

NETWORKS = 2  # networks whose mean is the second stage; more depend less on chance
CALIBRATION_STEPS = 20  # groups of blocks by probability that the calibration starts from


@dataclass(frozen=True, slots=True)
class CategoryTraining:
    """A model of categories and its cross-validation: the probabilities of the blocks of each example."""

    model: CategoryModel
    examples: tuple[CategoryExample, ...]
    probabilities: tuple[Array, ...]

    def reports(self) -> list[CategoryReport]:
        """Return what the cross-validation found, for each gold folder.

        Blocks that the gold drops count as dropped: whether they are the article's is for another model.
        """
        found: dict[str, CategoryReport] = {}
        categories = self.model.categories
        for example, page in zip(self.examples, self.probabilities, strict=True):
            if not example.has_names:
                continue
            report = found.setdefault(example.dataset, CategoryReport(example.dataset))
            dropped, _ = best_dropped(page, categories)
            first = page.argmax(axis=1)
            best = np.where(self.model.is_kept[first], first, dropped)
            own = [
                categories[any_ if label is None or label in KEPT else other]
                for label, any_, other in zip(example.labels, best.tolist(), dropped.tolist(), strict=True)
            ]
            report.add([str(label) if label else None for label in example.labels], own)
        return list(found.values())


def train_categories(examples: Sequence[CategoryExample], kind: Kind, seed: int = 1) -> CategoryTraining:
    """Train a model of categories and cross-validate it by site. Raises `UsageError` for too few pages or sites.

    Sums of several threads round otherwise than those of one, so the training takes one.
    """
    threads = import_extra("threadpoolctl", "training", "train")
    with threads.threadpool_limits(1):
        return _trained(examples, kind, seed)


def _trained(examples: Sequence[CategoryExample], kind: Kind, seed: int) -> CategoryTraining:
    named = [example for example in examples if example.has_names]
    sites = {example.site for example in named}
    if len(named) < MIN_PAGES or len(sites) < MIN_SITES:
        raise UsageError(
            f"{len(named)} pages with labels, of {len(sites)} sites; training takes at least {MIN_PAGES} of {MIN_SITES}"
        )
    categories = known_categories(examples)
    rows = _rows(examples, categories, kind)
    folds = np.repeat([e.fold for e in examples], [len(e.labels) for e in examples])
    labelled = rows.weights > 0
    first = np.zeros((len(folds), len(categories)), dtype=np.float32)
    second = np.zeros_like(first)
    for fold in np.unique(folds).tolist():
        own = np.flatnonzero(folds == fold)
        linear = fit_linear(rows, np.flatnonzero(labelled & (folds != fold)), len(categories), seed)
        first[own] = probabilities(linear, rows, own)
    linear = fit_linear(rows, np.flatnonzero(labelled), len(categories), seed)
    inputs = _inputs(examples, first, categories, np.clip(rows.numbers, linear.low, linear.high))
    for fold in np.unique(folds).tolist():
        own = folds == fold
        networks = _networks(inputs, rows, np.flatnonzero(labelled & ~own), PENALTY[kind], seed)
        second[own] = sum(network.probabilities(inputs[own]) for network in networks) / len(networks)
    networks = _networks(inputs, rows, np.flatnonzero(labelled), PENALTY[kind], seed)
    seen = FIRST_SHARE * first + (1 - FIRST_SHARE) * second
    kept = kept_mask(categories)
    model = CategoryModel("", kind, categories, linear, networks, _calibration(seen, rows, categories), kept)
    version = f"{kind}-categories-{hashlib.sha256(model.to_bytes()).hexdigest()[:8]}"
    pages = np.split(seen, np.cumsum([len(example.labels) for example in examples])[:-1])
    return CategoryTraining(model._replace(version=version), tuple(examples), tuple(pages))


def _rows(examples: Sequence[CategoryExample], categories: tuple[Category, ...], kind: Kind) -> Rows:
    from scipy.sparse import vstack

    kept = kept_mask(categories)
    number: dict[KnownLabel, int] = {category: place for place, category in enumerate(categories)}
    number |= {True: len(number), False: len(number) + 1}
    masks = [*np.eye(len(categories)), kept, ~kept]
    excluded = {label for e in examples for label in e.labels if isinstance(label, frozenset)}
    for label in sorted(excluded, key=sorted):
        number[label] = len(masks)
        masks.append(np.array([category not in label for category in categories]))
    labels = np.array([number.get(label, -1) for e in examples for label in e.labels])
    rare = rarity(examples)
    factors = np.array(
        [rare.get(label, 1.0) if isinstance(label, Category) else 1.0 for e in examples for label in e.labels]
    )
    weights = np.concatenate([example.weights for example in examples]) * factors
    names = sorted({example.site for example in examples})
    site_of = {site: place for place, site in enumerate(names)}
    sites = np.repeat([site_of[e.site] for e in examples], [len(e.labels) for e in examples])
    views = [example.view for example in examples]
    return Rows(
        vstack([token_table(view, BITS[kind]) for view in views]).tocsr(),
        numbers_of(views, COLUMNS[kind]),
        COLUMNS[kind],
        np.maximum(labels, 0),
        np.stack(masks).astype(np.float32),
        np.where(labels >= 0, weights, 0.0),
        sites,
    )


def _inputs(
    examples: Sequence[CategoryExample], first: Array, categories: tuple[Category, ...], numbers: Array
) -> Array:
    """Return the inputs of the second stage for all blocks."""
    kept, parts, here = kept_mask(categories), [], 0
    for example in examples:
        stop = here + len(example.labels)
        parts.append(context_inputs(example.view, first[here:stop], kept, numbers[here:stop]))
        here = stop
    return np.concatenate(parts)


def _networks(inputs: Array, rows: Rows, use: Array, penalty: float, seed: int) -> tuple[Network, ...]:
    return tuple(
        fit_network(inputs[use], rows.masks[rows.labels[use]], rows.weights[use], penalty, seed + draw)
        for draw in range(NETWORKS)
    )


def _calibration(seen: Array, rows: Rows, categories: tuple[Category, ...]) -> Array:
    """Return the table from the share of the best dropped category to the share of right ones."""
    is_named = rows.labels < len(categories)
    known = np.flatnonzero((rows.weights > 0) & is_named)
    known = known[~kept_mask(categories)[rows.labels[known]]]
    best, share = best_dropped(seen[known], categories)
    menu = np.array([category in MENUS for category in categories])
    truth = rows.labels[known]
    right = (best == truth) | (menu[best] & menu[truth])
    return np.stack(calibrated(share, right, np.ones(len(known)), CALIBRATION_STEPS))
