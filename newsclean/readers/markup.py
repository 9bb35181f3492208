"""Markup in text dumps: left-over tags and entities, and Markdown, taken out of a block's text and accounted for.

Tags, entities, links, images, headings and bold type are markup wherever they stand. Single asterisks, underscores and
backslashes are in too many ordinary texts: they are markup only where the dump is Markdown, and what says so is nothing
but the former, which is all taken out; so what has been cleaned is not Markdown any more, and is read as it stands.

Tags are found by a pattern, because every character has to keep its place in the input, which parsers forget.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import groupby
from typing import NamedTuple

from newsclean.blocks import Markup
from newsclean.text.normalise import align, is_blank, split_bullet

MAX_PASSES = 40
"""How often markup is looked for in what is left: links in links, entities that were escaped twice."""
MIN_MARKDOWN_SIGNS = 2

_BLOCK_TAGS = (
    "p|div|section|article|main|header|footer|aside|nav|h[1-6]|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|blockquote|pre|"
    "figure|figcaption|hr|form|html|head|body|title"
)
_INLINE_TAGS = (
    "a|abbr|b|big|button|cite|code|del|em|font|i|iframe|img|input|ins|label|mark|noscript|object|picture|q|s|script|"
    "small|source|span|strike|strong|style|sub|sup|svg|td|th|time|tt|u|var|video|wbr"
)
_REST = r"""(?=[\s/>])(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>"""
_TAG_RE = re.compile(
    rf"<!--.{{0,500}}?-->|<(?P<end>/?)(?:(?P<breaks>br|{_BLOCK_TAGS})|{_INLINE_TAGS}){_REST}", re.IGNORECASE
)
_ENTITY_RE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_TARGET = (
    r"\(\s?(?:<[^<>]*>|(?:https?:|www\.|mailto:|tel:|javascript:|[/#.])(?:[^()\s]|\([^()\s]*\))*+)"
    r"""(?:\s"[^"]*")?\s?\)"""
)
_IMAGE_RE = re.compile(rf"!\[[^\[\]]*\]{_TARGET}")
_LINK_RE = re.compile(rf"\[(?P<text>[^\[\]]*)\]{_TARGET}")
_HEADING_RE = re.compile(r"\s*(?P<marks>#{1,6})\s+(?=[^\s#])")
_HEADING_END_RE = re.compile(r"\s#+$")
_BOLD_RE = re.compile(
    r"(?<![\w*])(?P<mark>\*{2,3}|_{2,3})(?=[^\s*_])(?P<text>.{1,400}?)(?<=[^\s*_])(?P=mark)(?![\w*_])"
)
_EMPHASIS_RE = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+.!<>|~-])"
    r"|`(?P<code>[^`]+)`"
    r"|(?<![\w*])\*(?=[^\s*])(?P<star>[^*]+)(?<=[^\s*\\])\*(?![\w*])"
    r"|(?<![\w_])_(?=[^\s_])(?P<line>[^_]+)(?<=[^\s_\\])_(?![\w_])"
    r"|\[(?P<reference>[^\[\]]+)\]\[[^\[\]]*\]"
    r"|<(?P<address>(?:https?://|mailto:)[^<>\s]+)>"
)
_START_RE = re.compile(r"(?P<quote>(?:>\s?)+)|(?P<row>\|\s?)|(?P<item>\+\s+)(?=\S)")
_ROW_END_RE = re.compile(r"\s?\|$")
_TAG_OF_START = {"quote": "blockquote", "row": "td", "item": "li"}
_SIGNS_RE = re.compile(r"<[a-zA-Z/!]|&[#\w]{2,32};|\]\(|\*\*|__|(?:^|[\n\r\f\v\x85\u2028\u2029])\s*#{1,6}\s")
"""Lines end as in `textlines`, form feeds among their ends."""
_DEFINITION_RE = re.compile(r"\[[^\[\]]+\]:\s+\S+(?:\s+[\"'(].*)?$")
_AFTER_WORD = frozenset(".,;:)")
_LINKED, _BOLD = 1, 2


