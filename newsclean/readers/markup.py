"""Strips left-over tags, entities and Markdown from the blocks of text dumps, and accounts for each of them.

Tags, entities, links, images, headings and bold type are markup in every dump. Single asterisks, underscores and
backslashes occur in ordinary texts and are markup only in Markdown. A dump is Markdown if it has links, headings or
bold type; cleaning strips all of those, so a cleaned article is no Markdown and is read literally.

Patterns find the markup, because every character must keep its offset in the input; parsers of Markdown drop it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

from newsclean.blocks import Markup
from newsclean.budget import Budget, Part
from newsclean.readers.tags import find_tags
from newsclean.text.normalise import align, is_blank, split_bullet, tidy
from newsclean.text.patterns import compile_later

MAX_PASSES = 40  # passes over a block, for links in links and entities that were escaped twice (a guess)
MIN_MARKDOWN_SIGNS = 2  # headings or bold words that make a dump Markdown; a link or a title counts for two (a guess)

_ENTITY_RE = compile_later(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_TARGET = (
    r"\(\s?(?:<[^<>]*>|(?:https?:|www\.|mailto:|tel:|javascript:|[/#.])(?:[^()\s]|\([^()\s]*\))*+)"
    r"""(?:\s"[^"]*")?\s?\)"""
)
_IMAGE_RE = compile_later(rf"!\[[^\[\]]*\]{_TARGET}")
_LINK_RE = compile_later(rf"\[(?P<text>[^\[\]]*)\]{_TARGET}")
_HEADING_RE = compile_later(r"\s*(?P<marks>#{1,6})\s+(?=[^\s#]|#+[^\s#])")
_HEADING_END_RE = compile_later(r"\s#+$")
_BOLD_MARK_RE = compile_later(r"(?<![*_])(?:\*{2,3}|_{2,3})(?![*_])")
MAX_BOLD_CHARS = 400  # between two marks of bold type; raising it takes marks that no author meant as a pair (a guess)
_EMPHASIS_RE = compile_later(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+.!<>|~&:=-])"
    r"|`(?P<code>[^`]+)`"
    r"|(?<![\w*])\*(?=[^\s*])(?P<star>[^*]+)(?<=[^\s*\\])\*(?![\w*])"
    r"|(?<![\w_])_(?=[^\s_])(?P<line>[^_]+)(?<=[^\s_\\])_(?![\w_])"
    r"|\[(?P<reference>[^\[\]]+)\]\[[^\[\]]*\]"
    r"|<(?P<address>(?:https?://|mailto:)[^<>\s]+)>"
)
_START_RE = compile_later(r"(?P<quote>(?:>\s?)+)|(?P<row>\|\s?)|(?P<item>\+\s+)(?=\S)")
_ROW_END_RE = compile_later(r"\s?\|$")
_TAG_OF_START = {"quote": "blockquote", "row": "td", "item": "li"}
_SIGN_RES = compile_later(r"<[a-zA-Z/!]"), compile_later(r"&[#\w]{2,32};")
_TITLE_RE = compile_later(r"(?:^|[\n\r\f\v\x85\u2028\u2029])[^\S\n\r\f\v\x85\u2028\u2029]*+#{1,6}\s")
"""A quick check for any markup, one sign after the other. Lines end as in `text_lines`, at form feeds too."""
_LINKED, _BOLD = 1, 2
_Wrapped = tuple[tuple[int, int], tuple[int, int]]
"""The range of a piece of markup with the text in it, and the range of that text."""


class PlainText(NamedTuple):
    """A block's text without its markup, "" if the block is nothing but markup.

    `tag` is the tag that the markup gives the block, "" for none. The other fields are as in `Block`.
    """

    text: str
    markup: tuple[Markup, ...]
    tag: str
    link_chars: int
    bold_chars: int


def has_markup(text: str) -> bool:
    """Return whether a text may contain markup. Most dumps have none."""
    if "](" in text or "**" in text or "__" in text or any(sign.search(text) for sign in _SIGN_RES):
        return True
    return "#" in text and _TITLE_RE.search(text) is not None


def is_markdown(lines: Iterable[str]) -> bool:
    """Return whether a dump is Markdown.

    It has a link, a title above it, or two headings, bold words or quotations.
    """
    found, quoted = 0, False
    shown = [line for line in lines if line]
    for number, line in enumerate(shown):
        if line.startswith("> ") and not quoted:
            quoted, found = True, found + 1
        elif not has_markup(line):
            continue
        title = line.startswith("# ") and number == 0
        found += 2 * bool(title or _LINK_RE.search(line)) + bool(_HEADING_RE.match(line) or any(bold_type(line)))
        if found >= MIN_MARKDOWN_SIGNS:
            return True
    return False


def strip_markup(
    text: str, original: str, offset: int, budget: Budget | None = None, *, markdown: bool, is_item: bool
) -> PlainText:
    """Return a block without its markup; what the page's budget does not cover stays.

    text: the block's folded text, without its bullet if `is_item`. original: the block in the input, at `offset`.
    """
    marked = _MarkupStripper(text, original, offset, budget or Budget(len(text)))
    marked.strip_common()
    if markdown:
        marked.strip_emphasis()
        marked.strip_common()
    return marked.plain(is_item=is_item)


