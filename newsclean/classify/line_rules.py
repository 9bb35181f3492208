"""Line rules: a transparent heuristic that labels the lines of a text, the same for dumps and for HTML.

The rules see what a reader of plain text sees: the lines in order, and which are list items. Length and ending
separate prose from furniture; the article is the range of lines with the most prose for its furniture. Sizes are in
characters, those of East Asian scripts counted twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from newsclean.blocks import Category, Label
from newsclean.lexicon.line_signals import (
    CLOSERS,
    MIN_SENTENCE_SIZE,
    LineSignal,
    is_sentence,
    names_mail,
    signals_of,
    size_of,
)
from newsclean.lexicon.phrases import Lexicon
from newsclean.text.normalise import MAX_END_MARK, is_end_mark

# Guesses, checked on the article F1 of dumps (text/MODEL.md) but not one by one.
MIN_SHORT_SENTENCE_SIZE = 20  # from which a sentence right after a paragraph is prose; higher drops short paragraphs
MIN_PROSE_SIZE = 120  # from which a line is prose with any ending; lower keeps teasers
FURNITURE_COST = 30  # that a line of furniture takes from the prose of its range; higher cuts the article sooner
ITEM_COST = 10  # the same for a list item
CLEAN_SHARE = 0.6  # share of prose among lines other than items from which a text has no furniture around it
MIN_HEADLINE_SIZE, MAX_HEADLINE_SIZE = 8, 200
MIN_PHRASE_SHARE = 0.5  # share of a line from which a set phrase at its start rules it out as a headline
HEAD_LINES = 12  # lines above the first paragraph with the headline among them: date, byline, captions come between
MAX_LABEL_SIZE = 40  # up to which a line can be a label; higher takes subheadings for menu items
_END_MARK = Label(Category.OTHER, "lines:end")
MAX_SIGN_UP_SIZE = 200  # of a line that describes a newsletter below its heading
MIN_LABEL_RUN = 4  # labels in a row that make a widget rather than subheadings
MAX_SENTENCES = 0.5  # share of lines that end like a sentence in such a row; more are questions and answers (a guess)
POSITIONAL = frozenset(f"lines:{name}" for name in ("after", "apart", "before", "headline", "label-run"))
"""The reasons that say where a line is. All others are signals of the line itself."""


class LineView(NamedTuple):
    """A line as the line rules see it: its text, and whether it is a list item."""

    text: str
    is_item: bool = False


class _Evidence(NamedTuple):
    """The evidence of one line on its own."""

    size: int
    is_prose: bool
    is_item: bool
    signal: LineSignal


def label_lines(lines: Sequence[LineView], words: Lexicon, *, cut: bool = True) -> list[Label | None]:
    """Return a label for each line to drop, and None for each line of the article.

    With `cut` a line can be dropped for its position outside the article. Without it only lines with a signal of their
    own are: in a text without furniture short lines are lists and tables.
    """
    evidence = _evidence_of(lines, words)
    if not cut:
        return _completed(lines, _own_labels(lines, evidence))
    first, last = _article_range(evidence)
    labels = [
        own.signal.label if first <= index <= last else own.signal.label or _outside(line, own, words, index < first)
        for index, (line, own) in enumerate(zip(lines, evidence, strict=True))
    ]
    if first or last < len(lines) - 1:
        for index in _widgets(lines, evidence, first, last):
            labels[index] = labels[index] or Label(Category.WIDGET, "lines:label-run")
    for index in _headlines(lines, evidence, first) if first <= last else ():
        labels[index] = Label(Category.HEADLINE, "lines:headline")
    return _completed(lines, labels)


def _completed(lines: Sequence[LineView], labels: list[Label | None]) -> list[Label | None]:
    """Return the labels with more: on marks of an article's end, and on lines below a newsletter's heading on mail."""
    for index, line in enumerate(lines):
        if len(line.text) <= MAX_END_MARK and labels[index] is None and is_end_mark(line.text):
            labels[index] = _END_MARK
    for index, (label, line) in enumerate(zip(labels[:-1], lines[1:], strict=True)):
        is_heading = (
            label is not None and label.category is Category.NEWSLETTER and len(lines[index].text) <= MAX_LABEL_SIZE
        )
        if (
            is_heading
            and labels[index + 1] is None
            and size_of(line.text) <= MAX_SIGN_UP_SIZE
            and names_mail(line.text)
        ):
            labels[index + 1] = Label(Category.NEWSLETTER, "lines:sign-up")
    return labels


def has_prose(lines: Sequence[LineView], words: Lexicon) -> bool:
    """Return whether any line is prose."""
    return any(own.is_prose for own in _each_evidence(lines, words))


def _own_labels(lines: Sequence[LineView], evidence: Sequence[_Evidence]) -> list[Label | None]:
    """Return the labels of lines that their own words give them.

    The first line may be the headline, and the second may repeat it. Further lines with its words are subheadings. It
    is no headline where nothing else is left for the article.
    """
    labels = [own.signal.label for own in evidence]
    if not lines:
        return labels
    if labels[0] and not rules_out_headline(lines[0].text, evidence[0].signal):
        labels[0] = None
    found = _headlines(lines[:2], evidence, 0)
    for index in found if len(found) < len(lines) else ():
        labels[index] = Label(Category.HEADLINE, "lines:headline")
    return labels


def looks_like_headline(line: LineView, words: Lexicon) -> bool:
    """Return whether a line at the start of a text without furniture is its headline. A list item is none."""
    lines = [line]
    return _find_headline(lines, _evidence_of(lines, words), 0) is not None


def _evidence_of(lines: Sequence[LineView], words: Lexicon) -> list[_Evidence]:
    return list(_each_evidence(lines, words))


def _each_evidence(lines: Sequence[LineView], words: Lexicon) -> Iterator[_Evidence]:
    """Yield the evidence of each line; a short sentence right after a paragraph counts as prose."""
    is_prose = False
    for line, signal in zip(lines, signals_of([line.text for line in lines], words), strict=True):
        size = size_of(line.text)
        needed = MIN_SHORT_SENTENCE_SIZE if is_prose else MIN_SENTENCE_SIZE
        is_prose = signal.label is None and (size >= MIN_PROSE_SIZE or is_sentence(line.text, needed))
        yield _Evidence(size, is_prose, line.is_item, signal)


def _article_range(evidence: Sequence[_Evidence]) -> tuple[int, int]:
    """Return the first and last line of the article: the range with the most prose for its furniture.

    A text that is mostly prose is an article from end to end. A text without prose has none: then first > last.
    """
    prose = sum(own.is_prose for own in evidence)
    if not prose:
        return len(evidence), len(evidence) - 1
    if prose >= CLEAN_SHARE * sum(own.is_prose or not own.is_item for own in evidence):
        return 0, len(evidence) - 1
    best, best_sum = (0, -1), 0
    start, running = 0, 0
    for index, own in enumerate(evidence):
        running += own.size if own.is_prose else -ITEM_COST if own.is_item else -FURNITURE_COST
        if running <= 0:
            start, running = index + 1, 0
        elif running > best_sum:
            best, best_sum = (start, index), running
    return best


def _outside(line: LineView, own: _Evidence, words: Lexicon, is_before: bool) -> Label:
    """Return the label of a line before or after the article that has no signal of its own."""
    entry = words.match(line.text) or words.match_inside(line.text)
    if entry is not None:
        return entry.label
    if own.is_prose:
        return Label(Category.OTHER, "lines:apart")
    if is_before or own.is_item or own.size <= MAX_LABEL_SIZE:
        return Label(Category.NAVIGATION, "lines:before" if is_before else "lines:after")
    return Label(Category.OTHER, "lines:after")


def _widgets(lines: Sequence[LineView], evidence: Sequence[_Evidence], first: int, last: int) -> list[int]:
    """Return the lines of the article that are in long runs of labels. Labels end without a full stop or question mark.

    In an interview short questions and answers follow one another.
    """
    found: list[int] = []
    run: list[int] = []
    for index in range(first, last + 1):
        own = evidence[index]
        if own.size <= MAX_LABEL_SIZE and not own.is_prose and not own.is_item:
            run.append(index)
            continue
        sentences = sum(is_sentence(lines[place].text, 1) for place in run)
        found += run if len(run) >= MIN_LABEL_RUN and sentences <= MAX_SENTENCES * len(run) else []
        run = []
    return found


def find_headlines(lines: Sequence[LineView], words: Lexicon, first: int) -> list[int]:
    """Return the lines that are the headline of an article whose first line is known."""
    return _headlines(lines, _evidence_of(lines[: first + 1], words), first)


def _headlines(lines: Sequence[LineView], evidence: Sequence[_Evidence], first: int) -> list[int]:
    """Return the headline's line and all that repeat it in any case. `evidence` is needed up to line `first` only."""
    found = _find_headline(lines, evidence, first)
    if found is None:
        return []
    headline = lines[found].text.casefold()
    # case folding never shortens a text
    return [
        index
        for index, line in enumerate(lines)
        if len(line.text) <= len(headline) and line.text.casefold() == headline
    ]


