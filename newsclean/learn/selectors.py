"""What the markup of a publication's pages shows: the container of its articles, and boxes that are never article."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsclean.classify.html.class_names import CLASS_HINTS, class_hints
from newsclean.learn.filters import Boilerplate
from newsclean.learn.repetition import Support

Place = tuple[int, int]
MIN_PAGES_WITH_MAIN = 0.9
"""On what share of the pages a container must stand to be that of the articles."""
MIN_WITHIN_MAIN = 0.99
"""Of the words that the classifier keeps on a page, how many must lie inside, on every page that has it."""
MIN_BOX_EVIDENCE = 0.5
"""Of the words in a box, how many must recur or be other pages' headlines."""
MAX_BOX_KEPT = 0.005
"""Of the words in a box, how many the classifier may take for the article's: it errs, on one page or another."""
MAX_BOXES = 12
_BOX_TAGS = frozenset(("aside", "nav", "footer", "button", "form"))
_TELLING_MARKS = frozenset("share related navigation footer aside comment ad newsletter consent paywall legal".split())
_BOX_MARKS = sum(1 << bit for bit, mark in enumerate(CLASS_HINTS) if mark in _TELLING_MARKS)


@dataclass(frozen=True, slots=True)
class Box:
    """An element that is never part of an article: its selector, the lines in it, and the articles it stands in."""

    selector: str
    places: tuple[Place, ...]
    articles: frozenset[int]


def find_main(found: Boilerplate) -> str | None:
    """Return the selector of the smallest container that holds the whole article on nearly every page."""
    pages = {number for number, page in enumerate(found.repetition.pages) if page.is_html}
    best: tuple[int, str] | None = None
    for selector, places in _by_selector(found).items():
        by_page = _by_page(places)
        if len(by_page) < MIN_PAGES_WITH_MAIN * len(pages) or not all(
            _words(found, ((page, index) for index in lines), kept=True)
            >= MIN_WITHIN_MAIN * _words(found, _all_lines(found, page), kept=True)
            for page, lines in by_page.items()
        ):
            continue
        rank = (_words(found, places), selector)
        best = rank if best is None else min(best, rank)
    everything = sum(_words(found, _all_lines(found, page)) for page in pages)
    return best[1] if best is not None and best[0] < everything else None


def find_boxes(found: Boilerplate, main: str | None, demand: Support) -> list[Box]:
    """Return the boxes that recur and hold nothing of the articles, the outermost, those with the most words first.

    Where the articles' container is known, only what stands inside it needs saying.
    """
    required = demand.required(found.repetition.articles)
    candidates = []
    for selector, places in _by_selector(found).items():
        articles = frozenset(found.repetition.article[page] for page, _ in places)
        inside = [place for place in places if main is None or main in found.repetition.line(place).selectors]
        if selector != main and _says_box(selector) and len(articles) >= required and inside and _is_box(found, places):
            candidates.append((-_words(found, inside), selector, inside, articles))
    boxes: list[Box] = []
    covered: set[Place] = set()
    for _, selector, places, articles in sorted(candidates, key=lambda one: one[:2]):
        if not covered.issuperset(places) and len(boxes) < MAX_BOXES:
            covered.update(places)
            boxes.append(Box(selector, tuple(places), articles))
    return boxes


def _says_box(selector: str) -> bool:
    """Whether a selector's name says that its elements are no article; `div.grid` says nothing, and may be anything."""
    tag, _, name = selector.replace("#", ".").partition(".")
    return tag in _BOX_TAGS or bool(class_hints(name) & _BOX_MARKS)


def _is_box(found: Boilerplate, places: Sequence[Place]) -> bool:
    words = _words(found, places)
    own = found.repetition
    if not words or any(own.line(place).skeleton in own.pages[place[0]].headlines for place in places):
        return False
    told = _words(found, (place for place in places if found.is_known(place) or found.is_teaser(place)))
    kept = _words(found, (place for place in places if not found.is_known(place)), kept=True)
    return told >= MIN_BOX_EVIDENCE * words and kept <= MAX_BOX_KEPT * words


def _by_selector(found: Boilerplate) -> dict[str, list[Place]]:
    """Return the lines inside the elements of each selector, in order."""
    places: dict[str, list[Place]] = defaultdict(list)
    for number, page in enumerate(found.repetition.pages):
        for index, line in enumerate(page.lines):
            for selector in dict.fromkeys(line.selectors):
                places[selector].append((number, index))
    return places


def _by_page(places: Iterable[Place]) -> dict[int, list[int]]:
    pages: dict[int, list[int]] = defaultdict(list)
    for page, index in places:
        pages[page].append(index)
    return pages


def _all_lines(found: Boilerplate, page: int) -> Iterable[Place]:
    return ((page, index) for index in range(len(found.repetition.pages[page].lines)))


def _words(found: Boilerplate, places: Iterable[Place], *, kept: bool = False) -> int:
    """Return the words of lines, or of those among them that the classifier keeps."""
    lines = (found.repetition.line(place) for place in places)
    return sum(len(line.text.split()) for line in lines if line.kept or not kept)


def usual_lines(box: Box, found: Boilerplate, count: int) -> tuple[str, ...]:
    """Return the lines that stand in a box most often."""
    often = Counter(found.repetition.line(place).text for place in box.places)
    return tuple(sorted(often, key=lambda text: (-often[text], text))[:count])
