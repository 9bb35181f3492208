"""Check the accuracy of metadata on the real pages of a bench: `python .ci/gate_metadata.py BENCH`.

The gate prints how often headline, authors and day are exactly the gold's, apart from letter case, white space and the
form of quotation marks and dashes, and on `PUNCTUATION_FREE` sets from all punctuation. Authors are compared as a set.
The fields are the article's: what the page declares, completed by the blocks whose category is a field. An article has
no headline that looks like an appeal, because cleaning its text would not find it; then the declared one counts.
Publication rules are off. The headline weights were fitted on these pages; `newsclean train --input headline` prints
their cross-validation.

Exits with 1 when a score is below its floor. Floors only rise.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from newsclean import Options, Source, clean
from newsclean.readers import read
from newsclean.training.gold.pages import GoldPage, read_gold

FLOORS: dict[str, dict[str, float]] = {
    "fundus_tests": {"headline": 0.845, "authors": 0.89, "published": 0.98},
    "wcxb": {"headline": 0.90, "authors": 0.805, "published": 0.875},
    "traf_eval": {"headline": 0.865, "authors": 0.715, "published": 0.87},
    "postlight_pages": {"headline": 0.945, "authors": 0.775, "published": 0.84},
}
"""Measured by this gate, rounded down."""


OPTIONS = Options(input="html", publication="none", second_opinion="never")


PUNCTUATION_FREE = frozenset(("postlight_pages",))
"""Sets whose golds were compared without punctuation by those who made them."""


PLAIN = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚", "'") | dict.fromkeys("–—", "-"))


def spaced(text: str | None) -> str:
    """Return a text in lower case, with single spaces and plain quotation marks and dashes."""
    return " ".join((text or "").lower().translate(PLAIN).split())


def words(text: str | None) -> str:
    """Return the words of a text in lower case, without punctuation."""
    return " ".join(re.findall(r"\w+", (text or "").lower()))


def score(gold: GoldPage) -> tuple[str, dict[str, bool]]:
    """Return a page's data set, and for each field that the gold has whether newsclean reads it right."""
    fold = words if gold.dataset in PUNCTUATION_FREE else spaced
    source = Source(gold.id, gold.data, gold.url)
    found = clean(source, options=OPTIONS)
    headline = found.headline or read(source, OPTIONS).metadata.headline
    right = {
        "headline": (gold.title, fold(headline) == fold(gold.title)),
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
