"""Filters that keep lines of articles out of what is learned. A recurring line must pass all of them.

- A page's own headline or standfirst is never boilerplate, however many pages tease it.
- The headline of another page is a teaser. It shows that a box of related links surrounds it, but is gone tomorrow.
- A paragraph needs more than repetition, because newspapers repeat background. Its neighbours recur too, or the
  classifier drops it, or it addresses the reader, or one of its sentences is a set phrase, or nearly all pages have it
  with other names and sums.
- A short label that lies inside a sentence anywhere, because a dump has cut the sentence at a link, stays.
- A short line alone between paragraphs is a subheading, unless the lexicon knows it. So is a line that the classifier
  keeps several times on one page, such as "Pros" and "Cons" in a review.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from newsclean.blocks import DEFAULT_POLICY, Policy
from newsclean.learn.repetition import Position, RecurringLine, Repetition
from newsclean.learn.templates import sums_in, words_in
from newsclean.lexicon.line_signals import MIN_SENTENCE_SIZE, detect, is_sentence
from newsclean.lexicon.phrases import lexicon
from newsclean.lexicon.reader_address import speaks_to_reader

# Guesses; not measured.
SHORT_WORDS = 2  # of a label that is learned only if its neighbours recur or the lexicon knows it
MIN_FILLED_IN, MIN_FILLED_IN_SHARE = 5, 0.8  # articles with a paragraph of varying names and sums, and share of all
MAX_BETWEEN = 2  # varying lines, such as names and sums, that may lie between two recurring neighbours
MAX_LABEL_WORDS = 4  # of the longest label that a dump cuts out of a sentence
_SENTENCE_END_RE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")


@dataclass(frozen=True, slots=True, eq=False)
class Boilerplate:
    """The recurring lines that passed all filters.

    teasers: skeletons of lines that are headlines of other pages of the publication.
    """

    repetition: Repetition
    lines: frozenset[RecurringLine]
    teasers: frozenset[str]

    @property
    def uncovered(self) -> frozenset[RecurringLine]:
        """Return the lines that the publication's rules do not match yet on most pages."""
        return frozenset(
            line
            for line in self.lines
            if not _holds_mostly(line, self, lambda at: self.repetition.line_at(at).rule not in (None, "main"))
        )

    @property
    def language(self) -> str | None:
        """Return the language of most pages."""
        return most_frequent(Counter(page.language for page in self.repetition.pages if page.language))

    def is_boilerplate(self, position: Position) -> bool:
        """Return whether the line at a position recurs and passed all filters."""
        line = self.repetition.rows[position[0]][position[1]]
        return line is not None and line in self.lines

    def is_teaser(self, position: Position) -> bool:
        """Return whether the line at a position is the headline of another page."""
        page = self.repetition.pages[position[0]]
        skeleton = page.lines[position[1]].skeleton
        return skeleton in self.teasers and skeleton not in page.headlines


def most_frequent(counts: Counter[str]) -> str | None:
    """Return the most frequent of some texts, the first in order of equals; None for none."""
    return min(counts, key=lambda text: (-counts[text], text)) if counts else None


def filter_candidates(repetition: Repetition) -> Boilerplate:
    """Return the recurring lines that pass all filters."""
    mastheads = _mastheads(repetition) | _misread_headlines(repetition)
    headlines = {headline for page in repetition.pages for headline in page.headlines} - mastheads
    own = headlines | {standfirst for page in repetition.pages for standfirst in page.standfirsts}
    lines = {
        line
        for line in repetition.lines
        if line.template.skeleton not in own and not _is_mid_sentence(line, repetition)
    }
    teasers = frozenset(headline for headline in headlines if words_in(headline) > SHORT_WORDS)
    # a line that fails may have been the neighbour that let another one pass
    while True:
        boilerplate = Boilerplate(repetition, frozenset(lines), teasers)
        failed = {line for line in lines if not _passes(line, boilerplate)}
        if not failed:
            return boilerplate
        lines -= failed


def _mastheads(repetition: Repetition) -> set[str]:
    """Return the headlines of text dumps that most articles share: those are mastheads."""
    articles: dict[str, set[int]] = {}
    for page, number in zip(repetition.pages, repetition.article_of, strict=True):
        for headline in page.headlines if not page.is_html else ():
            articles.setdefault(headline, set()).add(number)
    return {headline for headline, found in articles.items() if len(found) > max(2, repetition.article_count / 2)}


def _misread_headlines(repetition: Repetition) -> set[str]:
    """Return the headlines of text dumps that are boilerplate: the same line lies beside them on other pages.

    A teaser has other neighbours than the headline of the article that it teases.
    """
    return {
        line.template.skeleton
        for line in repetition.lines
        if (heads := _as_headline(line, repetition)) and all(_has_usual_neighbour(line, at, repetition) for at in heads)
    }


def _as_headline(line: RecurringLine, repetition: Repetition) -> list[Position]:
    """Return the first position of a line on each text dump that has it as a headline."""
    firsts: dict[int, int] = {}
    for page, index in line.positions:
        if not repetition.pages[page].is_html and line.template.skeleton in repetition.pages[page].headlines:
            firsts.setdefault(page, index)
    return list(firsts.items())


def _has_usual_neighbour(line: RecurringLine, head: Position, repetition: Repetition) -> bool:
    """Return whether a neighbour at one position lies beside the line in most of its articles."""
    for step in (-1, 1):
        neighbour = _recurring_at((head[0], head[1] + step), repetition)
        articles = {
            repetition.article_of[page]
            for page, index in line.positions
            if 0 <= index + step < len(repetition.rows[page])
            and _recurring_at((page, index + step), repetition) is neighbour
        }
        if neighbour not in (None, line) and len(articles) > max(2, len(line.articles) / 2):
            return True
    return False


