"""Which pages count: pages grouped by publication, a sample of each group, and duplicate articles merged.

Without merging, every sentence of an article that was crawled twice, updated or syndicated would seem to recur. Two
pages hold the same article if nearly all of the shorter body lies in the other, after the word sequences that most
pages share are discounted.
"""

from __future__ import annotations

import hashlib
import heapq
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import NamedTuple

from newsclean.blocks import Page
from newsclean.learn.page_lines import MAX_SHINGLES, PageSketch
from newsclean.rules.urls import original_location

SAMPLE = 400  # pages sampled of one publication; more pages show rarer boilerplate: a line on 2 % lies on 8 of these
# Guesses; not measured.
MIN_SHARED = 0.5  # share of the shorter body's own word sequences that makes two bodies one article
MIN_SHARED_WHOLE = 0.8  # the same share if every sequence of the two bodies is common to most pages
MIN_OWN = 15  # own word sequences that a body needs before they alone decide
MIN_WHOLE = 40  # word sequences that a body needs before all of them decide
ENOUGH_PAGES = 5
"""Pages whose sketch must reach a hash before the hash can count as common. Beyond that reach, an appeal that two pages
share looks like their article."""
_NO_LIMIT = 1 << 32


@dataclass(frozen=True, slots=True, order=True)
class PublicationKey:
    """The key that identifies the publication of a page. `kind` is "id", "domain", "name" or "folder"."""

    kind: str
    value: str

    def __str__(self) -> str:
        return self.value


def publication_key(page: Page) -> PublicationKey:
    """Return the key of a page's publication: its id, else its registered domain, its name, or its folder."""
    if page.publication is not None and page.publication.id is not None:
        return PublicationKey("id", page.publication.id)
    host = published_host(page)
    if host:
        return PublicationKey("domain", registered_domain(host))
    name = page.metadata.site_name or page.metadata.publisher
    if name:
        return PublicationKey("name", name)
    return PublicationKey("folder", str(PurePath(page.name).parent))


def published_host(page: Page) -> str:
    """Return the host that published a page, from its URL or its canonical link; "" if neither is known."""
    return original_location(page.url)[0] or original_location(page.metadata.url)[0]


def registered_domain(host: str) -> str:
    """Return the registered domain of a host: `bbc.co.uk` for `www.bbc.co.uk`. A blog on a blog host keeps its own."""
    from tld import get_fld  # start-up: loads the public suffix list

    return get_fld(f"https://{host}", fail_silently=True, search_private=True) or host.removeprefix("www.")


