"""What keeps repetition from taking what belongs to articles. A kind of line must pass all of it.

- A page's own headline or standfirst is never boilerplate, however often others tease it.
- A line that is another page's headline is a teaser: evidence of a box of related links, but gone tomorrow.
- A paragraph is not learned from repetition alone: papers repeat what they have to explain. Its neighbours recur too,
  or the classifier sets it aside, or it speaks to the reader as news does not, or has a set phrase among its sentences,
  or is filled in with other names and sums on nearly all pages.
- A short label that anywhere stands inside a sentence, cut off there at a link, stays.
- A short line alone between paragraphs is a subheading, unless the lexicon knows it; so is one that stands several
  times on a page and that the classifier keeps there, as "Pros" and "Cons" over the parts of a review.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from newsclean.blocks import DEFAULT_POLICY, Policy
from newsclean.learn.repetition import RecurringLine, Repetition
from newsclean.learn.templates import sums_in, words_in
from newsclean.lexicon.line_signals import MIN_SENTENCE_SIZE, detect, is_sentence
from newsclean.lexicon.phrases import lexicon
from newsclean.lexicon.reader_address import speaks_to_reader

SHORT_WORDS = 2
"""Labels of so many words are learned where their neighbours recur, or the lexicon knows them."""
_SENTENCE_END_RE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")
MIN_FILLED_IN, MIN_FILLED_IN_SHARE = 5, 0.8
"""In how many articles, and in what share of them, a paragraph must stand to be told by the names and sums in it."""
MAX_BETWEEN = 2
"""Short lines that may stand between two that recur: names and sums, which vary."""
MAX_LABEL_WORDS = 4
"""What of this size stands inside a sentence was cut off there at a link."""


@dataclass(frozen=True, slots=True, eq=False)
class Boilerplate:
    """What may be learned of a publication.

    kinds: those that passed. teasers: keys of lines that are headlines of other pages of the publication.
    """

    repetition: Repetition
    kinds: frozenset[RecurringLine]
    teasers: frozenset[str]

    def text_of(self, kind: RecurringLine) -> str:
        """Return a line of a kind, as it stands on a page."""
        return self.repetition.line(kind.places[0]).text

    @property
    def new(self) -> frozenset[RecurringLine]:
        """The kinds that no rule of the publication finds yet."""
        return frozenset(
            kind
            for kind in self.kinds
            if not _often(kind, self, lambda place: self.repetition.line(place).rule not in (None, "main"))
        )

    @property
    def language(self) -> str | None:
        """The language of most pages."""
        languages = Counter(page.language for page in self.repetition.pages if page.language)
        return min(languages, key=lambda language: (-languages[language], language)) if languages else None

    def is_known(self, place: tuple[int, int]) -> bool:
        """Whether the line at a place is of a kind that passed."""
        kind = self.repetition.kind_of[place[0]][place[1]]
        return kind is not None and kind in self.kinds

    def is_teaser(self, place: tuple[int, int]) -> bool:
        """Whether the line at a place is the headline of another page, and not the page's own."""
        page = self.repetition.pages[place[0]]
        key = page.lines[place[1]].skeleton
        return key in self.teasers and key not in page.headlines


def filter_candidates(repetition: Repetition) -> Boilerplate:
    """Return what of a publication's repetition may be learned."""
    mastheads = _mastheads(repetition) | _misread(repetition)
    headlines = {headline for page in repetition.pages for headline in page.headlines} - mastheads
    own = headlines | {standfirst for page in repetition.pages for standfirst in page.standfirsts}
    kinds = {kind for kind in repetition.kinds if kind.template.skeleton not in own and not _is_amid(kind, repetition)}
    teasers = frozenset(key for key in headlines if words_in(key) > SHORT_WORDS)
    while True:
        found = Boilerplate(repetition, frozenset(kinds), teasers)
        failed = {kind for kind in kinds if not _passes(kind, found)}
        if not failed:
            return found
        kinds -= failed


def _mastheads(repetition: Repetition) -> set[str]:
    """Return what only looks like the headline of text dumps: it is that of most articles."""
    articles: dict[str, set[int]] = {}
    for page, number in zip(repetition.pages, repetition.article, strict=True):
        for headline in page.headlines if not page.is_html else ():
            articles.setdefault(headline, set()).add(number)
    return {headline for headline, found in articles.items() if len(found) > max(2, repetition.articles / 2)}


def _misread(repetition: Repetition) -> set[str]:
    """Return what only looks like the headline of a text dump: the line beside it is the same on other pages too.

    Where others tease a headline, it stands beside other lines than at the head of its article.
    """
    return {
        kind.template.skeleton
        for kind in repetition.kinds
        if (heads := _heads(kind, repetition)) and all(_is_beside_the_same(kind, head, repetition) for head in heads)
    }


def _heads(kind: RecurringLine, repetition: Repetition) -> list[tuple[int, int]]:
    """Return where a kind of line looks like the headline of a text dump."""
    firsts: dict[int, int] = {}
    for page, index in kind.places:
        if not repetition.pages[page].is_html and kind.template.skeleton in repetition.pages[page].headlines:
            firsts.setdefault(page, index)
    return list(firsts.items())


