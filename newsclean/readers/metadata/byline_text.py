"""Reads the text of a byline's element, part by part, without what is no name: roles, times, categories, pictures."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from newsclean.readers.elements import INLINE_TAGS, UNPRINTED_TAGS
from newsclean.text.normalise import tidy
from newsclean.text.patterns import compile_later

BAR = " | "
"""Stands between the parts of a byline."""
MAX_DEPTH, MAX_PIECES = 50, 500
"""Levels of elements in a byline, and pieces of text. Raised, a page without end tags takes longer. Guesses."""
_SKIPPED_TAGS = UNPRINTED_TAGS | {"time", "sup", "img"}
_SKIPPED_CLASS_RE = compile_later(
    r"(?:^|[\s_-])(?:role|job|position|avatar|bio|social|follow|share|categor(?:y|ies)|tags?|cat-links|comments?|tooltip|"
    r"visually-hidden|sr-only|material-icons|screen-reader(?:-text)?)(?![a-z])|(?:Role|Bio|Avatar|JobTitle)(?![a-z])",
)
_CATEGORY_PATH_RE = compile_later(
    r"/(?:tags?|categor(?:y|ies|ia|ie)|topics?|sections?|rubri[kc]\w*|themen?|kategorie)/", re.IGNORECASE
)


def byline_text(element: Any) -> str:
    """Return the text of an element with bars where a block, a line or a link ends, and where two spans touch.

    Parts whose class or link says that they are no name are left out.
    """
    if not len(element):
        return tidy(element.text or "")
    pieces: list[str] = []
    _add(element, pieces, 0)
    parts = (tidy(part) for part in "".join(pieces).split(BAR))
    return BAR.join(part for part in parts if part)


def _add(element: Any, pieces: list[str], depth: int) -> None:
    tag = element.tag
    if depth > MAX_DEPTH or len(pieces) > MAX_PIECES:
        return
    if tag in _SKIPPED_TAGS or (depth and _is_no_name(element)):
        pieces.append(BAR)
        return
    parts = tag == "br" or tag == "a" or tag not in INLINE_TAGS
    if parts:
        pieces.append(BAR)
    _add_piece(element.text, pieces)
    for child in element:
        _add(child, pieces, depth + 1)
        _add_piece(child.tail, pieces)
        if child.tail and child.tail.isspace() and _is_like_next(child):
            pieces.append(BAR)
    if parts:
        pieces.append(BAR)


def _is_like_next(element: Any) -> bool:
    """Return whether an element and the next one are names alike: the same tag and class, and several words each."""
    after = element.getnext()
    if after is None or (after.tag, after.get("class")) != (element.tag, element.get("class")):
        return False
    return " " in (element.text or "").strip() and " " in (after.text or "").strip()


def _add_piece(text: str | None, pieces: list[str]) -> None:
    """Add a text, with a bar before it if it touches the last one as no word does: "EditorAna", "2023Ana"."""
    if not text:
        return
    last = pieces[-1][-1] if pieces else " "
    if last.isalnum() and text[0].isalnum() and not text[0].islower():
        pieces.append(BAR)
    pieces.append(text)


def _is_no_name(element: Any) -> bool:
    if element.tag == "a":
        rel = element.get("rel") or ""
        return "tag" in rel.split() or _CATEGORY_PATH_RE.search(element.get("href") or "") is not None
    name = element.get("class")
    return name is not None and _names_no_author(name)


@lru_cache(maxsize=4096)
def _names_no_author(name: str) -> bool:
    return _SKIPPED_CLASS_RE.search(name) is not None
