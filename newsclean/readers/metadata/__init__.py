"""The facts that an HTML page states about its article, each with where it was found.

`gather` looks the page over once; then a module a field judges what it found, because no order of sources is right for
all fields: `headline`, `signed` (who), `dated` (when), and here what is simply stated. METADATA.md has the order for
each field, and what it was measured to be worth.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from newsclean.blocks import Metadata
from newsclean.readers.byline import split_authors
from newsclean.readers.dates import stated_date
from newsclean.readers.metadata import jsonld
from newsclean.readers.metadata.gather import Gathered, gather
from newsclean.readers.metadata.headline import choose_headline, titles_of
from newsclean.readers.normalise import tidy

Fact = tuple[Any, str]
"""A value and the source it came from."""

META_NAMES: Mapping[str, Sequence[tuple[str, str]]] = {
    "standfirst": (
        ("og:description", "opengraph"),
        ("description", "meta"),
        ("twitter:description", "meta"),
    ),
    "published": (
        ("article:published_time", "opengraph"),
        ("date", "meta"),
        ("pubdate", "meta"),
        ("dc.date", "meta"),
        ("dc.date.issued", "meta"),
        ("parsely-pub-date", "meta"),
        ("datepublished", "meta"),
    ),
    "modified": (
        ("article:modified_time", "opengraph"),
        ("og:updated_time", "opengraph"),
        ("last-modified", "meta"),
    ),
    "site_name": (("og:site_name", "opengraph"), ("application-name", "meta")),
    "section": (("article:section", "opengraph"), ("parsely-section", "meta")),
    "authors": (("author", "meta"), ("parsely-author", "meta"), ("dc.creator", "meta"), ("byl", "meta")),
    "tags": (("article:tag", "opengraph"), ("news_keywords", "meta"), ("keywords", "meta")),
    "image": (("og:image", "opengraph"), ("twitter:image", "meta")),
}


def read_metadata(tree: Any, url: str | None) -> Metadata:
    """Collect the facts about the article from a parsed page.

    `url` is the address somebody outside the page knows; it is the article's if the page names no canonical one.
    """
    page = gather(tree)
    headline = choose_headline(titles_of(page, url))
    found = _merge(
        {"headline": headline} if headline else {},
        _from_json_ld(page),
        _from_meta(page),
        _from_page(page),
        {"url": (url, "source")},
    )
    return Metadata(
        **{name: value for name, (value, _) in found.items()},
        sources={name: source for name, (_, source) in found.items()},
    )


def stated_body(tree: Any) -> str:
    """Return the article's text as JSON-LD states it, "" if it does not.

    Evidence, not truth: often it is cut short, or without paragraphs, or another article's.
    """
    bodies = (item.get("articleBody") for item in gather(tree).items if jsonld.is_article(item))
    return max((jsonld.unescape(body) for body in bodies if isinstance(body, str)), key=len, default="")


def _merge(*layers: Mapping[str, Fact]) -> dict[str, Fact]:
    """Combine facts; the first layer that knows a field wins."""
    merged: dict[str, Fact] = {}
    for layer in layers:
        for name, fact in layer.items():
            if fact[0]:
                merged.setdefault(name, fact)
    return merged


def _from_json_ld(page: Gathered) -> dict[str, Fact]:
    article = page.article
    values = {
        "standfirst": jsonld.text(article.get("description")),
        "authors": tuple(_people(article.get("author"))),
        "published": _date(article.get("datePublished")),
        "modified": _date(article.get("dateModified")),
        "publisher": next(iter(jsonld.names(article.get("publisher"))), None),
        "section": next(iter(jsonld.strings(article.get("articleSection"))), None),
        "tags": tuple(_keywords(article.get("keywords"))),
        "language": _language(jsonld.text(article.get("inLanguage"))),
        "image": _image(article.get("image")),
    }
    return {name: (value, "json-ld") for name, value in values.items()}


def _people(value: Any) -> list[str]:
    """Return the people in an author value; an organisation that signs its own articles is not one."""
    values = value if isinstance(value, list) else [value]
    value = [item for item in values if not (isinstance(item, dict) and "Organization" in str(item.get("@type")))]
    return list(dict.fromkeys(person for name in jsonld.names(value) for person in split_authors(name)))


def _keywords(value: Any) -> list[str]:
    return list(dict.fromkeys(tidy(tag) for text in jsonld.names(value) for tag in text.split(",") if tidy(tag)))


def _image(value: Any) -> dict[str, str] | None:
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, str):
        return {"url": tidy(first)} if tidy(first) else None
    if isinstance(first, dict) and isinstance(first.get("url"), str):
        facts = {
            "url": tidy(first["url"]),
            "caption": jsonld.text(first.get("caption")),
            "credit": jsonld.text(first.get("creditText")),
        }
        return {key: text for key, text in facts.items() if text}
    return None


def _date(value: Any) -> str | None:
    return stated_date(value) if isinstance(value, str) else None


def _from_meta(page: Gathered) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for field, names in META_NAMES.items():
        for name, source in names:
            value = _meta_value(field, page.meta.get(name, []))
            if value:
                facts[field] = (value, source)
                break
    return facts


def _meta_value(field: str, contents: list[str]) -> Any:
    if not contents:
        return None
    if field == "authors":
        return tuple(_people(contents))
    if field == "tags":
        return tuple(_keywords(contents))
    if field == "image":
        return {"url": contents[0]}
    if field in ("published", "modified"):
        return _date(contents[0])
    return contents[0]


def _from_page(page: Gathered) -> dict[str, Fact]:
    candidates = ((page.links.get("canonical"), "html"), (page.first("og:url"), "opengraph"))
    moment = next((time.get("datetime") for time in page.times if _date(time.get("datetime"))), None)
    language = page.tree.get("lang") or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    return {
        "url": next((fact for fact in candidates if _is_address(fact[0])), ("", "")),
        "published": (_date(moment), "html"),
        "language": (_language(language), "html"),
    }


def _language(tag: str | None) -> str | None:
    """Return the primary subtag of a language tag: "en" of "en-GB"."""
    found = re.match(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)", tag or "")
    return found[1].lower() if found else None


def _is_address(url: str | None) -> bool:
    return bool(url) and bool(re.match(r"https?://[^/\s]+", url or ""))