def _is_beside_the_same(kind: RecurringLine, head: tuple[int, int], repetition: Repetition) -> bool:
    page, index = head
    for step in (-1, 1):
        beside = [
            (repetition.article[number], row[at + step])
            for number, at in kind.places
            if 0 <= at + step < len(row := repetition.kind_of[number])
        ]
        row = repetition.kind_of[page]
        neighbour = row[index + step] if 0 <= index + step < len(row) else None
        articles = {article for article, other in beside if other is neighbour}
        if neighbour not in (None, kind) and len(articles) > max(2, len(kind.articles) / 2):
            return True
    return False


def _is_amid(kind: RecurringLine, repetition: Repetition) -> bool:
    """Whether a label anywhere stands inside a sentence. One beside a whole line that recurs belongs to that one."""
    return words_in(kind.template.skeleton) <= MAX_LABEL_WORDS and any(
        repetition.line(place).is_amid and not _has_whole_neighbour(place, repetition) for place in kind.places
    )


def _has_whole_neighbour(place: tuple[int, int], repetition: Repetition) -> bool:
    """Whether the line before recurs and does not go on in this one, or the one after recurs and does not go on it."""
    page, index = place
    row = repetition.kind_of[page]
    before, after = (
        row[other] if 0 <= other < len(row) and row[other] is not row[index] else None
        for other in (index - 1, index + 1)
    )
    is_opener = repetition.line(place).text.endswith((",", ":", "!"))
    return (before is not None and _is_mostly(before, repetition, _is_whole)) or (
        after is not None and (is_opener or not _is_mostly(after, repetition, lambda text: text[:1].islower()))
    )


def _is_whole(text: str) -> bool:
    return len(text) < MIN_SENTENCE_SIZE or is_sentence(text, 0)


def _is_mostly(kind: RecurringLine, repetition: Repetition, holds: Callable[[str], bool]) -> bool:
    """Whether something holds of at least half of the lines of a kind."""
    return 2 * sum(holds(repetition.line(place).text) for place in kind.places) >= len(kind.places)


def _passes(kind: RecurringLine, found: Boilerplate) -> bool:
    line = found.repetition.line(kind.places[0])
    if _is_heading(kind, found):
        return False
    if _often(kind, found, lambda place: _has_known_neighbour(place, found)):
        return True
    if line.is_prose:
        return (
            speaks_to_reader(line.text, found.language)
            or _has_set_phrase(line.text)
            or _is_filled_in(kind, found)
            or _is_set_aside(kind, found)
        )
    if detect(line.text, lexicon()) is not None:
        return True
    if words_in(kind.template.skeleton) <= SHORT_WORDS:
        return False
    return _is_set_aside(kind, found) or not _often(kind, found, lambda place: _is_between_paragraphs(place, found))


def _is_heading(kind: RecurringLine, found: Boilerplate) -> bool:
    """Whether a line heads parts of articles: it stands several times on a page, and the classifier keeps it there."""
    line = found.repetition.line(kind.places[0])
    if line.is_prose or detect(line.text, lexicon()) is not None:
        return False
    pages = Counter(page for page, index in kind.places if found.repetition.line((page, index)).kept)
    return 2 * sum(count > 1 for count in pages.values()) >= len({page for page, _ in kind.places})


def _often(kind: RecurringLine, found: Boilerplate, holds: Callable[[tuple[int, int]], bool]) -> bool:
    """Whether something holds of a kind in at least half of the articles it stands in."""
    article = found.repetition.article
    return 2 * len({article[place[0]] for place in kind.places if holds(place)}) >= len(kind.articles)


def _has_known_neighbour(place: tuple[int, int], found: Boilerplate) -> bool:
    """Whether the next line before or after is of another kind that recurs, or a teaser; names may stand between."""
    page, index = place
    row, lines = found.repetition.kind_of[page], found.repetition.pages[page].lines
    for step in (-1, 1):
        for other in range(index + step, index + step * (MAX_BETWEEN + 2), step):
            if not 0 <= other < len(row):
                break
            neighbour = (page, other)
            if row[other] is not row[index] and (found.is_known(neighbour) or found.is_teaser(neighbour)):
                return True
            if lines[other].is_prose:
                break
    return False


def _is_set_aside(kind: RecurringLine, found: Boilerplate) -> bool:
    """Whether the classifier, which looks at one page at a time, mostly sets lines of a kind aside."""
    return _often(kind, found, lambda place: not found.repetition.line(place).kept)


def _is_filled_in(kind: RecurringLine, found: Boilerplate) -> bool:
    """Whether a paragraph stands on nearly all pages with other names or sums: what papers have to explain is copied.

    Reports of one market or one league do that too, but not nearly all pages of a paper are such.
    """
    is_usual = len(kind.articles) >= max(MIN_FILLED_IN, MIN_FILLED_IN_SHARE * found.repetition.articles)
    if not is_usual or kind.template.is_exact:
        return False
    return kind.template.has_names or len({sums_in(found.repetition.line(place).text) for place in kind.places}) > 1


def _has_set_phrase(text: str) -> bool:
    """Whether one of several sentences is what buttons and boxes say."""
    sentences = _SENTENCE_END_RE.split(text)
    entries = [lexicon().match(sentence) for sentence in sentences] if len(sentences) > 1 else []
    return any(entry is not None and DEFAULT_POLICY[entry.category] is Policy.DROP for entry in entries)


def _is_between_paragraphs(place: tuple[int, int], found: Boilerplate) -> bool:
    page, index = place
    lines = found.repetition.pages[page].lines
    around = [lines[other] for other in (index - 1, index + 1) if 0 <= other < len(lines)]
    return len(around) == 2 and all(line.kept and line.is_prose for line in around)
