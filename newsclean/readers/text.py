"""Text dumps to blocks: cut at lines, put paragraphs that were cut up back together, keep every offset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from newsclean.blocks import Block, Decoded, Metadata, Page
from newsclean.readers.normalise import split_bullet, tidy
from newsclean.sources import Source

LINE_RE = re.compile("[^\n\r\f\v\x85\u2028\u2029]*(?:\r\n|[\n\r\f\v\x85\u2028\u2029]|$)")
_WIDE_RE = re.compile("[\u1100-\u11ff\u3000-\u9fff\uac00-\ud7a3\uff00-\uff60]")
MIN_WRAP_COLUMNS, MAX_WRAP_COLUMNS = 50, 100
"""The widths at which mail, terminals and wire services wrap. Below 50, lines are verse or lists."""
MIN_WRAPPED_LINES = 3
"""Fewer lines that happen to be full are no evidence."""
MIN_FITTING_SHARE = 0.95
"""The few lines that a wrapped dump may have beyond its width: an address nobody could break."""
MIN_WRAPPED_SHARE = 0.8
"""Of the lines that are followed by another, how many must have been too full for its first word."""
MIN_CUT_CHARS, MAX_LINK_CHARS = 40, 80
"""Dumps that cut lines at links: how long the pieces have to be together, and how long a link's text may be. Joining
loses 0.1 points of F1 at most with perfect choice of lines, over the bench's dumps in four styles."""
_END_RE = re.compile("[.!?…:,。！？؟۔;]['\"”’»)\\]」』]*$")
_INNER_MARKS = frozenset(",.;:)”’»%")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the input: offsets without its line end, and its tidied text (empty for a blank line)."""

    start: int
    end: int
    text: str


def read_text(source: Source, decoded: Decoded) -> Page:
    """Read a text dump into a page. A block is a line, or the lines of one hard-wrapped paragraph."""
    lines = list(split_lines(decoded.text))
    blocks = tuple(_block(paragraph) for paragraph in _paragraphs(lines))
    return Page(
        name=source.name,
        url=source.url,
        input="text",
        decoded=decoded,
        blocks=blocks,
        labels=(None,) * len(blocks),
        metadata=Metadata(url=source.url, sources={"url": "source"} if source.url else {}),
    )


def split_lines(text: str) -> Iterator[Line]:
    """Yield the lines of a text, blank ones too."""
    for match in LINE_RE.finditer(text):
        if match.end() > match.start():
            content = match[0].rstrip("\n\r\f\v\x85\u2028\u2029")
            yield Line(match.start(), match.start() + len(content), tidy(content))


def _paragraphs(lines: list[Line]) -> Iterator[list[Line]]:
    """Yield the lines of each block: one, or several where the dump has cut a paragraph up."""
    width = wrap_width(lines)
    paragraph: list[Line] = []
    for index, line in enumerate(lines):
        if paragraph and not _goes_on(paragraph, line, lines[index + 1 : index + 2], width):
            yield paragraph
            paragraph = []
        if line.text:
            paragraph.append(line)
    if paragraph:
        yield paragraph


def _goes_on(paragraph: list[Line], line: Line, after: list[Line], width: int) -> bool:
    """Whether a line goes on with the paragraph before it: it was wrapped there, or cut off at a link."""
    if not line.text or split_bullet(line.text)[1]:
        return False
    if width and not _has_room(paragraph[-1], line, width):
        return True
    if _END_RE.search(paragraph[-1].text):
        return False
    size = sum(len(part.text) for part in paragraph) + len(line.text)
    if _starts_amid(line.text):
        return size >= MIN_CUT_CHARS
    # "…, told" / "Ana Ruiz" / "of the harbour office.": the name of a link, and the sentence runs on behind it
    is_link = len(line.text) <= MAX_LINK_CHARS and not _END_RE.search(line.text)
    return size >= MIN_CUT_CHARS and is_link and any(_starts_amid(part.text) for part in after)


def _starts_amid(text: str) -> bool:
    """Whether a line starts as no sentence does."""
    return text[:1].islower() or text[:1] in _INNER_MARKS


def wrap_width(lines: list[Line]) -> int:
    """Return the column at which the dump is hard-wrapped, 0 if it is not.

    The dump is wrapped when its lines are of one width, and hardly a line that another one follows had room for that
    line's first word.
    """
    followed = [(a, b) for a, b in pairwise(lines) if a.text and b.text and not split_bullet(b.text)[1]]
    fitting = [a.text for a, _ in followed if len(a.text) <= MAX_WRAP_COLUMNS]
    widest = max(fitting, key=len, default="")
    width = len(widest)
    columns = width + len(_WIDE_RE.findall(widest))
    if columns < MIN_WRAP_COLUMNS or len(fitting) < max(MIN_WRAPPED_LINES, MIN_FITTING_SHARE * len(followed)):
        return 0
    full = sum(not _has_room(a, b, width) for a, b in followed)
    return width if full >= MIN_WRAPPED_SHARE * len(followed) else 0


def _has_room(line: Line, following: Line, width: int) -> bool:
    """Whether the next line's first word would have fitted on this one, so that the break was meant."""
    # paragraphs of one dump may be wrapped at widths a few columns apart
    return len(line.text) + 1 + len(following.text.split(" ", 1)[0]) <= width - 8


def _block(paragraph: list[Line]) -> Block:
    text = paragraph[0].text
    for line in paragraph[1:]:
        text += line.text if _joins_without_space(text, line.text) else " " + line.text
    text, is_item = split_bullet(text)
    return Block(text, "li" if is_item else "p", start=paragraph[0].start, end=paragraph[-1].end)


def _joins_without_space(left: str, right: str) -> bool:
    """Whether the break was no space: before a comma, after a hyphen, between Chinese or Japanese characters."""
    if right[0] in _INNER_MARKS:
        return True
    if _is_wide(left[-1]):
        return _is_wide(right[0])
    return len(left) > 1 and left[-1] == "-" and left[-2].isalpha() and right[0].islower()


def _is_wide(character: str) -> bool:
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"