@dataclass(slots=True)
class Sampler:
    """Samples the `size` pages of each publication whose content hashes are lowest.

    The order of the pages does not matter. Memory is bounded by `size` names per publication. Byte-identical pages
    count once.
    """

    size: int = SAMPLE
    seen: Counter[PublicationKey] = field(default_factory=Counter)
    _lowest: dict[PublicationKey, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    _members: dict[PublicationKey, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, key: PublicationKey, fingerprint: str, name: str) -> None:
        """Add a page. `fingerprint` is the hexadecimal hash of its content."""
        self.seen[key] += 1
        rank = -int(fingerprint[:16], 16)
        members, heap = self._members[key], self._lowest[key]
        if rank in members:
            members[rank] = min(members[rank], name)
            return
        members[rank] = name
        heapq.heappush(heap, (rank, name))
        if len(heap) > self.size:
            dropped, _ = heapq.heappop(heap)
            del members[dropped]

    def samples(self) -> Iterator[tuple[PublicationKey, list[str]]]:
        """Yield each publication with the names of its sampled pages, both sorted."""
        for key in sorted(self._members):
            yield key, sorted(self._members[key].values())


def fingerprint_of(data: bytes) -> str:
    """Return the hash of a page's content."""
    return hashlib.sha256(data).hexdigest()


def articles_of(pages: Sequence[PageSketch]) -> list[int]:
    """Return the article number of each page. Pages with the same number hold the same article."""
    own = _without_common(pages)
    whole = [HashSample.of(page.shingles) for page in pages]
    article = list(range(len(pages)))

    def join(one: int, other: int) -> None:
        lower, higher = sorted((article[one], article[other]))
        article[:] = [lower if number == higher else number for number in article]

    by_headline: dict[str, int] = {}
    for index, page in enumerate(pages):
        for headline in sorted(page.headlines):
            first = by_headline.setdefault(headline, index)
            if first != index and _shared(whole[first], whole[index]) >= MIN_SHARED:
                join(first, index)
    for right in range(len(pages)):
        for left in range(right):
            if article[left] != article[right] and _is_same(whole, own, left, right):
                join(left, right)
    numbers: dict[int, int] = {}
    return [numbers.setdefault(number, len(numbers)) for number in article]


class HashSample(NamedTuple):
    """The hashes of a body's word sequences up to `limit`. Two samples are comparable below the lower limit."""

    hashes: frozenset[int]
    limit: int

    @classmethod
    def of(cls, hashes: frozenset[int], without: frozenset[int] = frozenset()) -> HashSample:
        """Return the sample of a page's shingles without some of them."""
        return cls(hashes - without, max(hashes) if len(hashes) >= MAX_SHINGLES else _NO_LIMIT)

    def within(self, limit: int) -> HashSample:
        """Return the part of the sample up to a limit."""
        if limit >= self.limit:
            return self
        return HashSample(frozenset(value for value in self.hashes if value <= limit), limit)


def _without_common(pages: Sequence[PageSketch]) -> list[HashSample]:
    """Return the samples without hashes that lie on three pages and on most pages whose sample reaches them."""
    limits = sorted(HashSample.of(page.shingles).limit for page in pages)
    reach = limits[-min(len(limits), ENOUGH_PAGES)] if limits else _NO_LIMIT
    counts = Counter(shingle for page in pages for shingle in page.shingles)
    common = frozenset(
        shingle for shingle, count in counts.items() if count > max(2, (len(limits) - bisect_left(limits, shingle)) / 2)
    )
    return [HashSample.of(page.shingles, common).within(reach) for page in pages]


def _is_same(whole: Sequence[HashSample], own: Sequence[HashSample], left: int, right: int) -> bool:
    decided = _is_same_by_own(own, left, right)
    if decided is not None:
        return decided
    size, shared = _compared(whole[left], whole[right])
    # a page of little but the common appeal would make all pages one article
    is_alike = size >= MIN_WHOLE and shared >= MIN_SHARED_WHOLE * size
    return is_alike and not _is_common_text(whole, own, left, right)


def _is_same_by_own(own: Sequence[HashSample], left: int, right: int) -> bool | None:
    """Return whether two bodies are one article, judged by what most pages lack; None if they have too little of it."""
    size, shared = _compared(own[left], own[right])
    return shared >= MIN_SHARED * size if size >= MIN_OWN else None


def _is_common_text(whole: Sequence[HashSample], own: Sequence[HashSample], left: int, right: int) -> bool:
    """Return whether a third page, with another article than the fuller of two, shares what the two share."""
    less, more = sorted((left, right), key=lambda index: len(own[index].hashes))
    return any(
        _is_same_by_own(own, more, other) is False and _shared(whole[less], whole[other]) >= MIN_SHARED_WHOLE
        for other in range(len(own))
        if other not in (left, right)
    )


def _shared(one: HashSample, other: HashSample) -> float:
    """Return the share of the smaller sample that lies in the other."""
    size, shared = _compared(one, other)
    return shared / size if size else 0.0


def _compared(one: HashSample, other: HashSample) -> tuple[int, int]:
    """Return the size of the smaller sample and the number of shared hashes, both below the lower limit."""
    left, right = one.within(other.limit).hashes, other.within(one.limit).hashes
    return min(len(left), len(right)), len(left & right)
