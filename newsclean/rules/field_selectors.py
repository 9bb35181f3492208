"""Facts about the article from where its publication has them: headline, authors, dates, and so on."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from newsclean.blocks import Category, Label, Page
from newsclean.lexicon.bylines import split_authors
from newsclean.metadata import Proposal
from newsclean.rules.patterns import compile_pattern
from newsclean.rules.selectors import blocks_inside, select
from newsclean.rules.types import FieldSelector, Publication
from newsclean.text.normalise import tidy

_CATEGORY_OF: Mapping[str, Category] = MappingProxyType(
    {
        "headline": Category.HEADLINE,
        "standfirst": Category.STANDFIRST,
        "authors": Category.BYLINE,
        "published": Category.DATE,
        "modified": Category.DATE,
        "section": Category.SECTION,
    }
)
"""What the blocks are that a fact was read from; of other facts they keep what they are."""
_MANY = ("authors", "tags")


def apply_field_selectors(page: Page, publication: Publication) -> Page:
    """Take facts from where the publication has them, whatever the page's metadata says, and label their blocks."""
    if page.tree is None or not publication.fields:
        return page
    facts: dict[str, Any] = {}
    for name, places in publication.fields.items():
        for place in places:
            found = select(page, place.select)
            value = _value(name, place, found, publication)
            if value:
                facts[name] = value
                page = _labelled(page, name, found, f"{publication.id}:{name}")
                break
    source = f"rule:{publication.id}"
    return page.with_proposals(*(Proposal(name, value, source) for name, value in facts.items()))


def _labelled(page: Page, name: str, found: list[Any], reason: str) -> Page:
    if name not in _CATEGORY_OF:
        return page
    return page.with_labels(dict.fromkeys(blocks_inside(page, found), Label(_CATEGORY_OF[name], reason)))


def _value(name: str, place: FieldSelector, found: list[Any], publication: Publication) -> Any:
    """Return a fact's value from the elements that were found; None or empty if they do not have it."""
    texts = [text for item in found if (text := _text(name, item, place))]
    if not texts:
        return None
    if name == "authors":
        return tuple(dict.fromkeys(person for text in texts for person in _split(text, place.split, split_authors)))
    if name == "tags":
        return tuple(dict.fromkeys(tag for text in texts for tag in _split(text, place.split, _at_commas)))
    if name in ("published", "modified"):
        from newsclean.rules.dates import read_date

        return next(filter(None, (read_date(text, place, publication.language) for text in texts)), None)
    if name == "image":
        return {"url": texts[0]}
    return texts[0] if name in ("section", "publisher") else " ".join(texts)


def _text(name: str, item: Any, place: FieldSelector) -> str:
    if isinstance(item, str):
        text = tidy(item)
    else:
        text = tidy(item.get(place.attribute) or "") if place.attribute else _own_text(name, item)
    if place.regex is None:
        return text
    found = compile_pattern(place.regex).search(text)
    if found is None:
        return ""
    return tidy(found.group(1) or "") if place.regex and found.re.groups else tidy(found.group(0))


def _own_text(name: str, element: Any) -> str:
    """Return what an element says: a meta tag in its content, a time, an image where HTML puts it, others in text."""
    attribute = {"meta": "content", "time": "datetime", "img": "src", "link": "href"}.get(element.tag)
    if attribute == "datetime" and name not in ("published", "modified"):
        attribute = None
    return tidy((attribute and element.get(attribute)) or "".join(element.itertext()))


def _split(text: str, how: tuple[str, ...] | bool, usual: Any) -> list[str]:
    if how is True:
        return list(usual(text))
    pieces = [text]
    for separator in how or ():
        pieces = [part for piece in pieces for part in piece.split(separator)]
    return [tidy(piece) for piece in pieces if tidy(piece)]


def _at_commas(text: str) -> list[str]:
    return [tidy(tag) for tag in text.split(",") if tidy(tag)]
