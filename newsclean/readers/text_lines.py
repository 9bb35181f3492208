"""The lines of a text dump, with their offsets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from newsclean.readers.tags import paragraph_breaks
from newsclean.text.normalise import tidy
from newsclean.text.patterns import compile_later

_LINE_ENDS = "\n\r\f\v\x85\u2028\u2029"
MIN_QUOTED_LINES, MIN_QUOTED_SHARE = 3, 0.6  # of lines with a quote mark that make a text a quoted mail (guesses)
LINE_RE = compile_later("[^\n\r\f\v\x85\u2028\u2029]*(?:\r\n|[\n\r\f\v\x85\u2028\u2029]|$)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the input: its offsets without the line end, and its tidied text, "" for a blank line.

    `is_closed`: markup ends the paragraph with this line.
    """

    start: int
    end: int
    text: str
    is_closed: bool = False


def split_lines(text: str, most: int | None = None) -> Iterator[Line]:
    """Yield the lines of a text, including blank ones; what is behind the first `most` lines is one line."""
    for number, match in enumerate(LINE_RE.finditer(text)):
        if number == most:
            content = text[match.start() :].rstrip(_LINE_ENDS)
            yield Line(match.start(), match.start() + len(content), tidy(content))
            return
        if match.end() > match.start():
            content = match[0].rstrip(_LINE_ENDS)
            yield Line(match.start(), match.start() + len(content), tidy(content))


def cut_at_tags(line: Line, text: str) -> Iterator[Line]:
    """Yield the parts of a line between tags that begin or end a paragraph."""
    if "<" not in line.text:
        yield line
        return
    content = text[line.start : line.end]
    here = 0
    for end in paragraph_breaks(content):
        if tidy(content[here:end]):
            yield Line(line.start + here, line.start + end, tidy(content[here:end]), is_closed=True)
            here = end
    rest = tidy(content[here:])
    if rest or not here:
        yield Line(line.start + here, line.end, rest)


def without_quote_marks(lines: list[Line]) -> list[Line]:
    """Return the lines of a quoted mail without the marks before them; the lines of any other text as they are.

    Mail marks its blank lines too, so its marked lines adjoin. The paragraphs of a cleaned article never do.
    """
    shown = sum(bool(line.text) for line in lines)
    is_quoted = [line.text[:1] == ">" for line in lines]
    adjoining = 1 + sum(above and below for above, below in pairwise(is_quoted))
    if adjoining < MIN_QUOTED_LINES or sum(is_quoted) < MIN_QUOTED_SHARE * shown:
        return lines
    return [replace(line, text=tidy(line.text.lstrip("> "))) if line.text[:1] == ">" else line for line in lines]


def join_rest(lines: list[Line], text: str, most: int) -> list[Line]:
    """Return the first `most` lines, and all others as one line."""
    if len(lines) <= most:
        return lines
    start, end = lines[most].start, lines[-1].end
    return [*lines[:most], Line(start, end, tidy(text[start:end]))]
