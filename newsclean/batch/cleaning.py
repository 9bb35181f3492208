"""How workers clean a page: they write its article to a file, and return a result even if cleaning fails."""

from __future__ import annotations

import hashlib
import time
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

from newsclean.article import Article
from newsclean.batch.fingerprint import Fingerprint
from newsclean.batch.results import ArticleStats, PageResult, TemporaryOutput
from newsclean.batch.settings import MEBIBYTE, PageCleaner
from newsclean.errors import NewscleanError, PageError, TooLargeError
from newsclean.options import Options
from newsclean.pipeline import Failure
from newsclean.render import RenderOptions, output_format, render
from newsclean.rules.urls import original_location
from newsclean.sources.filesystem import write_new


@dataclass(frozen=True, slots=True)
class CleaningJob(ABC):
    """How the pages of a run are cleaned. A subclass knows where a page comes from and where its article goes.

    Tasks have a `path` for messages and results: the page's file, or its archive and the place in it.
    """

    is_daemon: ClassVar[bool] = True
    options: Options
    rendering: RenderOptions
    fingerprint: Fingerprint
    clean_page: PageCleaner
    low_confidence: float
    max_memory: int | None

    def do(self, task: Any) -> PageResult:
        """Clean one page and return its result.

        Raises `UsageError` and `RuleFileError`, which concern every page.
        """
        start = time.perf_counter()
        try:
            result = self.attempt(task)
        except MemoryError:
            result = self._out_of_memory(task)
        except PageError as error:
            result = _failed(task.path, error)
        except NewscleanError:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of newsclean concerns this page alone
            result = PageResult(task.path, "failed", f"newsclean failed on this page ({type(error).__name__}: {error})")
        return replace(result, seconds=time.perf_counter() - start)

    def lost(self, task: Any, status: str, reason: str, seconds: float) -> PageResult:
        """Return the result of a page whose worker ended before it had one."""
        return PageResult(task.path, status, reason, seconds)

    @abstractmethod
    def attempt(self, task: Any) -> PageResult:
        """Clean one page and return its result; `do` turns what this raises into a result."""

    def failure(self, task: Any, failure: Failure) -> PageResult:
        """Return the result of a page that could not be cleaned."""
        if isinstance(failure.error.__cause__, MemoryError):
            return self._out_of_memory(task)
        return _failed(failure.source, failure.error)

    def write(self, task: Any, article: Article, target: Path) -> PageResult:
        """Write an article to a file and return the result of its page. An empty article may need no file."""
        stats = stats_of(article, self.fingerprint)
        status, reason = status_of(article, self.low_confidence)
        if article.is_empty and not output_format(self.rendering.format).is_record:
            return PageResult(task.path, status, reason, stats=stats)
        data = render(article, self.rendering).encode("utf-8", "backslashreplace")
        try:
            with write_new(target) as stream:
                stream.write(data)
        except OSError as error:
            return PageResult(task.path, "failed", f"cannot write the output: {error.strerror or error}")
        written = TemporaryOutput(target.name, len(data), hashlib.sha256(data).hexdigest())
        return PageResult(task.path, status, reason, stats=stats, written=written)

    def _out_of_memory(self, task: Any) -> PageResult:
        limit = f" (more than {self.max_memory / MEBIBYTE:,.4g} MiB)" if self.max_memory else ""
        return PageResult(task.path, "failed", f"out of memory{limit}", is_out_of_memory=True)


def status_of(article: Article, low_confidence: float) -> tuple[str, str | None]:
    """Return the status of a page that was cleaned, and the reason if there is one to give."""
    if article.is_empty:
        return "no-article", None if article.ledger else "the page is empty"
    is_unsure = article.confidence is not None and article.confidence < low_confidence
    return "low-confidence" if is_unsure else "ok", None


def stats_of(article: Article, fingerprint: Fingerprint) -> ArticleStats:
    """Return what a batch records of an article."""
    chars: Counter[str] = Counter()
    for block in article.blocks:
        chars[block.category.value] += len(block.text)
    kept = chars.total()
    for entry in article.ledger:
        chars[entry.category.value] += len(entry.text)
    publication_id = article.publication.id if article.publication else None
    return ArticleStats(
        rules_hash=fingerprint.rules_of(publication_id),
        publication=article.publication,
        confidence=article.confidence,
        kept_share=round(kept / chars.total(), 4) if chars.total() else None,
        chars=dict(sorted(chars.items())),
        rule_hits=dict(sorted(article.rule_hits.items())),
        has_drifted=any(warning.endswith(":main-missed") for warning in article.warnings),
        site=original_location(article.url)[0].removeprefix("www.") or None,
        words=article.word_count,
        authors=len(article.authors),
        published=article.published,
        access=article.access.state if article.access else None,
        layout=article.container,
    )


def _failed(path: str, error: PageError) -> PageResult:
    status = "too-large" if isinstance(error, TooLargeError) else "failed"
    return PageResult(path, status, str(error).removeprefix(f"{path}: "))
