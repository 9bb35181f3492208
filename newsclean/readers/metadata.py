"""The facts that an HTML page states about its article: JSON-LD, OpenGraph, meta tags, the page itself.

For each field the first source that has it wins, in the order of the tables below. JSON-LD comes first because it is
the only one written for the article alone; `<title>` last because most sites add their own name to it.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from newsclean.blocks import Block, Metadata
from newsclean.readers.byline import split_authors
from newsclean.readers.normalise import tidy

ARTICLE_TYPE_RE = re.compile(r"(?:Article|BlogPosting|Report|Review)$")
_TITLE_SEPARATOR_RE = re.compile(r"\s+[|\-–—:·•»«]\s+")
_DATE_RE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?(?:Z|[+-]\d{2}:?\d{2}))?)?")

Fact = tuple[Any, str]
"""A value and the source it came from."""

META_NAMES: Mapping[str, Sequence[tuple[str, str]]] = {
    "headline": (("og:title", "opengraph"), ("twitter:title", "meta"), ("dc.title", "meta")),
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


def read_metadata(tree: Any, url: str | None, blocks: Sequence[Block]) -> Metadata:
    """Collect the facts about the article from a parsed page.

    `url` is the address somebody outside the page knows; it is the article's if the page names no canonical one.
    """
    found = _merge(_from_json_ld(tree), _from_meta(tree), _from_page(tree, blocks), {"url": (url, "source")})
    headline = found.get("headline")
    if headline:
        site = found.get("site_name", ("", ""))[0]
        found["headline"] = (without_site_name(headline[0], site), headline[1])
    return Metadata(
        **{name: value for name, (value, _) in found.items()},
        sources={name: source for name, (_, source) in found.items()},
    )


def without_site_name(title: str, site: str) -> str:
    """Return a page title without the publication's name at its end or start.

    >>> without_site_name("Ferry returns | Island Post", "Island Post")
    'Ferry returns'
    """
    if not site:
        return title
    name, mark = re.escape(site), r"[|\-–—:·•»«]"
    return re.sub(rf"\s+{mark}\s+{name}$|^{name}\s+{mark}\s+", "", title, count=1, flags=re.IGNORECASE)


def _merge(*layers: Mapping[str, Fact]) -> dict[str, Fact]:
    """Combine facts; the first layer that knows a field wins."""
    merged: dict[str, Fact] = {}
    for layer in layers:
        for name, fact in layer.items():
            if fact[0]:
                merged.setdefault(name, fact)
    return merged


def _from_json_ld(tree: Any) -> dict[str, Fact]:
    article = next((item for item in _json_ld_items(tree) if _is_article(item)), None)
    if article is None:
        return {}
    values = {
        "headline": _text(article.get("headline") or article.get("name")),
        "standfirst": _text(article.get("description")),
        "authors": tuple(_people(article.get("author"))),
        "published": _date(article.get("datePublished")),
        "modified": _date(article.get("dateModified")),
        "publisher": next(iter(_names(article.get("publisher"))), None),
        "section": next(iter(_strings(article.get("articleSection"))), None),
        "tags": tuple(_keywords(article.get("keywords"))),
        "language": _language(_text(article.get("inLanguage"))),
        "image": _image(article.get("image")),
    }
    return {name: (value, "json-ld") for name, value in values.items()}


def stated_body(tree: Any) -> str:
    """Return the article's text as JSON-LD states it, "" if it does not.

    Evidence, not truth: often it is cut short, or without paragraphs, or another article's.
    """
    bodies = (item.get("articleBody") for item in _json_ld_items(tree) if _is_article(item))
    return max((_unescape(body) for body in bodies if isinstance(body, str)), key=len, default="")


def _json_ld_items(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of every JSON-LD script, at any depth of lists and @graph."""
    for script in tree.iter("script"):
        if script.get("type", "").partition(";")[0].strip().lower() != "application/ld+json" or not script.text:
            continue
        try:
            pending: deque[Any] = deque([json.loads(script.text, strict=False)])
        except (ValueError, RecursionError):
            continue  # broken JSON states nothing; the other sources still speak
        while pending:
            item = pending.popleft()
            if isinstance(item, list):
                pending += item
            elif isinstance(item, dict):
                yield item
                pending += [item.get("@graph"), item.get("mainEntity")]


