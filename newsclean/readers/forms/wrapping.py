"""Hard wraps: the width at which a dump cuts its lines, and words that it hyphenates there."""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import pairwise

from newsclean.readers.text_lines import Line
from newsclean.text.normalise import split_bullet
from newsclean.text.patterns import compile_later
from newsclean.text.scripts import DOUBLE_WIDTH_RE

MIN_WRAP_COLUMNS, MAX_WRAP_COLUMNS = 50, 100
"""Columns at which mail, terminals and wire services wrap. Shorter lines are verse or lists. Guesses; not measured."""
MIN_WRAPPED_LINES = 3  # lines that a wrapped dump has at least; fewer may be full by chance (a guess)
MIN_FITTING_SHARE = 0.95  # share of the lines that must fit the width; the others are long URLs (a guess)
MIN_WRAPPED_SHARE = 0.8  # share of the lines before another line that must have no room for its first word (a guess)
MIN_SPACED_LINES = 8  # lines of a double-spaced dump at least (a guess)
MIN_CUT_SHARE = 0.3
"""Share of the lines of a double-spaced dump that begin in mid-sentence. Fewer lines are paragraphs. A guess."""
MARKDOWN_WIDTH = 78  # characters at which html2text wraps
MIN_MARKDOWN_SHARE = 0.9  # share of the lines of prose in wrapped Markdown that fit this width (a guess)
MIN_PROSE_CHARS = 50  # of a line that shows whether Markdown is wrapped (a guess)
MIN_HYPHENS = 2  # line ends behind a hyphen until the hyphens may be the dump's (a guess)
_URL_RE = compile_later(r"https?:/|\]\(")
_HYPHEN_RE = compile_later(r"[^\W\d_]-$")
_LAST_PART_RE, _FIRST_PART_RE = compile_later(r"[^\W\d_]+(?=-$)"), compile_later(r"[^\W\d_]+")
_CUT_WORD_RE = compile_later(r"[^\W\d_]+-\s*\n\s*[^\W\d_]+")  # a word that a line end cuts, which shows nothing
_WORD_RE = compile_later(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def wrap_width(lines: list[Line]) -> int:
    """Return the width in characters at which a dump is hard-wrapped, 0 if it is not.

    A dump is wrapped if nearly all lines fit one width and few lines had room for the first word of the next.
    """
    followed = [
        (a, b)
        for a, b in pairwise(lines)
        if a.text and b.text and not (a.label or b.label) and not split_bullet(b.text)[1] and not _URL_RE.search(a.text)
    ]
    fitting = [a.text for a, _ in followed if len(a.text) <= MAX_WRAP_COLUMNS]
    widest = max(fitting, key=len, default="")
    width = len(widest)
    columns = width + len(DOUBLE_WIDTH_RE.findall(widest))
    if columns < MIN_WRAP_COLUMNS or len(fitting) < max(MIN_WRAPPED_LINES, MIN_FITTING_SHARE * len(followed)):
        return 0
    full = sum(not has_room(a, b, width) for a, b in followed)
    return width if full >= MIN_WRAPPED_SHARE * len(followed) else 0


def has_room(line: Line, following: Line, width: int) -> bool:
    """Return whether the next line's first word would have fitted on this line, which makes the break deliberate."""
    # the widths of a dump's paragraphs may differ by a few columns
    return len(line.text) + 1 + len(following.text.split(" ", 1)[0]) <= width - 8


def is_markdown_wrapped(lines: Sequence[Line]) -> bool:
    """Return whether Markdown is wrapped as html2text does, so that a line end in a paragraph is none of the page's."""
    sizes = [line.end - line.start for line in lines if len(line.text) >= MIN_PROSE_CHARS and "](" not in line.text]
    fitting = sum(size <= MARKDOWN_WIDTH + 1 for size in sizes)
    return len(sizes) >= MIN_WRAPPED_LINES and fitting >= MIN_MARKDOWN_SHARE * len(sizes)


def is_full(line: Line, following: Line) -> bool:
    """Return whether a line of wrapped Markdown has no room for the first word of the next."""
    size = line.end - line.start
    return size >= MIN_PROSE_CHARS and size + 1 + len(following.text.split(" ", 1)[0]) > MARKDOWN_WIDTH


def single_spaced(lines: list[Line]) -> list[Line]:
    """Return the lines of a double-spaced, hard-wrapped dump without the blank ones inside its paragraphs.

    The lines of any other dump are returned as they are.
    """
    shown = [index for index, line in enumerate(lines) if line.text and not line.label]
    pairs = list(pairwise(shown))
    if len(shown) < MIN_SPACED_LINES or any(second - first == 1 for first, second in pairs):
        return lines
    width = max(len(lines[index].text) for index in shown)
    cut = [(first, second) for first, second in pairs if lines[second].text[0].islower()]
    full = sum(not has_room(lines[first], lines[second], width) for first, second in cut)
    if not MIN_WRAP_COLUMNS <= width <= MAX_WRAP_COLUMNS or len(cut) < MIN_CUT_SHARE * len(shown):
        return lines
    if full < MIN_FITTING_SHARE * len(cut):
        return lines
    joined = {first + 1 for first, second in pairs if second - first == 2}
    joined -= {first + 1 for first, second in pairs if has_room(lines[first], lines[second], width)}
    return [line for index, line in enumerate(lines) if index not in joined]


def words_if_hyphenated(lines: Sequence[Line], text: str) -> frozenset[str]:
    """Return the words of a dump that hyphenates at line ends, case-folded; none of any other dump."""
    ends = [a for a, b in pairwise(lines) if a.text[-1:] == "-" and b.text[:1].islower() and _HYPHEN_RE.search(a.text)]
    if len(ends) < MIN_HYPHENS:
        return frozenset()
    return frozenset(_WORD_RE.findall(_CUT_WORD_RE.sub(" ", text.casefold())))


def joins_hyphenated(left: str, right: str, words: Container[str]) -> bool:
    """Return whether the hyphen at the end of a line is the dump's: `words` has the whole word, or not both parts."""
    first, last = _LAST_PART_RE.search(left), _FIRST_PART_RE.match(right)
    if not first or not last or not right[0].islower():
        return False
    one, two = first[0].casefold(), last[0].casefold()
    if f"{one}-{two}" in words:
        return False
    return one + two in words or not (one in words and two in words)
