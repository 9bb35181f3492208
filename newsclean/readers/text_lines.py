"""The lines of a text dump, with their offsets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from newsclean.blocks import Label
from newsclean.readers.tags import paragraph_breaks
from newsclean.text.normalise import tidy
from newsclean.text.patterns import compile_later

_LINE_ENDS = "\n\r\f\v\x85\u2028\u2029"
MIN_QUOTED_LINES, MIN_QUOTED_SHARE = 3, 0.6  # of lines with a quote mark that make a text a quoted mail (guesses)
_SEPARATORS = dict.fromkeys((0x1C, 0x1D, 0x1E), " ")
"""Characters at which `str.splitlines` splits, too; in a dump they are white space."""
_WRITTEN_OUT_RE = compile_later(r"((?:[^\\\n\r]|\\(?![nr]))*)(?:\\r\\n|\\[nr]|\r\n|[\n\r]|$)")
_QUOTED_RE = compile_later(r"((?:[^\\\n\r\"]|\\(?![nr]).?)*)(?:\\r\\n|\\[nr]|\r\n|[\n\r\"]|$)")
"""A line of a text whose line ends are written out, as in a string of JSON, and of such a text between its quotes."""
_STRING_RE = compile_later(r"\s*\"(?:[^\"\\]|\\.)*\"\s*$")
MAX_BLANK_LINES = 2
"""Blank lines in a row that are read. Readers tell a single one, as in double-spaced text, from more. Half of a dump's
lines are blank, and raising it takes their time."""
MIN_WRITTEN_OUT = 3  # such line ends in a text without others until they count (a guess)
_ESCAPED_RE = compile_later(r"\\([\"'/])|\\t")


class Line(NamedTuple):
    """A line of the input: its offsets without the line end, and its tidied text, "" for a blank line.

    `is_closed`: markup ends the paragraph with this line. `label`: of a line that the form of the dump added.
    """

    start: int
    end: int
    text: str
    is_closed: bool = False
    label: Label | None = None


def split_lines(text: str, most: int | None = None) -> Iterator[Line]:
    """Yield the lines of a text, including blank ones; all behind the first `most` lines is one line.

    A run of blank lines has `MAX_BLANK_LINES` lines at most, unless the text has form feeds, which part pages.

    In a text of one line with line ends written out, these end its lines, and escaped marks lose their backslash.
    """
    is_written_out, start, blanks = has_written_out_ends(text), 0, 0
    most_blanks = MAX_BLANK_LINES if "\f" not in text else len(text)
    for number, (content, size) in enumerate(_written_out(text) if is_written_out else _contents(text)):
        if number == most:
            rest = text[start:].rstrip(_LINE_ENDS)
            yield Line(start, start + len(rest), tidy(rest))
            return
        shown = _ESCAPED_RE.sub(lambda found: found[1] or " ", content) if is_written_out else content
        blanks = 0 if shown and not shown.isspace() else blanks + 1
        if blanks <= most_blanks:
            yield Line(start, start + len(content), "" if blanks else tidy(shown))
        start += size


def _contents(text: str) -> Iterator[tuple[str, int]]:
    """Yield each line without its end, and its size with it."""
    has_others = any(chr(separator) in text for separator in _SEPARATORS)
    for line in (text.translate(_SEPARATORS) if has_others else text).splitlines(keepends=True):
        yield line.rstrip(_LINE_ENDS), len(line)


def _written_out(text: str) -> Iterator[tuple[str, int]]:
    """Yield the same for a text whose line ends are written out."""
    pattern = _QUOTED_RE if _STRING_RE.match(text) else _WRITTEN_OUT_RE
    for match in pattern.finditer(text):
        if match[0]:
            yield match[1], len(match[0])


def has_written_out_ends(text: str) -> bool:
    r"""Return whether the line ends of a text are written out as a backslash and a letter.

    >>> has_written_out_ends(r"Ferry stays\n\nIt runs.\n"), has_written_out_ends(r"C:\new\net\now" + "\n\nText")
    (True, False)
    """
    return text.count("\\n") >= MIN_WRITTEN_OUT and "\n" not in text.strip()


def cut_line(line: Line, text: str, size: int, label: Label) -> list[Line]:
    """Return a line cut in two: its first characters, `size` of them and with a label, and the rest, if any is left."""
    indent = len(text[line.start : line.end]) - len(text[line.start : line.end].lstrip())
    at = line.start + indent + size
    head = Line(line.start, at, tidy(text[line.start : at]), label=label)
    rest = tidy(text[at : line.end])
    return [head, line._replace(start=at, text=rest)] if rest else [head]


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
    is_quoted = [line.text[:1] == ">" for line in lines]
    if not any(is_quoted):
        return lines
    shown = sum(bool(line.text) for line in lines)
    adjoining = 1 + sum(above and below for above, below in pairwise(is_quoted))
    if adjoining < MIN_QUOTED_LINES or sum(is_quoted) < MIN_QUOTED_SHARE * shown:
        return lines
    return [line._replace(text=tidy(line.text.lstrip("> "))) if line.text[:1] == ">" else line for line in lines]


def join_rest(lines: list[Line], text: str, most: int) -> list[Line]:
    """Return the first `most` lines, and all others as one line."""
    if len(lines) <= most:
        return lines
    start, end = lines[most].start, lines[-1].end
    return [*lines[:most], Line(start, end, tidy(text[start:end]))]
