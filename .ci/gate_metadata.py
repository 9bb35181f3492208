"""The gate for metadata: how often headline, authors and day are exactly the gold's. Run with the bench's folder.

Compared as the bench does: letter case and white space aside, authors as a set. Without publication rules. The weights
of headlines were fitted on these pages; `.ci/fit_headline.py` prints what they reach on sites not seen. Exits 1 when a
figure is below its floor. A floor only ever rises.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from newsclean import Options, Source
from newsclean.readers import read
from newsclean.training.gold import GoldPage, read_gold

FLOORS: dict[str, dict[str, float]] = {
    "fundus_tests": {"headline": 0.835, "authors": 0.855, "published": 0.98},
    "wcxb": {"headline": 0.86, "authors": 0.75, "published": 0.865},
    "traf_eval": {"headline": 0.835, "authors": 0.645, "published": 0.855},
}
"""Measured by this gate, rounded down."""


def fold(text: str | None) -> str:
    """Return a text as the bench compares it."""
    return " ".join((text or "").lower().split())


def score(gold: GoldPage) -> tuple[str, dict[str, bool]]:
    """Return a page's data set, and which of the fields that its gold has are right."""
    found = read(Source(gold.id, gold.data, gold.url), Options(input="html")).metadata
    right = {
        "headline": (gold.title, fold(found.headline) == fold(gold.title)),
        "authors": (gold.authors, set(map(fold, found.authors)) == set(map(fold, gold.authors))),
        "published": (gold.date, (found.published or "")[:10] == gold.date[:10]),
    }
    return gold.dataset, {name: is_right for name, (wanted, is_right) in right.items() if wanted}


def main() -> int:
    """Run the gate and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    bench = parser.parse_args().bench
    pages = [gold for dataset in FLOORS for gold in read_gold(bench / dataset)]
    results: dict[str, dict[str, list[bool]]] = {dataset: defaultdict(list) for dataset in FLOORS}
    with ProcessPoolExecutor() as pool:
        for dataset, right in pool.map(score, pages, chunksize=32):
            for name, is_right in right.items():
                results[dataset][name].append(is_right)
    passed = True
    for dataset, floors in FLOORS.items():
        for name, floor in floors.items():
            share = mean(results[dataset][name])
            print(f"{dataset}: {name} {share:.4f} of {len(results[dataset][name])}")
            if share < floor:
                print(f"  {dataset}: {name} {share:.4f} is below its floor {floor}")
                passed = False
    return int(not passed)


if __name__ == "__main__":
    sys.exit(main())
