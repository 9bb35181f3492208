"""What a worker does with one page: read, clean, render, write to a temporary name, and tell in a few words."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from newsclean.article import Article
from newsclean.batch.fingerprint import Fingerprint
from newsclean.batch.learned_rules import LearnedRules
from newsclean.batch.settings import MEBIBYTE, PageCleaner
from newsclean.errors import NewscleanError, PageError, TooLargeError
from newsclean.metadata import PublicationMatch
from newsclean.options import Options
from newsclean.pipeline import Failure
from newsclean.render import RenderOptions, output_format, render
from newsclean.sources import Source


@dataclass(frozen=True, slots=True)
class PageJob:
    """What all pages of a run have in common. `temporary` is the folder of unfinished outputs."""

    options: Options
    rendering: RenderOptions
    state: Fingerprint
    temporary: str
    clean_page: PageCleaner
    low_confidence: float = 0.5
    max_memory: int | None = None
    is_daemon: bool = True

    def do(self, task: PageTask) -> PageResult:
        """Do one page; whatever goes wrong with it is in the outcome.

        Raises `UsageError` and `RuleFileError`, which concern every page.
        """
        return run_task(lambda: _do(task, self), task.path, self.max_memory)


@dataclass(frozen=True, slots=True)
class PreviousResult:
    """What the manifest knows of a page that was cleaned before, with the same options."""

    input_hash: str
    publication: PublicationMatch | None
    is_same_library: bool


@dataclass(frozen=True, slots=True)
class PageTask:
    """One page to do; `temporary` is the file name its output gets first, `repetition` what recurs on its like."""

    ordinal: int
    path: str
    temporary: str
    known: PreviousResult | None = None
    repetition: LearnedRules | None = None


@dataclass(frozen=True, slots=True)
class FileStamp:
    """The input as it was when it was read."""

    size: int
    mtime_ns: int
    hash: str | None = None


@dataclass(frozen=True, slots=True)
class TemporaryOutput:
    """An output under its temporary name."""

    temporary: str
    size: int
    hash: str


@dataclass(frozen=True, slots=True)
class ArticleStats:
    """What the manifest tells of an article."""

    rules_hash: str | None = None
    publication: PublicationMatch | None = None
    confidence: float | None = None
    kept_share: float | None = None
    chars: Mapping[str, int] = field(default_factory=dict)
    has_drifted: bool = False
    rule_hits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageResult:
    """What became of a page. `facts` are there when it was cleaned, `written` when that gave an output."""

    status: str
    reason: str | None = None
    seconds: float = 0.0
    input: FileStamp | None = None
    written: TemporaryOutput | None = None
    facts: ArticleStats | None = None
    is_out_of_memory: bool = False


def run_task(clean: Callable[[], PageResult], name: str, max_memory: int | None) -> PageResult:
    """Call what cleans the page of a name, and return its outcome or what went wrong.

    Raises `UsageError` and `RuleFileError`, which concern every page.
    """
    start = time.perf_counter()
    try:
        outcome = clean()
    except MemoryError:
        outcome = out_of_memory(max_memory)
    except PageError as error:
        outcome = failed(name, error)
    except NewscleanError:
        raise
    except Exception as error:  # noqa: BLE001 - a fault of ours, whatever it is, concerns this page alone
        outcome = PageResult("failed", f"newsclean failed on this page ({type(error).__name__}: {error})")
    return replace(outcome, seconds=time.perf_counter() - start)


def _do(task: PageTask, job: PageJob) -> PageResult:
    try:
        data, seen = read_input(task.path, job.options.max_bytes)
    except FileNotFoundError:
        return PageResult("missing", "vanished during the run")
    except OSError as error:
        return PageResult("failed", error.strerror or str(error))
    source = Source(task.path, data)
    if task.known is not None and _is_unchanged(task.known, source, seen, job):
        return PageResult("skipped-unchanged", input=seen)
    recurring = task.repetition
    article = job.clean_page(source, job.options, recurring.rules() if recurring else ())
    if isinstance(article, Failure):
        return replace(failure(article, job.max_memory), input=seen)
    return _written(task, job, article, seen)


def read_input(path: str, max_bytes: int) -> tuple[bytes, FileStamp]:
    """Return a file's bytes and what it was like. Raises `OSError`, and `TooLargeError` before reading too much."""
    # O_NONBLOCK: a named pipe that has taken the file's place must not hang us
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(None, "is no longer a file")
        data = stream.read(max_bytes + 1) if status.st_size <= max_bytes else b""
    if max(status.st_size, len(data)) > max_bytes:
        raise TooLargeError(f"{path}: larger than {max_bytes / MEBIBYTE:,.4g} MiB; --max-size sets the limit")
    return data, FileStamp(status.st_size, status.st_mtime_ns, hashlib.sha256(data).hexdigest())


