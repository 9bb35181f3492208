"""Measuring on gold: precision, recall, F1, exact pages, snippets, confidence, and time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import fmean

from newsclean.training.gold import GoldPage, page_f1, words_of

Cleaner = Callable[[GoldPage], tuple[str, float | None]]
"""Cleans a page: its body, and how sure that is; None for a tool that does not say."""


@dataclass(frozen=True, slots=True)
class PageScore:
    """One page: its scores (0 to 1) against the gold body, or None where the gold has only snippets; CPU seconds."""

    page: str
    precision: float | None
    recall: float | None
    f1: float | None
    is_exact: bool
    wanted: float | None
    unwanted: float | None
    confidence: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class GoldReport:
    """The scores of a gold folder. See `measures` for what they come to."""

    dataset: str
    tool: str
    pages: tuple[PageScore, ...]

    def measures(self) -> dict[str, float]:
        """Return the means over the pages, leaving out what no page has.

        f1 is the harmonic mean of mean precision and mean recall, as the article extraction benchmark has it; page_f1
        the mean of the pages' own. with and without are the shares of snippets that must and must not be there. sure is
        the share of pages with a confidence of 0.9 or more, sure_right how many of those have an F1 of 0.9 or more.
        """
        scored = [page for page in self.pages if page.f1 is not None]
        found: dict[str, float] = {"pages": len(self.pages)}
        if scored:
            precision = fmean(page.precision or 0.0 for page in scored)
            recall = fmean(page.recall or 0.0 for page in scored)
            both = precision + recall
            found |= {
                "precision": precision,
                "recall": recall,
                "f1": 2 * precision * recall / both if both else 0.0,
                "page_f1": fmean(page.f1 or 0.0 for page in scored),
                "exact": fmean(page.is_exact for page in scored),
            }
        for name, values in (
            ("with", [page.wanted for page in self.pages if page.wanted is not None]),
            ("without", [page.unwanted for page in self.pages if page.unwanted is not None]),
        ):
            if values:
                found[name] = fmean(values)
        sure = [page for page in scored if page.confidence is not None and page.confidence >= 0.9]
        if sure:
            found |= {
                "sure": len(sure) / len(scored),
                "sure_right": fmean((page.f1 or 0.0) >= 0.9 for page in sure),
            }
        found["ms"] = 1000 * fmean(page.seconds for page in self.pages) if self.pages else 0.0
        return found


def evaluate(pages: Iterable[GoldPage], clean: Cleaner, tool: str = "newsclean") -> GoldReport:
    """Clean gold pages one by one, and score each; time is CPU time of this process."""
    scores: list[PageScore] = []
    dataset = ""
    for page in pages:
        dataset = page.dataset
        start = time.process_time()
        body, confidence = clean(page)
        seconds = time.process_time() - start
        scores.append(score_page(page, body, confidence, seconds))
    return GoldReport(dataset, tool, tuple(scores))


def score_page(page: GoldPage, body: str, confidence: float | None = None, seconds: float = 0.0) -> PageScore:
    """Score one body against a page's gold."""
    precision, recall, f1 = page_f1(page.body, body) if page.body else (None, None, None)
    folded = _folded(body)
    return PageScore(
        page.id,
        precision,
        recall,
        f1,
        bool(page.body) and words_of(page.body) == words_of(body),
        fmean(_folded(snippet) in folded for snippet in page.wanted) if page.wanted else None,
        fmean(_folded(snippet) not in folded for snippet in page.unwanted) if page.unwanted else None,
        confidence,
        seconds,
    )


def _folded(text: str) -> str:
    return " ".join(text.lower().split())
