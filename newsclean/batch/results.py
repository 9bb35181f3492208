"""The results of a run: of one page, and of one shard."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import chain
from typing import Any, Literal

from newsclean.metadata import PublicationMatch

FAILED = ("failed", "timeout", "too-large", "missing")
"""Statuses of pages that make a run fail."""
CLEANED = ("ok", "low-confidence", "no-article")
"""Statuses of pages that were cleaned."""
MAX_BIN_DIGITS = 3
"""Digits of the number of a histogram's bin. A page of 50 MiB has fewer than 110 bins of words."""


@dataclass(frozen=True, slots=True)
class FileStamp:
    """The size in bytes, time of change and SHA-256 of a page's file when the worker read it."""

    size: int
    mtime_ns: int
    hash: str


@dataclass(frozen=True, slots=True)
class TemporaryOutput:
    """An output that a worker wrote: its temporary name, its size in bytes and its SHA-256."""

    name: str
    size: int
    hash: str


@dataclass(frozen=True, slots=True)
class ArticleStats:
    """The facts of an article that a batch records.

    rules_hash: the hash of the rules that applied to the page.
    kept_share: the share of the page's characters that is in the article, 0 to 1.
    chars: characters by category. rule_hits: how many blocks each rule matched.
    has_drifted: the publication's main container was missing.
    site: the host of the page's address. words, authors: how many the article has.
    published, access: the article's date, and its state of access. layout: the container of its body.
    """

    rules_hash: str | None = None
    publication: PublicationMatch | None = None
    confidence: float | None = None
    kept_share: float | None = None
    chars: Mapping[str, int] = field(default_factory=dict)
    has_drifted: bool = False
    rule_hits: Mapping[str, int] = field(default_factory=dict)
    site: str | None = None
    words: int | None = None
    authors: int | None = None
    published: str | None = None
    access: str | None = None
    layout: str | None = None

    @property
    def key(self) -> str | None:
        """The publication that the page counts for: its id, else its site, else the name that the page states."""
        match = self.publication
        return (match.id if match else None) or self.site or (match.name if match else None)


@dataclass(frozen=True, slots=True)
class PageResult:
    """The result of one page.

    path: the page's file, or its archive and the place in it.
    status: one of `FAILED` or `CLEANED`, or "skipped-unchanged".
    seconds: how long the worker took. stamp: the file as the worker read it.
    stats: of the article, if the page was cleaned. written: the output under its temporary name, if there is one.
    output: the final name of the output, below the output folder.
    """

    path: str
    status: str
    reason: str | None = None
    seconds: float = 0.0
    stamp: FileStamp | None = None
    stats: ArticleStats | None = None
    written: TemporaryOutput | None = None
    output: str | None = None
    is_out_of_memory: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that differs in what a batch left: the output's name below its folder, the problem, and the page."""

    output: str
    problem: str
    page: str | None = None


@dataclass(frozen=True, slots=True)
class ShardReport:
    """The result of one shard. Its done-marker holds these fields as JSON.

    source: the archive as the caller named it. origin: its full path or URI. sink: the output.
    status: "done"; "skipped" if the marker of an earlier run fits; "failed" if there is no output, with the reason.
    source_stamp: size and ETag or age of the archive. settings: the hash of all else that the output depends on.
    statuses: pages and broken records by status. passed_over: records that are no pages, by kind.
    chars: characters by category.
    publications: by id of those with rules: name, pages, sum of kept shares, pages that have drifted.
    facts: by publication, those of its pages, as `Facts.to_json` writes them.
    failures: the first pages that failed, as path, status and reason; the file of failures has all.
    sink_bytes, sink_sha256: of the output. failed_sha256: of the file of failures, if there is one.
    """

    source: str
    sink: str
    origin: str = ""
    status: Literal["done", "skipped", "failed"] = "done"
    reason: str | None = None
    source_stamp: str = ""
    settings: str = ""
    newsclean: str = ""
    statuses: Mapping[str, int] = field(default_factory=dict)
    passed_over: Mapping[str, int] = field(default_factory=dict)
    chars: Mapping[str, int] = field(default_factory=dict)
    publications: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    failures: tuple[tuple[str, str, str], ...] = ()
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sink_bytes: int = 0
    sink_sha256: str = ""
    failed_sha256: str | None = None
    seconds: float = 0.0

    @property
    def failed(self) -> int:
        """How many pages failed."""
        return sum(self.statuses.get(status, 0) for status in FAILED)

    def to_json(self) -> bytes:
        """Return the content of the done-marker."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")

    @classmethod
    def from_json(cls, text: str | bytes) -> ShardReport | None:
        """Return the report in a done-marker; None for a marker that is damaged or of another version."""
        try:
            values = json.loads(text)
            values["failures"] = tuple(tuple(failure) for failure in values["failures"])
            report = cls(**values)
        except (ValueError, TypeError, KeyError, RecursionError):
            return None
        return report if report._is_sound() else None

    def _is_sound(self) -> bool:
        """Return whether every value has the type of its field, which JSON does not know."""
        texts = [self.source, self.sink, self.origin, self.status, self.reason or "", self.source_stamp, self.settings]
        texts += [self.newsclean, self.sink_sha256, self.failed_sha256 or "", *chain(*self.failures)]
        objects = (self.publications, self.facts)
        return (
            all(isinstance(text, str) for text in texts)
            and all(map(are_counts, (self.statuses, self.passed_over, self.chars)))
            and all(isinstance(values, dict) for values in objects)
            and all(map(are_facts, self.facts.values()))
            and all(map(_is_publication, self.publications.values()))
            and _is_count(self.sink_bytes)
            and isinstance(self.seconds, int | float)
        )


def are_counts(values: object) -> bool:
    """Return whether a value of JSON is an object of counts."""
    return isinstance(values, dict) and all(map(_is_count, values.values()))


def are_facts(values: object) -> bool:
    """Return whether a value of JSON is what `Facts.to_json` writes."""
    if (
        not isinstance(values, dict)
        or not _is_count(values.get("pages"))
        or values.get("has_rules") not in (True, False)
    ):
        return False
    faults, measures = values.get("counts"), values.get("measures")
    if not isinstance(faults, dict) or not isinstance(measures, dict) or not are_counts(values.get("layouts")):
        return False
    pairs = all(isinstance(pair, list) and len(pair) == 2 and all(map(_is_count, pair)) for pair in faults.values())
    return pairs and all(are_counts(bins) and all(map(_is_bin, bins)) for bins in measures.values())


def is_summary(values: object) -> bool:
    """Return whether a value of JSON is what `Summary.as_dict` returns, as far as the overview reads it."""
    if not isinstance(values, dict) or not isinstance(drifts := values.get("drifting", []), list):
        return False
    if not all(isinstance(drift, dict) and isinstance(drift.get("message"), str) for drift in drifts):
        return False
    return all(_is_count(values[name]) for name in ("cleaned", "failed") if name in values)


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_bin(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) <= MAX_BIN_DIGITS


def _is_publication(values: object) -> bool:
    return (
        isinstance(values, dict)
        and isinstance(values.get("name"), str)
        and isinstance(values.get("kept_share"), int | float)
        and all(_is_count(values.get(name)) for name in ("pages", "drifted"))
        and values["pages"] > 0
    )
