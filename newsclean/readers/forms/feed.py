"""An item of a feed as the page that it was made from: RSS keeps the article's HTML in `content:encoded`."""

from __future__ import annotations

import re
from html import escape, unescape

from newsclean.lexicon.dates import parse_mail_date
from newsclean.text.patterns import compile_later

_CONTENT = "<content:encoded"
_CONTENT_RE = compile_later(r"<content:encoded[^<>]*>(.*?)</content:encoded>", re.DOTALL)
_CDATA_RE = compile_later(r"\s*<!\[CDATA\[(.*?)\]\]>\s*$", re.DOTALL)
_FIELD_RE = compile_later(
    r"<(title|link|dc:creator|author|pubDate|dc:date|category)(?: [^<>]*)?>([^<]*|<!\[CDATA\[[^\]]*\]\]>)</\1>"
)


def item_as_page(text: str) -> str | None:
    """Return a page with the article of the only item of a feed, and with its fields in meta tags; else None."""
    if text.count(_CONTENT) != 1 or (content := _CONTENT_RE.search(text)) is None:
        return None
    start = max(text.rfind("<item", 0, content.start()), 0)
    around = text[start : content.start()] + text[content.end() :]
    fields = {match[1]: _plain(match[2]) for match in reversed([*_FIELD_RE.finditer(around)])}
    title = escape(fields.get("title", ""))
    metas = {
        "og:title": fields.get("title"),
        "og:url": fields.get("link"),
        "author": fields.get("dc:creator") or fields.get("author"),
        "article:published_time": fields.get("dc:date") or parse_mail_date(fields.get("pubDate", "")),
        "article:section": fields.get("category"),
    }
    stated = ((name, escape(value)) for name, value in metas.items() if value)
    head = "".join(f'<meta property="{name}" name="{name}" content="{value}">' for name, value in stated)
    return (
        f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>"
        f"{_plain(content[1], is_html=True)}</article></body></html>"
    )


def _plain(text: str, *, is_html: bool = False) -> str:
    """Return the text of an element: the content of a CDATA section, or the text without its escapes."""
    section = _CDATA_RE.match(text)
    shown = section[1] if section else unescape(text)
    return shown if is_html else unescape(shown).strip()
