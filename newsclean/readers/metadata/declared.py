"""Chooses the fields that need no judgement: the first source that declares a field decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from newsclean.lexicon.data import pattern, words
from newsclean.readers.elements import CREDIT_CLASS_RE
from newsclean.readers.metadata import jsonld
from newsclean.readers.metadata.collect import PageMetadata, language_of, text_of
from newsclean.text.normalise import tidy
from newsclean.text.patterns import compile_later

Sourced = tuple[Any, str]  # a value and its source; None and empty values mean unknown

_TAG_END_RE = compile_later(r"[,;|]")
MAX_TAGS, MAX_TAG_CHARS, MAX_IMAGES = 50, 80, 200
"""Keywords of an article, characters of a keyword, and images that are searched for a caption. Guesses."""
_CREDIT_RE = compile_later(
    rf"(?:\(|\[)?\b(?:{pattern(words('credits', 'nouns') | words('credits', 'caption_nouns'))})\s*"
    r"(?:by\b|:|/|credit\b:?)\s*([^()\[\]]{2,80})[)\]]?$|©\s*([^()\[\]]{2,80})$",
    re.IGNORECASE,
)


def declared_fields(page: PageMetadata, url: str | None) -> dict[str, Sourced]:
    """Return the description, publisher, section, tags, language, direction, image, copyright and URL of a page."""
    article = page.article
    publisher = jsonld.first_text(jsonld.names(jsonld.resolve_references(article.get("publisher"), page.items)))
    site = [name for item in page.items if jsonld.is_type(item, "WebSite") for name in jsonld.names(item)]
    section = jsonld.first_text(jsonld.strings(article.get("articleSection")))
    stated = dict.fromkeys(fact for fact in _languages(page) if fact[0])
    for other in stated:
        if other[0] != next(iter(stated))[0]:
            page.contradict("language", next(iter(stated)), other)
    facts = {
        "description": _first(
            (jsonld.text(article.get("description")), "json-ld"), *_plain(_metas(page, "description"))
        ),
        "publisher": _first((publisher, "json-ld"), *_metas(page, "publisher")),
        "site_name": _first(*_metas(page, "site_name"), (jsonld.first_text(site), "json-ld")),
        "section": _first((section, "json-ld"), *_metas(page, "section"), (_breadcrumb(page), "json-ld")),
        "tags": _first(*_tags(page)),
        "language": _first(*_languages(page)),
        "copyright": _first((_notice(article), "json-ld"), *_metas(page, "copyright")),
        "direction": _direction(page, _first(*_languages(page))),
        "image": _image(page, url),
        "url": _first(*_addresses(page), (url, "source")),
    }
    return {name: fact for name, fact in facts.items() if fact and fact[0]}


def _metas(page: PageMetadata, field: str) -> Iterator[Sourced]:
    yield from ((contents[0], source) for contents, source in page.declared(field))


def _plain(facts: Iterable[Sourced]) -> Iterator[Sourced]:
    yield from ((jsonld.plain(text), source) for text, source in facts)


def _first(*facts: Sourced) -> Sourced:
    return next((fact for fact in facts if fact[0]), (None, ""))


def _breadcrumb(page: PageMetadata) -> str | None:
    """Return the last breadcrumb but one, which names the section; the last is the article."""
    crumbs = next((item for item in page.items if jsonld.is_type(item, "BreadcrumbList")), {})
    steps = crumbs.get("itemListElement")
    names = []
    for step in steps if isinstance(steps, list) else []:
        if isinstance(step, dict):
            names += (jsonld.names(step) or jsonld.names(step.get("item")))[:1]
    return jsonld.text(names[-2]) if len(names) > 2 else None


def _tags(page: PageMetadata) -> Iterator[Sourced]:
    yield _keywords(jsonld.names(page.article.get("keywords"))), "json-ld"
    yield from ((_keywords(contents), source) for contents, source in page.declared("tags"))


def _keywords(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the keywords in some texts, each once regardless of case, without overlong ones."""
    found: dict[str, str] = {}
    for text in texts:
        for tag in _TAG_END_RE.split(jsonld.unescape(text)):
            word = tidy(tag).strip("\"'[]")
            if word and len(word) <= MAX_TAG_CHARS:
                found.setdefault(word.casefold(), word)
    return tuple(found.values())[:MAX_TAGS]


def _languages(page: PageMetadata) -> Iterator[Sourced]:
    stated = page.article.get("inLanguage")
    if isinstance(stated, dict):
        stated = stated.get("alternateName") or stated.get("name")
    yield language_of(jsonld.text(stated)), "json-ld"
    yield page.language, "html"
    yield from ((language_of(text), source) for text, source in _metas(page, "language"))


def _direction(page: PageMetadata, language: Sourced) -> Sourced:
    """Return the direction of the text: as the page states it around its text, else that of its language."""
    body = page.tree.find("body")
    for element in (body, page.tree):
        stated = (element.get("dir") or "").strip().lower() if element is not None else ""
        if stated in ("ltr", "rtl"):
            return stated, "html"
    code, source = language
    return ("rtl" if code in RIGHT_TO_LEFT else "ltr", source) if code else (None, "")


RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he iw ks nqo ps sd syr ug ur yi".split())
"""Languages that are written from right to left, by primary subtag."""


def _notice(article: Mapping[str, Any]) -> str | None:
    """Return the copyright notice in the JSON-LD, or one made of its holder and year."""
    notice = jsonld.text(article.get("copyrightNotice"))
    if notice:
        return notice
    holder = next(iter(jsonld.names(article.get("copyrightHolder"))), None)
    year = article.get("copyrightYear")
    return " ".join(str(part) for part in ("©", year, holder) if part) if holder else None


def _addresses(page: PageMetadata) -> Iterator[Sourced]:
    candidates = ((page.canonical, "html"), (page.first("og:url"), "opengraph"))
    yield from ((address, source) for address, source in candidates if _is_address(address))


def _is_address(url: str | None) -> bool:
    return re.match(r"https?://[^/\s]+", url or "") is not None


def _image(page: PageMetadata, url: str | None) -> Sourced:
    """Return the article's image, with the caption and credit that the page has for it."""
    stated = _image_of(jsonld.resolve_references(page.article.get("image"), page.items))
    others = ((_shared_image(page, contents[0]), source) for contents, source in page.declared("image"))
    image, source = _first((stated, "json-ld"), *others)
    if not image:
        return None, ""
    address = _absolute(image["url"], url or next((found for found, _ in _addresses(page)), None))
    return _with_caption(page, image | {"url": address}), source


def _shared_image(page: PageMetadata, address: str) -> dict[str, str]:
    """Return an image of the tags for sharing, with what they say about it if it is theirs."""
    stated = {name: page.first(f"og:image:{name}") for name in ("alt", "width", "height")}
    stated["alt"] = stated["alt"] or page.first("twitter:image:alt")
    return {"url": address} | {name: text for name, text in stated.items() if text and _is_stated(name, text)}


def _is_stated(name: str, text: str) -> bool:
    return name == "alt" or (text.isdecimal() and int(text) > 1)


def _absolute(address: str, base: str | None) -> str:
    try:
        return urljoin(base, address) if base else address
    except ValueError:
        return address


def _image_of(value: Any) -> dict[str, str] | None:
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, str):
        return {"url": tidy(first)} if tidy(first) else None
    address = first.get("url") or first.get("contentUrl") if isinstance(first, dict) else None
    if isinstance(address, list) and address:
        address = address[0]
    if not isinstance(address, str):
        return None
    credit = jsonld.text(first.get("creditText")) or next(iter(jsonld.names(first.get("author"))), None)
    facts = {"url": tidy(address), "caption": jsonld.text(first.get("caption")), "credit": credit}
    facts |= {name: _pixels(first.get(name)) for name in ("width", "height")}
    return {key: text for key, text in facts.items() if text}


def _pixels(value: Any) -> str | None:
    """Return a size in JSON-LD, which may be a number, a text as in "1200px", or an object with a value."""
    if isinstance(value, dict):
        value = value.get("value")
    text = str(value).strip().lower().removesuffix("px").strip() if isinstance(value, str | int | float) else ""
    text = text.removesuffix(".0")
    return text if text.isdecimal() and int(text) > 1 else None


def _with_caption(page: PageMetadata, image: dict[str, str]) -> dict[str, str]:
    """Return an image with its alternative text, and the caption and credit of the figure that shows it."""
    stem = _stem(image["url"])
    if not stem or page.markup.find(stem, page.markup.find(stem) + 1) < 0:
        return image
    for number, element in enumerate(page.tree.iter("img")):
        if number > MAX_IMAGES:
            break
        # no file name contains a line end, so one search covers all attributes
        if stem in "\n".join(element.values()):
            if alt := tidy(element.get("alt") or ""):
                image = {"alt": alt} | image
            if "caption" in image:
                return image
            caption = next((c for figure in element.iterancestors("figure") for c in figure.iter("figcaption")), None)
            if caption is not None and (text := text_of(caption)):
                credit = image.get("credit") or _credit(caption, text)
                return image | {"caption": text} | ({"credit": credit} if credit else {})
    return image


def _stem(address: str) -> str:
    """Return the file name of an image without the parts for its size, "" if the rest is too short to identify it."""
    try:
        name = urlsplit(address).path.rpartition("/")[2].rpartition(".")[0]
    except ValueError:
        return ""
    stem = re.sub(r"(?:[-_]?\d{2,4}x\d{2,4}|[-_]scaled)$", "", name)
    return stem if len(stem) >= 5 else ""


def _credit(caption: Any, text: str) -> str | None:
    for element in caption.iter("span", "small", "cite", "em", "div", "p", "a"):
        if CREDIT_CLASS_RE.search(element.get("class") or "") and (credit := text_of(element)):
            found = _CREDIT_RE.search(credit)
            return (found[1] or found[2]).strip() if found else credit
    found = _CREDIT_RE.search(text)
    return (found[1] or found[2]).strip() if found else None
