"""Where the article of a text dump stands: above the lines that come below it on every page of a publication.

Of a single page it is hard to tell whether a list of names between two paragraphs is the article's. That on the other
pages most of what stands between the first paragraph and a certain line was the article's tells that it is.
"""

from __future__ import annotations

from newsclean.classify.line_rules import HEAD_LINES
from newsclean.learn.filters import Boilerplate
from newsclean.learn.page_lines import PageSketch
from newsclean.learn.repetition import RecurringLine
from newsclean.learn.templates import words_in

MAX_BELOW = 0.02
"""The share of what the classifier keeps of a page that may stand below such a line."""
MIN_KEPT = 0.6
"""How much of what does not recur above it the classifier must keep, on all pages together, by characters: where it is
less, the line is far from the article. Of thresholds from 0 to .9 this was the best on each of three sets of pages."""
MIN_WORDS = 2
"""Single words come in articles, too."""


def find_end_markers(found: Boilerplate) -> tuple[str, ...]:
    """Return for pages of text the lines that their articles stand above; none where too much else stands there."""
    pages = found.repetition.pages
    starts = {number: _first_kept(page) for number, page in enumerate(pages) if not page.is_html}
    # a page that begins with its article is a part of one, in which nearly all is the article's anyway
    starts = {number: start for number, start in starts.items() if start > HEAD_LINES}
    places = {kind: at for kind in found.kinds if (at := _places_below(kind, starts, found))}
    chosen: set[RecurringLine] = set()
    kept = whole = 0
    for number in starts:
        below = min(
            (kind for kind in places if number in places[kind]), key=lambda kind: places[kind][number], default=None
        )
        if below is None:
            continue
        chosen.add(below)
        for index in range(starts[number], places[below][number]):
            line = pages[number].lines[index]
            if found.repetition.kind_of[number][index] is None:
                kept += len(line.text) if line.kept else 0
                whole += len(line.text)
    return tuple(sorted(map(found.text_of, chosen))) if kept >= MIN_KEPT * whole > 0 else ()


def _first_kept(page: PageSketch) -> int:
    return next((index for index, line in enumerate(page.lines) if line.kept), len(page.lines))


def _places_below(kind: RecurringLine, starts: dict[int, int], found: Boilerplate) -> dict[int, int]:
    """Return where a line stands on pages of text, if it stands once and below the article on each; else nothing."""
    if words_in(kind.template.skeleton) < MIN_WORDS or not kind.template.is_exact:
        return {}
    places: dict[int, int] = {}
    for number, index in kind.places:
        if number in places or (number in starts and not _is_below(number, index, starts[number], found)):
            return {}
        if number in starts:
            places[number] = index
    return places


def _is_below(number: int, index: int, start: int, found: Boilerplate) -> bool:
    sizes = [len(line.text) if line.kept else 0 for line in found.repetition.pages[number].lines]
    return index > start and sum(sizes[index:]) <= MAX_BELOW * sum(sizes)
