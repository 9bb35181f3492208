"""Chooses the authors of an article among the names that its page declares and the bylines that it shows.

JSON-LD is surest. Meta tags for statistics and for sharing come next, then the byline near the headline, the author
meta tag, and bylines further away. An organisation is the author only if no person is. This order was right most often
on the bench; docs/metadata.md has the figures.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from newsclean.blocks import Block
from newsclean.lexicon.bylines import Byline, merge_bylines
from newsclean.lexicon.data import pattern, words
from newsclean.lexicon.names import is_initials, is_organisation, is_team, name_of_slug
from newsclean.readers.metadata import jsonld
from newsclean.readers.metadata.collect import PageMetadata
from newsclean.readers.metadata.headline import title_key
from newsclean.readers.metadata.page_bylines import (
    EXPLICIT_KINDS,
    IMPLICIT_KINDS,
    SURE_KINDS,
    bylines_elsewhere,
    bylines_near_headline,
)
from newsclean.text.patterns import compile_later

_LABEL_RE = compile_later(pattern(words("bylines", "label_stems")), re.IGNORECASE)
_BUSINESS_RE = compile_later(
    r"\.(?:com|org|net|de|at|ch|co|info|tv|uk|fr|es|it|nl|pl|ru|tr)$"
    r"|\b(?:GmbH|e\.? ?V|Inc|LLC|Ltd|AG|S\.?A|Verlag)\b\.?$"
)


class AuthorCredit(NamedTuple):
    """The people and agencies that sign an article, and the source that names them."""

    people: tuple[str, ...]
    agencies: tuple[str, ...]
    source: str


def choose_authors(
    page: PageMetadata, blocks: Sequence[Block], anchor: int | None, names: Iterable[str]
) -> AuthorCredit:
    """Return the authors of the article. `anchor` is the index of the headline's block; `names` are the site's.

    A source that gives only weak names yields to a byline near the headline that is marked more surely. A weak name is
    one word: a sign, a user's name or a slug.
    """
    no_people = {title_key(name) for name in (*names, *_section_names(page))}
    agencies: dict[str, str] = {}
    weak: tuple[tuple[str, ...], str] | None = None
    needed = 0
    for source, byline, strength in _bylines(page, blocks, anchor):
        agencies |= {name.casefold(): name for name in byline.agencies}
        people = _without_organisations([name for name in byline.people if _is_person(name, no_people)])
        if people and (_beats(people, strength, needed, weak[0]) if weak else any(map(_is_whole, people))):
            if weak:
                page.contradict("authors", (", ".join(people), source), (", ".join(weak[0]), weak[1]))
            return AuthorCredit(people, tuple(agencies.values()), source)
        if people and weak is None and not all(map(is_initials, people)):
            weak = people, source
            needed = 1 if strength else 2
    if weak:
        people = tuple(name_of_slug(name) or name for name in weak[0])
        return AuthorCredit(people, tuple(agencies.values()), weak[1])
    for source, names_ in _organisations(page):
        if names_:
            return AuthorCredit(names_, tuple(agencies.values()), source)
    return AuthorCredit(tuple(agencies.values()), tuple(agencies.values()), "json-ld" if agencies else "")


def _beats(people: Sequence[str], strength: int, needed: int, weak: Sequence[str]) -> bool:
    """Return whether a byline is marked surely enough, or spells the weak names out: "Ana Ruiz" for "anaruiz"."""
    return strength >= needed or (strength > 0 and {*map(title_key, people)} >= {*map(title_key, weak)})


def _without_organisations(names: Sequence[str]) -> tuple[str, ...]:
    """Return the people among names, all names if none is a person's."""
    return tuple(name for name in names if is_team(name) or not is_organisation(name)) or tuple(names)


def _is_person(name: str, no_people: Container[str]) -> bool:
    return title_key(name) not in no_people and not _BUSINESS_RE.search(name)


