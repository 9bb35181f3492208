"""Runs of boilerplate lines that lie together on the pages, whole or in part: one block, and so one rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from newsclean.blocks import Category
from newsclean.learn.filters import Boilerplate
from newsclean.learn.repetition import RecurringLine
from newsclean.learn.templates import words_in
from newsclean.lexicon.phrases import lexicon

# Guesses; not measured.
MIN_ANCHOR_WORDS = 2  # that the first and the last line of a block need to open and close it
MAX_GAP_LINES = 2  # of other text inside a block, which vary too much to recur
MAX_GAP_WORDS = 10  # of the longest such line that the classifier may keep
MAX_BLOCK_LINES = 40  # of the longest block that a rule cuts out from its opener to its closer
SPARE_LINES = 3  # that a block may have more on later pages than on any page seen
MIN_TOGETHER = 0.8
"""Share of the rarer line's articles in which two lines must be adjacent to form one block. Blocks that are adjacent on
half of the pages would be cut out of the others together with the text between them."""
_HEAD = frozenset((Category.HEADLINE, Category.STANDFIRST))

Pair = tuple[RecurringLine, RecurringLine]


@dataclass(frozen=True, slots=True, eq=False)
class BlockRun:
    """Lines that lie together, in their usual order.

    opener, closer: the lines from and through which a rule can cut the block out of every page without touching the
    article; None if there are none. max_lines: the most lines that this cuts out.
    """

    lines: tuple[RecurringLine, ...]
    opener: RecurringLine | None = None
    closer: RecurringLine | None = None
    max_lines: int = 0


def find_runs(boilerplate: Boilerplate) -> list[BlockRun]:
    """Return the runs of boilerplate that no rule covers yet. A line that lies alone is a run by itself."""
    pairs: dict[Pair, set[int]] = defaultdict(set)
    for number, row in enumerate(boilerplate.repetition.rows):
        for pair in _adjacent(number, row, boilerplate):
            pairs[pair].add(boilerplate.repetition.article_of[number])

    def usual_place(line: RecurringLine) -> tuple[float, str]:
        return median(index for _, index in line.positions), line.template.skeleton

    runs = [
        _run(part, boilerplate)
        for group in _grouped(pairs, boilerplate.uncovered)
        for part in _split_by_category(sorted(group, key=usual_place))
    ]
    return sorted(runs, key=lambda run: run.lines[0].template.skeleton)


def _grouped(pairs: dict[Pair, set[int]], lines: frozenset[RecurringLine]) -> list[list[RecurringLine]]:
    """Return groups of lines that are adjacent in most of their articles, the most frequent pairs joined first."""
    groups = {line: [line] for line in lines}
    skeletons = {pair: [line.template.skeleton for line in pair] for pair in pairs}
    for (left, right), articles in sorted(pairs.items(), key=lambda one: (-len(one[1]), skeletons[one[0]])):
        fewer = min(len(left.articles), len(right.articles))
        if (
            left in lines
            and right in lines
            and groups[left] is not groups[right]
            and len(articles) >= max(2, MIN_TOGETHER * fewer)
        ):
            groups[left].extend(groups[right])
            for line in groups[right]:
                groups[line] = groups[left]
    return list({id(group): group for group in groups.values()}.values())


def _adjacent(number: int, row: Sequence[RecurringLine | None], boilerplate: Boilerplate) -> Iterator[Pair]:
    """Yield the boilerplate lines of a page that follow each other, with at most a small gap between them."""
    known = [(index, line) for index, line in enumerate(row) if line is not None and line in boilerplate.lines]
    for (left, one), (right, other) in pairwise(known):
        if (
            one is not other
            and _gap(number, left, right, boilerplate) <= MAX_GAP_LINES
            and not _has_article_between(number, left, right, boilerplate)
        ):
            yield one, other


def _gap(number: int, left: int, right: int, boilerplate: Boilerplate) -> int:
    """Return the number of lines with words between two lines."""
    lines = boilerplate.repetition.pages[number].lines[left + 1 : right]
    return sum(1 for line in lines if words_in(line.skeleton))


def _has_article_between(number: int, first: int, last: int, boilerplate: Boilerplate) -> bool:
    """Return whether text of the article may lie between two lines: a paragraph, a headline, or lines that are kept.

    One or two kept lines of a few words are a name or a sum in a block that the classifier takes for the article.
    """
    lines = boilerplate.repetition.pages[number].lines
    kept_in_a_row = 0
    for index in range(first + 1, last):
        line = lines[index]
        if boilerplate.is_boilerplate((number, index)) or boilerplate.is_teaser((number, index)):
            kept_in_a_row = 0
            continue
        if line.is_prose or line.category in _HEAD:
            return True
        words = words_in(line.skeleton)
        kept_in_a_row += bool(line.is_kept and words)
        if line.is_kept and (words > MAX_GAP_WORDS or kept_in_a_row > MAX_GAP_LINES):
            return True
    return False


def _split_by_category(lines: Sequence[RecurringLine]) -> Iterator[tuple[RecurringLine, ...]]:
    """Split a block where the lexicon knows the start of another one, such as an appeal after a sign-up.

    A short label splits only if prose follows it, because each entry of a menu has another category.
    """
    part: list[RecurringLine] = []
    category: Category | None = None
    for index, line in enumerate(lines):
        entry = lexicon().match(line.first.text)
        is_lone_label = index + 1 == len(lines) or not lines[index + 1].first.is_prose
        if entry is not None and part and entry.category is not category and not is_lone_label:
            yield tuple(part)
            part = []
        if entry is not None and not part:
            category = entry.category
        part.append(line)
    yield tuple(part)


def _run(lines: tuple[RecurringLine, ...], boilerplate: Boilerplate) -> BlockRun:
    opener = next((line for line in lines if words_in(line.template.prefix()) >= MIN_ANCHOR_WORDS), None)
    closer = next((line for line in reversed(lines) if words_in(line.template.suffix()) >= MIN_ANCHOR_WORDS), None)
    if opener is None or closer is None or opener is closer:
        return BlockRun(lines)
    longest = _longest_block(opener, closer, boilerplate)
    return BlockRun(lines, opener, closer, longest + SPARE_LINES) if longest else BlockRun(lines)


def _longest_block(opener: RecurringLine, closer: RecurringLine, boilerplate: Boilerplate) -> int:
    """Return the most lines from an opener to the next closer; 0 if that is unsafe, too long or too rare."""
    sizes = [0]
    for number, index in opener.positions:
        row = boilerplate.repetition.rows[number]
        end = next((later for later in range(index + 1, len(row)) if row[later] is closer), None)
        if end is None:
            continue
        if _has_article_between(number, index, end, boilerplate):
            return 0
        sizes.append(end - index + 1)
    longest = max(sizes)
    return longest if longest <= MAX_BLOCK_LINES and 2 * (len(sizes) - 1) >= len(opener.positions) else 0