def _is_article(item: Mapping[str, Any]) -> bool:
    return any(ARTICLE_TYPE_RE.search(kind) for kind in _strings(item.get("@type")))


def _strings(value: Any) -> list[str]:
    """Return the strings in a value that may be one, a list of them, or something else."""
    values = value if isinstance(value, list) else [value]
    return [text for item in values if isinstance(item, str) and (text := tidy(item))]


def _names(value: Any) -> list[str]:
    """Return the names in a value that may hold strings, objects with a name, and lists of either."""
    values = value if isinstance(value, list) else [value]
    return [
        name for item in values for name in (_strings(item.get("name")) if isinstance(item, dict) else _strings(item))
    ]


def _people(value: Any) -> list[str]:
    """Return the people in an author value; an organisation that signs its own articles is not one."""
    values = value if isinstance(value, list) else [value]
    value = [item for item in values if not (isinstance(item, dict) and "Organization" in str(item.get("@type")))]
    return list(dict.fromkeys(person for name in _names(value) for person in split_authors(name)))


def _keywords(value: Any) -> list[str]:
    return list(dict.fromkeys(tidy(tag) for text in _names(value) for tag in text.split(",") if tidy(tag)))


def _image(value: Any) -> dict[str, str] | None:
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, str):
        return {"url": tidy(first)} if tidy(first) else None
    if isinstance(first, dict) and isinstance(first.get("url"), str):
        facts = {
            "url": tidy(first["url"]),
            "caption": _text(first.get("caption")),
            "credit": _text(first.get("creditText")),
        }
        return {key: text for key, text in facts.items() if text}
    return None


def _text(value: Any) -> str | None:
    return tidy(_unescape(value)) or None if isinstance(value, str) else None


def _unescape(text: str) -> str:
    """Undo HTML escapes, which many sites leave inside their JSON."""
    if "&" not in text:
        return text
    from html import unescape

    return unescape(text)


def _date(value: Any) -> str | None:
    """Return an ISO 8601 date or date and time as the page has it, None for anything else."""
    found = _DATE_RE.match(value.strip()) if isinstance(value, str) else None
    return found[0].replace(" ", "T", 1).replace(" ", "") if found else None


def _from_meta(tree: Any) -> dict[str, Fact]:
    contents: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = tidy(element.get("content") or "")
        if name and content:
            contents.setdefault(name.strip().lower(), []).append(content)
    facts: dict[str, Fact] = {}
    for field, names in META_NAMES.items():
        for name, source in names:
            value = _meta_value(field, contents.get(name, []))
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


def _from_page(tree: Any, blocks: Sequence[Block]) -> dict[str, Fact]:
    canonical = next((link.get("href") for link in tree.iter("link") if _has_rel(link, "canonical")), None)
    og_url = next((meta.get("content") for meta in tree.iter("meta") if meta.get("property") == "og:url"), None)
    moment = next((time.get("datetime") for time in tree.iter("time") if _date(time.get("datetime"))), None)
    h1s = [block.text for block in blocks if block.tag == "h1" and not block.hidden]
    title = next((tidy("".join(element.itertext())) for element in tree.iter("title")), None)
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    return {
        "url": next((fact for fact in ((canonical, "html"), (og_url, "opengraph")) if _is_address(fact[0])), ("", "")),
        "published": (_date(moment), "html"),
        "headline": (h1s[0] if len(h1s) == 1 else title or (h1s[0] if h1s else None), "html"),
        "language": (_language(language), "html"),
    }


def _language(tag: str | None) -> str | None:
    """Return the primary subtag of a language tag: "en" of "en-GB"."""
    found = re.match(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)", tag or "")
    return found[1].lower() if found else None


def _is_address(url: str | None) -> bool:
    return bool(url) and bool(re.match(r"https?://[^/\s]+", url or ""))


def _has_rel(link: Any, relation: str) -> bool:
    return relation in (link.get("rel") or "").lower().split()
