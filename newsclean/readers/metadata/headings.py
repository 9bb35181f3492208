"""Reads an h1 or h2: its parts, its kicker, and whether it is the name of the site."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any, NamedTuple

from newsclean.readers.elements import TITLE_CLASS_RE
from newsclean.readers.metadata.collect import child_texts, text_of
from newsclean.text.patterns import compile_later

MAX_INLINE = 12  # elements in a heading that may be its kicker (a guess)
_LOGO_RE = compile_later(r"logo|brand|site-?(?:title|name)|blog-?title", re.IGNORECASE)
_HOME_RE = compile_later(r"(?:https?:)?//[^/?#]+/?(?:index\.\w+)?|(?:\.?/)?(?:index\.\w+|home)?", re.IGNORECASE)
_KICKER_RE = compile_later(
    r"kicker|dachzeile|roof-?line|over-?line|top-?line|eyebrow|pre-?title|super-?title|subtitle|volanta|antetitulo|"
    r"surtitre|occhiello|spitzmarke|over-?title",
    re.IGNORECASE,
)
_MARKING = frozenset(("class", "itemprop", "id"))


class Heading(NamedTuple):
    """An h1 or h2: its tag, its text, the texts of its parts, and flags.

    is_marked: its class marks it as a title. is_logo: it links to the site's front page, or its class names the site.
    rest: the text without the kicker that an element in it is marked as; "" without such an element.
    """

    tag: str
    text: str
    parts: tuple[str, ...] = ()
    is_marked: bool = False
    is_logo: bool = False
    rest: str = ""


def read_heading(element: Any, text: str) -> Heading:
    """Return an h1 or h2 as a heading; `text` is its text."""
    is_h1 = element.tag == "h1"
    parts = tuple(child_texts(element)) if is_h1 and len(element) else ()
    marks = " ".join(value for name, value in element.items() if name in _MARKING)
    is_logo = _LOGO_RE.search(marks) is not None or any(map(_leads_home, element.iter("a") if len(element) else ()))
    rest = _without_kicker(element, text) if is_h1 and len(element) else ""
    return Heading("h1" if is_h1 else "h2", text, parts, TITLE_CLASS_RE.search(marks) is not None, is_logo, rest)


def _without_kicker(element: Any, text: str) -> str:
    """Return a heading's text behind the kicker at its beginning, "" if no element of it is marked as one."""
    for inner in islice(element.iter("span", "small", "div", "em", "strong", "a", "b"), MAX_INLINE):
        if inner.tag == "small" or _KICKER_RE.search(inner.get("class") or ""):
            kicker = text_of(inner)
            if kicker and len(kicker) < len(text) and text.startswith(kicker):
                return text[len(kicker) :].lstrip(" :|–—-")
    return ""


def _leads_home(link: Any) -> bool:
    return _HOME_RE.fullmatch((link.get("href") or "").strip()) is not None
