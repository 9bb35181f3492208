"""Check the categories of blocks on the labelled pages of a bench: `python .ci/gate_categories.py BENCH`.

The gate cross-validates the classifier of categories by site: every figure is of pages whose sites it has not seen.
Menus, footers and section lines count as one category, and the blocks that the gold drops count as dropped.

Exits with 1 when a figure is below its floor. Floors only rise.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from newsclean.blocks import Category
from newsclean.training.categories.examples import FOLDS, read_html_examples
from newsclean.training.categories.train import train_categories
from newsclean.training.category_report import CategoryReport
from newsclean.training.gold.pages import read_gold

DATASETS = ("news_gold", "fundus_gold")
FLOORS: dict[str, tuple[float, float]] = {"news_gold": (0.86, 0.705), "fundus_gold": (0.86, 0.72)}
"""The share that is right, of all dropped blocks and of the named kinds. Measured by this gate, rounded down."""
CATEGORY_FLOORS: dict[str, tuple[float, float]] = {
    "headline": (0.91, 0.92),
    "standfirst": (0.82, 0.78),
    "byline": (0.65, 0.65),
    "date": (0.81, 0.76),
    "caption": (0.83, 0.75),
    "related": (0.84, 0.77),
    "share": (0.77, 0.75),
    "comments": (0.88, 0.92),
    "newsletter": (0.63, 0.69),
    "consent": (0.78, 0.8),
}
"""Recall and precision of categories over both sets."""


def main() -> int:
    """Run the gate and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    bench = parser.parse_args().bench
    examples = read_html_examples((gold for name in DATASETS for gold in read_gold(bench / name)), FOLDS)
    reports = train_categories(examples, "html").reports()
    whole, passed = CategoryReport("both"), True
    for report in reports:
        whole.pairs.update(report.pairs)
        found = report.right(named=False), report.right(named=True)
        print(f"{report.dataset}: right {found[0]:.3f}, named kinds {found[1]:.3f}")
        passed &= all(share >= floor for share, floor in zip(found, FLOORS[report.dataset], strict=True))
    rows = {category: (recall, precision) for category, _, recall, precision in whole.rows()}
    for name, floors in CATEGORY_FLOORS.items():
        recall, precision = rows[Category(name)]
        is_low = recall < floors[0] or precision < floors[1]
        passed &= not is_low
        print(f"{name}: recall {recall:.3f}, precision {precision:.3f}{', below its floor' if is_low else ''}")
    return int(not passed)


if __name__ == "__main__":
    sys.exit(main())
