"""The lines of a text: what each is by itself, and which is the headline; the same for dumps and for HTML."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from newsclean.blocks import Category, Label
from newsclean.classify.facts import CLOSERS, MIN_SENTENCE_SIZE, Told, facts_of, is_sentence, size_of
from newsclean.classify.lexicon import Lexicon

MIN_SHORT_SENTENCE_SIZE = 20
"""Right after a paragraph a sentence of this size is prose, too."""
MIN_PROSE_SIZE = 120
"""A line of this size is prose however it ends. Sizes are in characters, those of East Asian scripts counted twice."""
MIN_HEADLINE_SIZE, MAX_HEADLINE_SIZE = 8, 200
MIN_PHRASE_SHARE = 0.5
"""A line above the article that begins with a set phrase is still a headline if the phrase is less of it than this."""
HEAD_LINES = 12
"""How far above the first paragraph the headline may stand: date, byline, share bar and caption come between."""
MAX_LABEL_SIZE = 40


class Line(NamedTuple):
    """A line, and whether it is a list item."""

    text: str
    is_item: bool = False


class Seen(NamedTuple):
    """What is seen in one line on its own."""

    size: int
    is_prose: bool
    is_item: bool
    label: Label | None
    phrase_size: int
    """Characters of the lexicon's phrase that the label comes from; 0 if it comes from elsewhere."""


def look_at(lines: Sequence[Line], words: Lexicon) -> list[Seen]:
    """Look at each line, and take a short sentence right after a paragraph for a paragraph too."""
    seen: list[Seen] = []
    for line in lines:
        look = _look(line, words)
        if seen and seen[-1].is_prose and look.label is None and is_sentence(line.text, MIN_SHORT_SENTENCE_SIZE):
            look = look._replace(is_prose=True)
        seen.append(look)
    return seen


@lru_cache(maxsize=8192)
def _look(line: Line, words: Lexicon) -> Seen:
    size = size_of(line.text)
    told = facts_of(line.text, words)
    is_prose = told.label is None and (is_sentence(line.text, MIN_SENTENCE_SIZE) or size >= MIN_PROSE_SIZE)
    return Seen(size, is_prose, line.is_item, told.label, told.phrase_size)


def headlines(lines: Sequence[Line], seen: Sequence[Seen], first: int) -> list[int]:
    """Return the lines that are the headline: the one that is it, and its repetitions in whatever case.

    `first` is the article's first line.
    """
    found = _find_headline(lines, seen, first)
    if found is None:
        return []
    headline = lines[found].text.casefold()
    return [index for index, line in enumerate(lines) if line.text.casefold() == headline]


def _find_headline(lines: Sequence[Line], seen: Sequence[Seen], first: int) -> int | None:
    """Return the line above the article that looks most like its headline.

    The longest does, unless the page repeats another one, as it repeats its headline in its title. A line that stands
    alone above the article is its headline, however it looks.
    """
    if first == 1 and not is_named(lines[0], seen[0]):
        return 0
    best, best_score = None, 0
    for index in range(max(0, first - HEAD_LINES), min(first + 1, len(lines))):
        line, look = lines[index], seen[index]
        if is_named(line, look) or not _looks_like_headline(line, look):
            continue
        repeats = sum(other.text.startswith(line.text) for other in lines[: first + 1]) - 1
        is_credit = look.label is not None and look.label.category is Category.CAPTION
        score = min(look.size, 100) // (4 if is_credit else 1) + 50 * (repeats > 0)
        if score > best_score:
            best, best_score = index, score
    return best


def is_named(line: Line, look: Seen) -> bool:
    """Whether a line is a set phrase, a byline or a date, and not a headline that begins like one."""
    return is_label(line.text, Told(look.label, look.phrase_size))


def is_label(text: str, told: Told) -> bool:
    """Whether what a line tells of itself makes it a label, and no headline."""
    if told.label is None or told.label.category is Category.CAPTION:
        return False
    return told.phrase_size == 0 or told.phrase_size >= MIN_PHRASE_SHARE * len(text)


def _looks_like_headline(line: Line, look: Seen) -> bool:
    if line.is_item or look.size > MAX_HEADLINE_SIZE or size_of(line.text) < MIN_HEADLINE_SIZE:
        return False
    ends_like_text = line.text.rstrip(CLOSERS)[-1:] in ".,:;…。、，：；"
    return not ends_like_text and not (look.is_prose and look.size > MAX_LABEL_SIZE * 3)
