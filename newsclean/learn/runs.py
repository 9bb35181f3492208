"""Blocks of several lines: kinds that stand together on the pages, whole or in part, in this order or that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from newsclean.blocks import Category
from newsclean.learn.filters import Boilerplate
from newsclean.learn.repetition import RecurringLine
from newsclean.learn.templates import words_in
from newsclean.lexicon.phrases import lexicon

MIN_ANCHOR_WORDS = 2
"""The line that opens or closes a block must be told from any other; one word is not enough."""
MAX_GAP_LINES = 2
"""Lines that vary too much to be of a kind may stand inside a block, if they are no paragraphs of the article."""
MAX_GAP_WORDS = 10
MIN_TOGETHER = 0.8
"""In what share of the articles of the rarer one two kinds must stand side by side to be of one block. Two blocks that
stand together on half of the pages are cut out whole, with what comes between them, from the others."""
MAX_REACH = 40
"""A longer stretch is not cut out from its first line to its last; each line is known by itself."""
_HEAD = frozenset((Category.HEADLINE, Category.STANDFIRST))
SPARE_BLOCKS = 3
"""How many more lines than ever seen a block may have on other pages."""


@dataclass(frozen=True, slots=True, eq=False)
class BlockRun:
    """Kinds that stand together, in their usual order.

    opener, closer: where on every page a block of these kinds can be cut out from one to the other without touching
    the article; None where it cannot. reach: how many lines that is at most.
    """

    kinds: tuple[RecurringLine, ...]
    opener: RecurringLine | None = None
    closer: RecurringLine | None = None
    reach: int = 0


def find_runs(found: Boilerplate) -> list[BlockRun]:
    """Return what stands together; a kind that stands alone is a stretch by itself."""
    pairs: dict[tuple[RecurringLine, RecurringLine], set[int]] = defaultdict(set)
    for number, row in enumerate(found.repetition.kind_of):
        for left, right in _adjacent(number, row, found):
            pairs[left, right].add(found.repetition.article[number])
    new = found.new
    groups = {kind: [kind] for kind in new}
    for (left, right), articles in sorted(pairs.items(), key=lambda pair: (-len(pair[1]), *_names(pair[0]))):
        fewer = min(len(left.articles), len(right.articles))
        if (
            left in new
            and right in new
            and groups[left] is not groups[right]
            and len(articles) >= max(2, MIN_TOGETHER * fewer)
        ):
            groups[left].extend(groups[right])
            for kind in groups[right]:
                groups[kind] = groups[left]
    unique = {id(group): group for group in groups.values()}.values()
    stretches = [_stretch(part, found) for group in unique for part in _parts(_in_order(group), found)]
    return sorted(stretches, key=lambda stretch: stretch.kinds[0].template.skeleton)


def _names(kinds: Iterable[RecurringLine]) -> list[str]:
    return [kind.template.skeleton for kind in kinds]


def _adjacent(
    number: int, row: Sequence[RecurringLine | None], found: Boilerplate
) -> Iterator[tuple[RecurringLine, RecurringLine]]:
    """Yield the known kinds of a page that follow each other, with at most a small gap that is no article."""
    known = [(index, kind) for index, kind in enumerate(row) if kind is not None and kind in found.kinds]
    for (left, one), (right, other) in pairwise(known):
        if (
            one is not other
            and _gap(number, left, right, found) <= MAX_GAP_LINES
            and not _has_article(number, left, right, found)
        ):
            yield one, other


def _gap(number: int, left: int, right: int, found: Boilerplate) -> int:
    """Return how many lines with words in them stand between two lines."""
    lines = found.repetition.pages[number].lines[left + 1 : right]
    return sum(1 for line in lines if words_in(line.skeleton))


def _has_article(number: int, first: int, last: int, found: Boilerplate) -> bool:
    """Whether something between two lines may be the article's: a paragraph, its head, or lines the classifier keeps.

    One or two of a few words each, which it keeps because it takes the block for an article, are a name or a sum.
    """
    lines = found.repetition.pages[number].lines
    run = 0
    for index in range(first + 1, last):
        line = lines[index]
        if found.is_known((number, index)) or found.is_teaser((number, index)):
            run = 0
            continue
        if line.is_prose or line.category in _HEAD:
            return True
        words = words_in(line.skeleton)
        run += bool(line.kept and words)
        if line.kept and (words > MAX_GAP_WORDS or run > MAX_GAP_LINES):
            return True
    return False


def _in_order(group: Iterable[RecurringLine]) -> tuple[RecurringLine, ...]:
    """Return kinds in the order in which they usually stand."""
    return tuple(sorted(group, key=lambda kind: (median(place[1] for place in kind.places), kind.template.skeleton)))


def _parts(kinds: Sequence[RecurringLine], found: Boilerplate) -> Iterator[tuple[RecurringLine, ...]]:
    """Cut a block where the lexicon says that something else begins: a sign-up that is always followed by an appeal.

    Single labels do not cut: in a menu each is of another category.
    """
    part: list[RecurringLine] = []
    category: Category | None = None
    for index, kind in enumerate(kinds):
        entry = lexicon().match(found.text_of(kind))
        is_lone_label = index + 1 == len(kinds) or not found.repetition.line(kinds[index + 1].places[0]).is_prose
        if entry is not None and part and entry.category is not category and not is_lone_label:
            yield tuple(part)
            part = []
        if entry is not None and not part:
            category = entry.category
        part.append(kind)
    yield tuple(part)


def _stretch(kinds: tuple[RecurringLine, ...], found: Boilerplate) -> BlockRun:
    opener = next((kind for kind in kinds if words_in(kind.template.prefix()) >= MIN_ANCHOR_WORDS), None)
    closer = next((kind for kind in reversed(kinds) if words_in(kind.template.suffix()) >= MIN_ANCHOR_WORDS), None)
    if opener is None or closer is None or opener is closer:
        return BlockRun(kinds)
    reach = _reach(opener, closer, found)
    return BlockRun(kinds, opener, closer, reach + SPARE_BLOCKS) if reach else BlockRun(kinds)


def _reach(opener: RecurringLine, closer: RecurringLine, found: Boilerplate) -> int:
    """Return how many lines it is at most from the opener to the first closer; 0 where the article may be between."""
    reached = [0]
    for number, index in opener.places:
        row = found.repetition.kind_of[number]
        end = next((later for later in range(index + 1, len(row)) if row[later] is closer), None)
        if end is None:
            continue
        if _has_article(number, index, end, found):
            return 0
        reached.append(end - index + 1)
    longest = max(reached)
    return longest if longest <= MAX_REACH and 2 * (len(reached) - 1) >= len(opener.places) else 0
