"""Short lines that vary beside lines that recur: "The team of Harbour Post", "From 5 €", the signature of an appeal.

By themselves too little of them stays the same to know them by. That the same line stands beside them on nearly all
pages is what tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from newsclean.learn.digest import Digest
from newsclean.learn.templates import MAX_NAME_CHARS, SLOT, Template, align, tokens_of_key, words_in

MIN_BESIDE = 0.8
"""In what share of the articles of a line another one must stand beside it."""
MAX_WORDS = 8
MIN_LITERALS = 2
MIN_LITERAL_CHARS = 8
"""The words that a template must still have, or the letters and marks: those of "Редакция «…»"."""

Beside = tuple[Template, int]
"""A template, and whether the line stands before it (-1) or after it (1)."""


def templates_beside(
    pages: Sequence[Digest], article: Sequence[int], known: Mapping[str, Template], required: int
) -> dict[str, Template]:
    """Return the templates of lines that vary beside lines of known templates, by the keys of those lines.

    `article` has the number of each page's article, `required` is in how many of them a line must stand.
    """
    keys: dict[Beside, set[str]] = defaultdict(set)
    beside: dict[Beside, set[int]] = defaultdict(set)
    standing: dict[Template, set[int]] = defaultdict(set)
    for page, number in zip(pages, article, strict=True):
        for line in page.lines:
            if line.key in known:
                standing[known[line.key]].add(number)
        for one, side, key in _pairs(page, known):
            keys[one, side].add(key)
            beside[one, side].add(number)
    found: dict[str, Template] = {}
    for place in sorted(keys, key=lambda place: (place[0].key, place[1])):
        often = max(required, MIN_BESIDE * len(standing[place[0]]))
        if len(beside[place]) >= often and not keys[place] <= known.keys() | found.keys():
            common = _aligned(keys[place])
            if common is not None:
                found |= dict.fromkeys(sorted(keys[place] - found.keys()), common)
    return found


def _pairs(page: Digest, known: Mapping[str, Template]) -> Iterator[tuple[Template, int, str]]:
    """Yield each short line beside one of a known template, with that template and the side."""
    own = page.headlines | page.standfirsts
    for before, after in pairwise(page.lines):
        for one, other, side in ((before, after, 1), (after, before, -1)):
            is_short = not other.is_prose and 0 < words_in(other.key) <= MAX_WORDS and other.key not in own
            if is_short and one.key in known and one.key != other.key:
                yield known[one.key], side, other.key


def _aligned(keys: set[str]) -> Template | None:
    """Return what short lines have in common, if that is enough and no more than a name varies."""
    template = align([tokens_of_key(key) for key in sorted(keys)])
    letters = template.key.replace(SLOT, "").replace(" ", "")
    is_told = words_in(template.key) >= MIN_LITERALS or len(letters) >= MIN_LITERAL_CHARS
    return template if is_told and max(template.gaps, default=0) <= MAX_NAME_CHARS else None
