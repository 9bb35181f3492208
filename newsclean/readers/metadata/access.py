"""Access to an article, as its page declares it: free, metered, or cut short by a paywall."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from newsclean.metadata import Access
from newsclean.readers.metadata.collect import PageMetadata, text_of

MIN_PAID_CHARS = 200  # characters of the paid part; with fewer the page shows a teaser of it, or nothing (a guess)
_TIERS: Mapping[str, Literal["free", "metered"]] = {"free": "free", "metered": "metered", "locked": "metered"}
_CLASS_RE = re.compile(r"^\s*([\w-]*)\.([\w-]+)\s*$")


def declared_access(page: PageMetadata) -> tuple[Access, str] | None:
    """Return the access that the page's JSON-LD or meta tags declare, and the source; None if they declare none."""
    free = _is_true(page.article.get("isAccessibleForFree"))
    if free is not None:
        return Access("free") if free else Access("truncated" if _is_missing(page) else "metered"), "json-ld"
    tier = _TIERS.get((page.first("article:content_tier") or "").lower())
    return (Access(tier), "opengraph") if tier else None


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