class PlainText(NamedTuple):
    """A block's text without its markup, "" if it is nothing else.

    `tag` is what the markup makes of the block, "" for nothing; the other fields are as in `Block`.
    """

    text: str
    markup: tuple[Markup, ...]
    tag: str
    link_chars: int
    bold_chars: int


def has_markup(text: str) -> bool:
    """Whether there may be markup in a text; most dumps have none."""
    return _SIGNS_RE.search(text) is not None


def is_markdown(lines: Iterable[str]) -> bool:
    """Whether a dump is Markdown, told from its lines: a link, a title above it, or two headings or words in bold."""
    found = 0
    for number, line in enumerate(filter(None, lines)):
        if not has_markup(line):
            continue
        title = line.startswith("# ") and number == 0
        found += 2 * bool(title or _LINK_RE.search(line)) + bool(_HEADING_RE.match(line) or _BOLD_RE.search(line))
        if found >= MIN_MARKDOWN_SIGNS:
            return True
    return False


def paragraph_breaks(text: str) -> Iterator[int]:
    """Yield where tags begin another line: before the start of a block, behind its end, and behind a `<br>`."""
    for found in _TAG_RE.finditer(text):
        if found["breaks"] and not _is_mentioned(found, text):
            ends = found["end"] or found["breaks"].lower() == "br"
            yield found.end() if ends else found.start()


def is_link_definition(text: str) -> bool:
    """Whether a line of Markdown is the target of a link that stands elsewhere."""
    return _DEFINITION_RE.match(text) is not None


def strip_markup(text: str, original: str, offset: int, *, markdown: bool, is_item: bool) -> PlainText:
    """Take the markup out of a block: its folded text, and what stands in the input from `offset` on.

    `is_item` says that it had a bullet, which is not in the text.
    """
    marked = _MarkupStripper(text, original, offset)
    marked.take_out_all()
    if markdown:
        marked.take_out_emphasis()
        marked.take_out_all()
    return marked.plain(is_item=is_item)


def _is_mentioned(tag: re.Match[str], text: str) -> bool:
    """Whether a tag stands like a word in a sentence, as in "the <p> element": alone, without attributes."""
    name = tag[0].strip("</>")
    if not name.isalnum() or name.lower() == "br":
        return False
    alone = f"<{name}" if tag["end"] else f"</{name}"
    before, after = text[max(0, tag.start() - 2) : tag.start()], text[tag.end() : tag.end() + 2]
    goes_on = after[:1] in _AFTER_WORD or (after[:1] == " " and after[1:].strip() != "")
    return before[:1].isalnum() and before[1:] == " " and goes_on and alone not in text


