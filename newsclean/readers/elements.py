"""HTML elements: tags inside a line, tags without text of the page, hidden elements, and hints in class names."""

from __future__ import annotations

import re
from collections.abc import Mapping

INLINE_TAGS = frozenset(
    (
        "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd mark nobr picture q rb "
        "rp rt ruby s samp small source span strike strong sub sup time tt u var wbr"
    ).split()
)
"""Tags that do not end a block. All others do, unknown and custom ones too, because sites use those as containers."""
SKIPPED_TAGS = frozenset(
    ("audio canvas embed head iframe math noscript object script style svg template title video").split()
)
"""Tags whose content is no text of the page. (The metadata readers read the head.)"""
UNPRINTED_TAGS = SKIPPED_TAGS | {"button"}  # tags whose content is no text of a headline or byline either
BLOCK_TAGS = frozenset(
    (
        "p div section article main header footer aside nav h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tr "
        "blockquote pre figure figcaption hr form html head body title"
    ).split()
)
"""Tags that begin or end a paragraph where a text dump has them."""
BOLD_TAGS = frozenset(("b", "strong"))
_HIDDEN_STYLE_RE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
AUTHOR_CLASS_RE = re.compile(
    r"(?:^|[\s_-])(?:by-?line|by-?author|author|autor|auteur|autore|verfasser|writer|reporter|contributor|creator|"
    r"posted-?by|written-?by)|Byline|ByLine|Author|__author",
    re.IGNORECASE,
)
"""Classes of bylines and of the elements around them."""
NOT_NAME_CLASS_RE = re.compile(
    r"avatar|image|img|photo|pic(?![a-z])|bio(?![a-z])|about|desc|social|follow|comment|role|job|position|icon|share|"
    r"label|prefix|count|twitter|email|articles|quote",
    re.IGNORECASE,
)
"""Classes that match `AUTHOR_CLASS_RE` too but hold no name: pictures, links, descriptions."""
ELSEWHERE_CLASS_RE = re.compile(
    r"(?<![a-z])(?:comments?|related|recommend\w*|teasers?|sidebar|widget|footer|nav|menu|promo|popular|trending|"
    r"more-from|latest|reply|respond|carousel|testimonials?)(?![a-z])",
    re.IGNORECASE,
)
"""Classes of boxes whose bylines belong to other texts."""
TITLE_CLASS_RE = re.compile(r"head(?:line|er)?(?![a-z])|title|titel|titre|titulo|heading|entry", re.IGNORECASE)
"""Classes, ids and properties of titles."""
CREDIT_CLASS_RE = re.compile(r"credit|copyright|photographer|fotograf|(?<![a-z])source|quelle", re.IGNORECASE)
"""Classes of photo credits inside captions."""


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Return whether an element's own attributes hide it from readers."""
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or ("style" in attributes and _HIDDEN_STYLE_RE.search(attributes["style"]) is not None)
    )
