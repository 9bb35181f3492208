"""The lines that recur on the pages of a publication, and the different articles that each of them accompanies.

A line recurs by itself if its skeleton or its template lies in enough articles. A line that varies too much for that,
such as the name and the sum in the middle of an appeal, recurs by its neighbours: on nearly all pages the same known
line lies beside it. Each round makes more lines known, and so reaches one line further.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from newsclean.learn.page_lines import PageLine, PageSketch
from newsclean.learn.sampling import articles_of
from newsclean.learn.templates import (
    MAX_NAME_CHARS,
    PLACEHOLDER,
    Template,
    align,
    near_templates,
    tokens_of_skeleton,
    words_in,
)

MIN_ARTICLES = 3
"""Articles that a line must accompany, if the publication has as many. Two articles may quote one decree."""
# Guesses; not measured.
MIN_NEAR_WORDS = 2  # words that a line needs to take part in `near_templates`
MIN_JOINED_WORDS = 6
"""Words that a line needs to take part although it recurs word for word. "Read more stories" and "Read more letters"
are two menu entries, but a longer line may have a variant with "25 zł" instead of "$5"."""
MIN_TOGETHER = 0.8  # share of a known line's articles in which the neighbour must lie beside it
MIN_NEIGHBOUR_LITERALS, MIN_NEIGHBOUR_CHARS = 2, 8
"""Words, or else letters, that the template of a short neighbour must keep; "Редакция «…»" does."""
MIN_NEIGHBOUR_SHARE = 0.25  # share of its characters that the template of a short neighbour must keep
MIN_PROSE_SHARE, MIN_PROSE_SHARE_AT_EDGE = 0.4, 0.6
"""The same share for sentences, and for sentences with a known line on one side only, where an article may begin."""
MIN_PROSE_RUN = 3  # consecutive words that the template of a sentence must keep: articles share scattered words
MAX_ROUNDS = 12  # lines at most from a line that recurs by itself to one known by its neighbours

Position = tuple[int, int]  # the number of a page and the index of a line on it
NumberedPages = Sequence[tuple[PageSketch, int]]  # pages with the numbers of their articles
Side = tuple[Template, int]  # a known template, and whether the neighbour comes before it (-1) or after it (1)


@dataclass(frozen=True, slots=True)
class Support:
    """How often a line must recur.

    min_pages: different articles that a publication needs before learning proposes anything. min_share: share of them,
    from 0 to 1, that a line must accompany.
    """

    min_pages: int = 5
    min_share: float = 0.2

    def required(self, articles: int) -> int:
        """Return the number of articles that a line must accompany, out of `articles`."""
        return max(min(MIN_ARTICLES, articles), math.ceil(self.min_share * articles), 2)


@dataclass(slots=True, eq=False)
class RecurringLine:
    """Lines with one template: the first of them, their positions, and the numbers of the articles they accompany."""

    template: Template
    first: PageLine
    positions: list[Position] = field(default_factory=list)
    articles: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True, eq=False)
class Repetition:
    """The pages of a publication and the lines that recur on them.

    article_of: the article number of each page. lines: the recurring lines, sorted by skeleton. rows: for each page,
    the recurring line at each index, None for a line that does not recur.
    """

    pages: tuple[PageSketch, ...]
    article_of: tuple[int, ...]
    lines: tuple[RecurringLine, ...]
    rows: tuple[tuple[RecurringLine | None, ...], ...]

    @property
    def article_count(self) -> int:
        """Return the number of different articles."""
        return len(set(self.article_of))

    def line_at(self, position: Position) -> PageLine:
        """Return the line at a position."""
        return self.pages[position[0]].lines[position[1]]


def find_repetition(pages: Sequence[PageSketch], support: Support) -> Repetition:
    """Return the repetition on some pages. Their order does not matter."""
    ordered = sorted(pages, key=lambda page: (page.name, [line.skeleton for line in page.lines]))
    article_of = articles_of(ordered)
    templates = _templates([*zip(ordered, article_of, strict=True)], support.required(len(set(article_of))))
    lines: dict[Template, RecurringLine] = {}
    rows = []
    for number, page in enumerate(ordered):
        row: list[RecurringLine | None] = []
        for index, line in enumerate(page.lines):
            template = templates.get(line.skeleton)
            recurring = lines.setdefault(template, RecurringLine(template, line)) if template is not None else None
            if recurring is not None:
                recurring.positions.append((number, index))
                recurring.articles.add(article_of[number])
            row.append(recurring)
        rows.append(tuple(row))
    in_order = sorted(lines.values(), key=lambda line: line.template.skeleton)
    return Repetition(tuple(ordered), tuple(article_of), tuple(in_order), tuple(rows))


def _templates(pages: NumberedPages, required: int) -> dict[str, Template]:
    """Return the templates of all recurring lines, by skeleton."""
    where: dict[str, set[int]] = defaultdict(set)
    for page, number in pages:
        for line in page.lines:
            where[line.skeleton].add(number)
    templates = {
        skeleton: Template(skeleton)
        for skeleton, found in where.items()
        if len(found) >= required and words_in(skeleton)
    }
    own = frozenset().union(*(page.headlines | page.standfirsts for page, _ in pages))
    rest = {
        skeleton: found
        for skeleton, found in where.items()
        if skeleton not in own and words_in(skeleton) >= (MIN_JOINED_WORDS if skeleton in templates else MIN_NEAR_WORDS)
    }
    templates |= near_templates(rest, required)
    return templates | _neighbour_templates(pages, templates, required)


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """The lines on one side of a known line: their skeletons, those of sentences among them, and their articles.

    enclosed: the articles in which another known line lies on the neighbours' other side.
    """

    skeletons: set[str] = field(default_factory=set)
    prose: set[str] = field(default_factory=set)
    articles: set[int] = field(default_factory=set)
    enclosed: set[int] = field(default_factory=set)

    def template(self) -> Template | None:
        """Return the neighbours' common template; None if it keeps too little to identify a line."""
        lines = [tokens_of_skeleton(skeleton) for skeleton in sorted(self.skeletons)]
        template = align(lines)
        literals = template.skeleton.replace(PLACEHOLDER, "")
        share = len(literals) / (sum(len("".join(line)) for line in lines) / len(lines))
        if self.prose:
            run = max(map(words_in, template.skeleton.split(PLACEHOLDER)))
            is_enclosed = len(self.enclosed) >= MIN_TOGETHER * len(self.articles)
            least = MIN_PROSE_SHARE if is_enclosed else MIN_PROSE_SHARE_AT_EDGE
            return template if run >= MIN_PROSE_RUN and share >= least else None
        letters = len(literals.replace(" ", ""))
        varies_little = max(template.gaps, default=0) <= MAX_NAME_CHARS and share >= MIN_NEIGHBOUR_SHARE
        is_distinct = words_in(template.skeleton) >= MIN_NEIGHBOUR_LITERALS or letters >= MIN_NEIGHBOUR_CHARS
        return template if varies_little and is_distinct else None


