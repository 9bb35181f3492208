"""Readers turn a source into a `Page` of blocks. No later room decodes bytes."""

from __future__ import annotations

from newsclean.blocks import Decoded, Page
from newsclean.options import Options
from newsclean.readers.decode import decode
from newsclean.readers.forms.feed import item_as_page
from newsclean.sources import Source
from newsclean.text.sniff import is_html


def read(source: Source, options: Options) -> Page:
    """Read a source into a page, as HTML or as text.

    Raises `TooLargeError`, `NotTextError` or `UnreadableError` (a broken gzip).
    """
    decoded = decode(source, options)
    if options.input != "text" and (item := item_as_page(decoded.text)):
        source = Source(source.name, item.encode("utf-8", "surrogatepass"), source.url, is_text_str=True)
        decoded = Decoded(item, "utf-8", warnings=decoded.warnings)
    # start-up: lxml takes 40 ms to import, and a text dump does not need it
    if options.input == "html" or (options.input == "auto" and is_html(decoded.text)):
        from newsclean.readers.html import read_html

        return read_html(source, decoded, warn_of_contradictions=options.contradictions)
    from newsclean.readers.text import read_text

    return read_text(source, decoded)


__all__ = ["read"]
