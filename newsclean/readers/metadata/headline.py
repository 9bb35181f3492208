"""Chooses the headline among all that a page declares: JSON-LD, OpenGraph, meta tags, `<title>` and its headings.

Nearly every page has the right one among them. Each candidate gets points for its place and for its agreement with the
others, and the one with most points wins. docs/metadata.md has the accuracy.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from newsclean.readers.metadata import jsonld
from newsclean.readers.metadata.collect import PageMetadata
from newsclean.readers.metadata.headings import Heading, read_heading
from newsclean.text.normalise import tidy
from newsclean.text.patterns import compile_later

MAX_CHARS = 400  # characters of a headline; a longer text is a paragraph (a guess)
MAX_CUTS, MAX_NAMES = 6, 12  # separators at which a title is cut, and names of the site that are compared (guesses)
WEIGHTS: Mapping[str, float] = MappingProxyType(
    json.loads(Path(__file__).with_name("headline-weights.json").read_text(encoding="utf-8"))
)
"""Points of each kind of evidence, fitted by `newsclean train --input headline`: a conditional logit over the
candidates of each page."""
_SEPARATOR_RE = compile_later(r"\s+(?:[|\-–—:·•»«›~/⋆]|--|::|//|>>|<<)\s+|\s*[|│]\s*|_(?=[^\W_a-z])|--+|\s+[|-]$|:\s")
"""Separates a title from the name of the site, of a section or of a series."""
_BARE_RE = compile_later(r"[\W_]+")
_WORD_RE = compile_later(r"\w+")
_DASH_RE = compile_later(r"\s[-–—»]\s")
_SOFT_RE = compile_later("[\u00ad\u200b\u2060]")


class Titles(NamedTuple):
    """All that a page declares about its title.

    stated: titles by source ("json-ld", "opengraph", "twitter", "meta", "title"). names: the site's own names. url: the
    page's URL. is_news: the JSON-LD says that the page is news.
    """

    stated: Mapping[str, str]
    headings: tuple[Heading, ...] = ()
    names: tuple[str, ...] = ()
    url: str = ""
    is_news: bool = False


@dataclass(slots=True)
class Candidate:
    """A text that could be the headline, its spelling in each source, and the evidence for it by names of `WEIGHTS`."""

    text: str
    spellings: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, float] = field(default_factory=dict)

    def points(self, weights: Mapping[str, float]) -> float:
        """Return the weighted sum of the evidence; the candidate with the most points becomes the headline."""
        return sum(weights.get(name, 0.0) * value for name, value in self.evidence.items())


def choose_headline(titles: Titles, weights: Mapping[str, float] = WEIGHTS) -> tuple[str, str] | None:
    """Return the headline and the source of its spelling; None if the page has no candidate."""
    found = candidates(titles)
    if not found:
        return None
    best = max(found, key=lambda candidate: candidate.points(weights))
    source = next(source for source in _spelling_order(titles) if source in best.spellings)
    shown = best.spellings.get("html", "")
    if shown.translate(_QUOTES) == best.spellings[source].translate(_QUOTES):
        source = "html"
    return _SOFT_RE.sub("", best.spellings[source]), _SOURCES.get(source, source)


def _spelling_order(titles: Titles) -> tuple[str, ...]:
    """Return the sources in order of their spelling: news sites spell carefully in JSON-LD, others on the page."""
    stated = ("json-ld", "opengraph", "twitter", "meta")
    return (*stated[:2], "html", *stated[2:], "title") if titles.is_news else ("html", *stated, "title")


_QUOTES = str.maketrans(dict.fromkeys("“”„«»‹›‘’‚'", '"'))
_SOURCES = MappingProxyType({"twitter": "meta", "title": "html"})


def collect_titles(page: PageMetadata, url: str | None) -> Titles:
    """Return all that a page declares about its title."""
    stated = {
        "json-ld": jsonld.text(page.article.get("headline")) or jsonld.text(page.article.get("name")),
        "opengraph": page.first("og:title"),
        "twitter": page.first("twitter:title"),
        "meta": page.first("parsely-title", "sailthru.title", "dc.title", "dcterms.title", "title", "headline"),
        "title": page.title,
    }
    return Titles(
        {source: plain for source, text in stated.items() if text and (plain := jsonld.plain(text))},
        tuple(read_heading(element, text) for element, text in page.headings),
        tuple(dict.fromkeys((*site_names(page, url), *page.meta.get("author", ())[:1])))[:MAX_NAMES],
        url or "",
        jsonld.is_type(page.article, "News"),
    )


def site_names(page: PageMetadata, url: str | None) -> Iterator[str]:
    """Yield the names that a page gives its site, and the host in its URL."""
    yield from jsonld.names(page.article.get("publisher"))
    for item in page.items:
        if jsonld.is_type(item, "WebSite", "Organization"):
            yield from jsonld.names(item)
    for name in ("og:site_name", "application-name", "twitter:site", "publisher"):
        yield from page.meta.get(name, ())[:1]
    host = _host(url).removeprefix("www.")
    if "." in host:
        yield host
        yield host.split(".")[-2]


def _host(url: str | None) -> str:
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


@lru_cache(maxsize=1024)
def title_key(text: str) -> str:
    """Return the key by which titles are compared: letters and digits only, without case."""
    return _BARE_RE.sub("", text).casefold()


def candidates(titles: Titles) -> list[Candidate]:
    """Return every text that could be the headline, once, with the evidence for it."""
    found: dict[str, Candidate] = {}
    names = [name for name in map(title_key, titles.names) if name]
    for text, source, evidence in _candidate_texts(titles, names):
        key = title_key(text)
        if key and len(text) <= MAX_CHARS:
            candidate = found.setdefault(key, Candidate(text))
            candidate.spellings.setdefault(source, text)
            candidate.evidence[evidence] = 1.0
    others = _Comparison(titles, names)
    for key, candidate in found.items():
        others.compare(key, candidate)
    return list(found.values())


def _candidate_texts(titles: Titles, names: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each text that could be the headline, with its source and the name of the evidence."""
    yield from _heading_texts(titles)
    for source, text in titles.stated.items():
        yield text, source, source
        if titles.is_news:
            yield text, source, f"news {source}"
        for rest, tail, side in cuts(text):
            if source == "title" and side == "cut behind":
                yield tail, source, "tail of title"
            yield rest, source, f"{'title' if source == 'title' else 'other'} {side}"
            key = title_key(tail)
            if any(key and (key in name or name in key) for name in names):
                yield rest, source, f"without site {side}"


