"""Datelines: the place, day and agency before the first sentence of a report.

Gold texts of news keep datelines in the body, and so does newsclean: the span becomes a fact and stays in its place.
"""

from __future__ import annotations

import re

from newsclean.lexicon.data import agencies, words
from newsclean.text.patterns import compile_later

MAX_DATELINE_CHARS = 80  # characters examined; raised, more of the first sentence can pass for a dateline (a guess)
_AGENCY = "|".join(sorted(map(re.escape, agencies("dateline")), key=len, reverse=True))
_DASH = r"[-–—−]{1,2}|:|="
_DAY = r"(?:\d{1,2}\.?\s[^\W\d_]{3,12}\.?|[^\W\d_]{3,12}\.?\s\d{1,2})(?:,?\s(?:19|20)\d{2})?"
_WITH_AGENCY_RE = compile_later(
    rf"(?:[^\W\d_a-zß-ÿа-яё][^()\[\].:;!?。]{{0,40}}?(?:,?\s{_DAY})?\.?\s?)?"
    rf"(?:[(\[](?i:{_AGENCY}|agência \w+)(?:/[\w -]{{2,12}}){{0,2}}[)\]]\s?(?:{_DASH})\s?"
    rf"|[(\[][^()\[\]\s]{{1,12}}[=＝](?:{_AGENCY})[)\]]\s?(?:[^\s.]{{2,4}}\s기자\s?=?\s?)?)"
)
_CAPITALS = "A-ZÀ-ÖØ-ÞА-ЯЁІЇЄ"
_IN_CAPITALS_RE = compile_later(
    rf"(?P<place>[{_CAPITALS}][{_CAPITALS}.'’-]+(?:\s[{_CAPITALS}.'’-]+){{0,3}})"
    rf"(?:,\s[^\W\d_a-zа-яё][\w.]+(?:\s[^\W\d_a-zа-яё][\w.]+){{0,2}})?(?:,?\s{_DAY})?\.?\s[-–—−]{{1,2}}\s"
)
_SLASHED_RE = compile_later(
    rf"[{_CAPITALS}][{_CAPITALS} -]{{2,30}}, {_DAY}\s?(?:/ТАСС/|/TASS/|[—–-] РИА Новости|[—–-] Sputnik)\.?\s?"
)
_EAST_ASIAN_RE = compile_later(
    r"(?:【|［)[^】］]{2,20}[＝=][^】］]{1,12}(?:】|］)"
    r"|[（(]?(?:新华社|新華社|中新社|中新网|人民网|央视网|中央社)(?:记者)?[^\s，。、：:]{0,14}?\d{1,2}日?"
    r"(?:讯|訊|电|電|消息|综合报道)[）)]?[ ：:]?"
)
_NOT_PLACES = frozenset(words("datelines", "not_places"))


def dateline_end(text: str) -> int:
    """Return the offset behind the dateline that a paragraph begins with, 0 if it begins with none.

    >>> text = "CAIRO (AP) — The ferry sails."
    >>> text[: dateline_end(text)]
    'CAIRO (AP) — '
    """
    head = text[:MAX_DATELINE_CHARS]
    for pattern in (_WITH_AGENCY_RE, _SLASHED_RE, _EAST_ASIAN_RE):
        found = pattern.match(head)
        if found:
            return found.end()
    found = _IN_CAPITALS_RE.match(head)
    if found is None or _NOT_PLACES.intersection(found["place"].split()):
        return 0
    following = text[found.end() : found.end() + 1]
    return found.end() if following.strip() and not following.islower() else 0