class _MarkupStripper:
    """A block's text while its markup is taken out: each character with its place in the input, and what it is."""

    def __init__(self, text: str, original: str, offset: int) -> None:
        self.text = text
        self.tag = ""
        self._input = original
        self._offset = offset
        self._places = align(text, original)
        self._kinds = [0] * len(text)

    def take_out_all(self) -> None:
        """Take out everything that is markup wherever it stands, and what is markup then."""
        for _ in range(MAX_PASSES):
            before = self.text
            self._replace(self._headings())
            self._replace((m.start(), m.end(), unescape(m[0])) for m in _ENTITY_RE.finditer(self.text))
            self._replace(self._tags())
            self._replace((m.start(), m.end(), "") for m in _IMAGE_RE.finditer(self.text))
            self._unwrap(_LINK_RE, _LINKED)
            self._unwrap(_BOLD_RE, _BOLD)
            if self.text == before:
                break

    def take_out_emphasis(self) -> None:
        """Take out what is markup in Markdown only, once: what was escaped is text."""
        start = _START_RE.match(self.text)
        if start and start.lastgroup:
            self.tag = _TAG_OF_START[start.lastgroup]
            end = _ROW_END_RE.search(self.text) if start["row"] else None
            closing = [(end.start(), end.end(), "")] if end and end.start() >= start.end() else []
            self._replace([(0, start.end(), ""), *closing])
        self._unwrap(_EMPHASIS_RE, 0)

    def plain(self, *, is_item: bool) -> PlainText:
        """Return what is left; a bullet that markup stood before goes too."""
        self._fold()
        if not is_item and self.tag != "li":
            bare, has_bullet = split_bullet(self.text)
            if has_bullet:
                self._replace([(0, len(self.text) - len(bare), "")])
                self.take_out_all()
                self._fold()
                self.tag = "li"
        links = sum(kind & _LINKED > 0 for kind in self._kinds)
        bold = sum(kind & _BOLD > 0 for kind in self._kinds)
        return PlainText(
            self.text, tuple(self._markup()) if self.text else (), "li" if is_item else self.tag, links, bold
        )

    def _headings(self) -> Iterator[tuple[int, int, str]]:
        found = _HEADING_RE.match(self.text)
        if found:
            self.tag = f"h{len(found['marks'])}"
            yield 0, found.end(), ""
            end = _HEADING_END_RE.search(self.text)
            if end and end.start() > found.end():
                yield end.start(), end.end(), ""

    def _tags(self) -> Iterator[tuple[int, int, str]]:
        for found in _TAG_RE.finditer(self.text):
            if _is_mentioned(found, self.text):
                continue
            name = (found["breaks"] or "").lower()
            if not found["end"] and name in ("li", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"):
                self.tag = name
            yield found.start(), found.end(), " " if name else ""

    def _unwrap(self, pattern: re.Pattern[str], kind: int) -> None:
        """Take out what a pattern finds around its group that took part."""
        changes: list[tuple[int, int, str]] = []
        for found in pattern.finditer(self.text):
            group = "text" if "text" in pattern.groupindex else found.lastgroup or ""
            start, end = found.span(group)
            changes += [(found.start(), start, ""), (end, found.end(), "")]
            for index in range(start, end):
                self._kinds[index] |= kind
        self._replace(changes)

    def _replace(self, changes: Iterable[tuple[int, int, str]]) -> None:
        """Put other characters in the place of some stretches, given in order."""
        text: list[str] = []
        places: list[tuple[int, int]] = []
        kinds: list[int] = []
        here = 0
        for start, end, new in changes:
            if start < end:
                text += [self.text[here:start], new]
                places += self._places[here:start]
                places += [(self._places[start][0], self._places[end - 1][1])] * len(new)
                kinds += self._kinds[here:start] + [self._kinds[start]] * len(new)
                here = end
        if here:
            self.text = "".join(text) + self.text[here:]
            self._places = places + self._places[here:]
            self._kinds = kinds + self._kinds[here:]

    def _fold(self) -> None:
        """Fold white space, and leave out what is invisible."""
        kept: list[int] = []
        for index, character in enumerate(self.text):
            if character.isspace():
                if kept and not self.text[kept[-1]].isspace():
                    kept.append(index)
            elif not is_blank(character):
                kept.append(index)
        if kept and self.text[kept[-1]].isspace():
            kept.pop()
        self.text = "".join(" " if self.text[index].isspace() else self.text[index] for index in kept)
        self._places = [self._places[index] for index in kept]
        self._kinds = [self._kinds[index] for index in kept]

    def _markup(self) -> Iterator[Markup]:
        """Yield each stretch of the input that does not read as it stands there."""
        here, index = 0, 0
        for (start, end), group in groupby(self._places):
            yield from self._gap(here, start)
            count = len(list(group))
            text = self.text[index : index + count]
            original = self._input[start:end]
            if original != text and not (text == " " and original.isspace()):
                yield Markup(self._offset + start, self._offset + end, text)
            here, index = end, index + count
        yield from self._gap(here, len(self._input))

    def _gap(self, start: int, end: int) -> Iterator[Markup]:
        while start < end and is_blank(self._input[start]):
            start += 1
        while start < end and is_blank(self._input[end - 1]):
            end -= 1
        if start < end:
            yield Markup(self._offset + start, self._offset + end, "")
