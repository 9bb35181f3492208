"""Paywall notices: the sentences by which pages say that an article is cut short."""

from __future__ import annotations

import re

from newsclean.lexicon.data import words
from newsclean.metadata import Access
from newsclean.text.patterns import compile_later

_SHARE_LEFT_RE, _CUT_SHORT_RE = (
    compile_later("|".join(words("access", key)), re.IGNORECASE) for key in ("share_left", "cut_short")
)
"""Notices that state the share of the text that is missing, as a group, and notices that say only that some is."""


_CHARS_LEFT_RE = compile_later(r"(?:…|\.\.\.)?\s*\[\+(\d{1,7}) chars\]\s*$")
"""The end of a text that a news API cut."""


def access_from_cut(text: str) -> Access | None:
    """Return the access to a text that a news API cut, with the visible share; None for any other text.

    >>> access_from_cut("The ferry sails again on Monday, the… [+60 chars]").visible
    0.381
    """
    found = _CHARS_LEFT_RE.search(text)
    if found is None:
        return None
    return Access("truncated", round(found.start() / (found.start() + int(found[1])), 3), found[0].strip())


def access_from_notice(text: str) -> Access | None:
    """Return the access that a paywall notice states, with the visible share of the text; None for any other text.

    >>> access_from_notice("Il vous reste 57.09% de cet article à lire.").visible
    0.429
    """
    found = _SHARE_LEFT_RE.search(text)
    if found is not None and found.lastindex:
        left = float(found[found.lastindex].replace(",", ".").strip(".") or 0)
        return Access("truncated", round(max(0.0, 1 - left / 100), 3), text)
    return Access("truncated", None, text) if _CUT_SHORT_RE.search(text) else None
