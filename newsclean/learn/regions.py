"""Where the article is on a publication's pages: its container in HTML, and the end markers below it in text dumps.

One page does not show whether a list of names between two paragraphs belongs to the article. The other pages show it:
if most text between the first paragraph and a certain line is the article's there, it is here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsclean.classify.html.class_names import CLASS_HINTS, class_hints
from newsclean.classify.line_rules import HEAD_LINES
from newsclean.learn.filters import Boilerplate
from newsclean.learn.repetition import Position, RecurringLine, Support
from newsclean.learn.templates import words_in

MIN_KEPT_ABOVE = 0.6
"""Share of the characters between the article's start and the marker that the classifier must keep, over all pages and
without recurring lines. Best of thresholds from 0 to .9 on each of three sets of pages."""
# Guesses; not measured.
MAX_KEPT_BELOW = 0.02  # share of a page's kept characters that may lie below an end marker
MIN_MARKER_WORDS = 2  # of an end marker, as single words lie in articles, too
MIN_PAGES_WITH_MAIN = 0.9  # share of the pages that must have the article's container
MIN_WITHIN_MAIN = 0.99  # share of a page's kept words that must lie in the container, on every page that has it
MIN_BOX_EVIDENCE = 0.5  # share of a box's words that must be boilerplate or teasers
MAX_BOX_KEPT = 0.005  # share of a box's words that the classifier may keep, as it errs on some page
MAX_BOXES = 12  # proposed for a publication, those with the most words
_BOX_TAGS = frozenset(("aside", "nav", "footer", "button", "form"))
_BOX_NAMES = frozenset("share related navigation footer aside comment ad newsletter consent paywall legal".split())
_BOX_MARKS = sum(1 << bit for bit, mark in enumerate(CLASS_HINTS) if mark in _BOX_NAMES)


def find_end_markers(boilerplate: Boilerplate) -> tuple[str, ...]:
    """Return the lines of text dumps that the article always lies above; none if much else lies above them, too."""
    pages = boilerplate.repetition.pages
    firsts = (next((i for i, line in enumerate(page.lines) if line.is_kept), len(page.lines)) for page in pages)
    # a page that begins with its article is an excerpt, and nearly all of it is the article
    starts = {i: first for i, first in enumerate(firsts) if first > HEAD_LINES and not pages[i].is_html}
    found = {line: at for line in boilerplate.lines if (at := _marker_positions(line, starts, boilerplate))}
    chosen: set[RecurringLine] = set()
    kept = whole = 0
    for number, start in starts.items():
        first = min(
            (line for line in found if number in found[line]), key=lambda line: found[line][number], default=None
        )
        if first is None:
            continue
        chosen.add(first)
        for index in range(start, found[first][number]):
            line = pages[number].lines[index]
            if boilerplate.repetition.rows[number][index] is None:
                kept += len(line.text) if line.is_kept else 0
                whole += len(line.text)
    return tuple(sorted(line.first.text for line in chosen)) if kept >= MIN_KEPT_ABOVE * whole > 0 else ()


def _marker_positions(line: RecurringLine, starts: dict[int, int], boilerplate: Boilerplate) -> dict[int, int]:
    """Return a line's index on each text dump; nothing if it comes twice on one, or not below the article."""
    if words_in(line.template.skeleton) < MIN_MARKER_WORDS or not line.template.is_exact:
        return {}
    found: dict[int, int] = {}
    for number, index in line.positions:
        if number in found or (number in starts and not _is_below(number, index, starts[number], boilerplate)):
            return {}
        if number in starts:
            found[number] = index
    return found


def _is_below(number: int, index: int, start: int, boilerplate: Boilerplate) -> bool:
    sizes = [len(line.text) if line.is_kept else 0 for line in boilerplate.repetition.pages[number].lines]
    return index > start and sum(sizes[index:]) <= MAX_KEPT_BELOW * sum(sizes)


@dataclass(frozen=True, slots=True)
class Box:
    """An element that is never part of an article: its selector, its lines, and the articles that it accompanies."""

    selector: str
    positions: tuple[Position, ...]
    articles: frozenset[int]


