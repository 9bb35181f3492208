"""Pages that hold the same article: crawled twice, updated, or syndicated under another address.

Without merging them everything such an article says would seem to recur. Two pages hold the same article when nearly
all of the shorter body stands in the other one too, once what most pages have is left out of account.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from newsclean.learn.page_lines import MAX_SHINGLES, PageSketch

MIN_SHARED = 0.5
"""Of the shorter body's own word sequences: from here on two bodies are one article."""
MIN_SHARED_WHOLE = 0.8
"""The same where there is nothing that most other pages lack: then all that is known is how alike the two are."""
MIN_OWN = 15
"""Sequences of its own that a body must have to be judged by those alone."""
MIN_WHOLE = 40
"""How many sequences a page must have at least to be judged by all of them."""
ENOUGH_PAGES = 5
"""Whether most pages have a sequence can be said where so many could show it, or all where they are fewer. What lies
beyond the reach of the others' sketches is the appeal that two pages have in common as likely as their article."""
_NO_LIMIT = 1 << 32


def articles_of(pages: Sequence[PageSketch]) -> list[int]:
    """Return for each page the number of its article; pages with one number hold the same one."""
    own = _without_common(pages)
    whole = [HashSample.of(page.shingles) for page in pages]
    parent = list(range(len(pages)))
    by_headline: dict[str, int] = {}
    for index, page in enumerate(pages):
        for headline in sorted(page.headlines):
            first = by_headline.setdefault(headline, index)
            if first != index and _shared(whole[first], whole[index]) >= MIN_SHARED:
                _join(parent, first, index)
    for right in range(len(pages)):
        for left in range(right):
            if _root(parent, left) != _root(parent, right) and _is_same(whole, own, left, right):
                _join(parent, left, right)
    numbers: dict[int, int] = {}
    return [numbers.setdefault(_root(parent, index), len(numbers)) for index in range(len(pages))]


class HashSample(NamedTuple):
    """Hashes of a body's word sequences: all below `limit`, so that two are compared below the lower limit."""

    hashes: frozenset[int]
    limit: int

    @classmethod
    def of(cls, hashes: frozenset[int], without: frozenset[int] = frozenset()) -> HashSample:
        """Return the sketch of a page, as `digest.sketch` made it, without some of its hashes."""
        return cls(hashes - without, max(hashes) if len(hashes) >= MAX_SHINGLES else _NO_LIMIT)

    def within(self, limit: int) -> HashSample:
        """Return the sketch of what does not lie above a limit."""
        if limit >= self.limit:
            return self
        return HashSample(frozenset(value for value in self.hashes if value <= limit), limit)


def _without_common(pages: Sequence[PageSketch]) -> list[HashSample]:
    """Return the sketches without what stands on more than half of the pages that could show it, of three or more."""
    limits = sorted(HashSample.of(page.shingles).limit for page in pages)
    reach = limits[-min(len(limits), ENOUGH_PAGES)] if limits else _NO_LIMIT
    counts = Counter(shingle for page in pages for shingle in page.shingles)
    common = frozenset(
        shingle for shingle, count in counts.items() if count > max(2, (len(limits) - bisect_left(limits, shingle)) / 2)
    )
    return [HashSample.of(page.shingles, common).within(reach) for page in pages]


def _is_same(whole: Sequence[HashSample], own: Sequence[HashSample], left: int, right: int) -> bool:
    told = _is_same_by_own(own, left, right)
    if told is not None:
        return told
    size, shared = _compared(whole[left], whole[right])
    # a page of hardly anything but the appeal that all others have would make them all one
    is_alike = size >= MIN_WHOLE and shared >= MIN_SHARED_WHOLE * size
    return is_alike and not _is_of_all(whole, own, left, right)


def _is_same_by_own(own: Sequence[HashSample], left: int, right: int) -> bool | None:
    """Return whether two bodies are one article by what most pages lack; None where that is too little."""
    size, shared = _compared(own[left], own[right])
    return shared >= MIN_SHARED * size if size >= MIN_OWN else None


def _is_of_all(whole: Sequence[HashSample], own: Sequence[HashSample], left: int, right: int) -> bool:
    """Whether what two pages share stands on a third one too that is another article than the fuller of the two."""
    less, more = sorted((left, right), key=lambda index: len(own[index].hashes))
    return any(
        _is_same_by_own(own, more, other) is False and _shared(whole[less], whole[other]) >= MIN_SHARED_WHOLE
        for other in range(len(own))
        if other not in (left, right)
    )


def _shared(one: HashSample, other: HashSample) -> float:
    """Return the share of the smaller sketch that lies in the other one."""
    size, shared = _compared(one, other)
    return shared / size if size else 0.0


def _compared(one: HashSample, other: HashSample) -> tuple[int, int]:
    """Return how many hashes the smaller sketch has, and how many of them lie in the other, below both limits."""
    left, right = one.within(other.limit).hashes, other.within(one.limit).hashes
    return min(len(left), len(right)), len(left & right)


def _root(parent: list[int], index: int) -> int:
    while parent[index] != index:
        parent[index] = index = parent[parent[index]]
    return index


def _join(parent: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(parent, one), _root(parent, other)))
    parent[second] = first
