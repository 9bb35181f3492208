"""The pages of a review: they are cleaned in processes, and their views are packed as they come."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from newsclean.authoring.lookup import list_publications
from newsclean.batch.cleaning import stats_of, status_of
from newsclean.batch.drift.history import key_of
from newsclean.batch.engines.processes import in_processes
from newsclean.batch.fingerprint import Fingerprint
from newsclean.batch.results import ArticleStats
from newsclean.batch.settings import Thresholds
from newsclean.errors import NewscleanError, PageError
from newsclean.options import Options
from newsclean.pipeline import Failure, failure_of
from newsclean.review.overview import Overview
from newsclean.review.page_view import view_page
from newsclean.rules.files.library import load_library
from newsclean.sources import Source

PACKED_PAGES = 16
"""Views that are compressed together. More take less room, because the pages of a site repeat themselves, and make the
first view of a page slower. A guess."""
PACKED_CHARS = 2_000_000
"""Characters of JSON after which a pack is full, however few views it has. A guess."""

LEVEL = 4
"""The level of compression. 6 takes 5 % less room and twice the time (on 49 real pages)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A page that was cleaned: its status, facts, headline, and its view as JSON."""

    name: str
    status: str
    stats: ArticleStats
    headline: str
    warnings: tuple[str, ...]
    view: str


@dataclass(slots=True)
class Pages:
    """The pages of one file. rows: what the list shows of each. packs: compressed views, in base64."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    packs: list[str] = field(default_factory=list)
    _waiting: list[str] = field(default_factory=list)

    def add(self, seen: Seen, key: str) -> None:
        """Add a page."""
        stats = seen.stats
        self.rows.append(
            {
                "name": seen.name,
                "status": seen.status,
                "confidence": stats.confidence,
                "kept": stats.kept_share,
                "words": stats.words,
                "publication": key,
                "headline": seen.headline,
                "warnings": seen.warnings,
                "categories": sorted(stats.chars),
                "pack": len(self.packs),
                "at": len(self._waiting),
            }
        )
        self._waiting.append(seen.view)
        if len(self._waiting) >= PACKED_PAGES or sum(map(len, self._waiting)) >= PACKED_CHARS:
            self.flush()

    def flush(self) -> None:
        """Compress the views that wait."""
        if self._waiting:
            data = f"[{','.join(self._waiting)}]".encode("utf-8", "backslashreplace")
            self.packs.append(base64.b64encode(zlib.compress(data, LEVEL)).decode("ascii"))
            self._waiting.clear()

    @property
    def size(self) -> int:
        """The characters of all packs."""
        return sum(map(len, self.packs))


def collect(
    sources: Iterable[Source | Failure], options: Options, overview: Overview, jobs: int, most: int
) -> Iterator[Pages]:
    """Clean pages, count them in `overview`, and yield them in parts of at most about `most` characters."""
    pages = Pages()
    for seen in in_processes(sources, partial(see, options=options), jobs):
        if isinstance(seen, Failure):
            overview.add_failure(seen.source, "failed", str(seen.error).removeprefix(f"{seen.source}: "))
            continue
        key = key_of(seen.name, seen.stats)
        overview.add(key, seen.status, seen.stats)
        pages.add(seen, key)
        if pages.size >= most:
            pages.flush()
            yield pages
            pages = Pages()
    pages.flush()
    if pages.rows:
        yield pages


def see(source: Source | Failure, options: Options) -> Seen | Failure:
    """Clean one page; return a failure where that fails."""
    if isinstance(source, Failure):
        return source
    try:
        article, view = view_page(source, options, partial(_rule_file, options.rules))
    except PageError as error:
        return Failure(source.name, error)
    except NewscleanError:
        raise
    except Exception as error:  # noqa: BLE001 - a bug on one page must not end the review
        return failure_of(source.name, error)
    stats = stats_of(article, Fingerprint("", "", {}, ""))
    status, _ = status_of(article, Thresholds().low_confidence)
    headline = article.headline or ""
    return Seen(source.name, status, stats, headline, article.warnings, json.dumps(view, ensure_ascii=False))


@cache
def _files(rules: tuple[str, ...]) -> dict[str, str]:
    """Return the highest file of each publication's rules, by its id."""
    return {one.id: one.files[-1] for one in list_publications(load_library(rules)) if one.files}


def _rule_file(rules: tuple[str, ...], publication: str) -> str | None:
    return _files(rules).get(publication)