def _find_headline(lines: Sequence[LineView], evidence: Sequence[_Evidence], first: int) -> int | None:
    """Return the line above the article that looks most like its headline, None if none does.

    Longer lines score higher. A repeated line scores higher still: pages repeat the headline in their title. A single
    line above the article is its headline, however it looks.
    """
    if first == 1 and not rules_out_headline(lines[0].text, evidence[0].signal):
        return 0
    best, best_score = None, 0
    for index in range(max(0, first - HEAD_LINES), min(first + 1, len(lines))):
        line, own = lines[index], evidence[index]
        if rules_out_headline(line.text, own.signal) or not _looks_like_headline(line, own):
            continue
        repeats = sum(other.text.startswith(line.text) for other in lines[: first + 1]) - 1
        label = own.signal.label
        is_credit = label is not None and label.category is Category.CAPTION
        score = min(own.size, 100) // (4 if is_credit else 1) + 50 * (repeats > 0)
        if score > best_score:
            best, best_score = index, score
    return best


def rules_out_headline(text: str, signal: LineSignal) -> bool:
    """Return whether a line is a set phrase, a byline or a date by its signal, and no headline that starts like one."""
    if signal.label is None or signal.label.category is Category.CAPTION:
        return False
    return signal.phrase_size == 0 or signal.phrase_size >= MIN_PHRASE_SHARE * len(text)


def _looks_like_headline(line: LineView, own: _Evidence) -> bool:
    if line.is_item or own.size > MAX_HEADLINE_SIZE or size_of(line.text) < MIN_HEADLINE_SIZE:
        return False
    ends_like_text = line.text.rstrip(CLOSERS)[-1:] in ".,:;…。、，：；।۔։።။។"
    ends_like_text = ends_like_text or is_sentence(line.text, MAX_HEADLINE_SIZE)
    return not ends_like_text and not (own.is_prose and own.size > MAX_LABEL_SIZE * 3)
