"""Facts about the pages of one publication in one run. They add up: a page, a run, a month of runs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from newsclean.batch.results import ArticleStats

COUNTS = ("main", "empty", "authors", "date", "truncated")
"""Faults that a page has or has not: main container missed, no article, no authors, no date, cut by a paywall."""
MEASURES = ("words", "kept", "confidence")
"""Numbers that a redesign makes smaller: words of the body, share of the text kept, confidence."""
STEPS_PER_DOUBLING = 4
"""Bins of the histogram of words for each doubling. More tell apart smaller changes, and take more room."""
BINS = 40
"""Bins of the histograms of shares."""
MAX_LAYOUTS = 50
"""Containers that a run remembers of a publication, the most frequent. More take more room. A guess; not measured."""


@dataclass(slots=True)
class Facts:
    """The facts of some pages of one publication. `has_rules` is true if newsclean has rules for it.

    counts: by name in `COUNTS`, how many pages have the fault, and how many could have it.
    measures: by name in `MEASURES`, a histogram: pages by bin.
    layouts: pages by the container that holds their body.
    """

    pages: int = 0
    has_rules: bool = False
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    measures: dict[str, Counter[int]] = field(default_factory=dict)
    layouts: Counter[str] = field(default_factory=Counter)

    def add_page(self, stats: ArticleStats) -> None:
        """Count one page. An article without body has no authors and words that could be missed."""
        self.pages += 1
        self.has_rules |= stats.publication is not None and stats.publication.id is not None
        is_empty = stats.words == 0
        if (missed := main_missed(stats)) is not None:
            self._count("main", is_fault=missed)
        if stats.words is not None:
            self._count("empty", is_fault=is_empty)
        if stats.words:
            self._count("authors", is_fault=not stats.authors)
            self._count("date", is_fault=stats.published is None)
            self._count("truncated", is_fault=stats.access == "truncated")
            self._measure("words", word_bin(stats.words))
        if not is_empty:
            self._measure("kept", share_bin(stats.kept_share))
            self._measure("confidence", share_bin(stats.confidence))
        if stats.layout:
            self.layouts[stats.layout] += 1

    def add(self, other: Facts) -> None:
        """Add the facts of other pages."""
        self.pages += other.pages
        self.has_rules |= other.has_rules
        for name, (faults, pages) in other.counts.items():
            before = self.counts.get(name, (0, 0))
            self.counts[name] = (before[0] + faults, before[1] + pages)
        for name, bins in other.measures.items():
            self.measures.setdefault(name, Counter()).update(bins)
        self.layouts.update(other.layouts)

    def median(self, name: str) -> float | None:
        """Return the median of a measure, as near as its bins allow; None without pages."""
        bins = self.measures.get(name)
        if not bins:
            return None
        rest = bins.total() / 2
        for number in sorted(bins):
            rest -= bins[number]
            if rest <= 0:
                break
        return bin_value(name, number)

    def to_json(self) -> dict[str, Any]:
        """Return the facts as JSON values."""
        measures = {name: {str(key): bins[key] for key in sorted(bins)} for name, bins in self.measures.items()}
        layouts = dict(sorted(self.layouts.most_common(MAX_LAYOUTS)))
        values = {"pages": self.pages, "has_rules": self.has_rules, "counts": self.counts}
        return values | {"measures": measures, "layouts": layouts}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Facts:
        """Return the facts that `to_json` wrote."""
        return cls(
            values["pages"],
            values["has_rules"],
            {name: (faults, pages) for name, (faults, pages) in values["counts"].items()},
            {name: Counter({int(key): n for key, n in bins.items()}) for name, bins in values["measures"].items()},
            Counter(values["layouts"]),
        )

    def _count(self, name: str, *, is_fault: bool) -> None:
        faults, pages = self.counts.get(name, (0, 0))
        self.counts[name] = (faults + is_fault, pages + 1)

    def _measure(self, name: str, number: int | None) -> None:
        if number is not None:
            self.measures.setdefault(name, Counter())[number] += 1


def total(parts: Iterable[Facts]) -> Facts:
    """Return the sum of facts."""
    whole = Facts()
    for part in parts:
        whole.add(part)
    return whole


def main_missed(stats: ArticleStats) -> bool | None:
    """Return whether the main container was missing; None if the rules look for none."""
    if stats.has_drifted:
        return True
    match = stats.publication
    return False if match and match.id and f"{match.id}:main" in stats.rule_hits else None


def word_bin(words: int) -> int:
    """Return the bin of a number of words."""
    return int(STEPS_PER_DOUBLING * math.log2(words + 1))


def share_bin(share: float | None) -> int | None:
    """Return the bin of a share between 0 and 1."""
    return None if share is None else min(BINS - 1, int(share * BINS))


def bin_value(name: str, number: int) -> float:
    """Return the middle of a bin of a measure."""
    return 2 ** ((number + 0.5) / STEPS_PER_DOUBLING) - 1 if name == "words" else (number + 0.5) / BINS
