"""The notices by which pages say that an article is cut short."""

from __future__ import annotations

import re

from newsclean.metadata import Access

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
