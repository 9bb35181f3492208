"""HTML elements: tags inside a line, tags without text of the page, hidden elements, and hints in class names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import Any

from newsclean.text.patterns import compile_later

INLINE_TAGS = frozenset(
    (
        "a abbr acronym b bdi bdo big blink br cite code data del dfn em font i img ins kbd mark nobr picture q rb "
        "ruby s samp small source span strike strong sub sup time tt u var wbr"
    ).split()
)
"""Tags that do not end a block. All others do; of unknown and custom ones `is_inline_custom` decides."""
SKIPPED_TAGS = frozenset(
    ("audio canvas embed head iframe math noscript object rp rt rtc script style svg template title video").split()
)
"""Tags whose content is no text of the page: ruby readings repeat the word above them. (The metadata readers read the
head.)"""
UNPRINTED_TAGS = SKIPPED_TAGS | {"button"}  # tags whose content is no text of a headline or byline either
BLOCK_TAGS = frozenset(
    (
        "p div section article main header footer aside nav h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tr "
        "blockquote pre figure figcaption hr form html head body title"
    ).split()
)
"""Tags that begin or end a paragraph where a text dump has them."""
_STANDARD_TAGS = BLOCK_TAGS | frozenset(
    (
        "address applet area article base basefont bgsound button caption center col colgroup datalist details dialog "
        "dir fieldset frame frameset hgroup input keygen label legend link map marquee menu menuitem meta meter "
        "noframes optgroup option output param progress search select slot summary td textarea tfoot th track"
    ).split()
)
"""Tags of HTML that end a block."""
KNOWN_TAGS = INLINE_TAGS | SKIPPED_TAGS | _STANDARD_TAGS  # sites use all other tags in their own way
_TEXT_TAGS = frozenset("p h1 h2 h3 h4 h5 h6 li dd dt td th blockquote figcaption".split())  # mostly hold inline text
MAX_INLINE_DESCENDANTS = 20  # elements inside an inline element of a site's own, at most (a guess)
MAX_INLINE_CHARS = 150
"""Characters of a site's own inline element outside a paragraph. More is a box beside text. A guess; not measured."""
BOLD_TAGS = frozenset(("b", "strong"))
HIDING_ATTRIBUTES = frozenset(("hidden", "aria-hidden", "style"))  # those that `is_hidden` looks at
_HIDDEN_STYLE_RE = compile_later(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
AUTHOR_CLASS_RE = compile_later(
    r"(?:^|[\s_-])(?:by-?line|by-?author|author|autor|auteur|autore|verfasser|writer|reporter|contributor|creator|"
    r"posted-?by|written-?by)|Byline|ByLine|Author|__author",
    re.IGNORECASE,
)
"""Classes of bylines and of the elements around them."""
NOT_NAME_CLASS_RE = compile_later(
    r"avatar|image|img|photo|pic(?![a-z])|bio(?![a-z])|about|desc|social|follow|comment|role|job|position|icon|share|"
    r"label|prefix|count|twitter|email|articles|quote",
    re.IGNORECASE,
)
"""Classes that match `AUTHOR_CLASS_RE` too but hold no name: pictures, links, descriptions."""
ELSEWHERE_CLASS_RE = compile_later(
    r"(?<![a-z])(?:comments?|related|recommend\w*|teasers?|sidebar|widget|footer|nav|menu|promo|popular|trending|"
    r"more-from|latest|reply|respond|carousel|testimonials?)(?![a-z])",
    re.IGNORECASE,
)
"""Classes of boxes whose bylines belong to other texts."""
TITLE_CLASS_RE = compile_later(r"head(?:line|er)?(?![a-z])|title|titel|titre|titulo|heading|entry", re.IGNORECASE)
"""Classes, ids and properties of titles."""
CREDIT_CLASS_RE = compile_later(r"credit|copyright|photographer|fotograf|(?<![a-z])source|quelle", re.IGNORECASE)
"""Classes of photo credits inside captions."""


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Return whether an element's own attributes hide it from readers."""
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or ("style" in attributes and _HIDDEN_STYLE_RE.search(attributes["style"]) is not None)
    )


def is_shadow_root(element: Any) -> bool:
    """Return whether an element is a shadow tree that the page states in markup. Browsers show its content."""
    return element.tag == "template" and ("shadowrootmode" in element.attrib or "shadowroot" in element.attrib)


def is_inline_custom(element: Any) -> bool:
    """Return whether an element that is not in `KNOWN_TAGS` is a part of a sentence.

    It has no blocks inside, and text beside it: in a paragraph anywhere, elsewhere right before or behind the element.
    """
    inside = list(islice(element.iterdescendants(), MAX_INLINE_DESCENDANTS + 1))
    if len(inside) > MAX_INLINE_DESCENDANTS or any(child.tag in _STANDARD_TAGS for child in inside):
        return False
    outer, parent = element, element.getparent()
    while parent is not None and (parent.tag in INLINE_TAGS or _is_custom(parent.tag)) and not _has_text_beside(outer):
        if len(parent) > 1:
            return False
        outer, parent = parent, parent.getparent()
    if parent is None:
        return False
    if parent.tag in _TEXT_TAGS and _has_own_text(parent):
        return True
    return _has_text_beside(outer) and len("".join(element.itertext())) <= MAX_INLINE_CHARS


def _is_custom(tag: str) -> bool:
    return tag not in _STANDARD_TAGS


def _has_text_beside(element: Any) -> bool:
    before = element.getprevious()
    left = before.tail if before is not None else element.getparent().text
    # without a space between two words the element is a line of its own
    is_glued = (left or "")[-1:].isalnum() and next(element.itertext(), "")[:1].isalnum()
    return not is_glued and (_is_text(left) or _is_text(element.tail))


def _has_own_text(element: Any) -> bool:
    children = islice(element, MAX_INLINE_DESCENDANTS)
    return _is_text(element.text) or any(_is_text(child.tail) for child in children)


def _is_text(text: str | None) -> bool:
    return text is not None and not text.isspace() and text != ""
