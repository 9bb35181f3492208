"""The judge of drift: it compares the pages of a publication in one run with those of its past runs.

Two kinds of tests, both without assumptions about how a publication's pages are distributed. A fault (no authors) is
counted: the judge asks how likely this number of faults is after those of the past. A measure (words) is ranked: the
judge asks how likely such low ranks among the past pages are. A finding must be both unlikely and large.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, pvariance
from typing import Any

from newsclean.batch.drift.facts import COUNTS, MEASURES, Facts, total

MIN_PAGES = 3
"""Pages below which a run says nothing alone; the judge adds the run before. Fewer tell sooner and err more often."""
MIN_PAST = 10
"""Past pages below which there is no past to compare with. A guess; not measured."""
MAX_CHANCE = 5e-5
"""How likely a change may be without a redesign. Lower tells fewer redesigns of publications with few pages. At this
value `tests/bench/drift.py` finds every redesign and fewer than one false alarm in 1,000 publication-nights."""
MAX_CHANCE_OF_MISSES = 5e-4
"""The same for missed main containers: a selector that matched for weeks does not miss by chance."""
MAX_MEMORY = 60
"""Past pages that count in full for a fault; more would make an ordinary night look unlikely. Lower forgives more."""
LEAST_MEMORY = 5
"""The same for the most restless publication."""
USUAL_UNREST = 0.006
"""The variance of mean ranks between nights that the judge expects before it has seen many. Higher forgives more."""
USUAL_NIGHTS = 7
"""Nights after which what it has seen counts for more than what it expects."""
LEAST_RISE = 0.4
"""The rise of a fault that matters, as a share of the pages. Lower tells smaller changes."""
LEAST_NEW_LAYOUT = 0.6
"""The share of pages in a new container that matters."""
LEAST_FALL = {"words": 0.3, "kept": 0.25, "confidence": 0.2}
"""The fall of a median that matters, as a share of the past median. Lower tells smaller changes."""
RARE = 0.05
"""Containers of fewer past pages count as new."""
EXACT = 20
"""Pages up to which the chance of ranks is exact; the normal distribution is near enough for more."""
MOST_SUMMED = 2000
"""Pages up to which the chance of faults is a sum; the normal distribution is near enough for more."""
_NORMAL = NormalDist()
_TEXTS = {
    "main": "main missed",
    "empty": "no article",
    "authors": "no authors",
    "date": "no date",
    "truncated": "cut by a paywall",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact that has changed.

    fact: its name. share: the size of the change, 0 to 1, which `--drift-over` is compared with.
    faults, pages: for a fault, the pages with it and the pages that could have it.
    now, past: the share of faults, or the median of a measure; `past` is None without a past.
    was, is_now: for the layout, the usual container before and now.
    """

    fact: str
    share: float
    now: float
    past: float | None = None
    faults: int | None = None
    pages: int = 0
    was: str | None = None
    is_now: str | None = None

    def __str__(self) -> str:
        """Return the finding in words.

        >>> str(Finding("authors", 0.97, 1.0, 0.03, faults=6, pages=6))
        'no authors on 6 of 6 pages (before: 3%)'
        """
        if self.fact == "words":
            return f"{_rounded(self.now)} words a page (before: {_rounded(self.past or 0)})"
        if self.fact == "kept":
            return f"{self.now:.0%} of the text kept (before: {self.past:.0%})"
        if self.fact == "confidence":
            return f"confidence {self.now:.2f} (before: {self.past:.2f})"
        if self.fact == "layout":
            return f"articles in {self.is_now} on {self.faults} of {self.pages} pages (before: {self.was})"
        before = "" if self.past is None or self.fact == "main" else f" (before: {self.past:.0%})"
        return f"{_TEXTS[self.fact]} on {self.faults} of {self.pages} pages{before}"

    def to_json(self) -> dict[str, Any]:
        """Return the finding as JSON values, without those that its fact does not have."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        values = {name: round(value, 4) if isinstance(value, float) else value for name, value in values.items()}
        return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Drift:
    """A publication whose pages have changed. `has_rules` is false if newsclean has no rules for it."""

    publication: str
    has_rules: bool
    pages: int
    findings: tuple[Finding, ...]

    @property
    def share(self) -> float:
        """The size of the largest change, 0 to 1."""
        return max(finding.share for finding in self.findings)

    def __str__(self) -> str:
        """Return the line of the summary and of the log."""
        advice = "newsclean rules doctor PAGES" if self.has_rules else "newsclean status DIR"
        return f"{self.publication}: {', '.join(map(str, self.findings))}; try `{advice}`"

    def to_json(self) -> dict[str, Any]:
        """Return the drift as JSON values."""
        return {
            "publication": self.publication,
            "has_rules": self.has_rules,
            "pages": self.pages,
            "share": round(self.share, 4),
            "findings": [finding.to_json() for finding in self.findings],
            "message": str(self),
        }


def judge(recent: Facts, past: Sequence[Facts]) -> tuple[Finding, ...]:
    """Return what has changed for the worse, the most telling first. `past` has the facts of each earlier run."""
    whole = total(past)
    found = [_judge_fault(name, recent, whole, past) for name in COUNTS]
    found.append(_judge_layout(recent.layouts, whole.layouts))
    found += [_judge_measure(name, recent, whole, past) for name in MEASURES]
    return tuple(finding for finding in found if finding is not None)


def _judge_fault(name: str, recent: Facts, past: Facts, runs: Sequence[Facts]) -> Finding | None:
    faults, pages = recent.counts.get(name, (0, 0))
    before, before_pages = past.counts.get(name, (0, 0))
    if not faults:
        return None
    now, usual = faults / pages, before / before_pages if before_pages else None
    finding = Finding(name, now - (usual or 0.0), now, usual, faults, pages)
    if name == "main":
        finding = Finding(name, now, now, usual, faults, pages)
        # most pages without their container: no past can make that right
        if 2 * faults > pages >= MIN_PAGES:
            return finding
    if usual is None or before_pages < MIN_PAST or now - usual < LEAST_RISE:
        return None
    limit = MAX_CHANCE_OF_MISSES if name == "main" else MAX_CHANCE
    memory = _memory(usual, [counts for run in runs if (counts := run.counts.get(name)) and counts[1]])
    return finding if chance_of_faults(faults, pages, before, before_pages, memory) <= limit else None


def _memory(usual: float, nights: Sequence[tuple[int, int]]) -> float:
    """Return how many past pages count in full: the fewer, the more the share of faults differs between the nights."""
    spread = usual * (1 - usual)
    if not spread or len(nights) < 2:
        return MAX_MEMORY
    by_chance = fmean(spread / pages for _, pages in nights)
    unrest = _steadied(pvariance([faults / pages for faults, pages in nights]) - by_chance, 0.0, len(nights))
    return MAX_MEMORY if unrest <= 0 else min(MAX_MEMORY, max(LEAST_MEMORY, spread / unrest - 1))


def _steadied(variance: float, usual: float, nights: int) -> float:
    """Return a variance between nights; few nights say little, and `usual` counts as `USUAL_NIGHTS` more."""
    return (max(0.0, variance) * nights + usual * USUAL_NIGHTS) / (nights + USUAL_NIGHTS)


def _judge_layout(recent: Counter[str], past: Counter[str]) -> Finding | None:
    pages, before_pages = recent.total(), past.total()
    if not pages or before_pages < MIN_PAST:
        return None
    usual = {layout for layout, n in past.items() if n >= RARE * before_pages}
    new = sum(n for layout, n in recent.items() if layout not in usual)
    rare = sum(n for layout, n in past.items() if layout not in usual)
    if new < LEAST_NEW_LAYOUT * pages or chance_of_faults(new, pages, rare, before_pages) > MAX_CHANCE:
        return None
    was, is_now = past.most_common(1)[0][0], recent.most_common(1)[0][0]
    return Finding("layout", new / pages, new / pages, rare / before_pages, new, pages, was, is_now)


def _judge_measure(name: str, recent: Facts, past: Facts, runs: Sequence[Facts]) -> Finding | None:
    now, usual = recent.median(name), past.median(name)
    if now is None or not usual or past.measures[name].total() < MIN_PAST or now > usual * (1 - LEAST_FALL[name]):
        return None
    history, bins = past.measures[name], recent.measures[name]
    ranks = _ranks(history)
    nights = [_mean_rank(run.measures[name], ranks) for run in runs if run.measures.get(name)]
    sizes = [run.measures[name].total() for run in runs if run.measures.get(name)]
    # nights differ by more than their pages do by chance: by so much, the judge trusts one night less
    by_chance = fmean(1 / (12 * n) for n in sizes)
    # the past is itself a draw of some nights
    unrest = _steadied(pvariance(nights) - by_chance, USUAL_UNREST, len(nights)) * (1 + 1 / len(nights))
    # this number of past pages cannot prove a lower rank than that of one page more
    mean = max(_mean_rank(bins, ranks), 0.5 / (history.total() + 1))
    if chance_of_ranks(mean, bins.total(), unrest) > MAX_CHANCE:
        return None
    return Finding(name, 1 - now / usual, now, usual, pages=bins.total())


def chance_of_faults(faults: int, pages: int, before: int, before_pages: int, memory: float = MAX_MEMORY) -> float:
    """Return how likely at least this number of faults is, after those of the past (beta-binomial distribution).

    `memory` are the past pages that count in full.
    """
    scale = min(1.0, memory / before_pages)
    a, b = before * scale + 0.5, (before_pages - before) * scale + 0.5
    if pages > MOST_SUMMED:
        mean = a / (a + b)
        spread = math.sqrt(mean * (1 - mean) * (1 / (a + b + 1) + 1 / pages))
        return _NORMAL.cdf((mean - faults / pages) / spread)
    whole, more = _log_beta(a, b), range(faults, pages + 1)
    return math.fsum(math.exp(_log_choices(pages, k) + _log_beta(k + a, pages - k + b) - whole) for k in more)


def chance_of_ranks(mean: float, pages: int, unrest: float = 0.0) -> float:
    """Return how likely a mean rank so low is. `unrest` is the variance of mean ranks between the nights."""
    variance = 1 / (12 * pages)
    z = (mean - 0.5) / math.sqrt(variance)
    chance = irwin_hall(mean * pages, pages) if pages <= EXACT else _NORMAL.cdf(z)
    if not unrest or not 0 < chance < 1:
        return chance
    return _NORMAL.cdf(_NORMAL.inv_cdf(chance) * math.sqrt(variance / (variance + unrest)))


def irwin_hall(x: float, n: int) -> float:
    """Return the chance that the sum of n uniform numbers is at most x.

    >>> irwin_hall(0.5, 1), irwin_hall(1.0, 2)
    (0.5, 0.5)
    """
    terms = (math.pow(-1, k) * math.comb(n, k) * math.pow(x - k, n) for k in range(math.floor(x) + 1))
    return min(1.0, max(0.0, math.fsum(terms) / math.factorial(n)))


def _ranks(bins: Counter[int]) -> list[tuple[int, float]]:
    """Return the bins of past pages in order, each with the share of pages in it and below."""
    pages, below, ranks = bins.total(), 0, []
    for number in sorted(bins):
        below += bins[number]
        ranks.append((number, below / pages))
    return ranks


def _mean_rank(bins: Counter[int], ranks: list[tuple[int, float]]) -> float:
    """Return the mean rank of pages among past pages, 0 to 1. Pages of one bin share its middle rank."""
    return math.fsum(n * _rank(number, ranks) for number, n in bins.items()) / bins.total()


def _rank(number: int, ranks: list[tuple[int, float]]) -> float:
    below = 0.0
    for known, rank in ranks:
        if known > number:
            return below
        if known == number:
            return (below + rank) / 2
        below = rank
    return below


def _log_choices(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _rounded(words: float) -> str:
    """Return a number of words as exact as its bin is."""
    return f"{round(words, -1):,.0f}" if words >= 20 else f"{words:.0f}"