def _is_whole(name: str) -> bool:
    """Return whether a name is more than one word; names without spaces, as in Chinese, are whole."""
    return " " in name or not name.isascii()


def _section_names(page: PageMetadata) -> Iterator[str]:
    """Yield the names of the sections that the page declares for its article."""
    yield from jsonld.strings(page.article.get("articleSection"))
    for contents, _ in page.declared("section"):
        yield from contents
    for item in page.items:
        if jsonld.is_type(item, "BreadcrumbList"):
            for step in jsonld.flat(item.get("itemListElement"))[:-1]:
                if isinstance(step, dict):
                    yield from jsonld.names(step) or jsonld.names(step.get("item"))


def _bylines(page: PageMetadata, blocks: Sequence[Block], anchor: int | None) -> Iterator[tuple[str, Byline, int]]:
    """Yield the byline that each source gives, the surest source first, and how surely the page marks it: 0 to 2."""
    yield "json-ld", merge_bylines(jsonld.unescape(name) for name in _article_names(page, "Person")), 0
    for contents, source in page.declared("authors"):
        yield source, merge_bylines(_without_urls(contents)), 0
    yield "meta", merge_bylines(_sharing_labels(page)), 0
    beside = bylines_near_headline(blocks, anchor) if anchor is not None else {}
    yield from _of_kinds(beside, EXPLICIT_KINDS)
    people = (item for item in page.items if jsonld.is_type(item, "Person"))
    yield "json-ld", merge_bylines(name for item in people for name in jsonld.names(item)), 0
    for contents, source in page.declared("authors_later"):
        yield source, merge_bylines(_without_urls(contents)), 0
    yield from _of_kinds(beside, IMPLICIT_KINDS)
    yield from ((source, byline, 0) for source, byline in bylines_elsewhere(blocks, page.markup))


def _of_kinds(bylines: Mapping[str, Sequence[Byline]], kinds: Sequence[str]) -> Iterator[tuple[str, Byline, int]]:
    for kind in kinds:
        source = "microdata" if kind == "microdata" else "byline"
        yield from ((source, byline, _strength(kind)) for byline in bylines.get(kind, ()))


def _strength(kind: str) -> int:
    """Return how surely the page marks a byline near the headline: 2 by a word or a property, 1 by a class."""
    return 2 if kind in SURE_KINDS else int(kind in EXPLICIT_KINDS)


def _organisations(page: PageMetadata) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "json-ld", tuple(dict.fromkeys(jsonld.unescape(name) for name in _article_names(page, "Organization")))
    people = merge_bylines(_article_names(page, "Person")).people
    yield "json-ld", tuple(name for name in people if not is_initials(name))
    yield "meta", merge_bylines(_without_urls(page.meta.get("author", ()))).people


def _article_names(page: PageMetadata, kind: str) -> list[str]:
    """Return the names of the authors of one kind. An author without a kind is a person."""
    article = page.article
    value = jsonld.resolve_references(article.get("author") or article.get("creator"), page.items)
    chosen = (item for item in jsonld.flat(value) if _is_organisation(item) == (kind == "Organization"))
    named = (item.get("name") if isinstance(item, dict) else item for item in chosen)
    # a space of no width divides a name from a place
    return [name.replace("\u200b ", " | ") for value in named for name in jsonld.flat(value) if isinstance(name, str)]


def _is_organisation(item: Any) -> bool:
    return isinstance(item, dict) and jsonld.is_type(item, "Organization")


def _sharing_labels(page: PageMetadata) -> list[str]:
    """Return the names in the tags for sharing: those whose label says "Written by"."""
    found = []
    for number in ("1", "2"):
        label, data = page.first(f"twitter:label{number}"), page.first(f"twitter:data{number}")
        if label and data and _LABEL_RE.search(label):
            found.append(data)
    return found


def _without_urls(contents: Iterable[str]) -> list[str]:
    return [text for text in contents if "://" not in text and not text.startswith(("www.", "@"))]
