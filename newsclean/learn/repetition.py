"""What recurs on the pages of a publication: kinds of lines, and in how many different articles each stands."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from newsclean.learn.duplicates import articles_of
from newsclean.learn.neighbours import neighbour_templates
from newsclean.learn.page_lines import PageLine, PageSketch
from newsclean.learn.templates import Template, near_templates, words_in

MIN_ARTICLES = 3
"""In how many different articles a line must stand, where there are as many. Two of five pages may quote one decree."""
MIN_NEAR_WORDS = 2
"""Shorter lines are not looked at for near repetition: too little is left of them."""
MIN_JOINED_WORDS = 6
"""Lines that recur as they are, too, may have others of their kind: with "25 zł" where they have "$5". Shorter ones are
menus, in which "Read more stories" and "Read more letters" are two things."""


@dataclass(frozen=True, slots=True)
class Support:
    """What is asked of repetition.

    min_pages: so many different articles a publication must have before anything is learned of it.
    min_share: in what share of them a line must stand, 0 to 1; in three at least, or in all where there are only two.
    """

    min_pages: int = 5
    min_share: float = 0.2

    def required(self, articles: int) -> int:
        """Return in how many of so many articles a line must stand."""
        return max(min(MIN_ARTICLES, articles), math.ceil(self.min_share * articles), 2)


@dataclass(slots=True, eq=False)
class RecurringLine:
    """Lines that are alike, wherever they stand.

    places: page and index of the line, for each. articles: the numbers of the articles they stand in.
    """

    template: Template
    places: list[tuple[int, int]] = field(default_factory=list)
    articles: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True, eq=False)
class Repetition:
    """The pages of a publication and what recurs on them.

    article: for each page the number of its article. kinds: what recurs, in the order of its words. kind_of: for each
    page, for each line, the kind it is of, None for one that does not recur. articles: how many there are.
    """

    pages: tuple[PageSketch, ...]
    article: tuple[int, ...]
    kinds: tuple[RecurringLine, ...]
    kind_of: tuple[tuple[RecurringLine | None, ...], ...]

    @property
    def articles(self) -> int:
        """How many different articles the pages hold."""
        return len(set(self.article))

    def line(self, place: tuple[int, int]) -> PageLine:
        """Return the line that stands at a place."""
        return self.pages[place[0]].lines[place[1]]


def find_repetition(pages: Sequence[PageSketch], demand: Support) -> Repetition:
    """Find what recurs on the pages; the order of the pages does not matter for what is found."""
    ordered = sorted(pages, key=lambda page: (page.name, [line.skeleton for line in page.lines]))
    article = articles_of(ordered)
    where: dict[str, set[int]] = defaultdict(set)
    for page, number in zip(ordered, article, strict=True):
        for line in page.lines:
            where[line.skeleton].add(number)
    required = demand.required(len(set(article)))
    templates = {key: Template(key) for key, found in where.items() if len(found) >= required and words_in(key)}
    own = frozenset().union(*(page.headlines | page.standfirsts for page in ordered))
    rest = {
        key: found
        for key, found in where.items()
        if key not in own and words_in(key) >= (MIN_JOINED_WORDS if key in templates else MIN_NEAR_WORDS)
    }
    templates |= near_templates(rest, required)
    templates |= neighbour_templates(ordered, article, templates, required)
    kinds: dict[Template, RecurringLine] = {}
    kind_of = []
    for number, page in enumerate(ordered):
        row: list[RecurringLine | None] = []
        for index, line in enumerate(page.lines):
            template = templates.get(line.skeleton)
            kind = kinds.setdefault(template, RecurringLine(template)) if template is not None else None
            if kind is not None:
                kind.places.append((number, index))
                kind.articles.add(article[number])
            row.append(kind)
        kind_of.append(tuple(row))
    in_order = sorted(kinds.values(), key=lambda kind: kind.template.skeleton)
    return Repetition(tuple(ordered), tuple(article), tuple(in_order), tuple(kind_of))