def find_main(boilerplate: Boilerplate) -> str | None:
    """Return the selector of the smallest container that holds the whole article on nearly every HTML page."""
    pages = {number for number, page in enumerate(boilerplate.repetition.pages) if page.is_html}
    best: tuple[int, str] | None = None
    for selector, positions in _by_selector(boilerplate).items():
        by_page: dict[int, list[Position]] = defaultdict(list)
        for position in positions:
            by_page[position[0]].append(position)
        if len(by_page) < MIN_PAGES_WITH_MAIN * len(pages) or not all(
            _words(boilerplate, inside, kept_only=True)
            >= MIN_WITHIN_MAIN * _words(boilerplate, _all_positions(boilerplate, page), kept_only=True)
            for page, inside in by_page.items()
        ):
            continue
        rank = (_words(boilerplate, positions), selector)
        best = rank if best is None else min(best, rank)
    everything = sum(_words(boilerplate, _all_positions(boilerplate, page)) for page in pages)
    return best[1] if best is not None and best[0] < everything else None


def find_boxes(boilerplate: Boilerplate, main: str | None, support: Support) -> list[Box]:
    """Return the outermost boxes that recur inside the article's container, those with the most words first."""
    repetition = boilerplate.repetition
    required = support.required(repetition.article_count)
    candidates = []
    for selector, positions in _by_selector(boilerplate).items():
        articles = frozenset(repetition.article_of[page] for page, _ in positions)
        inside = [at for at in positions if main is None or main in repetition.line_at(at).selectors]
        is_recurring = selector != main and len(articles) >= required and bool(inside)
        if is_recurring and _names_box(selector) and _is_box(boilerplate, positions):
            candidates.append((-_words(boilerplate, inside), selector, inside, articles))
    boxes: list[Box] = []
    covered: set[Position] = set()
    for _, selector, positions, articles in sorted(candidates, key=lambda one: one[:2]):
        if not covered.issuperset(positions) and len(boxes) < MAX_BOXES:
            covered.update(positions)
            boxes.append(Box(selector, tuple(positions), articles))
    return boxes


def _names_box(selector: str) -> bool:
    """Return whether a selector names something that is no article. `div.grid` may be anything."""
    tag, _, name = selector.replace("#", ".").partition(".")
    return tag in _BOX_TAGS or bool(class_hints(name) & _BOX_MARKS)


def _is_box(boilerplate: Boilerplate, positions: Sequence[Position]) -> bool:
    words = _words(boilerplate, positions)
    own = boilerplate.repetition
    if not words or any(own.line_at(at).skeleton in own.pages[at[0]].headlines for at in positions):
        return False
    evidence = [at for at in positions if boilerplate.is_boilerplate(at) or boilerplate.is_teaser(at)]
    rest = [at for at in positions if not boilerplate.is_boilerplate(at)]
    return (
        _words(boilerplate, evidence) >= MIN_BOX_EVIDENCE * words
        and _words(boilerplate, rest, kept_only=True) <= MAX_BOX_KEPT * words
    )


def _by_selector(boilerplate: Boilerplate) -> dict[str, list[Position]]:
    """Return the positions of the lines inside the elements of each selector, in order."""
    found: dict[str, list[Position]] = defaultdict(list)
    for number, page in enumerate(boilerplate.repetition.pages):
        for index, line in enumerate(page.lines):
            for selector in dict.fromkeys(line.selectors):
                found[selector].append((number, index))
    return found


def _all_positions(boilerplate: Boilerplate, page: int) -> Iterable[Position]:
    return ((page, index) for index in range(len(boilerplate.repetition.pages[page].lines)))


def _words(boilerplate: Boilerplate, positions: Iterable[Position], *, kept_only: bool = False) -> int:
    """Return the number of words in the lines at some positions, or in those that the classifier keeps."""
    lines = (boilerplate.repetition.line_at(at) for at in positions)
    return sum(len(line.text.split()) for line in lines if line.is_kept or not kept_only)


def usual_lines(box: Box, boilerplate: Boilerplate, count: int) -> tuple[str, ...]:
    """Return the `count` most frequent lines of a box."""
    often = Counter(boilerplate.repetition.line_at(at).text for at in box.positions)
    return tuple(sorted(often, key=lambda text: (-often[text], text))[:count])
