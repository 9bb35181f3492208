"""The fields of an article: the page's metadata, completed by the blocks whose policy is `field`.

A fact that the page declares stays, but for a title that is made for sharing. Text of a block that no field can hold
goes to `Article.fields`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from newsclean.article import Article, LedgerEntry
from newsclean.blocks import Category, Page, Policy
from newsclean.lexicon.access_notices import access_from_cut, access_from_notice
from newsclean.lexicon.bylines import is_agency, merge_bylines
from newsclean.metadata import Access, Metadata
from newsclean.text.normalise import tidy
from newsclean.text.patterns import compile_later

LIST_FIELDS = {
    Category.CORRECTION: "corrections",
    Category.AGENCY_CREDIT: "agencies",
}
"""The field to which each block of a category adds its text. Captions have a reader of their own."""
TEXT_FIELDS = {
    Category.HEADLINE: "headline",
    Category.STANDFIRST: "standfirst",
    Category.SECTION: "section",
    Category.FIRST_PUBLISHED: "first_published",
    Category.TRANSLATION_NOTE: "translation",
    Category.COPYRIGHT: "copyright",
}
"""The field that the blocks of a category fill together. Bylines, dates and access notices have readers of their own;
the text of all other categories goes to `Article.fields`."""
MAX_BYLINE_EXTRA = 12  # characters besides the names, such as "By"; a byline with more goes to `fields`, too (a guess)
MAX_DATE_LINES = 20
"""Lines of dates that are read until one is a date. Raising it reads more; each takes up to 25 ms, because dateparser
tries all its languages. A guess; not measured."""

SHOWN_HEADLINE = 0.8
"""Confidence from which the headline that a page shows overrules the title that it declares for sharing (Open Graph).
On 572 real pages that mended four headlines and spoiled none; from .6 on four and two. Titles that pages declare for
search engines (JSON-LD) were right where they differed."""
_CAPTIONS = (Category.CAPTION, Category.PHOTO_CREDIT)
_GLUED_RE = compile_later(r"[a-zß-ÿ]{3}[A-ZÀ-Þ][a-zß-ÿ]{2}")  # a heading that runs into its subtitle: "ferriesBoats"
_BRACKETS_RE = compile_later(r"[()\[\]=＝]")
_ACCESS_CATEGORIES = (Category.ACCESS, Category.PAYWALL)
_DROP = Policy.DROP  # a local name for the member that every entry is compared with

_Values = dict[str, Any]
_Texts = tuple[str, ...]


def fields_of(page: Page, ledger: Iterable[LedgerEntry]) -> _Values:
    """Return the fields of `Metadata`, and those of `Article` that blocks fill."""
    declared = page.metadata
    texts: dict[Category, list[str]] = {}
    captions: list[tuple[int, Category, str]] = []
    notices: list[str] = []
    for entry in [entry for entry in ledger if entry.policy is not _DROP or entry.category in _ACCESS_CATEGORIES]:
        if entry.category in _ACCESS_CATEGORIES:
            notices.append(tidy(entry.text))
        if entry.policy is Policy.FIELD and entry.category in _CAPTIONS:
            captions.append((entry.block, entry.category, _text_of(entry, page)))
        elif entry.policy is Policy.FIELD:
            texts.setdefault(entry.category, []).append(_text_of(entry, page))
    if headline := _shown_headline(page, texts.get(Category.HEADLINE, ())):
        declared = replace(declared, headline=headline, sources=dict(declared.sources) | {"headline": "block"})
    values: _Values = {"captions": _with_credits(captions)} if captions else {}
    others: dict[str, _Texts] = {}
    for category, found in texts.items():
        new, rest = _values_of(category, tuple(dict.fromkeys(found)), declared)
        for name, value in new.items():
            values[name] = values[name] + value if isinstance(values.get(name), tuple) else value
        if rest:
            others[category.value] = rest
    if access := _access(declared.access, notices) or _cut(page):
        values["access"] = access
    values |= _dateline(page, values.get("agencies") or declared.agencies)
    # blocks, or the lines of a text input, fill what the page does not declare
    own = "text" if page.input == "text" else "block"
    sources = dict(declared.sources) | {name: own for name in values if not getattr(declared, name, None)}
    known = {field.name: getattr(declared, field.name) for field in fields(Metadata)}
    return known | values | {"fields": others, "sources": sources}


def headline_of(page: Page, ledger: Iterable[LedgerEntry]) -> str | None:
    """Return the headline that `fields_of` finds, given the entries of the headline's blocks."""
    declared = page.metadata.headline
    texts = dict.fromkeys(_text_of(entry, page) for entry in ledger if entry.policy is Policy.FIELD)
    return declared if declared or not texts else " ".join(texts)


def with_agency_authors(article: Article) -> Article:
    """Return an article whose agencies are among its authors, behind the people."""
    known = {name.casefold() for name in article.authors}
    agencies = (name for name in article.agencies if is_agency(name) and name.casefold() not in known)
    return replace(article, authors=(*article.authors, *agencies))


