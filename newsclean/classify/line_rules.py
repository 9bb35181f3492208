"""The judge of lines: a transparent heuristic over the lines of a text, the same for dumps and for HTML.

It sees what a reader of the plain text sees and nothing else: the lines in order, and which are list items. Prose is
told from furniture by length and by how a line ends; the article is the stretch of lines with the most prose in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from newsclean.blocks import Category, Label
from newsclean.lexicon.line_signals import CLOSERS, MIN_SENTENCE_SIZE, LineSignal, is_sentence, signals_of, size_of
from newsclean.lexicon.phrases import Lexicon

MIN_SHORT_SENTENCE_SIZE = 20
"""Right after a paragraph this is enough."""
MIN_PROSE_SIZE = 120
"""A line of this size is prose however it ends. Sizes are in characters, those of East Asian scripts counted twice."""
FURNITURE_COST = 30
"""What a line that is no prose costs the stretch it stands in; a paragraph outweighs several."""
CLEAN_SHARE = 0.6
"""Of the lines that are no list items: a text with more prose than this has no furniture around it to cut off."""
MIN_HEADLINE_SIZE, MAX_HEADLINE_SIZE = 8, 200
MIN_PHRASE_SHARE = 0.5
"""A line above the article that begins with a set phrase is still a headline if the phrase is less of it than this."""
HEAD_LINES = 12
"""How far above the first paragraph the headline may stand: date, byline, share bar and caption come between."""
MAX_LABEL_SIZE = 40
MIN_LABEL_RUN = 4
"""This many short lines in a row, none a sentence, are a widget and not subheadings."""


class LineView(NamedTuple):
    """A line to judge, and whether it is a list item."""

    text: str
    is_item: bool = False


class _Seen(NamedTuple):
    """What the judge sees in one line on its own."""

    size: int
    is_prose: bool
    is_item: bool
    verdict: Label | None
    phrase_size: int
    """Characters of the lexicon's phrase that the verdict comes from; 0 if it comes from elsewhere."""


def label_lines(lines: Sequence[LineView], words: Lexicon, *, cut: bool = True) -> list[Label | None]:
    """Return, for each line, the label that sets it aside, or None where it belongs to the article.

    Without `cut` only those go that tell what they are from themselves, and all if none is prose: in a text that has
    been cleaned, short lines are lists and tables, not furniture.
    """
    seen = _look_at_all(lines, words)
    first, last = _stretch(seen)
    if not cut and first <= last:
        first, last = 0, len(seen) - 1
    verdicts = [
        look.verdict if first <= index <= last else look.verdict or _outside(line, look, words, index < first)
        for index, (line, look) in enumerate(zip(lines, seen, strict=True))
    ]
    if first or last < len(lines) - 1:
        for index in _widgets(seen, first, last):
            verdicts[index] = verdicts[index] or Label(Category.WIDGET, "lines:label-run")
    for index in _headlines(lines, seen, first) if first <= last else ():
        verdicts[index] = Label(Category.HEADLINE, "lines:headline")
    return verdicts


def _look_at_all(lines: Sequence[LineView], words: Lexicon) -> list[_Seen]:
    """Look at each line, and take a short sentence right after a paragraph for a paragraph too."""
    seen: list[_Seen] = []
    for line, told in zip(lines, signals_of([line.text for line in lines], words), strict=True):
        look = _look(line, told)
        may_be_short = seen and seen[-1].is_prose and not look.is_prose and look.verdict is None
        if may_be_short and is_sentence(line.text, MIN_SHORT_SENTENCE_SIZE):
            look = look._replace(is_prose=True)
        seen.append(look)
    return seen


def _look(line: LineView, told: LineSignal) -> _Seen:
    size = size_of(line.text)
    is_prose = told.label is None and (size >= MIN_PROSE_SIZE or is_sentence(line.text, MIN_SENTENCE_SIZE))
    return _Seen(size, is_prose, line.is_item, *told)


