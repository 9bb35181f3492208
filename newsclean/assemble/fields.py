"""The fields that blocks of a page move to: what the page states of a field stays, and no text of a fact is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from newsclean.blocks import Access, Category, Metadata, Page, Policy
from newsclean.lexicon.bylines import Byline, is_agency, merge_bylines
from newsclean.text.normalise import tidy

if TYPE_CHECKING:
    from newsclean.article import LedgerEntry

LIST_FIELDS: Mapping[Category, str] = MappingProxyType(
    {
        Category.CAPTION: "captions",
        Category.PHOTO_CREDIT: "captions",
        Category.CORRECTION: "corrections",
        Category.AGENCY_CREDIT: "agencies",
    }
)
TEXT_FIELDS: Mapping[Category, str] = MappingProxyType(
    {
        Category.HEADLINE: "headline",
        Category.STANDFIRST: "standfirst",
        Category.SECTION: "section",
        Category.FIRST_PUBLISHED: "first_published",
        Category.TRANSLATION_NOTE: "translation",
        Category.COPYRIGHT: "copyright",
    }
)
"""The field that a category's blocks move to. Bylines, dates and notices of access are read; all others, and what a
field does not say already, go to `Article.fields`."""
_BRACKETS_RE = re.compile(r"[()\[\]=＝]")
_PAYWALLED = (Category.ACCESS, Category.PAYWALL)
_DROP = Policy.DROP
"""Looked up on every block: a member of an enumeration takes its time."""


def fields_from_blocks(page: Page, ledger: Iterable[LedgerEntry]) -> dict[str, Any]:
    """Return the fields of an article that its blocks fill, `sources` among them."""
    moved: dict[Category, list[str]] = {}
    notices: list[str] = []
    for entry in [entry for entry in ledger if entry.policy is not _DROP or entry.category in _PAYWALLED]:
        if entry.category in _PAYWALLED:
            notices.append(tidy(entry.text))
        if entry.policy is Policy.FIELD:
            moved.setdefault(entry.category, []).append(_text_of(entry, page))
    facts: dict[str, Any] = {}
    others: dict[str, tuple[str, ...]] = {}
    for category, texts in moved.items():
        unique = tuple(dict.fromkeys(texts))
        found, rest = _read(category, unique, page.metadata)
        for name, value in found.items():
            facts[name] = facts[name] + value if isinstance(facts.get(name), tuple) else value
        if rest:
            others[category.value] = rest
    if access := _access(page, notices):
        facts["access"] = access
    facts |= _dateline(page, facts.get("agencies") or page.metadata.agencies)
    return facts | {"fields": others, "sources": _sources(page, facts)}


def _dateline(page: Page, agencies: tuple[str, ...]) -> dict[str, Any]:
    """Return the dateline, which is the beginning of a paragraph, and the agency in it."""
    span = next((span for span in page.spans if span.label.category is Category.DATELINE), None)
    if span is None:
        return {}
    text = page.blocks[span.block].text[span.start : span.end].strip(" -–—−:=")
    names = [name.strip() for name in _BRACKETS_RE.sub("/", text).split("/")]
    known = {name.casefold() for name in agencies}
    new = tuple(name for name in names if is_agency(name) and name.casefold() not in known)
    return {"dateline": text} | ({"agencies": (*agencies, *new)} if new else {})


def _text_of(entry: LedgerEntry, page: Page) -> str:
    """Return the text of an entry, of a whole block of text without its markup."""
    block = page.blocks[entry.block]
    is_whole = entry.start is not None and (entry.start, entry.end) == (block.start, block.end)
    return block.text if is_whole else tidy(entry.text)


def _read(category: Category, texts: tuple[str, ...], stated: Metadata) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the fields that blocks of one category fill, and the texts that say more than the fields."""
    if category is Category.BYLINE:
        return _signatures(texts, stated)
    if category is Category.DATE:
        return _dates(texts, stated)
    if category in LIST_FIELDS:
        name = LIST_FIELDS[category]
        before = getattr(stated, name, ())
        told = " ".join(texts).casefold()
        return {name: (*(value for value in before if value.casefold() not in told), *texts)}, ()
    if category in TEXT_FIELDS:
        name = TEXT_FIELDS[category]
        known = getattr(stated, name, None)
        if known:
            return {}, tuple(text for text in texts if _folded(text) not in _folded(known))
        return {name: " ".join(texts)}, ()
    return ({}, ()) if category is Category.ACCESS else ({}, texts)


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _signatures(texts: tuple[str, ...], stated: Metadata) -> tuple[dict[str, Any], tuple[str, ...]]:
    if stated.authors:
        return {}, tuple(text for text in texts if not _says_only(text, stated.authors))
    # further bylines belong to other articles that the page shows
    byline = merge_bylines(texts[:1])
    facts: dict[str, Any] = {"authors": byline.people or byline.agencies}
    if byline.agencies and not stated.agencies:
        facts["agencies"] = byline.agencies
    return {name: value for name, value in facts.items() if value}, _rest(texts, byline)


def _says_only(text: str, names: Iterable[str]) -> bool:
    return set(merge_bylines([text]).people) <= set(names) and len(text) < sum(map(len, names)) + 12


def _rest(texts: tuple[str, ...], byline: Byline) -> tuple[str, ...]:
    names = (*byline.people, *byline.agencies)
    return tuple(text for number, text in enumerate(texts) if number or not _says_only(text, names))


def _dates(texts: tuple[str, ...], stated: Metadata) -> tuple[dict[str, Any], tuple[str, ...]]:
    if stated.published:
        return {}, texts
    from newsclean.lexicon.dates import find_date

    found = next((date for text in texts if (date := find_date(text, stated.language))), None)
    return ({"published": found} if found else {}), texts


def _access(page: Page, notices: Iterable[str]) -> Access | None:
    """Return what notices say of access, with what the page states of it."""
    from newsclean.readers.metadata.access import access_from_notice

    stated = page.metadata.access
    found = [access for notice in notices if (access := access_from_notice(notice)) is not None]
    told = next((access for access in found if access.visible is not None), None)
    if told is not None or (stated is not None and stated.state == "free"):
        return told
    return found[0] if found else None


def _sources(page: Page, facts: Iterable[str]) -> dict[str, str]:
    """Return where each field comes from; those that were empty come from blocks, or from the lines of a text."""
    own = "text" if page.input == "text" else "block"
    added = {name: own for name in facts if not getattr(page.metadata, name, None)}
    return dict(page.metadata.sources) | added
