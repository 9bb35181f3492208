"""Fit the weights of the headline chooser, `newsclean/readers/metadata/headline-weights.json`.

The model is a conditional logit: the candidates of a page compete, and the weights make the right one likely. Only gold
pages with a title take part; `headline_weight` in `gold.toml` says how much each counts.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np

from newsclean.options import Options
from newsclean.readers.decode import decode, utf8_bytes
from newsclean.readers.metadata.collect import collect
from newsclean.readers.metadata.headline import (
    Candidate,
    Titles,
    candidates,
    choose_headline,
    collect_titles,
    title_key,
)
from newsclean.readers.parse import parse
from newsclean.sources import Source
from newsclean.training.gold.overlap import searchable
from newsclean.training.gold.pages import GoldPage

FOLDS, SEEDS = 5, 5
"""Folds of sites in cross-validation, and how often it is repeated with other folds. More take longer."""
PENALTY = 10.0  # L2 penalty; raising it shrinks all weights (a guess)
MIN_WEIGHT = 0.1  # smallest weight that is kept; evidence below it is left out of the table (a guess)
UNUSED_EVIDENCE = (
    "twitter",
    "begins title",
    "in title",
    "holds title",
    "other cut before",
    "news title",
    "news twitter",
    "news meta",
)
"""Evidence that did not raise the share of right headlines in cross-validation."""


@dataclass(frozen=True, slots=True)
class HeadlinePage:
    """A gold page with a title, and its candidates. `right` is the index of the right one, -1 if there is none."""

    gold: GoldPage
    titles: Titles
    found: tuple[Candidate, ...]
    right: int


def read_headline_pages(golds: Iterable[GoldPage]) -> list[HeadlinePage]:
    """Return the gold pages that have a title, with their candidates."""
    pages = []
    for gold in golds:
        if gold.title:
            source = Source(gold.id, gold.data, gold.url)
            titles = collect_titles(collect(parse(utf8_bytes(source, decode(source, Options())))), gold.url)
            found = tuple(candidates(titles))
            key = title_key(gold.title)
            right = next((n for n, candidate in enumerate(found) if title_key(candidate.text) == key), -1)
            pages.append(HeadlinePage(gold, titles, found, right))
    return pages


def fit_weights(pages: Sequence[HeadlinePage]) -> dict[str, float]:
    """Return the fitted weight of each kind of evidence, largest first. Needs scipy, of the extra `train`."""
    weights = _fit([page for page in pages if page.right >= 0], _evidence(pages))
    return dict(sorted(weights.items(), key=lambda item: -item[1]))


def cross_validate(pages: Sequence[HeadlinePage]) -> dict[str, float]:
    """Return, for each gold folder, the share of headlines that are exactly right on sites not trained on."""
    names = _evidence(pages)
    right: dict[str, list[bool]] = defaultdict(list)
    for seed in range(SEEDS):
        folds = [zlib.crc32(f"{seed}/{page.gold.site}".encode()) % FOLDS for page in pages]
        for number in range(FOLDS):
            pairs = list(zip(pages, folds, strict=True))
            weights = _fit([page for page, fold in pairs if fold != number and page.right >= 0], names)
            for page, fold in pairs:
                if fold == number:
                    right[page.gold.dataset].append(is_chosen(page, weights))
    return {dataset: fmean(results) for dataset, results in right.items()}


def is_chosen(page: HeadlinePage, weights: Mapping[str, float]) -> bool:
    """Return whether these weights choose exactly the gold's title, but for letter case and white space."""
    found = choose_headline(page.titles, weights)
    return searchable(found[0] if found else "") == searchable(page.gold.title)


def _evidence(pages: Iterable[HeadlinePage]) -> list[str]:
    return sorted({name for page in pages for c in page.found for name in c.evidence} - set(UNUSED_EVIDENCE))


def _fit(pages: Sequence[HeadlinePage], names: Sequence[str]) -> dict[str, float]:
    """Return the weights of evidence that make the right candidates likely, without those near 0."""
    # extra: train
    from scipy.optimize import minimize

    rows = [[[c.evidence.get(name, 0.0) for name in names] for c in page.found] for page in pages]
    table = np.concatenate([np.array(row) for row in rows])
    sizes = np.array([len(row) for row in rows])
    starts = np.cumsum([0, *sizes])[:-1]
    right = starts + np.array([page.right for page in pages])
    weight = np.array([page.gold.settings.headline_weight for page in pages])
    owner = np.repeat(np.arange(len(pages)), sizes)

    def loss(values: Any) -> tuple[float, Any]:
        points = table @ values
        peak = np.maximum.reduceat(points, starts)
        likely = np.exp(points - peak[owner])
        total = np.add.reduceat(likely, starts)
        share = weight[owner] * likely / total[owner]
        error = (weight * (np.log(total) + peak - points[right])).sum() + PENALTY * values @ values / 2
        slope = table.T @ share - (table[right] * weight[:, None]).sum(axis=0) + PENALTY * values
        return error, slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {name: round(float(value), 2) for name, value in zip(names, found, strict=True) if abs(value) >= MIN_WEIGHT}
