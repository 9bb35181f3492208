"""Parses HTML of any quality into an lxml tree that has all of the page's text."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from newsclean._core import kernel
from newsclean.text.patterns import compile_later

MAX_DEPTH = 1500
"""Levels of nesting. If libxml2, which reads 2,048 levels, gives up on a page, deeper elements are unwrapped."""
MAX_ATTRIBUTES = 300
"""Attributes of an element; more are cut. libxml2 appends each behind all others, so an element of 13,000 takes 1.5 s.
On 1,929 real pages no element has more than 300."""
MAX_TAG_BYTES = 10_000
"""Bytes of a script's tag that may name its type. A guess; not measured."""
_ATTRIBUTE = rb"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+))?+"""
_TAG = rb"<[a-zA-Z][^\s/>]*+"
_FEW = rb"(?:%b){0,%d}+[\s/]*+" % (_ATTRIBUTE, MAX_ATTRIBUTES)
_SMALL_TAGS_RE = compile_later(
    rb"(?:[^<]++|<!--(?!-?>)(?:[^-]++|-(?!-!?>))*+|<(?![a-zA-Z])"
    rb"|<(?i:script|style)(?=[\s/>])%b>(?:[^<]++|<(?!/(?i:script|style)))*+|%b%b(?:>|\Z))*+" % (_FEW, _TAG, _FEW)
)
"""Markup up to the first tag with more attributes. Every repeat is possessive, so the search takes linear time. The
content of comments, scripts and styles has no tags."""
_LARGE_TAG_RE = compile_later(rb"(%b(?:%b){%d}+)(?:%b)*+" % (_TAG, _ATTRIBUTE, MAX_ATTRIBUTES, _ATTRIBUTE))
"""A tag with more attributes; the group is the part that stays."""
_XML_DECLARATION_RE = compile_later(rb"^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\?>", re.IGNORECASE)
_UNREAD_RE = compile_later(rb"<(?:!--|(s(?:cript|tyle|vg)|noscript)(?=[\s>/])|/(?:body|html)\s*>)", re.IGNORECASE)
_END_RES = {
    b"script": re.compile(rb"</[Ss][Cc][Rr][Ii][Pp][Tt]\s*>"),
    b"style": re.compile(rb"</[Ss][Tt][Yy][Ll][Ee]\s*>"),
    b"svg": re.compile(rb"<(?:/svg\s*>|(svg[\s>/]))", re.IGNORECASE),
    b"noscript": re.compile(rb"<(?:/noscript\s*>|(noscript[\s>/]))", re.IGNORECASE),
}
"""The end of each element, or in the group the start of a nested one. The first two spell out both cases: `re` searches
for the literal start of a pattern only if the pattern respects case, which makes scripts four times as fast."""
_NESTING_TAG_RE = compile_later(
    rb"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|wbr)\b)[a-z][^<>]*>", re.IGNORECASE
)
_TOO_DEEP = "Excessive depth"


def parse(markup: bytes) -> Any:
    """Return the lxml tree of HTML in UTF-8, of any quality. Empty input gives an empty document.

    `remove_unread` drops scripts, styles and drawings first, which saves libxml2 two fifths of its work.
    """
    return parse_readable(remove_unread(markup))


def parse_readable(markup: bytes) -> Any:
    """Return the lxml tree of markup that `remove_unread` returned."""
    # U+0000 ends a page for libxml2; HTML replaces it
    markup = _XML_DECLARATION_RE.sub(b"", markup, count=1).replace(b"\0", b"\xef\xbf\xbd")
    if not markup or markup.isspace():
        return etree.Element("html")
    root, is_too_deep = _parse_once(markup)
    if is_too_deep:
        root, _ = _parse_once(_flatten(markup))
    return etree.Element("html") if root is None else root


def _parse_once(markup: bytes) -> tuple[Any, bool]:
    # huge_tree lifts the limit on the size of a text
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    root = etree.fromstring(markup, parser)
    # libxml2 stops at excessive depth, so that is its last error
    last = parser.error_log.last_error
    return root, last is not None and _TOO_DEEP in last.message


def cut_attributes(markup: bytes) -> bytes:
    """Return a page in UTF-8 whose elements have at most `MAX_ATTRIBUTES` attributes: the page itself, or a cut one."""
    pieces: list[bytes] = []
    here = 0
    while (end := small_tags_end(markup, here)) < len(markup):
        large = _LARGE_TAG_RE.match(markup, end)
        if large is None:
            break
        pieces += markup[here:end], large[1]
        here = large.end()
    return b"".join([*pieces, markup[here:]]) if pieces else markup


def small_tags_end(markup: bytes, start: int) -> int:
    """Return the offset of the first tag with too many attributes, or the length of the markup."""
    if (core := kernel("tags")) is not None:
        return int(core.small_tags_end(markup, start, MAX_ATTRIBUTES))
    small = _SMALL_TAGS_RE.match(markup, start)
    return start if small is None else small.end()


def remove_unread(markup: bytes) -> bytes:
    """Return a page in UTF-8 without the elements that the readers skip, and without the document's end tags.

    libxml2 puts text behind the end tags beside the root, where a walk from the root misses it. Three things stay for
    libxml2 to judge: an element without an end, one with another of its kind inside, and a tag in an attribute's value.
    """
    pieces: list[bytes] = []
    ends: dict[bytes, re.Match[bytes] | None] = {}
    here = kept_from = 0
    while (found := _UNREAD_RE.search(markup, here)) is not None:
        here = found.end()
        if found[0] == b"<!--":
            here = markup.find(b"-->", here)
            if here < 0:
                break
            continue
        end = here if found[1] is None else _end_of_element(markup, found, ends)
        if end:
            pieces.append(markup[kept_from : found.start()])
            here = kept_from = end
    return b"".join([*pieces, markup[kept_from:]]) if pieces else markup


def _end_of_element(markup: bytes, found: re.Match[bytes], ends: dict[bytes, re.Match[bytes] | None]) -> int:
    """Return the end offset of a skippable element, 0 to keep it. `ends` keeps the next end of each name, or None."""
    name, start = found[1].lower(), found.end()
    if found.start() and markup[found.start() - 1] in b"\"'=":
        return 0
    known = ends.get(name)
    if name not in ends or (known is not None and known.start() < start):
        known = ends[name] = _END_RES[name].search(markup, start)
    if known is None:
        return 0
    is_nested = known.re.groups > 0 and known[1] is not None
    if is_nested or (name == b"script" and b"ld+json" in markup[start : _end_of_tag(markup, start)].lower()):
        return 0
    return known.end()


def _end_of_tag(markup: bytes, start: int) -> int:
    end = markup.find(b">", start, start + MAX_TAG_BYTES)
    return end if end >= 0 else start + MAX_TAG_BYTES


def _flatten(markup: bytes) -> bytes:
    """Replace the tags of elements that are nested too deep by paragraph breaks. Their text stays."""
    depth = 0

    def unwrapped(tag: re.Match[bytes]) -> bytes:
        nonlocal depth
        if tag[1]:
            depth = max(0, depth - 1)
            return tag[0] if depth < MAX_DEPTH else b"<br><br>"
        depth += 1
        return tag[0] if depth <= MAX_DEPTH else b"<br><br>"

    return _NESTING_TAG_RE.sub(unwrapped, markup)
