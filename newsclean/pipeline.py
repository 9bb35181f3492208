"""The corridor: bytes in, article out. `clean` is pure: no clock, no network, no state between pages."""

from __future__ import annotations

from dataclasses import dataclass

from newsclean.article import Article, assemble
from newsclean.blocks import Page
from newsclean.classify import classify
from newsclean.errors import InternalError, NewscleanError, PageError
from newsclean.options import Options
from newsclean.readers import read
from newsclean.rules import apply_repetition, apply_rules, identify
from newsclean.sources import Source

DEFAULT_OPTIONS = Options()


def clean(page: Source | bytes | str, *, url: str | None = None, options: Options | None = None) -> Article:
    """Clean one page and return its article; `Article.is_empty` says that none was found.

    `page` is a source, the bytes of a page, or its text; `url` is its address, for bytes and text.
    Raises `PageError` for a page that cannot be read, and `UsageError` for options that name something unknown.
    """
    options = options or DEFAULT_OPTIONS
    return assemble(label(page, url=url, options=options), options)


def label(page: Source | bytes | str, *, url: str | None = None, options: Options | None = None) -> Page:
    """Read one page and label every block of it: all that `clean` does short of the article. Raises as `clean`."""
    options = options or DEFAULT_OPTIONS
    found, publication = identify(read(_source(page, url), options), options)
    ruled = apply_rules(found, publication) if publication else apply_repetition(found, options.repetition)
    return classify(ruled, options)


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that could not be cleaned: its source's name, and why."""

    source: str
    error: PageError


def clean_one(source: Source, options: Options) -> Article | Failure:
    """Clean one page of many: the one place where a fault on a page is caught, so that the next can go on.

    Raises `UsageError` and `RuleFileError`, which concern every page.
    """
    try:
        return clean(source, options=options)
    except PageError as error:
        return Failure(source.name, error)
    except NewscleanError:
        raise
    except Exception as error:  # noqa: BLE001 - a fault of ours, whatever it is, concerns this page alone
        fault = InternalError(f"{source.name}: newsclean failed on this page ({type(error).__name__}: {error})")
        fault.__cause__ = error
        return Failure(source.name, fault)


def _source(page: Source | bytes | str, url: str | None) -> Source:
    if isinstance(page, Source):
        return page
    return Source.from_str(page, url=url) if isinstance(page, str) else Source("<bytes>", page, url)
