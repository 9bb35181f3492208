"""Who may read an article, as far as its page says: everybody, some, or nobody all of it."""

from __future__ import annotations

import re
from typing import Any

from newsclean.metadata import Access
from newsclean.readers.metadata.collect import PageMetadata, text_of

MIN_PAID_CHARS = 200
"""Less text than this in the part that is paid for is a teaser, or nothing."""
_TIERS = {"free": "free", "metered": "metered", "locked": "metered"}
_CLASS_RE = re.compile(r"^\s*([\w-]*)\.([\w-]+)\s*$")


def declared_access(page: PageMetadata) -> tuple[Access, str] | None:
    """Return what the page's JSON-LD and meta tags say of access, with the source; None where they say nothing."""
    free = _is_true(page.article.get("isAccessibleForFree"))
    if free is not None:
        return Access("free") if free else Access("truncated" if _is_missing(page) else "metered"), "json-ld"
    tier = _TIERS.get((page.first("article:content_tier") or "").lower())
    if tier == "free":
        return Access("free"), "opengraph"
    return (Access("metered"), "opengraph") if tier == "metered" else None


def _is_true(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).strip().lower().rpartition("/")[2])


def _is_missing(page: PageMetadata) -> bool:
    """Whether the part that JSON-LD says is paid for is not in the page, or hardly."""
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