def _heading_texts(titles: Titles) -> Iterator[tuple[str, str, str]]:
    h1s = [heading for heading in titles.headings if heading.tag == "h1"]
    h2s = [heading for heading in titles.headings if heading.tag == "h2"]
    for number, heading in enumerate(h1s):
        yield heading.text, "html", "only h1" if len(h1s) == 1 else "later h1" if number else "first h1"
        if heading.is_marked:
            yield heading.text, "html", "marked h1"
        if heading.is_logo:
            yield heading.text, "html", "logo h1"
        # news that states its kicker as a part of the headline has it in the headline
        if heading.rest and title_key(heading.text) != title_key(titles.stated.get("json-ld", "")):
            yield heading.text, "html", "with kicker"
            yield heading.rest, "html", "without kicker"
        if len(heading.parts) > 1:
            yield heading.text, "html", "h1 of parts"
            yield heading.parts[-1], "html", "last part of h1"
            yield max(heading.parts, key=len), "html", "longest part of h1"
        for part in heading.parts:
            yield part, "html", "part of h1"
    for number, heading in enumerate(h2s):
        if number < 2 and all(h1.is_logo for h1 in h1s):
            yield heading.text, "html", "early h2"
        if heading.is_marked:
            yield heading.text, "html", "marked h2"


@lru_cache(maxsize=16)
def cuts(text: str) -> tuple[tuple[str, str, str], ...]:
    """Return a title cut at each separator: the part kept, the part cut off, and the side of the cut.

    >>> cuts("Ferry returns | Island Post")
    (('Ferry returns', 'Island Post', 'cut behind'), ('Island Post', 'Ferry returns', 'cut before'))
    """
    marks = list(_SEPARATOR_RE.finditer(text))[:MAX_CUTS]
    behind = [(text[: mark.start()].strip(), text[mark.end() :].strip(), "cut behind") for mark in reversed(marks)]
    before = [(text[mark.end() :].strip(), text[: mark.start()].strip(), "cut before") for mark in marks]
    return tuple(cut for cut in (*behind, *before) if cut[0])


class _Comparison:
    """The texts of the page with which candidates are compared, as keys and sets of words."""

    def __init__(self, titles: Titles, names: list[str]) -> None:
        self.names = names
        self.endings = tuple(name for name in names if len(name) > 3)
        stated = {name: titles.stated[name] for name in ("title", "opengraph", "json-ld") if name in titles.stated}
        self.stated = [(name, title_key(text), _words(text)) for name, text in stated.items()]
        h1s = [heading.text for heading in titles.headings if heading.tag == "h1"]
        self.h1s = [(title_key(text), _words(text)) for text in h1s]
        path = unquote(titles.url).rstrip("/").rpartition("/")[2]
        self.address = _words(re.sub(r"[-_]", " ", path))

    def compare(self, key: str, candidate: Candidate) -> None:
        """Add the evidence of a candidate's agreement with the other texts and the URL, and of its form."""
        words = _words(candidate.text)
        evidence = candidate.evidence
        for name, other, others in self.stated:
            evidence[f"like {name}"] = _overlap(words, others)
            if key != other and (place := _place(key, other)):
                evidence[f"{place} {name}"] = 1.0
        if self.h1s:
            evidence["like h1"] = max(_overlap(words, others) for _, others in self.h1s)
            if all(key != other for other, _ in self.h1s):
                evidence["in h1"] = float(any(key in other for other, _ in self.h1s))
                evidence["holds h1"] = float(any(other in key for other, _ in self.h1s))
        if len(self.address) > 2:
            shared = len(self.address & words)
            evidence["in address"] = shared / len(self.address)
            evidence["of address"] = shared / max(1, len(words))
        for name in self._looks(key, candidate.text):
            evidence[name] = 1.0

    def _looks(self, key: str, text: str) -> Iterator[str]:
        # without spaces, a word is taken to be six characters
        size = len(text.split()) if " " in text else len(text) / 6
        yield from (name for bound, name in ((1, "one word"), (2, "two words"), (3, "three words")) if size <= bound)
        if size <= 5:
            yield "five words"
        if size > 30:
            yield "over 30 words"
        if key in self.names:
            yield "site name"
        elif key.endswith(self.endings):
            yield "ends in site name"
        if "|" in text or "│" in text:
            yield "has bar"
        elif _DASH_RE.search(text):
            yield "has dash"


def _place(key: str, other: str) -> str | None:
    if other.startswith(key):
        return "begins"
    return "in" if key in other else "holds" if other in key else None


@lru_cache(maxsize=64)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD_RE.findall(tidy(text).casefold()))


def _overlap(ours: frozenset[str], theirs: frozenset[str]) -> float:
    return 2 * len(ours & theirs) / max(1, len(ours) + len(theirs))
