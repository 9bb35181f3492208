"""HTML or plain text: decided from the first characters, before any parser is loaded."""

from __future__ import annotations

import re

from newsclean.text.patterns import compile_later

SNIFFED_CHARS = 65_536
"""Characters examined. More would find document tags further down, and cost time on every text dump. A guess."""
# possessive, because a page may begin with a thousand comments
_DOCUMENT_START_RE = compile_later(
    r"(?:[\s\ufeff]++|<\?xml[^>]*+>|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_DOCUMENT_TAG_RE = compile_later(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_BLOCK_END_TAG_RE = compile_later(r"</(?:p|div|article|section|main|ul|ol|table|h[1-6])\s*>", re.IGNORECASE)


def is_html(text: str) -> bool:
    """Return whether a text is an HTML page and not a text dump.

    A text is HTML if it starts with a document tag (white space and comments may precede it). It is also HTML if its
    first 64 Ki characters contain the end tag of a block and either a document tag or a tag at the very start. A text
    dump with a few left-over tags therefore stays text.
    """
    head = text[:SNIFFED_CHARS]
    if _DOCUMENT_START_RE.match(head):
        return True
    if not _BLOCK_END_TAG_RE.search(head):
        return False
    return bool(_DOCUMENT_TAG_RE.search(head)) or head.lstrip("\ufeff \t\r\n").startswith("<")
