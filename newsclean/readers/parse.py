"""Markup of any quality to an lxml tree in which nothing of the page is lost."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

MAX_DEPTH = 1500
"""Elements nested deeper than this are unwrapped where libxml2 gives up on a page: it reads 2,048 levels at most."""
_XML_DECLARATION_RE = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>", re.IGNORECASE)
_DOCUMENT_END_RE = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_NESTING_TAG_RE = re.compile(
    r"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|wbr)\b)[a-z][^<>]*>", re.IGNORECASE
)
_TOO_DEEP = "Excessive depth"


def parse(markup: str) -> Any:
    """Parse HTML of any quality into an lxml tree; empty input gives an empty document."""
    # U+0000 ends a page for libxml2; HTML has it replaced
    markup = _XML_DECLARATION_RE.sub("", markup, count=1).replace("\0", "\ufffd")
    # what follows these end tags libxml2 puts beside the root, where no walk from the root comes by
    markup = _DOCUMENT_END_RE.sub("", markup)
    if not markup.strip():
        return etree.Element("html")
    root, messages = _parse_once(markup)
    if any(_TOO_DEEP in message for message in messages):
        root, _ = _parse_once(_flattened(markup))
    return etree.Element("html") if root is None else root


def _parse_once(markup: str) -> tuple[Any, list[str]]:
    # huge_tree lifts the limit on the size of a text
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    return root, [entry.message for entry in parser.error_log]


def _flattened(markup: str) -> str:
    """Put paragraph breaks in place of the tags of elements that are nested too deep; their text stays."""
    depth = 0

    def unwrapped(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[1]:
            depth = max(0, depth - 1)
            return tag[0] if depth < MAX_DEPTH else "<br><br>"
        depth += 1
        return tag[0] if depth <= MAX_DEPTH else "<br><br>"

    return _NESTING_TAG_RE.sub(unwrapped, markup)
