"""Readers: a source becomes a `Page` of blocks. After this room nobody knows bytes, and hardly anyone HTML."""

from __future__ import annotations

import re

from newsclean.blocks import Page
from newsclean.options import Options
from newsclean.readers.decode import decode
from newsclean.sources import Source

# possessive, because a page may begin with a thousand comments
_DOCUMENT_RE = re.compile(
    r"(?:[\s\ufeff]++|<\?xml[^>]*+>|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_DOCUMENT_TAG_RE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_BLOCK_END_TAG_RE = re.compile(r"</(?:p|div|article|section|main|ul|ol|table|h[1-6])\s*>", re.IGNORECASE)
SNIFFED_CHARS = 65_536


def is_html(text: str) -> bool:
    """Tell HTML from a text dump.

    A document tag at the very start, after white space and comments, settles it; so does one anywhere in the first
    64 Ki characters together with the end tag of a block. Otherwise the first thing in the page has to be a tag, and
    some block has to end: a text dump with a few left-over tags in it stays text.
    """
    head = text[:SNIFFED_CHARS]
    if _DOCUMENT_RE.match(head):
        return True
    if not _BLOCK_END_TAG_RE.search(head):
        return False
    return bool(_DOCUMENT_TAG_RE.search(head)) or head.lstrip("\ufeff \t\r\n").startswith("<")


def read(source: Source, options: Options) -> Page:
    """Read a source into a page, as HTML or as text.

    Raises `TooLargeError`, `NotTextError` or `UnreadableError` (a broken gzip).
    """
    decoded = decode(source, options)
    as_html = options.input == "html" or (options.input == "auto" and is_html(decoded.text))
    if as_html:
        # lxml costs 40 ms to import, and a text dump has no use for it
        from newsclean.readers.html import read_html

        return read_html(source, decoded)
    from newsclean.readers.text import read_text

    return read_text(source, decoded)
