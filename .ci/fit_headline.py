"""Fit the weights by which headlines are chosen. Run as `python .ci/fit_headline.py BENCH`; prints them.

A conditional logit: on each page with a known title the candidates compete, and the weights make the right one likely.
Prints first how often models choose exactly the title on sites that they have not seen.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from newsclean import Options, Source
from newsclean.readers.decode import decode, utf8_bytes
from newsclean.readers.metadata import headline
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
from newsclean.training.gold import GoldPage, read_gold

DATASETS = {"fundus_tests": 6.0, "wcxb": 1.0, "traf_eval": 1.0}
"""With the weight of a page: the first has few pages, and most news."""
FOLDS, SEEDS, PENALTY, MIN_WEIGHT = 5, 5, 10.0, 0.1
DROPPED = (
    "twitter",
    "begins title",
    "in title",
    "holds title",
    "other cut before",
    "news title",
    "news twitter",
    "news meta",
)
"""Evidence that did not help."""


@dataclass
class Page:
    """A page with a known title: its candidates, and which of them is right (-1 for none)."""

    gold: GoldPage
    title: str
    titles: Titles
    found: list[Candidate]
    right: int


def fold(text: str | None) -> str:
    """Return a text as the bench compares titles."""
    return " ".join((text or "").lower().split())


def read(gold: GoldPage, title: str) -> Page:
    """Read a page and find its candidates."""
    source = Source(gold.id, gold.data, gold.url)
    tree = parse(utf8_bytes(source, decode(source, Options())))
    titles = collect_titles(collect(tree), gold.url)
    found = candidates(titles)
    right = next((n for n, candidate in enumerate(found) if title_key(candidate.text) == title_key(title)), -1)
    return Page(gold, title, titles, found, right)


def fit(pages: list[Page], names: list[str]) -> dict[str, float]:
    """Return the weights that make the right candidates likely."""
    pages = [page for page in pages if page.right >= 0]
    rows = [[[c.evidence.get(name, 0.0) for name in names] for c in page.found] for page in pages]
    table = np.concatenate([np.array(row) for row in rows])
    sizes = np.array([len(row) for row in rows])
    starts = np.cumsum([0, *sizes])[:-1]
    right = starts + np.array([page.right for page in pages])
    weight = np.array([DATASETS[page.gold.dataset] for page in pages])
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


def chosen_right(page: Page, weights: dict[str, float]) -> bool:
    """Whether these weights choose exactly the title."""
    headline.WEIGHTS = weights
    found = choose_headline(page.titles)
    return fold(found[0] if found else "") == fold(page.title)


def main() -> None:
    """Cross-validate, fit on all, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    bench = parser.parse_args().bench
    pages = [read(gold, gold.title) for dataset in DATASETS for gold in read_gold(bench / dataset) if gold.title]
    names = sorted({name for page in pages for c in page.found for name in c.evidence} - set(DROPPED))
    right: dict[str, list[bool]] = defaultdict(list)
    for seed in range(SEEDS):
        folds = [zlib.crc32(f"{seed}/{page.gold.site}".encode()) % FOLDS for page in pages]
        for number in range(FOLDS):
            weights = fit([page for page, fold_ in zip(pages, folds, strict=True) if fold_ != number], names)
            for page, fold_ in zip(pages, folds, strict=True):
                if fold_ == number:
                    right[page.gold.dataset].append(chosen_right(page, weights))
    for dataset, results in right.items():
        print(f"{dataset}: {np.mean(results):.4f} on sites not seen")
    for name, value in sorted(fit(pages, names).items(), key=lambda item: -item[1]):
        print(f'        "{name}": {value},')


if __name__ == "__main__":
    main()
