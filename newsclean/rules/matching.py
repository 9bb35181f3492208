"""Matching a rule: the blocks, and the spans inside blocks, that its matchers and conditions select."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain, islice

from newsclean.blocks import Block, Label, Page, Span
from newsclean.budget import Budget, Part
from newsclean.rules.cost import (
    BLOCK_LOOKS,
    CHARS_PER_LOOK,
    COMPILE_LOOKS,
    FOUND_LOOKS,
    PATTERN_LOOKS,
    PREFIXES_PER_LOOK,
)
from newsclean.rules.patterns import find_spans, fold, is_found, literal
from newsclean.rules.selectors import select_blocks
from newsclean.rules.types import Rule
from newsclean.text.patterns import compile_later

# Guesses; not measured.
MAX_BLOCKS = 40  # from a `from` to its end if the rule has no `max_blocks`; a longer range would take half a page
MAX_TITLES = 12  # below a `header` if the rule has no `max_blocks`; raising it takes longer lists
MAX_TITLE_CHARS = 160  # of a linked title; a longer block is a paragraph
MIN_TITLE_LINKS = 0.5  # least share of a title inside a link; raising it misses titles with a date beside the link
MAX_SPANS = 1000  # of one rule on one page; a pattern that matches more often matches the text itself
_SENTENCE_END_RE = compile_later("[.…。۔;:,]['\"”’»)\\]」』]*$")


class Scope:
    """The page that rules match on, and the budget for it.

    `main` are the blocks of the main container, if the publication has one.
    """

    def __init__(self, page: Page, main: set[int] | None, budget: Budget) -> None:
        self.page = page
        self.main = main
        self.budget = budget

    def affords(self, looks: int) -> bool:
        """Return whether the page's budget covers some looks, and take them."""
        return self.budget.afford(Part.RULES, looks)

    def affords_texts(self, blocks: int, *, patterns: int = 0, prefixes: int = 0, chars: int | None = None) -> bool:
        """Return whether the budget covers patterns and prefixes on some blocks of `chars` characters in all."""
        chars = self.budget.size if chars is None else chars
        looks = blocks * (1 + prefixes // PREFIXES_PER_LOOK + PATTERN_LOOKS * patterns)
        return self.affords(looks + patterns * (chars // CHARS_PER_LOOK + COMPILE_LOOKS))

    @cached_property
    def texts(self) -> list[str]:
        """The folded text of each block."""
        return [fold(block.text) for block in self.page.blocks]

    @cached_property
    def _shares_before(self) -> list[float]:
        """The share of the article's characters before each block; the article is the main container."""
        main, blocks = self.main, enumerate(self.page.blocks)
        sizes = [len(block.text) if main is None or index in main else 0 for index, block in blocks]
        whole = sum(sizes) or 1
        return [before / whole for before in accumulate(sizes, initial=0)]

    def is_in_zone(self, index: int, zone: str | None) -> bool:
        """Return whether a block begins in a zone: the first half of the article (head), the second (tail), or any."""
        if zone in (None, "any"):
            return True
        return (self._shares_before[index] < 0.5) == (zone == "head")


def matching_blocks(rule: Rule, scope: Scope) -> Iterator[int]:
    """Yield the indices of the blocks that a rule matches; an index may come twice."""
    blocks = scope.page.blocks
    zone_of_runs = rule.zone or ("tail" if rule.tail and not rule.from_ else None)
    single = dict.fromkeys(_single_blocks(rule, scope))
    if not scope.affords(FOUND_LOOKS * len(single)):
        return
    runs = ((run, zone_of_runs) for run in _runs(rule, scope))
    for run, zone in chain(((range(index, index + 1), rule.zone) for index in single), runs):
        if not scope.is_in_zone(run[0], zone):
            continue
        if rule.unless:
            chars = sum(len(blocks[index].text) for index in run)
            if not scope.affords_texts(len(run), patterns=len(rule.unless), chars=chars):
                continue
        if not any(is_found(word, blocks[index].text) for word in rule.unless for index in run):
            yield from (i for i in run if rule.max_chars is None or len(blocks[i].text) <= rule.max_chars)


def _single_blocks(rule: Rule, scope: Scope) -> Iterator[int]:
    """Yield the blocks that a selector, `line`, `starts` or `regex` matches."""
    for kind, selectors in (("css", rule.css), ("xpath", rule.xpath)):
        for selector in selectors:
            yield from select_blocks(scope.page, selector, kind, scope.budget)
    if not (rule.line or rule.starts or rule.regex):
        return
    if not scope.affords_texts(len(scope.texts), patterns=len(rule.regex), prefixes=len(rule.starts)):
        return
    lines = {fold(line) for line in rule.line}
    starts = tuple(fold(start) for start in rule.starts)
    for index, text in enumerate(scope.texts):
        if (
            text in lines
            or (starts and text.startswith(starts))
            or any(is_found(pattern, scope.page.blocks[index].text) for pattern in rule.regex)
        ):
            yield index


def _runs(rule: Rule, scope: Scope) -> Iterator[range]:
    """Yield the runs of blocks that `from`, `tail` or `header` matches."""
    prefixes = len(rule.from_) + len(rule.tail) + len(rule.header)
    if not prefixes or not scope.affords_texts(len(scope.texts), prefixes=prefixes):
        return
    if rule.from_:
        yield from _ranges(rule, scope)
    if rule.tail:
        starts = tuple(fold(start) for start in rule.tail)
        openers = (index for index, text in enumerate(scope.texts) if text.startswith(starts))
        first = next((index for index in openers if scope.is_in_zone(index, rule.zone or "tail")), None)
        if first is not None:
            yield range(first, len(scope.texts))
    if rule.header:
        yield from _headers(rule, scope)


def _ranges(rule: Rule, scope: Scope) -> Iterator[range]:
    """Yield the runs from a `from` to the first `through` or `until`, if that comes soon enough."""
    is_end = str.endswith if rule.through else str.startswith
    openers, closers = (tuple(fold(text) for text in words) for words in (rule.from_, rule.through or rule.until))
    reach = rule.max_blocks or MAX_BLOCKS
    texts = scope.texts
    for first, text in enumerate(texts):
        if text.startswith(openers) and scope.affords_texts(min(reach, len(texts) - first), prefixes=len(closers)):
            window = range(first if rule.through else first + 1, min(len(texts), first + reach + (not rule.through)))
            last = next((index for index in window if is_end(texts[index], closers)), None)
            if last is not None:
                yield range(first, last + 1 if rule.through else last)


def _headers(rule: Rule, scope: Scope) -> Iterator[range]:
    """Yield the runs of a `header` and the linked titles below it."""
    headers = tuple(fold(header) for header in rule.header)
    blocks = scope.page.blocks
    for first, text in enumerate(scope.texts):
        if text.startswith(headers):
            reach = min(len(blocks), first + 1 + (rule.max_blocks or MAX_TITLES))
            last = first + 1
            while last < reach and is_linked_title(blocks[last]):
                last += 1
            if scope.affords(BLOCK_LOOKS * (last - first)):
                yield range(first, last)


def is_linked_title(block: Block) -> bool:
    """Return whether a block looks like the title of another article: in HTML a link, in a dump no full sentence."""
    if len(block.text) > MAX_TITLE_CHARS:
        return False
    if block.container is not None:
        return block.link_density >= MIN_TITLE_LINKS
    return not _SENTENCE_END_RE.search(block.text)


def matching_spans(rule: Rule, scope: Scope, label: Label, taken: Sequence[Span]) -> list[Span]:
    """Return the spans that a rule matches and that overlap none of `taken`, each with `label`."""
    patterns = (*map(literal, rule.span), *rule.span_regex)
    if not patterns or not scope.affords_texts(len(scope.texts), patterns=len(patterns) + len(rule.unless)):
        return []
    occupied: dict[int, list[tuple[int, int]]] = {}
    for span in taken:
        occupied.setdefault(span.block, []).append((span.start, span.end))
    found: list[Span] = []
    for index, start, end in _candidates(rule, patterns, scope):
        others = occupied.setdefault(index, [])
        if len(found) >= MAX_SPANS or not scope.affords(BLOCK_LOOKS + len(others)):
            break
        if all(end <= s or e <= start for s, e in others):
            others.append((start, end))
            found.append(Span(index, start, end, label))
    return found


def _candidates(rule: Rule, patterns: Sequence[str], scope: Scope) -> Iterator[tuple[int, int, int]]:
    """Yield the block, the start and the end of all that the patterns match within the rule's conditions."""
    for index, block in enumerate(scope.page.blocks):
        if not scope.is_in_zone(index, rule.zone) or any(is_found(word, block.text) for word in rule.unless):
            continue
        pairs = {pair for pattern in patterns for pair in islice(find_spans(pattern, block.text), MAX_SPANS)}
        if scope.affords(BLOCK_LOOKS * len(pairs)):
            fitting = (pair for pair in sorted(pairs) if rule.max_chars is None or pair[1] - pair[0] <= rule.max_chars)
            yield from ((index, *pair) for pair in fitting)
