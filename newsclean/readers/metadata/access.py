"""Who may read an article, as far as its page says: everybody, some, or nobody all of it."""

from __future__ import annotations

import re
from typing import Any

from newsclean.blocks import Access
from newsclean.readers.metadata.collect import PageMetadata, text_of

MIN_PAID_CHARS = 200
"""Less text than this in the part that is paid for is a teaser, or nothing."""
_TIERS = {"free": "free", "metered": "metered", "locked": "metered"}
_CLASS_RE = re.compile(r"^\s*([\w-]*)\.([\w-]+)\s*$")
_LEFT_RES = (
    re.compile(r"il vous reste ([\d.,]+)\s?% de (?:cet|ce|l)", re.IGNORECASE),
    re.compile(
        r"(?:noch|verbleibende|restliche)n? ([\d.,]+)\s?% (?:des|dieses|vom) (?:artikels?|texte?s|beitrags)",
        re.IGNORECASE,
    ),
    re.compile(r"([\d.,]+)\s?% of (?:this|the) (?:article|story) (?:is left|remains|remaining)", re.IGNORECASE),
    re.compile(r"(?:te|le) queda (?:el|un) ([\d.,]+)\s?% (?:de|por)", re.IGNORECASE),
    re.compile(r"残り([\d.,]+)\s?[%％]"),
)
_CUT_RE = re.compile(
    r"残り\s?[\d,]+\s?文字|この記事は有料会員|to (?:continue|keep) reading|"
    r"read the (?:full|rest of the) (?:article|story)|"
    r"um (?:den ganzen artikel|weiterzulesen)|la suite est réservée|article réservé (?:à nos|aux) abonnés|"
    r"per continuare a leggere|para (?:seguir|continuar) (?:leyendo|lendo)|чтобы (?:читать|прочитать) дальше",
    re.IGNORECASE,
)


def declared_access(page: PageMetadata) -> tuple[Access, str] | None:
    """Return what the page's JSON-LD and meta tags say of access, with the source; None where they say nothing."""
    free = _is_true(page.article.get("isAccessibleForFree"))
    if free is not None:
        return Access("free") if free else Access("truncated" if _is_missing(page) else "metered"), "json-ld"
    tier = _TIERS.get((page.first("article:content_tier") or "").lower())
    if tier == "free":
        return Access("free"), "opengraph"
    return (Access("metered"), "opengraph") if tier == "metered" else None


def access_from_notice(text: str) -> Access | None:
    """Return what a paywall notice says: that an article is cut short, and how much of it can be seen.

    >>> access_from_notice("Il vous reste 57.09% de cet article à lire.").visible
    0.429
    """
    for pattern in _LEFT_RES:
        found = pattern.search(text)
        if found:
            left = float(found[1].replace(",", ".").strip(".") or 0)
            return Access("truncated", round(max(0.0, 1 - left / 100), 3), text)
    return Access("truncated", None, text) if _CUT_RE.search(text) else None


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
