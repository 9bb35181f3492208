"""The start page of a review: counts of pages, publications and categories, as values for the template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from newsclean.batch.drift.facts import Facts
from newsclean.batch.results import FAILED, ArticleStats
from newsclean.blocks import DEFAULT_POLICY, Category

BARS = 20
"""Bars of the histogram of confidence."""
SPARK_WIDTH, SPARK_HEIGHT = 120, 28
"""The size of a sparkline in units of its drawing."""
BAR_HEIGHT = 100
"""The height of the highest bar in units of the drawing."""
STATUS_KINDS = {
    "ok": "good",
    "skipped-unchanged": "good",
    "low-confidence": "doubt",
    "no-article": "doubt",
    "pending": "doubt",
}


@dataclass(slots=True)
class PublicationRow:
    """A publication on the start page. drift: what changed, in words. runs: the kept share of earlier runs."""

    name: str
    facts: Facts = field(default_factory=Facts)
    doubtful: int = 0
    drift: str = ""
    runs: Sequence[float] = ()

    @property
    def kept(self) -> str:
        """The median share of the text that the articles keep."""
        return _percent(self.facts.median("kept"))

    @property
    def confidence(self) -> str:
        """The median confidence."""
        return _percent(self.facts.median("confidence"))

    @property
    def missed(self) -> str:
        """Pages without the main container, if the rules look for one."""
        faults, pages = self.facts.counts.get("main", (0, 0))
        return f"{faults} of {pages}" if pages else "–"

    @property
    def sparkline(self) -> str:
        """The points of a line over the runs; empty with fewer than two runs."""
        if len(self.runs) < 2:
            return ""
        step = SPARK_WIDTH / (len(self.runs) - 1)
        points = ((n * step, (1 - share) * (SPARK_HEIGHT - 4) + 2) for n, share in enumerate(self.runs))
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)

    @property
    def trouble(self) -> tuple[bool, float, int]:
        """What the rows are sorted by: drift first, then the share of doubtful pages, then size."""
        return bool(self.drift), self.doubtful / max(1, self.facts.pages), self.facts.pages


@dataclass(slots=True)
class Overview:
    """The values of the start page.

    failures: path, status and reason. slowest: path and seconds. changes: lines about earlier runs.
    nights: start, pages cleaned, pages failed and publications drifted, of each run.
    """

    title: str
    statuses: Counter[str] = field(default_factory=Counter)
    confidences: Counter[int] = field(default_factory=Counter)
    characters: Counter[str] = field(default_factory=Counter)
    publications: dict[str, PublicationRow] = field(default_factory=dict)
    failures: list[tuple[str, str, str]] = field(default_factory=list)
    slowest: list[tuple[str, float]] = field(default_factory=list)
    doubtful: list[tuple[str, str, float | None]] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    nights: list[tuple[str, int, int, int]] = field(default_factory=list)

    def add(self, key: str, status: str, stats: ArticleStats) -> None:
        """Count a page that was cleaned."""
        self.statuses[status] += 1
        if stats.confidence is not None:
            self.confidences[min(BARS - 1, int(stats.confidence * BARS))] += 1
        self.characters.update(stats.chars)
        row = self.publications.setdefault(key, PublicationRow(key))
        row.facts.add_page(stats)
        row.doubtful += status != "ok"

    def add_failure(self, path: str, status: str, reason: str) -> None:
        """Count a page that failed."""
        self.statuses[status] += 1
        self.failures.append((path, status, reason))

    @property
    def tiles(self) -> list[tuple[str, int, str]]:
        """Statuses with their counts and kinds: good, doubt or bad."""
        return [(name, n, kind_of(name)) for name, n in self.statuses.most_common()]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return self.statuses.total()

    @property
    def histogram(self) -> list[dict[str, Any]]:
        """The bars of the confidence: range, pages, height and kind."""
        highest = max(self.confidences.values(), default=1)
        return [
            {
                "at": n,
                "range": f"{n * 100 // BARS} to {(n + 1) * 100 // BARS} %",
                "pages": (pages := self.confidences[n]),
                "height": round(BAR_HEIGHT * pages / highest, 1),
                "kind": "bad" if n < BARS // 2 else "doubt" if n < BARS * 4 // 5 else "good",
            }
            for n in range(BARS)
        ]

    @property
    def categories(self) -> list[dict[str, Any]]:
        """Characters by category: name, policy, count, share of all and width of the bar."""
        whole = self.characters.total() or 1
        highest = max(self.characters.values(), default=1)
        return [
            {
                "name": name,
                "policy": DEFAULT_POLICY[Category(name)].value,
                "characters": n,
                "share": _percent(n / whole, 1),
                "width": round(100 * n / highest, 1),
            }
            for name, n in self.characters.most_common()
        ]

    @property
    def rows(self) -> list[PublicationRow]:
        """The publications, those with trouble first."""
        return sorted(self.publications.values(), key=lambda row: (*row.trouble, row.name), reverse=True)

    @property
    def kept(self) -> str:
        """The share of all characters that articles keep."""
        kept = sum(n for name, n in self.characters.items() if DEFAULT_POLICY[Category(name)].value == "keep")
        return _percent(kept / self.characters.total() if self.characters else None)


def kind_of(status: str) -> str:
    """Return whether a status is good, a doubt or bad."""
    return "bad" if status in FAILED else STATUS_KINDS.get(status, "doubt")


def with_history(
    overview: Overview, history: Mapping[str, Sequence[float]], drifts: Iterable[Mapping[str, Any]]
) -> None:
    """Add the past of publications, and what the last run told."""
    for key, runs in history.items():
        if key in overview.publications:
            overview.publications[key].runs = runs
    for drift in drifts:
        row = overview.publications.setdefault(drift["publication"], PublicationRow(drift["publication"]))
        row.drift = drift["message"].partition(": ")[2]


def _percent(share: float | None, digits: int = 0) -> str:
    return "–" if share is None else f"{share:.{digits}%}"
