"""Measure categories against hand labels: recall, precision and confusion, by blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from newsclean.blocks import Category
from newsclean.errors import UsageError
from newsclean.options import Options
from newsclean.pipeline import label
from newsclean.sources import Source
from newsclean.training.gold.alignment import KEPT, aligned_labels
from newsclean.training.gold.pages import GoldPage

MERGED = {Category.FOOTER: Category.NAVIGATION, Category.SECTION: Category.NAVIGATION}
"""Categories that count as another one: menus stand in footers too, and annotators do not tell them apart."""
_CATEGORY_OF = {category.value: category for category in Category}
UNNAMED = (Category.NAVIGATION, Category.OTHER)
"""Categories that do not count among the named kinds."""


@dataclass(slots=True)
class CategoryReport:
    """How many blocks have each pair of a gold category and a found one, of the blocks that the gold labels."""

    dataset: str
    pairs: Counter[tuple[Category, Category]] = field(default_factory=Counter)

    def add(self, gold: Sequence[str | None], found: Sequence[Category]) -> None:
        """Count the blocks of a page. Labels that are no category are not scored."""
        for name, category in zip(gold, found, strict=True):
            wanted = _CATEGORY_OF.get(name or "")
            if wanted is not None:
                self.pairs[MERGED.get(wanted, wanted), MERGED.get(category, category)] += 1

    def right(self, *, named: bool) -> float:
        """Return the share of right blocks among those that the gold drops; with `named` without menus and `other`."""
        counted = {
            pair: count
            for pair, count in self.pairs.items()
            if pair[0] not in KEPT and not (named and pair[0] in UNNAMED)
        }
        return sum(count for (gold, own), count in counted.items() if gold == own) / max(1, sum(counted.values()))

    def rows(self) -> list[tuple[Category, int, float, float]]:
        """Return for each category of the gold its blocks, recall and precision."""
        golds, founds = Counter[Category](), Counter[Category]()
        for (gold, own), count in self.pairs.items():
            golds[gold] += count
            founds[own] += count
        return [
            (category, golds[category], hits / golds[category], hits / max(1, founds[category]))
            for category in Category
            if golds[category]
            for hits in (self.pairs[category, category],)
        ]

    def confusion(self, most: int) -> list[tuple[Category, Category, int]]:
        """Return the most frequent wrong pairs: the gold's category, the one found, and how many blocks."""
        wrong = Counter({pair: count for pair, count in self.pairs.items() if pair[0] != pair[1]})
        return [(gold, own, count) for (gold, own), count in wrong.most_common(most)]


def evaluate_categories(golds: Iterable[GoldPage], options: Options) -> CategoryReport:
    """Return how newsclean categorises the blocks of gold pages with labels.

    Raises `UsageError` where no page is labelled whole.
    """
    report = CategoryReport("")
    for gold in golds:
        if not gold.blocks or gold.partial:
            continue
        report.dataset = gold.dataset
        page = label(Source(gold.id, gold.data, gold.url), options=options)
        labels = aligned_labels(gold.blocks, [block.text for block in page.blocks])
        report.add(labels, [found.category for found in page.labels if found])
    if not report.pairs:
        raise UsageError("no page of this gold has a label for each block; make some with `newsclean label`")
    return report
