"""Collects in one pass over a parsed page all that its metadata may come from. Other modules choose among it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from newsclean.budget import Budget
from newsclean.readers.elements import INLINE_TAGS, UNPRINTED_TAGS, is_hidden
from newsclean.readers.metadata import jsonld
from newsclean.text.normalise import tidy
from newsclean.text.patterns import compile_later

META_TAGS: Mapping[str, Sequence[tuple[str, str]]] = MappingProxyType(
    {
        field: [(name, source) for source, name in map(str.split, tags)]
        for field, tags in tomllib.loads(Path(__file__).with_name("meta-tags.toml").read_text(encoding="utf-8")).items()
    }
)
"""The meta tags that declare each field, each with its source, in the order in which they are trusted."""
_INLINE_TAGS = INLINE_TAGS - {"br"}
_DATED_RE = compile_later(r"publish|updated|date|time")
_LANGUAGE_RE = compile_later(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)")


_REGION_RE = compile_later(r"^en[-_](?:[A-Za-z]{4}[-_])?([A-Za-z]{2})(?![A-Za-z])")
_DOMAIN_RE = compile_later(r"https?://[^/:]+\.([a-z]{2})(?=[/:]|$)", re.IGNORECASE)
_DAY_FIRST = frozenset("gb uk ie au nz za in sg my ke ng gh pk bd lk hk mt zm zw ug tz jm tt eu de fr nl".split())
"""Countries, and domains of countries, whose English pages write the day before the month, as in 03/04/2023."""


@dataclass(slots=True)
class PageMetadata:
    """All that a page declares about itself, unjudged.

    tree, markup: the page, parsed and as text. meta: the contents of the meta tags in order, by lower-case name.
    canonical: the URL that the page gives itself. title: the `<title>`. headings: the h1 and h2 elements that have
    text, with the text. times: the time elements and dated abbreviations; `times_before` of them come before the first
    h1. items: the objects of the JSON-LD; `article` is the one about the article. language: the primary subtag of the
    page's language. date_language: that of its dates, "en-GB" where English writes the day first. contradictions: those
    among its sources that were decided. budget: the work that the page may still cost.
    """

    tree: Any
    markup: str = ""
    meta: dict[str, list[str]] = field(default_factory=dict)
    canonical: str = ""
    title: str = ""
    headings: list[tuple[Any, str]] = field(default_factory=list)
    times: list[Any] = field(default_factory=list)
    times_before: int = 0
    language: str | None = None
    items: list[dict[str, Any]] = field(default_factory=list)
    article: Mapping[str, Any] = field(default_factory=dict)
    date_language: str | None = None
    contradictions: list[str] = field(default_factory=list)
    budget: Budget = field(default_factory=Budget)
    examined_headings: int = 0

    def contradict(self, field: str, chosen: tuple[str, str], other: tuple[str, str]) -> None:
        """Note that two sources contradict each other about a field; each is a value with its source."""
        self.contradictions.append(f"metadata:{field}: {chosen[1]} {chosen[0]!r}, not {other[1]} {other[0]!r}")

    def first(self, *names: str) -> str | None:
        """Return the first content of the first of these meta tags that the page has, None if it has none of them."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)

    def declared(self, field: str) -> Iterator[tuple[list[str], str]]:
        """Yield the contents of each meta tag that declares a field, with its source; the most trusted tag first."""
        yield from ((self.meta[name], source) for name, source in META_TAGS[field] if name in self.meta)


def collect(tree: Any, markup: str = "", budget: Budget | None = None) -> PageMetadata:
    """Collect from a parsed page all that its metadata may come from. Costly work draws from the budget."""
    page = PageMetadata(tree, markup, budget=budget or Budget())
    tag = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    page.language = language_of(tag)
    for element in tree.iter("meta", "link", "script", "title", "h1", "h2", "time", "abbr"):
        match element.tag:
            case "meta":
                _add_meta(page, element)
            case "link":
                _add_link(page, element)
            case "script":
                _add_script(page, element)
            case "title":
                page.title = page.title or tidy("".join(element.itertext()))
            case "time" | "abbr":
                if len(page.times) < MAX_TIMES and (element.tag == "time" or _is_dated(element)):
                    page.times.append(element)
            case _:
                _add_heading(page, element)
    page.article = jsonld.article_of(page.items)
    page.date_language = _date_language(page, tag)
    return page