def _shown_headline(page: Page, texts: Iterable[str]) -> str | None:
    """Return the headline that a page surely shows and that differs from its title for sharing, else None."""
    different = set(texts)
    if not different or page.input != "html" or page.metadata.sources.get("headline") != "opengraph":
        return None
    sure = {
        block.text
        for block, label, guess in zip(page.blocks, page.labels, page.guesses, strict=False)
        if label and label.category is guess.category is Category.HEADLINE and guess.confidence >= SHOWN_HEADLINE
    }
    if len(sure) != 1 or not different >= sure:
        return None
    shown = sure.pop()
    # one that contains the title has a kicker before it, and one with glued words has a subtitle behind it
    is_more = _letters(page.metadata.headline or "") in _letters(shown) or _GLUED_RE.search(shown)
    return None if is_more else shown


def _with_credits(shown: Iterable[tuple[int, Category, str]]) -> _Texts:
    """Return captions in page order, each with the credit beside it; `shown` has blocks, categories and texts."""
    pairs: list[dict[Category, str]] = []
    last = -1
    for block, category, text in shown:
        if not pairs or block > last + 1 or category in pairs[-1]:
            pairs.append({})
        pairs[-1][category] = text
        last = block
    return tuple(dict.fromkeys(" ".join(pair[kind] for kind in _CAPTIONS if kind in pair) for pair in pairs))


def _dateline(page: Page, agencies: _Texts) -> _Values:
    """Return the dateline and the agencies with those in it; a dateline is the span that opens a paragraph."""
    span = next((span for span in page.spans if span.label.category is Category.DATELINE), None)
    if span is None:
        return {}
    text = page.blocks[span.block].text[span.start : span.end].strip(" -–—−:=")
    names = [name.strip() for name in _BRACKETS_RE.sub("/", text).split("/")]
    known = {name.casefold() for name in agencies}
    new = tuple(name for name in names if is_agency(name) and name.casefold() not in known)
    return {"dateline": text} | ({"agencies": (*agencies, *new)} if new else {})


def _text_of(entry: LedgerEntry, page: Page) -> str:
    """Return the text of an entry; for a whole block of a text input, without the block's markup."""
    block = page.blocks[entry.block]
    is_whole = entry.start is not None and (entry.start, entry.end) == (block.start, block.end)
    return block.text if is_whole else tidy(entry.text)


def _values_of(category: Category, texts: _Texts, declared: Metadata) -> tuple[_Values, _Texts]:
    """Return the fields that the blocks of one category fill, and the texts that say more than those fields."""
    if category is Category.BYLINE:
        return _authors(texts, declared)
    if category is Category.DATE:
        return _date(texts, declared)
    if category in LIST_FIELDS:
        name = LIST_FIELDS[category]
        together = " ".join(texts).casefold()
        before = (value for value in getattr(declared, name, ()) if value.casefold() not in together)
        return {name: (*before, *texts)}, ()
    if category in TEXT_FIELDS:
        name = TEXT_FIELDS[category]
        known = getattr(declared, name, None)
        if known:
            return {}, tuple(text for text in texts if _letters(text) not in _letters(known))
        return {name: " ".join(texts)}, ()
    return ({}, ()) if category is Category.ACCESS else ({}, texts)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _authors(texts: _Texts, declared: Metadata) -> tuple[_Values, _Texts]:
    if declared.authors:
        return {}, tuple(text for text in texts if not _has_only_names(text, declared.authors))
    # the first that has a name; a later one belongs to another article that the page shows
    read = [merge_bylines([text]) for text in texts]
    first = next((number for number, byline in enumerate(read) if byline.people or byline.agencies), 0)
    byline = read[first]
    values: _Values = {"authors": byline.people or byline.agencies}
    if byline.agencies and not declared.agencies:
        values["agencies"] = byline.agencies
    names = (*byline.people, *byline.agencies)
    # the other bylines, and this one if it says more than its names
    unread = tuple(text for number, text in enumerate(texts) if number != first or not _has_only_names(text, names))
    return {name: value for name, value in values.items() if value}, unread


def _has_only_names(text: str, names: Iterable[str]) -> bool:
    return set(merge_bylines([text]).people) <= set(names) and len(text) < sum(map(len, names)) + MAX_BYLINE_EXTRA


def _date(texts: _Texts, declared: Metadata) -> tuple[_Values, _Texts]:
    if declared.published:
        return {}, texts
    # start-up: the patterns of dates take time to compile, and most pages declare their date
    from newsclean.lexicon.dates import find_date

    found = next((date for text in texts[:MAX_DATE_LINES] if (date := find_date(text, declared.language))), None)
    return ({"published": found} if found else {}), texts


def _cut(page: Page) -> Access | None:
    """Return the access to a text that a news API cut: its last block says how many characters are missing."""
    last = page.blocks[-1].text if page.blocks else ""
    if not last.endswith("chars]"):
        return None
    return access_from_cut("\n".join(block.text for block in page.blocks))


def _access(declared: Access | None, notices: Iterable[str]) -> Access | None:
    """Return the access that the notices state; None if they add nothing to what the page declares."""
    found = [access for notice in notices if (access := access_from_notice(notice)) is not None]
    exact = next((access for access in found if access.visible is not None), None)
    if exact is not None or (declared is not None and declared.state == "free"):
        return exact
    return found[0] if found else None
