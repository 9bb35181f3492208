"""Check the categories of blocks on the labelled pages of a bench: `python .ci/gate_categories.py BENCH [--only KIND]`.

The gate cross-validates the classifiers of categories by site: every figure is of pages whose sites they have not seen.
Pages of which only some boxes are labelled are trained on and not measured.
KIND is html (pages) or text (the lines of their dumps); without it both are checked. Menus, footers and section lines
count as one category, and the blocks that the gold drops count as dropped.

Exits with 1 when a figure is below its floor. Floors only rise.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from newsclean.blocks import Category
from newsclean.classify.categories.model import Kind
from newsclean.training.categories.examples import FOLDS, read_html_examples
from newsclean.training.categories.text_examples import read_text_examples
from newsclean.training.categories.train import train_categories
from newsclean.training.category_report import CategoryReport
from newsclean.training.gold.hand_labels import LABELS_FILE, gold_rows, read_labels
from newsclean.training.gold.pages import GoldPage, read_gold

DATASETS = ("news_gold", "fundus_gold")
PARTIAL = ("aeb", "fundus_eval", "traf_eval", "wcxb")
"""The folders with partly labelled pages."""
FLOORS: dict[Kind, dict[str, tuple[float, float]]] = {
    "html": {"news_gold": (0.875, 0.755), "fundus_gold": (0.885, 0.775)},
    "text": {"news_gold": (0.765, 0.465), "fundus_gold": (0.785, 0.65)},
}
"""The share that is right, of all dropped blocks and of the named kinds. Measured by this gate, rounded down."""
STEP: dict[Kind, int] = {"html": 1, "text": 3}
"""One labelled page in this many is measured; the dumps of all pages take four minutes."""
CATEGORY_FLOORS: dict[Kind, dict[str, tuple[float, float]]] = {
    "html": {
        "headline": (0.91, 0.92),
        "standfirst": (0.86, 0.81),
        "byline": (0.77, 0.74),
        "date": (0.85, 0.82),
        "caption": (0.82, 0.79),
        "photo-credit": (0.73, 0.8),
        "author-bio": (0.75, 0.63),
        "related": (0.85, 0.78),
        "donation": (0.42, 0.7),
        "share": (0.82, 0.79),
        "comments": (0.92, 0.92),
        "newsletter": (0.78, 0.84),
        "consent": (0.8, 0.89),
        "paywall": (0.69, 0.72),
    },
    "text": {
        "date": (0.73, 0.66),
        "related": (0.76, 0.57),
        "share": (0.6, 0.65),
        "newsletter": (0.55, 0.6),
        "paywall": (0.7, 0.59),
    },
}
"""Recall and precision of categories over both sets."""


def main() -> int:
    """Run the gate and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--only", choices=list(FLOORS), help="the kind of input; without it, both")
    arguments = parser.parse_args()
    passed = [_passes(arguments.bench, kind) for kind in ([arguments.only] if arguments.only else FLOORS)]
    return int(not all(passed))


def _partly_labelled(bench: Path) -> Iterator[GoldPage]:
    """Yield the bench's pages that have shipped labels of some boxes."""
    labels = {name: row for name, row in read_labels(LABELS_FILE).items() if "partial" in row}
    for page, line in gold_rows([page for name in PARTIAL for page in read_gold(bench / name)], labels):
        if line is not None:
            row = json.loads(line)
            blocks = tuple((label, text) for label, text in row["blocks"])
            yield replace(page, body="", blocks=blocks, partial=tuple(row["partial"]))


def _passes(bench: Path, kind: Kind) -> bool:
    """Cross-validate one kind of model, print its figures, and return whether all reach their floors."""
    golds = [gold for name in DATASETS for gold in read_gold(bench / name)]
    golds = [*golds[:: STEP[kind]], *(_partly_labelled(bench) if kind == "html" else ())]
    examples = read_html_examples(golds, FOLDS) if kind == "html" else read_text_examples(golds, FOLDS)
    reports = train_categories(examples, kind).reports()
    whole, passed = CategoryReport("both"), True
    for report in reports:
        whole.pairs.update(report.pairs)
        found = report.right(named=False), report.right(named=True)
        print(f"{kind} {report.dataset}: right {found[0]:.3f}, named kinds {found[1]:.3f}")
        passed &= all(share >= floor for share, floor in zip(found, FLOORS[kind][report.dataset], strict=True))
    rows = {category: (recall, precision) for category, _, recall, precision in whole.rows()}
    for name, floors in CATEGORY_FLOORS[kind].items():
        recall, precision = rows[Category(name)]
        is_low = recall < floors[0] or precision < floors[1]
        passed &= not is_low
        print(f"{kind} {name}: recall {recall:.3f}, precision {precision:.3f}{', below its floor' if is_low else ''}")
    return passed


if __name__ == "__main__":
    sys.exit(main())
