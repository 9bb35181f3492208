"""Lines that the form of a dump adds to the page's own: running heads, marks of the article's end, slugs of wires."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from newsclean.blocks import Category, Label
from newsclean.lexicon.line_signals import is_sentence
from newsclean.readers.text_lines import Line, cut_line
from newsclean.text.normalise import END_RE, INITIALS_RE, MAX_END_MARK, tidy
from newsclean.text.patterns import compile_later

MIN_HEADS = 2  # pages that have the same line at the top or the bottom until it is a running head (a guess)
MAX_HEAD_CHARS = 120  # characters of a running head at most (a guess)
MAX_REST_SHARE = 0.3
"""Share of a text's characters that may follow the mark of its end. Where more follow, the mark parts sections. A
guess; not measured."""
_FIRST_OF_MARKS = frozenset("■◼◾◆●█□#-–—E[(*")  # the first characters of what `END_RE` matches
_HEAD = Label(Category.NAVIGATION, "layout:running-head")
_END = Label(Category.OTHER, "layout:end")
_SLUG = Label(Category.OTHER, "layout:slug")
_READING = Label(Category.OTHER, "layout:reading-time")
_LINKS = Label(Category.NAVIGATION, "layout:links")
_READING_RE = compile_later(r"\d{1,3}(?: ?[-–] ?\d{1,3})? min(?:ute)?s?(?: read)?$", re.IGNORECASE)
_LINK_NUMBER_RE = compile_later(r"\[\d{1,4}\](?=\S)")
_LINK_TARGET_RE = compile_later(r"\d{1,4}\. (?:https?|file|mailto|ftp):\S+$")
_LINK_HEADS = frozenset(("References", "Visible links", "Visible links:", "Hidden links:"))
MAX_LINK_WORDS, MIN_LINKED_SIZE = 6, 40  # words of a link in a menu at most, characters of a linked sentence (guesses)
MIN_MENU_LINKS = 2  # numbered links of which a line consists until it is a menu (a guess)
_PAGE_NUMBER_RE = compile_later(r"^\W{0,3}\d{1,4}\s{3,}|\s{3,}\d{1,4}\W{0,3}$")  # set apart from the rest of its line
_DIGITS_RE = compile_later(r"\d+")
_ONLY_NUMBER_RE = compile_later(r"\W{0,3}(?:[^\W\d_]{1,6}\.? )?\d{1,4}(?: ?(?:/|[^\W\d_]{1,3}) ?\d{1,4})?\W{0,3}$")
_SLUG_RE = compile_later(
    r"(?:(?:UPDATE|WRAPUP|CORRECTED|CORRECTION|REFILE|RPT|ADVISORY|SCHEDULE) ?\d{0,2} ?- ?)+(?=\S)|HD\s+(?=[^\W\d_a-z])"
)


def label_layout(lines: Sequence[Line], text: str) -> list[Line]:
    """Return the lines with labels on those that the form of the dump added; a slug becomes a line of its own."""
    found = _running_heads(lines, text) | _ends(lines)
    found |= {index: _READING for index, line in enumerate(lines) if line.text and _READING_RE.match(line.text)}
    labelled = _without_link_numbers(lines, found)
    for index, label in found.items():
        labelled[index] = labelled[index]._replace(label=label)
    first = next((index for index, line in enumerate(labelled) if line.text and line.label is None), None)
    if first is not None and (slug := _SLUG_RE.match(text[labelled[first].start : labelled[first].end].lstrip())):
        labelled[first : first + 1] = cut_line(labelled[first], text, slug.end(), _SLUG)
    return labelled


def _running_heads(lines: Sequence[Line], text: str) -> dict[int, Label]:
    """Return the labels of lines that repeat on most pages of a printed text, but for the number of the page."""
    keys: dict[int, str] = {}
    edges = _page_edges(lines, text)
    for index, line in enumerate(lines):
        if not line.text or len(line.text) > MAX_HEAD_CHARS:
            continue
        if index not in edges and line.end - line.start < len(line.text) + 2:
            continue  # no white space in it is folded, so none sets a number apart
        shown = text[line.start : line.end].strip()
        bare = _PAGE_NUMBER_RE.sub("", shown)
        if index in edges or 0 < len(bare) < len(shown):
            keys[index] = "" if _ONLY_NUMBER_RE.match(shown) else tidy(_DIGITS_RE.sub("", bare))
    counts = Counter(keys.values())
    return {index: _HEAD for index, key in keys.items() if counts[key] >= MIN_HEADS}


def _page_edges(lines: Sequence[Line], text: str) -> set[int]:
    """Return the first and last line of each page of a text with form feeds."""
    if "\f" not in text:
        return set()
    edges: set[int] = set()
    page: list[int] = []
    for index, line in enumerate(lines):
        if line.start and text[line.start - 1] == "\f":
            edges |= {*page[:1], *page[-1:]}
            page = []
        if line.text:
            page.append(index)
    return edges | {*page[:1], *page[-1:]}


def _ends(lines: Sequence[Line]) -> dict[int, Label]:
    """Return the labels of the mark of the article's end and of the lines below it, and of the desk's initials."""
    short = [index for index, line in enumerate(lines) if 0 < len(line.text) <= MAX_END_MARK]
    marks = [index for index in short if lines[index].text[0] in _FIRST_OF_MARKS and END_RE.match(lines[index].text)]
    found = dict.fromkeys(marks, _END)
    found |= {index: _END for index in short if "/" in lines[index].text and INITIALS_RE.match(lines[index].text)}
    if len(marks) == 1:
        rest = range(marks[0] + 1, len(lines))
        below = sum(len(lines[index].text) for index in rest)
        if below <= MAX_REST_SHARE * sum(len(line.text) for line in lines):
            found |= {index: _END for index in rest if lines[index].text}
    return found


def _without_link_numbers(lines: Sequence[Line], found: dict[int, Label]) -> list[Line]:
    """Return the lines of a dump by lynx without the numbers before its links; add its menus and targets to `found`."""
    first = next((index for index, line in enumerate(lines) if line.text in _LINK_HEADS), None)
    if first is None or not any(_LINK_TARGET_RE.match(line.text) for line in lines):
        return list(lines)
    found |= {index: _LINKS for index in range(first, len(lines)) if lines[index].text}
    for index, line in enumerate(lines):
        # a link begins a menu, an article's line begins with words
        if line.text.startswith(("[", "#[")) and _LINK_NUMBER_RE.match(line.text.lstrip("#")):
            numbers = len(_LINK_NUMBER_RE.findall(line.text))
            is_alone = line.text.count(" ") < MAX_LINK_WORDS and not is_sentence(line.text, MIN_LINKED_SIZE)
            if numbers >= MIN_MENU_LINKS or is_alone:
                found[index] = _LINKS
    return [line._replace(text=tidy(_LINK_NUMBER_RE.sub("", line.text))) for line in lines]