def _recurring_at(position: Position, repetition: Repetition) -> RecurringLine | None:
    row = repetition.rows[position[0]]
    return row[position[1]] if 0 <= position[1] < len(row) else None


def _is_mid_sentence(line: RecurringLine, repetition: Repetition) -> bool:
    """Return whether a label lies inside a sentence anywhere, and no whole recurring line beside it claims it."""
    return words_in(line.template.skeleton) <= MAX_LABEL_WORDS and any(
        repetition.line_at(at).is_mid_sentence and not _has_whole_neighbour(at, repetition) for at in line.positions
    )


def _has_whole_neighbour(position: Position, repetition: Repetition) -> bool:
    """Return whether a recurring line before this one ends here, or one after this one begins there."""
    page, index = position
    line = repetition.rows[page][index]
    before, after = (
        other if (other := _recurring_at((page, index + step), repetition)) is not line else None for step in (-1, 1)
    )
    is_opener = repetition.line_at(position).text.endswith((",", ":", "!"))
    return (before is not None and _is_mostly(before, repetition, _is_whole)) or (
        after is not None and (is_opener or not _is_mostly(after, repetition, lambda text: text[:1].islower()))
    )


def _is_whole(text: str) -> bool:
    return len(text) < MIN_SENTENCE_SIZE or is_sentence(text, 0)


def _is_mostly(line: RecurringLine, repetition: Repetition, holds: Callable[[str], bool]) -> bool:
    """Return whether a condition holds for the text at half of a line's positions."""
    return 2 * sum(holds(repetition.line_at(at).text) for at in line.positions) >= len(line.positions)


def _holds_mostly(line: RecurringLine, boilerplate: Boilerplate, holds: Callable[[Position], bool]) -> bool:
    """Return whether a condition holds for a line in half of its articles."""
    article_of = boilerplate.repetition.article_of
    return 2 * len({article_of[at[0]] for at in line.positions if holds(at)}) >= len(line.articles)


def _passes(line: RecurringLine, boilerplate: Boilerplate) -> bool:
    if _is_heading(line, boilerplate):
        return False
    first = line.first
    if _holds_mostly(line, boilerplate, lambda at: _has_boilerplate_beside(at, boilerplate)):
        return True
    if first.is_prose:
        return (
            speaks_to_reader(first.text, boilerplate.language)
            or _has_set_phrase(first.text)
            or _is_filled_in(line, boilerplate)
            or _is_dropped(line, boilerplate)
        )
    if detect(first.text, lexicon()) is not None:
        return True
    if words_in(line.template.skeleton) <= SHORT_WORDS:
        return False
    return _is_dropped(line, boilerplate) or not _holds_mostly(
        line, boilerplate, lambda at: _is_between_paragraphs(at, boilerplate.repetition)
    )


def _is_heading(line: RecurringLine, boilerplate: Boilerplate) -> bool:
    """Return whether a line heads parts of articles: the classifier keeps it several times on most of its pages."""
    if line.first.is_prose or detect(line.first.text, lexicon()) is not None:
        return False
    pages = Counter(page for page, index in line.positions if boilerplate.repetition.line_at((page, index)).is_kept)
    return 2 * sum(count > 1 for count in pages.values()) >= len({page for page, _ in line.positions})


def _has_boilerplate_beside(position: Position, boilerplate: Boilerplate) -> bool:
    """Return whether the next line before or after is other boilerplate or a teaser; names and sums may lie between."""
    page, index = position
    row, lines = boilerplate.repetition.rows[page], boilerplate.repetition.pages[page].lines
    for step in (-1, 1):
        for other in range(index + step, index + step * (MAX_BETWEEN + 2), step):
            if not 0 <= other < len(row):
                break
            at = (page, other)
            if row[other] is not row[index] and (boilerplate.is_boilerplate(at) or boilerplate.is_teaser(at)):
                return True
            if lines[other].is_prose:
                break
    return False


def _is_dropped(line: RecurringLine, boilerplate: Boilerplate) -> bool:
    """Return whether the classifier, which sees one page at a time, drops the line in half of its articles."""
    return _holds_mostly(line, boilerplate, lambda at: not boilerplate.repetition.line_at(at).is_kept)


def _is_filled_in(line: RecurringLine, boilerplate: Boilerplate) -> bool:
    """Return whether nearly all pages have a paragraph with other names or sums.

    Background is copied word for word. Reports of one market or league vary too, but do not fill nearly all pages.
    """
    least = max(MIN_FILLED_IN, MIN_FILLED_IN_SHARE * boilerplate.repetition.article_count)
    if len(line.articles) < least or line.template.is_exact:
        return False
    sums = {sums_in(boilerplate.repetition.line_at(at).text) for at in line.positions}
    return line.template.has_names or len(sums) > 1


def _has_set_phrase(text: str) -> bool:
    """Return whether the lexicon knows one of several sentences as boilerplate."""
    sentences = _SENTENCE_END_RE.split(text)
    entries = [lexicon().match(sentence) for sentence in sentences] if len(sentences) > 1 else []
    return any(entry is not None and DEFAULT_POLICY[entry.category] is Policy.DROP for entry in entries)


def _is_between_paragraphs(position: Position, repetition: Repetition) -> bool:
    page, index = position
    lines = repetition.pages[page].lines
    around = [lines[other] for other in (index - 1, index + 1) if 0 <= other < len(lines)]
    return len(around) == 2 and all(line.is_kept and line.is_prose for line in around)