def _stretch(seen: Sequence[_Seen]) -> tuple[int, int]:
    """Return the first and last line of the article: of all stretches the one with the most prose for its furniture.

    A text that is mostly prose already is the article from end to end; one without any prose is none.
    """
    undecided = [look for look in seen if look.verdict is None]
    prose = sum(look.is_prose for look in undecided)
    if not prose:
        return len(seen), len(seen) - 1
    if prose >= CLEAN_SHARE * sum(look.is_prose or not look.is_item for look in seen):
        return 0, len(seen) - 1
    best, best_sum = (0, -1), 0
    start, running = 0, 0
    for index, look in enumerate(seen):
        running += look.size if look.is_prose else -10 if look.is_item else -FURNITURE_COST
        if running <= 0:
            start, running = index + 1, 0
        elif running > best_sum:
            best, best_sum = (start, index), running
    return best


def _outside(line: LineView, look: _Seen, words: Lexicon, is_before: bool) -> Label:
    """Label a line that stands before or after the article, and is nothing that can be told from itself."""
    entry = words.match_anywhere(line.text)
    if entry is not None:
        return entry.label
    if look.is_prose:
        return Label(Category.OTHER, "lines:apart")
    if is_before or look.is_item or look.size <= MAX_LABEL_SIZE:
        return Label(Category.NAVIGATION, "lines:before" if is_before else "lines:after")
    return Label(Category.OTHER, "lines:after")


def _widgets(seen: Sequence[_Seen], first: int, last: int) -> list[int]:
    """Return the lines inside the article that stand in long runs of short labels."""
    found: list[int] = []
    run: list[int] = []
    for index in range(first, last + 1):
        look = seen[index]
        if look.size <= MAX_LABEL_SIZE and not look.is_prose and not look.is_item:
            run.append(index)
            continue
        found += run if len(run) >= MIN_LABEL_RUN else []
        run = []
    return found


def find_headlines(lines: Sequence[LineView], words: Lexicon, first: int) -> list[int]:
    """Return which lines of a text are its headline, where `first` is known to be the article's first line."""
    return _headlines(lines, _look_at_all(lines[: first + 1], words), first)


def _headlines(lines: Sequence[LineView], seen: Sequence[_Seen], first: int) -> list[int]:
    """Return the lines that are the headline: the one that is it, and its repetitions in whatever case.

    What is seen in lines below the article's first one is not looked at.
    """
    found = _find_headline(lines, seen, first)
    if found is None:
        return []
    headline = lines[found].text.casefold()
    # no text has fewer characters without case
    return [
        index
        for index, line in enumerate(lines)
        if len(line.text) <= len(headline) and line.text.casefold() == headline
    ]


def _find_headline(lines: Sequence[LineView], seen: Sequence[_Seen], first: int) -> int | None:
    """Return the line above the article that looks most like its headline.

    The longest does, unless the page repeats another one, as it repeats its headline in its title. A line that stands
    alone above the article is its headline, however it looks.
    """
    if first == 1 and not _is_label(lines[0], seen[0]):
        return 0
    best, best_score = None, 0
    for index in range(max(0, first - HEAD_LINES), min(first + 1, len(lines))):
        line, look = lines[index], seen[index]
        if _is_label(line, look) or not _looks_like_headline(line, look):
            continue
        repeats = sum(other.text.startswith(line.text) for other in lines[: first + 1]) - 1
        is_credit = look.verdict is not None and look.verdict.category is Category.CAPTION
        score = min(look.size, 100) // (4 if is_credit else 1) + 50 * (repeats > 0)
        if score > best_score:
            best, best_score = index, score
    return best


def _is_label(line: LineView, look: _Seen) -> bool:
    """Whether a line is a set phrase, a byline or a date, and not a headline that begins like one."""
    return rules_out_headline(line.text, LineSignal(look.verdict, look.phrase_size))


def rules_out_headline(text: str, told: LineSignal) -> bool:
    """Whether what a line tells of itself makes it a label, and no headline."""
    if told.label is None or told.label.category is Category.CAPTION:
        return False
    return told.phrase_size == 0 or told.phrase_size >= MIN_PHRASE_SHARE * len(text)


def _looks_like_headline(line: LineView, look: _Seen) -> bool:
    if line.is_item or look.size > MAX_HEADLINE_SIZE or size_of(line.text) < MIN_HEADLINE_SIZE:
        return False
    ends_like_text = line.text.rstrip(CLOSERS)[-1:] in ".,:;…。、，：；"
    return not ends_like_text and not (look.is_prose and look.size > MAX_LABEL_SIZE * 3)