def _date_language(page: PageMetadata, tag: str | None) -> str | None:
    """Return the page's language, "en-GB" for an English page of a country that writes the day before the month."""
    if page.language != "en":
        return page.language
    found = next((found for text in (tag, page.first("og:locale")) if (found := _REGION_RE.search(text or ""))), None)
    region = found[1].lower() if found else ""
    if not region:
        domain = _DOMAIN_RE.match(page.canonical or page.first("og:url") or "")
        region = domain[1].lower() if domain else ""
    return "en-GB" if region in _DAY_FIRST else "en"


def language_of(tag: str | None) -> str | None:
    """Return the primary subtag of a language tag: "en" of "en-GB"."""
    found = _LANGUAGE_RE.match(tag or "")
    return found[1].lower() if found else None


def _is_dated(element: Any) -> bool:
    """Return whether an abbreviation is a date, as the pages of Blogger have it."""
    return element.get("title") is not None and _DATED_RE.search(element.get("class") or "") is not None


def _add_link(page: PageMetadata, element: Any) -> None:
    if not page.canonical and "canonical" in (element.get("rel") or "").lower().split():
        page.canonical = (element.get("href") or "").strip()


def _add_script(page: PageMetadata, element: Any) -> None:
    if element.text and element.get("type", "").partition(";")[0].strip().lower() == "application/ld+json":
        page.items.extend(jsonld.items(element.text, page.budget))


def _add_heading(page: PageMetadata, element: Any) -> None:
    page.examined_headings += 1
    if len(page.headings) >= MAX_HEADINGS or page.examined_headings > MAX_EXAMINED_HEADINGS:
        return
    text = text_of(element)
    if text and (element.tag == "h2" or not any(is_hidden(e.attrib) for e in (element, *element.iterancestors()))):
        if element.tag == "h1" and not page.times_before:
            page.times_before = len(page.times)
        page.headings.append((element, text))


def _add_meta(page: PageMetadata, element: Any) -> None:
    # older pages write `value`
    content = tidy(element.get("content") or element.get("value") or "")
    if not content:
        return
    for attribute in ("property", "name", "itemprop"):
        name = element.get(attribute)
        if name:
            page.meta.setdefault(name.strip().lower(), []).append(content)
            return


def text_of(element: Any, mark: str = " ") -> str:
    """Return an element's text as a reader sees it, on one line, with a space at blocks and line breaks.

    An element with more than `MAX_PIECES` pieces of text is cut.

    `mark` replaces that space, and stands around links too if it is anything else.
    """
    if not len(element):
        return tidy(element.text or "")
    pieces: list[str] = []
    _add_text(element, pieces, mark, 0)
    return tidy("".join(pieces))


def _add_text(element: Any, pieces: list[str], mark: str, depth: int) -> None:
    tag = element.tag
    if tag in UNPRINTED_TAGS or depth > _MAX_DEPTH or len(pieces) > MAX_PIECES:
        return
    parts = tag not in _INLINE_TAGS or (tag == "a" and mark != " ")
    if parts:
        pieces.append(mark)
    if element.text:
        pieces.append(element.text)
    for child in element:
        if len(pieces) > MAX_PIECES:
            break
        _add_text(child, pieces, mark, depth + 1)
        if child.tail:
            pieces.append(child.tail)
    if parts:
        pieces.append(mark)


MAX_HEADINGS = 16  # headings that are collected; the headline is among the first (a guess)
_MAX_DEPTH = 50  # levels of elements inside a heading or byline; a page that never closes its tags has more (a guess)
MAX_TIMES = 50
"""Time elements that are collected. Raising it finds dates below more of them; each takes up to 25 ms, because
dateparser tries all its languages. A guess; not measured."""
MAX_EXAMINED_HEADINGS = 500
"""Headings that are examined, hidden and empty ones too. Raising it finds headlines below more of those, and takes
longer on a page of hidden headings in each other. A guess; not measured."""
MAX_PIECES = 5000
"""Texts and breaks of a heading or byline. Raising it reads longer ones, and takes longer on a page that puts its whole
text into one. A guess; not measured."""


def child_texts(element: Any) -> list[str]:
    """Return the texts of an element's children and the texts between them."""
    found = [tidy(element.text or "")]
    for child in element:
        found += [text_of(child), tidy(child.tail or "")]
    return [text for text in found if text]
