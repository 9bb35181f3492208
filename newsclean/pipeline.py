"""The corridor: read, identify, apply rules, classify, assemble.

`clean` is pure: it uses no clock and no network, and it remembers nothing of other pages.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from newsclean.article import Article
from newsclean.assemble import assemble, with_agency_authors
from newsclean.blocks import Page
from newsclean.classify import classify, named
from newsclean.errors import InternalError, NewscleanError, PageError, UsageError
from newsclean.options import Options, Policies
from newsclean.readers import read
from newsclean.rules import Publication, Rule, apply_repetition, apply_rules, identify
from newsclean.sources import Source

DEFAULT_OPTIONS = Options()
PageLike = Source | bytes | bytearray | memoryview | str | os.PathLike[str] | IO[bytes] | IO[str]
"""What `clean` takes for a page."""


def clean(
    page: PageLike,
    *,
    url: str | None = None,
    options: Options | None = None,
    learned: tuple[Rule, ...] = (),
) -> Article:
    """Clean one page and return its article; `Article.is_empty` is true if the page has none.

    `page` is a source, the path of a file, an open file, the bytes of a page, or its text; a `str` is text, no path.
    `url` is the page's address.
    `learned` are rules from other pages of the same publication, see `newsclean.learn`; they apply only if the
    publication has no rules of its own.
    Raises `PageError` for a page that cannot be read, and `UsageError` for options that name something unknown.
    """
    options = options or DEFAULT_OPTIONS
    article = assemble(*_labelled(source_of(page, url), options, learned), structure=options.structure)
    return with_agency_authors(article) if options.agency_authors else article


def label(page: PageLike, *, url: str | None = None, options: Options | None = None) -> Page:
    """Read one page and label every block: all steps of `clean` but the last. Raises the same errors."""
    return named(_labelled(source_of(page, url), options or DEFAULT_OPTIONS, ())[0])


def _labelled(source: Source, options: Options, learned: tuple[Rule, ...]) -> tuple[Page, Policies]:
    return _classified(*identify(read(source, options), options), options, learned)


def label_blocks(
    page: Page, publication: Publication | None, options: Options, learned: tuple[Rule, ...] = ()
) -> tuple[Page, Policies]:
    """Return a page with a label on every block, by the rules and the classifier, and the policies for it."""
    page, policies = _classified(page, publication, options, learned)
    return named(page), policies


def _classified(
    page: Page, publication: Publication | None, options: Options, learned: tuple[Rule, ...]
) -> tuple[Page, Policies]:
    """Return the same as `label_blocks`; names that only the ledger needs may come later."""
    if publication is not None:
        page = apply_rules(page, publication, options)
    elif learned:
        page = apply_repetition(page, learned)
    policies = options.policies_for(page)
    return classify(page, policies, second_opinion=options.second_opinion), policies


def source_of(page: PageLike, url: str | None = None) -> Source:
    """Return a page as a source. Raises `UsageError` for a value that is no page, and `UnreadableError`."""
    match page:
        case Source():
            return replace(page, url=url) if url else page
        case str():
            return Source.from_str(page, url=url)
        case bytes() | bytearray() | memoryview():
            return Source("<bytes>", bytes(page), url)
        case os.PathLike():
            return Source.from_path(Path(page), url=url)
    if not callable(getattr(page, "read", None)):
        kind = type(page).__name__
        raise UsageError(f"a page is a Source, a path, an open file, bytes or a str, not {kind}")
    data = page.read()
    name = str(getattr(page, "name", "<file>"))
    return Source.from_str(data, name=name, url=url) if isinstance(data, str) else Source(name, bytes(data), url)


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that newsclean could not clean: the name of its source, and the error."""

    source: str
    error: PageError


def clean_one(source: Source, options: Options, learned: tuple[Rule, ...] = ()) -> Article | Failure:
    """Clean one page of many; return a `Failure` where `clean` raises a `PageError` or fails unexpectedly.

    Every batch and integration catches the errors of a page here, so that the next page can follow. So the article has
    all its fields: none is computed later.
    Raises `UsageError` and `RuleFileError`, which concern every page.
    """
    return _guarded(source.name, lambda: clean(source, options=options, learned=learned).completed())


def clean_late(source: Source, options: Options) -> Article | Failure:
    """Return the same as `clean_one` for a caller that catches the errors of fields that are computed later."""
    return _guarded(source.name, lambda: clean(source, options=options))


def _guarded(name: str, cleaned: Callable[[], Article]) -> Article | Failure:
    try:
        return cleaned()
    except PageError as error:
        _log("info", "%s", error)
        return Failure(name, error)
    except NewscleanError:
        raise
    except Exception as error:  # noqa: BLE001 - a bug on one page must not end the run
        return failure_of(name, error)


def failure_of(source: str, error: Exception) -> Failure:
    """Return the failure of a page on which a bug of newsclean raised an error."""
    fault = InternalError(f"{source}: newsclean failed on this page ({type(error).__name__}: {error})")
    fault.__cause__ = error
    _log("error", "%s", fault, exc_info=error)
    return Failure(source, fault)


def _log(level: str, *arguments: Any, **settings: Any) -> None:
    """Write to the logger `newsclean`, unless the host has not loaded `logging`: then it shows no log."""
    logging = sys.modules.get("logging")
    if logging is None:
        return
    logger = logging.getLogger("newsclean")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    getattr(logger, level)(*arguments, **settings)
