"""Access to an article, as its page declares it: free, metered, or cut short by a paywall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from newsclean.blocks import Block
from newsclean.metadata import Access
from newsclean.readers.metadata.collect import PageMetadata, text_of
from newsclean.text.patterns import compile_later
from newsclean.text.scripts import count_words

MIN_STATED_WORDS, MIN_PROSE_CHARS = 100, 80
"""Words of an article, with fewer of which none is cut short, and characters of a block that is prose. Guesses."""
MIN_PAID_CHARS = 200  # characters of the paid part; with fewer the page shows a teaser of it, or nothing (a guess)
_TIERS: Mapping[str, Literal["free", "metered"]] = {"free": "free", "metered": "metered", "locked": "metered"}
_CLASS_RE = compile_later(r"^\s*([\w-]*)\.([\w-]+)\s*$")


def declared_access(page: PageMetadata, blocks: Sequence[Block]) -> tuple[Access, str] | None:
    """Return the access that the page's JSON-LD or meta tags declare, and the source; None if they declare none."""
    free = _is_true(page.article.get("isAccessibleForFree"))
    if free:
        return Access("free"), "json-ld"
    if free is not None:
        share = _share_shown(page, blocks)
        if share is not None:
            return Access("truncated", share), "json-ld"
        return Access("truncated" if _is_missing(page) else "metered"), "json-ld"
    tier = _TIERS.get((page.first("article:content_tier") or "").lower())
    return (Access(tier), "opengraph") if tier else None


def _share_shown(page: PageMetadata, blocks: Sequence[Block]) -> float | None:
    """Return the share of the stated number of words that the page shows, if that is less than half; else None."""
    stated = page.article.get("wordCount")
    words = int(stated) if isinstance(stated, int | str) and str(stated).isdecimal() else 0
    if words < MIN_STATED_WORDS:
        return None
    shown = sum(count_words(block.text) for block in blocks if len(block.text) >= MIN_PROSE_CHARS)
    return round(shown / words, 3) if 2 * shown < words else None


def _is_true(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).strip().lower().rpartition("/")[2])


def _is_missing(page: PageMetadata) -> bool:
    """Return whether the page lacks most of the part that JSON-LD declares as paid."""
    parts = page.article.get("hasPart")
    for part in parts if isinstance(parts, list) else [parts]:
        selector = part.get("cssSelector") if isinstance(part, dict) else None
        if isinstance(selector, str):
            found = _CLASS_RE.match(selector)
            if found:
                elements = page.tree.iterfind(f".//{found[1] or '*'}[@class]")
                chosen = [e for e in elements if found[2] in (e.get("class") or "").split()]
                return sum(len(text_of(element)) for element in chosen) < MIN_PAID_CHARS
    return False