def bold_type(text: str) -> Iterator[_Wrapped]:
    """Yield the bold words of a text, each from a mark to the next equal mark that can close it.

    One pass finds all marks; a pattern for the pair would look at `MAX_BOLD_CHARS` behind every mark.
    """
    pairs: list[_Wrapped] = []
    closing: dict[str, int] = {}
    for mark in reversed(list(_BOLD_MARK_RE.finditer(text))):
        start, end = mark.span()
        before, after = text[start - 1 : start] if start else " ", text[end : end + 1] or " "
        close = closing.get(mark[0], -1)
        opens = not before.isalnum() and not after.isspace() and 0 < close - end <= MAX_BOLD_CHARS
        if opens and "\n" not in text[end:close]:
            pairs.append(((start, close + len(mark[0])), (end, close)))
        if not before.isspace() and not after.isalnum():
            closing[mark[0]] = start
    last = 0
    for pair in reversed(pairs):
        if pair[0][0] >= last:
            yield pair
            last = pair[0][1]


class _MarkupStripper:
    """A block's text while its markup is stripped. Each character keeps its offsets in the input and its kind."""

    def __init__(self, text: str, original: str, offset: int, budget: Budget) -> None:
        self.text = text
        self._budget = budget
        self.tag = ""
        self._input = original
        self._offset = offset
        self._places = align(text, original)
        self._kinds = [0] * len(text)

    def strip_common(self) -> None:
        """Strip the markup of every dump, and the markup that appears when that is gone."""
        for _ in range(MAX_PASSES):
            before = self.text
            if not has_markup(before) or not self._budget.spend(Part.MARKUP, len(before)):
                break
            self._replace(self._headings())
            self._replace((m.start(), m.end(), unescape(m[0])) for m in _ENTITY_RE.finditer(self.text))
            self._replace(self._tags())
            self._replace((m.start(), m.end(), "") for m in _IMAGE_RE.finditer(self.text))
            self._unwrap(((m.span(), m.span("text")) for m in _LINK_RE.finditer(self.text)), _LINKED)
            self._unwrap(bold_type(self.text), _BOLD)
            if self.text == before:
                break

    def strip_emphasis(self) -> None:
        """Strip the markup that only Markdown has. One pass, because escaped characters are text."""
        start = _START_RE.match(self.text)
        if start and start.lastgroup:
            self.tag = _TAG_OF_START[start.lastgroup]
            end = _ROW_END_RE.search(self.text) if start["row"] else None
            closing = [(end.start(), end.end(), "")] if end and end.start() >= start.end() else []
            self._replace([(0, start.end(), ""), *closing])
        self._unwrap(((m.span(), m.span(m.lastgroup or 0)) for m in _EMPHASIS_RE.finditer(self.text)), 0)

    def plain(self, *, is_item: bool) -> PlainText:
        """Return the text that is left, without a bullet that markup had hidden."""
        self._fold()
        if not is_item and self.tag != "li":
            bare, has_bullet = split_bullet(self.text)
            if has_bullet:
                self._replace([(0, len(self.text) - len(bare), "")])
                self.strip_common()
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
        for found in find_tags(self.text):
            name = (found["breaks"] or "").lower()
            if not found["end"] and name in ("li", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"):
                self.tag = name
            yield found.start(), found.end(), " " if name else ""

    def _unwrap(self, wrapped: Iterable[_Wrapped], kind: int) -> None:
        """Strip some ranges, except for the text inside each."""
        changes: list[tuple[int, int, str]] = []
        for (first, last), (start, end) in wrapped:
            changes += [(first, start, ""), (end, last, "")]
            for index in range(start, end):
                self._kinds[index] |= kind
        self._replace(changes)

    def _replace(self, changes: Iterable[tuple[int, int, str]]) -> None:
        """Replace some ranges, given in order, by other characters."""
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
        """Fold white space, and drop invisible characters."""
        bare = self.text.strip()
        if bare == tidy(bare):
            start = len(self.text) - len(self.text.lstrip())
            middle = slice(start, start + len(bare))
            self.text, self._places, self._kinds = bare, self._places[middle], self._kinds[middle]
            return
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
        """Yield each range of the input that the text does not repeat literally."""
        here = first = 0
        for index, place in enumerate(self._places, 1):
            if index < len(self._places) and self._places[index] == place:
                continue
            start, end = place
            if here < start:
                yield from self._gap(here, start)
            text, original = self.text[first:index], self._input[start:end]
            if original != text and not (text == " " and original.isspace()):
                yield Markup(self._offset + start, self._offset + end, text)
            here, first = end, index
        yield from self._gap(here, len(self._input))

    def _gap(self, start: int, end: int) -> Iterator[Markup]:
        while start < end and is_blank(self._input[start]):
            start += 1
        while start < end and is_blank(self._input[end - 1]):
            end -= 1
        if start < end:
            yield Markup(self._offset + start, self._offset + end, "")
