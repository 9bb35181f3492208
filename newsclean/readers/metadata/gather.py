"""One look over a parsed page: all elements that state facts, sorted, before anybody judges them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from newsclean.readers.metadata import jsonld
from newsclean.readers.normalise import tidy

_INLINE_TAGS = frozenset(
    "a abbr b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q s samp small span strike strong sub sup "
    "time tt u var wbr".split()
)
_HIDDEN_STYLE_RE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNREAD_TAGS = frozenset("script style noscript template svg button iframe title".split())


@dataclass(slots=True)
class Gathered:
    """What a page states, as it stands there.

    meta: contents of the meta tags by their name in lower case, in order; links: addresses by relation; title: of the
    page; headings: the h1 and h2 elements that have text, with it; times: the time elements; items: the objects of the
    JSON-LD, `article` the one about the article.
    """

    tree: Any
    meta: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    title: str = ""
    headings: list[tuple[Any, str]] = field(default_factory=list)
    times: list[Any] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    article: Mapping[str, Any] = field(default_factory=dict)

    def first(self, *names: str) -> str | None:
        """Return the first content of the first of these meta tags that the page has."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)


def gather(tree: Any) -> Gathered:
    """Collect from a page what its metadata is made of."""
    page = Gathered(tree)
    for element in tree.iter("meta", "link", "script", "title", "h1", "h2", "time"):
        match element.tag:
            case "meta":
                _add_meta(page, element)
            case "link":
                for relation in (element.get("rel") or "").lower().split():
                    page.links.setdefault(relation, (element.get("href") or "").strip())
            case "script":
                kind = element.get("type", "").partition(";")[0].strip().lower()
                if kind == "application/ld+json" and element.text:
                    page.items.extend(jsonld.items(element.text))
            case "title":
                page.title = page.title or tidy("".join(element.itertext()))
            case "time":
                page.times.append(element)
            case _:
                text = text_of(element)
                if text and not _is_hidden(element):
                    page.headings.append((element, text))
    page.article = jsonld.article_of(page.items)
    return page


def _is_hidden(element: Any) -> bool:
    return any(
        "hidden" in here.attrib
        or here.get("aria-hidden") == "true"
        or _HIDDEN_STYLE_RE.search(here.get("style") or "") is not None
        for here in (element, *element.iterancestors())
    )


def _add_meta(page: Gathered, element: Any) -> None:
    content = tidy(element.get("content") or "")
    if not content:
        return
    for attribute in ("property", "name", "itemprop"):
        name = element.get(attribute)
        if name:
            page.meta.setdefault(name.strip().lower(), []).append(content)
            return


def text_of(element: Any, mark: str = " ") -> str:
    """Return an element's text as a reader sees it, on one line: blocks and line breaks part words.

    With a `mark` they are parted by that, and so are links.
    """
    if not len(element):
        return tidy(element.text or "")
    pieces: list[str] = []
    _add_text(element, pieces, mark, 0)
    return tidy("".join(pieces))


def _add_text(element: Any, pieces: list[str], mark: str, depth: int) -> None:
    tag = element.tag
    if tag in _UNREAD_TAGS or depth > _MAX_DEPTH:
        return
    parts = tag not in _INLINE_TAGS or (tag == "a" and mark != " ")
    if parts:
        pieces.append(mark)
    if element.text:
        pieces.append(element.text)
    for child in element:
        _add_text(child, pieces, mark, depth + 1)
        if child.tail:
            pieces.append(child.tail)
    if parts:
        pieces.append(mark)


_MAX_DEPTH = 50
"""Headings and bylines are not nested deeper; a page that never closes its tags is."""


def parts_of(element: Any) -> list[str]:
    """Return the texts of an element's children and of what stands between them."""
    found = [tidy(element.text or "")]
    for child in element:
        found += [text_of(child), tidy(child.tail or "")]
    return [text for text in found if text]
