"""Lines that vary beside lines that recur: the name and the sum in the middle of an appeal, the signature below it.

By themselves too little of them stays the same to know them by. That the same line stands beside them on nearly all
pages is what tells; and once they are known, they tell of the next one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from newsclean.learn.page_lines import PageLine, PageSketch
from newsclean.learn.templates import MAX_NAME_CHARS, PLACEHOLDER, Template, align, tokens_of_skeleton, words_in

MIN_BESIDE = 0.8
"""In what share of the articles of a line another one must stand beside it."""
MIN_LITERALS = 2
MIN_LITERAL_CHARS = 8
"""The words that a short line's template must still have, or the letters and marks: those of "Редакция «…»"."""
MIN_SHARE = 0.25
"""Of the characters of a short line."""
MIN_PROSE_SHARE, MIN_PROSE_SHARE_AT_EDGE = 0.4, 0.6
MIN_PROSE_RUN = 3
"""Of the characters of a sentence, and words in a row: what sentences of different articles have in common is little,
and scattered. More is asked where only one of the lines around it is known, for there the article may begin."""
MIN_ARTICLES = 3
"""Two lines have something in common by chance."""
MAX_ROUNDS = 12
"""How far from a line that recurs by itself the lines of a block may be known one by the other."""

Side = tuple[Template, int]
"""A template, and whether a line stands before it (-1) or after it (1)."""


@dataclass(frozen=True, slots=True)
class _Beside:
    """The lines that stand on one side of a line that recurs.

    keys: what they say; those of `prose` are sentences. articles: those that they stand in; of them, in `amid`, with
    another line that is known on their other side.
    """

    keys: set[str]
    prose: set[str]
    articles: set[int]
    amid: set[int]

    @property
    def is_amid(self) -> bool:
        """Whether they stand between lines that are known."""
        return len(self.amid) >= MIN_BESIDE * len(self.articles)


def neighbour_templates(
    pages: Sequence[PageSketch], article: Sequence[int], known: Mapping[str, Template], required: int
) -> dict[str, Template]:
    """Return the templates of lines that vary beside lines of known templates, by the keys of those lines.

    `article` has the number of each page's article, `required` is in how many of them a line must stand.
    """
    found: dict[str, Template] = {}
    for _ in range(MAX_ROUNDS):
        new = _round(pages, article, {**known, **found}, found.keys(), required)
        if not new:
            break
        found |= new
    return found


def _round(
    pages: Sequence[PageSketch],
    article: Sequence[int],
    known: Mapping[str, Template],
    settled: Collection[str],
    required: int,
) -> dict[str, Template]:
    """Return what is found beside lines that are known already; the keys that are settled are left as they are."""
    found: dict[str, Template] = {}
    sides, standing = _sides(pages, article, known)
    for side in sorted(sides, key=lambda side: (side[0].skeleton, side[1])):
        beside = sides[side]
        often = max(required, MIN_ARTICLES, MIN_BESIDE * len(standing[side[0]]))
        if len(beside.articles) < often or beside.keys <= known.keys() | found.keys():
            continue
        template = _aligned(beside)
        if template is not None:
            found |= {key: template for key in beside.keys if key not in settled and key not in found}
    return found


def _sides(
    pages: Sequence[PageSketch], article: Sequence[int], known: Mapping[str, Template]
) -> tuple[dict[Side, _Beside], dict[Template, set[int]]]:
    """Return what stands beside each known line, and the articles that each stands in."""
    sides: dict[Side, _Beside] = defaultdict(lambda: _Beside(set(), set(), set(), set()))
    standing: dict[Template, set[int]] = defaultdict(set)
    for page, number in zip(pages, article, strict=True):
        for key in {line.skeleton for line in page.lines} & known.keys():
            standing[known[key]].add(number)
        for found, line in _pairs(page, known):
            for side in found:
                beside = sides[side]
                beside.keys.add(line.skeleton)
                beside.articles.add(number)
                if line.is_prose:
                    beside.prose.add(line.skeleton)
                if len(found) > 1:
                    beside.amid.add(number)
    return sides, standing


def _pairs(page: PageSketch, known: Mapping[str, Template]) -> Iterator[tuple[list[Side], PageLine]]:
    """Yield each line beside others of known templates, with the sides.

    The page's own headline is none, but of text it is a guess which that is: none has known lines around it.
    """
    own = page.headlines | page.standfirsts
    templates = [known.get(line.skeleton) for line in page.lines]
    for index, line in enumerate(page.lines):
        around = [(index - 1, 1), (index + 1, -1)]
        sides = [
            (template, step)
            for other, step in around
            if 0 <= other < len(templates) and (template := templates[other]) not in (None, templates[index])
        ]
        if sides and (line.skeleton not in own or (len(sides) > 1 and not page.is_html)):
            yield sides, line


def _aligned(beside: _Beside) -> Template | None:
    """Return what the lines have in common, if that is enough to know them by."""
    lines = [tokens_of_skeleton(key) for key in sorted(beside.keys)]
    template = align(lines)
    share = len(template.skeleton.replace(PLACEHOLDER, "")) / (sum(len("".join(line)) for line in lines) / len(lines))
    if beside.prose:
        run = max(map(words_in, template.skeleton.split(PLACEHOLDER)))
        least = MIN_PROSE_SHARE if beside.is_amid else MIN_PROSE_SHARE_AT_EDGE
        return template if run >= MIN_PROSE_RUN and share >= least else None
    letters = len(template.skeleton.replace(PLACEHOLDER, "").replace(" ", ""))
    is_named = max(template.gaps, default=0) <= MAX_NAME_CHARS and share >= MIN_SHARE
    is_told = words_in(template.skeleton) >= MIN_LITERALS or letters >= MIN_LITERAL_CHARS
    return template if is_named and is_told else None
