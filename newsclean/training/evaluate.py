"""Measure newsclean and other tools on gold: precision, recall, F1, exact pages, snippets, confidence, and time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from newsclean.classify.html.fallback import trafilatura_text
from newsclean.options import Options
from newsclean.pipeline import clean
from newsclean.sources import Source
from newsclean.training.dumps import STYLES, markup_of
from newsclean.training.gold.overlap import page_f1, searchable, words_of
from newsclean.training.gold.pages import GoldPage, read_gold

Cleaner = Callable[[GoldPage], tuple[str, float | None]]
"""A function that cleans a page and returns its body with the confidence, None for a tool that gives no confidence."""
SURE, RIGHT_F1 = 0.9, 0.9  # a page is sure from this confidence on, and right from this F1 on


@dataclass(frozen=True, slots=True)
class PageScore:
    """The scores of one page.

    precision, recall, f1: against the gold body, 0 to 1; None where the gold has only snippets.
    wanted, unwanted: the shares of snippets that are right, None without snippets of that kind.
    seconds: CPU time.
    """

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
    """The scores of a gold folder's pages."""

    dataset: str
    tool: str
    pages: tuple[PageScore, ...]

    def measures(self) -> dict[str, float]:
        """Return the means over the pages, without the measures that no page has.

        f1: the harmonic mean of mean precision and mean recall, as in the article extraction benchmark.
        page_f1: the mean of the pages' F1. exact: the share of pages with the gold's words and no others.
        with, without: the shares of wanted snippets found and of unwanted snippets absent.
        sure: the share of pages with a confidence of 0.9 or more. sure_right: of these, the share with an F1 of 0.9
            or more. ms: CPU milliseconds a page.
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
        sure = [page for page in scored if page.confidence is not None and page.confidence >= SURE]
        if sure:
            found |= {
                "sure": len(sure) / len(scored),
                "sure_right": fmean((page.f1 or 0.0) >= RIGHT_F1 for page in sure),
            }
        found["ms"] = 1000 * fmean(page.seconds for page in self.pages) if self.pages else 0.0
        return found


def evaluate(pages: Iterable[GoldPage], cleaner: Cleaner, tool: str = "newsclean") -> GoldReport:
    """Clean gold pages one by one and return their scores, with the CPU time of this process."""
    scores: list[PageScore] = []
    dataset = ""
    for page in pages:
        dataset = page.dataset
        start = time.process_time()
        body, confidence = cleaner(page)
        seconds = time.process_time() - start
        scores.append(score_page(page, body, confidence, seconds))
    return GoldReport(dataset, tool, tuple(scores))


def evaluate_dumps(folders: Sequence[Path], options: Options) -> Iterator[GoldReport]:
    """Yield the scores of newsclean on text dumps of gold pages, for each folder and style.

    Raises `UsageError` for a folder without gold, and where a tool that makes dumps is not installed.
    """
    for folder in folders:
        golds = [gold for gold in read_gold(folder) if gold.body]
        for style, dump in STYLES.items():
            pages = (replace(gold, dataset=f"{style}/{gold.dataset}", data=dump(gold).encode()) for gold in golds)
            yield evaluate(pages, newsclean_cleaner(options))


def newsclean_cleaner(options: Options) -> Cleaner:
    """Return the function that cleans a gold page by newsclean."""

    def cleaned(page: GoldPage) -> tuple[str, float | None]:
        article = clean(Source(page.id, page.data, page.url), options=options)
        return article.body, article.confidence

    return cleaned


def trafilatura_cleaner(page: GoldPage) -> tuple[str, float | None]:
    """Return trafilatura's extraction of a gold page."""
    return trafilatura_text(markup_of(page)), None


def score_page(page: GoldPage, body: str, confidence: float | None = None, seconds: float = 0.0) -> PageScore:
    """Return the scores of a body against a page's gold."""
    scored = _without_optional(page, body)
    precision, recall, f1 = page_f1(page.body, scored) if page.body else (None, None, None)
    folded = searchable(body)
    return PageScore(
        page.id,
        precision,
        recall,
        f1,
        bool(page.body) and words_of(page.body) == words_of(scored),
        fmean(searchable(snippet) in folded for snippet in page.wanted) if page.wanted else None,
        fmean(searchable(snippet) not in folded for snippet in page.unwanted) if page.unwanted else None,
        confidence,
        seconds,
    )


def _without_optional(page: GoldPage, body: str) -> str:
    """Return a body without the paragraphs that gold leaves open."""
    optional = {tuple(words_of(text)) for text in page.optional}
    return "\n\n".join(text for text in body.split("\n\n") if tuple(words_of(text)) not in optional)