def _is_unchanged(known: PreviousResult, source: Source, seen: FileStamp, job: PageJob) -> bool:
    """Whether cleaning the page would give what it gave before."""
    if seen.hash != known.input_hash:
        return False
    if known.is_same_library:
        return True
    # publications have come or gone, or know their pages by something else: does this page still go to the same one?
    from newsclean.readers import read
    from newsclean.rules import identify

    page, _ = identify(read(source, job.options), job.options)
    return page.publication == known.publication


def status_of(article: Article, low_confidence: float) -> tuple[str, str | None]:
    """Return the status of a page that was cleaned, and the reason if there is one to give."""
    if article.is_empty:
        return "no-article", None if article.ledger else "the page is empty"
    is_unsure = article.confidence is not None and article.confidence < low_confidence
    return "low-confidence" if is_unsure else "ok", None


def _written(task: PageTask, job: PageJob, article: Article, seen: FileStamp) -> PageResult:
    facts = stats_of(article, job.state)
    if task.repetition is not None:
        facts = replace(facts, rules_hash=task.repetition.hash)
    status, reason = status_of(article, job.low_confidence)
    if article.is_empty and not output_format(job.rendering.format).is_record:
        return PageResult(status, reason, input=seen, facts=facts)
    data = render(article, job.rendering).encode()
    try:
        Path(job.temporary, task.temporary).write_bytes(data)
    except OSError as error:
        return PageResult("failed", f"cannot write the output: {error.strerror or error}", input=seen)
    written = TemporaryOutput(task.temporary, len(data), hashlib.sha256(data).hexdigest())
    return PageResult(status, reason, input=seen, written=written, facts=facts)


def stats_of(article: Article, state: Fingerprint) -> ArticleStats:
    """Return what the manifest tells of an article."""
    chars: Counter[str] = Counter()
    for block in article.blocks:
        chars[block.category.value] += len(block.text)
    run_task = chars.total()
    for entry in article.ledger:
        chars[entry.category.value] += len(entry.text)
    publication_id = article.publication.id if article.publication else None
    return ArticleStats(
        rules_hash=state.rules_of(publication_id),
        publication=article.publication,
        confidence=article.confidence,
        kept_share=round(run_task / chars.total(), 4) if chars.total() else None,
        chars=dict(sorted(chars.items())),
        rule_hits=dict(sorted(article.rule_hits.items())),
        has_drifted=any(warning.endswith(":main-missed") for warning in article.warnings),
    )


def failure(failed_page: Failure, max_memory: int | None) -> PageResult:
    """Return the outcome of a page that could not be cleaned."""
    if isinstance(failed_page.error.__cause__, MemoryError):
        return out_of_memory(max_memory)
    return failed(failed_page.source, failed_page.error)


def failed(name: str, error: PageError) -> PageResult:
    """Return the outcome of the page of a name that could not be had or read."""
    reason = str(error).removeprefix(f"{name}: ")
    return PageResult("too-large" if isinstance(error, TooLargeError) else "failed", reason)


def out_of_memory(max_memory: int | None) -> PageResult:
    """Return the outcome of a page that took too much memory; its worker had better end."""
    limit = f" (more than {max_memory / MEBIBYTE:,.4g} MiB)" if max_memory else ""
    return PageResult("failed", f"out of memory{limit}", is_out_of_memory=True)