def _neighbour_templates(pages: NumberedPages, known: Mapping[str, Template], required: int) -> dict[str, Template]:
    """Return the templates of lines that recur by their neighbours, by skeleton."""
    found: dict[str, Template] = {}
    for _ in range(MAX_ROUNDS):
        new = _one_round(pages, {**known, **found}, found.keys(), required)
        if not new:
            break
        found |= new
    return found


def _one_round(
    pages: NumberedPages, known: Mapping[str, Template], settled: Collection[str], required: int
) -> dict[str, Template]:
    """Return the templates of lines beside known lines, except for skeletons that are settled."""
    found: dict[str, Template] = {}
    sides, articles = _sides(pages, known)
    for side in sorted(sides, key=lambda side: (side[0].skeleton, side[1])):
        neighbours = sides[side]
        least = max(required, MIN_ARTICLES, MIN_TOGETHER * len(articles[side[0]]))
        if len(neighbours.articles) < least or neighbours.skeletons <= known.keys() | found.keys():
            continue
        template = neighbours.template()
        if template is not None:
            found |= {one: template for one in neighbours.skeletons if one not in settled and one not in found}
    return found


def _sides(
    pages: NumberedPages, known: Mapping[str, Template]
) -> tuple[dict[Side, _Neighbours], dict[Template, set[int]]]:
    """Return the neighbours of each known template, and the articles that each template accompanies."""
    sides: dict[Side, _Neighbours] = defaultdict(_Neighbours)
    articles: dict[Template, set[int]] = defaultdict(set)
    for page, number in pages:
        for skeleton in {line.skeleton for line in page.lines} & known.keys():
            articles[known[skeleton]].add(number)
        for found, line in _lines_beside_known(page, known):
            for side in found:
                neighbours = sides[side]
                neighbours.skeletons.add(line.skeleton)
                neighbours.articles.add(number)
                if line.is_prose:
                    neighbours.prose.add(line.skeleton)
                if len(found) > 1:
                    neighbours.enclosed.add(number)
    return sides, articles


def _lines_beside_known(page: PageSketch, known: Mapping[str, Template]) -> Iterator[tuple[list[Side], PageLine]]:
    """Yield each line that has a known line beside it, with the sides.

    The page's own headline and standfirst are left out, unless the page is text, where the headline is a guess, and
    known lines enclose it.
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
