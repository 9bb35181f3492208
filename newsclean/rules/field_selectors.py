"""Reading the fields of an article from the elements that its publication's rules name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from newsclean.blocks import Category, Label, Page
from newsclean.budget import Budget, Part
from newsclean.lexicon.bylines import split_byline
from newsclean.metadata import Proposal
from newsclean.rules.cost import DATE_LOOKS, PATTERN_LOOKS
from newsclean.rules.patterns import compile_pattern
from newsclean.rules.selectors import blocks_inside, select, text_of
from newsclean.rules.types import FieldSelector, Publication
from newsclean.text.normalise import tidy
from newsclean.text.patterns import compile_later

_CATEGORY_OF_FIELD = {
    "headline": Category.HEADLINE,
    "standfirst": Category.STANDFIRST,
    "authors": Category.BYLINE,
    "published": Category.DATE,
    "modified": Category.DATE,
    "section": Category.SECTION,
}
"""The category of the blocks from which a field was read. The blocks of other fields keep their labels."""
_DATE_FIELDS = ("published", "modified")
_ATTRIBUTE_OF_TAG = {"meta": "content", "time": "datetime", "img": "src", "link": "href"}
_ISO_RE = compile_later(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?(?:Z|[+-]\d{2}:?\d{2}))?)?")
_TIME_RE = compile_later(
    r"\d{1,2}\s?[:h]\s?\d{2}|(?<![\d.])\d{1,2}\.\d{2}(?![\d.])|\d{1,2}\s?(?:[ap]\.?m\b|uhr\b|時|시)", re.IGNORECASE
)
_NUMERIC_FORMAT_RE = compile_later(r"(?:%[YymdHMSIpzZf%]|[^%])*\Z")


def apply_field_selectors(page: Page, publication: Publication, budget: Budget) -> Page:
    """Return the page with a proposal for each field that a selector finds, and labels on the blocks it was in."""
    if page.tree is None or not publication.fields:
        return page
    values: dict[str, Any] = {}
    for name, selectors in publication.fields.items():
        for selector in selectors:
            found = select(page, selector.select, budget=budget)
            value = _value(name, selector, found, publication, budget)
            if value:
                values[name] = value
                if name in _CATEGORY_OF_FIELD:
                    label = Label(_CATEGORY_OF_FIELD[name], f"{publication.id}:{name}")
                    page = page.with_labels(dict.fromkeys(blocks_inside(page, found, budget), label))
                break
    source = f"rule:{publication.id}"
    return page.with_proposals(*(Proposal(name, value, source) for name, value in values.items()))


def _value(name: str, selector: FieldSelector, found: list[Any], publication: Publication, budget: Budget) -> Any:
    """Return the value of a field in the elements found; None or empty if they have none."""
    readable = (item for item in found if budget.afford(Part.RULES, PATTERN_LOOKS))
    texts = [text for item in readable if (text := _text(name, item, selector, budget))]
    if not texts:
        return None
    if name in ("authors", "tags"):
        return tuple(dict.fromkeys(item for text in texts for item in _split(name, text, selector.split)))
    if name in _DATE_FIELDS:
        readable = (text for text in texts if budget.afford(Part.RULES, DATE_LOOKS))
        return next(filter(None, (read_date(text, selector, publication.language) for text in readable)), None)
    if name == "image":
        return {"url": texts[0]}
    return texts[0] if name in ("section", "publisher") else " ".join(texts)


def _text(name: str, item: Any, selector: FieldSelector, budget: Budget) -> str:
    if isinstance(item, str):
        text = tidy(item)
    else:
        text = tidy(item.get(selector.attribute) or "") if selector.attribute else _text_of_element(name, item, budget)
    if selector.regex is None:
        return text
    found = compile_pattern(selector.regex).search(text)
    if found is None:
        return ""
    return tidy(found.group(1) or "") if found.re.groups else tidy(found.group(0))


def _text_of_element(name: str, element: Any, budget: Budget) -> str:
    """Return the text of an element, or the attribute that HTML has for its value."""
    attribute = _ATTRIBUTE_OF_TAG.get(element.tag)
    if attribute == "datetime" and name not in _DATE_FIELDS:
        attribute = None
    return tidy((attribute and element.get(attribute)) or "") or text_of(element, budget)


def _split(name: str, text: str, split: tuple[str, ...] | bool) -> Iterable[str]:
    """Return the items of a text; `split` are the separators, or True for the usual ones of the field."""
    if split is True and name == "authors":
        return list(split_byline(text).people)
    pieces = [text]
    for separator in (",",) if split is True else split or ():
        pieces = [part for piece in pieces for part in piece.split(separator)]
    return filter(None, map(tidy, pieces))


def read_date(text: str, selector: FieldSelector, language: str | None) -> str | None:
    """Return a date in ISO 8601 with its time and zone if they are known, or None if the text is no date.

    `selector` has the publication's formats, and its zone for a time that states none. `lexicon.dates` reads the dates
    of pages without rules; it knows no formats, and it reads machine dates that a selector does not find.
    """
    # start-up: the patterns of dates take time to compile, and a text dump has no elements to select
    from newsclean.lexicon.dates import MAX_DATE_CHARS

    iso = None if selector.format else _ISO_RE.match(text)
    if iso:
        return _in_zone(iso[0].replace(" ", "T", 1).replace(" ", ""), selector.timezone)
    if len(text) > MAX_DATE_CHARS:
        return None
    moment = _parse_by_format(text, selector.format) or _parse_by_words(text, selector.format, language)
    if moment is None:
        return None
    has_time = _TIME_RE.search(text) is not None or bool(moment.hour or moment.minute)
    return _in_zone(moment.isoformat(), selector.timezone) if has_time else moment.date().isoformat()


def _in_zone(moment: str, zone: str | None) -> str:
    if zone is None or "T" not in moment:
        return moment
    # start-up: few publications name a time zone
    from zoneinfo import ZoneInfo

    try:
        parsed = datetime.fromisoformat(moment.replace(",", "."))
    except ValueError:
        return moment
    return moment if parsed.tzinfo else parsed.replace(tzinfo=ZoneInfo(zone)).isoformat()


def _parse_by_format(text: str, formats: tuple[str, ...]) -> datetime | None:
    for form in formats:
        # `strptime` takes the names of months from the machine's locale
        if _NUMERIC_FORMAT_RE.match(form):
            try:
                return datetime.strptime(text, form)
            except ValueError:
                continue
    return None


def _parse_by_words(text: str, formats: tuple[str, ...], language: str | None) -> datetime | None:
    # heavy: dateparser takes longer to import than a page takes to clean
    import dateparser

    # nothing that depends on today: no "yesterday", and no date without its year
    settings: Any = {
        "PARSERS": ["custom-formats", "absolute-time"],
        "REQUIRE_PARTS": ["day", "month", "year"],
        "RETURN_AS_TIMEZONE_AWARE": False,
        "RELATIVE_BASE": datetime(2000, 1, 1),
    }
    for languages in ([language] if language else None, None):
        # dateparser raises ValueError for a language that it does not know
        with suppress(ValueError):
            found = dateparser.parse(text, date_formats=list(formats) or None, languages=languages, settings=settings)
            return found if isinstance(found, datetime) else None
    return None
