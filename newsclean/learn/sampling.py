"""Which pages belong to one publication, and a sample of each that does not depend on the order they came in."""

from __future__ import annotations

import hashlib
import heapq
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from newsclean.blocks import Page
from newsclean.rules.urls import original_location

SAMPLE = 400
"""Pages that are looked at of one publication: what stands on a fiftieth of its pages stands on eight of these."""


@dataclass(frozen=True, slots=True, order=True)
class PublicationKey:
    """How the pages of a publication are told from others: by a registered domain, a name, an id or a folder."""

    kind: str
    value: str

    def __str__(self) -> str:
        return self.value


def publication_key(page: Page) -> PublicationKey:
    """Return the publication that a page belongs to: by its address, its canonical link, its name, else its folder."""
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
    """Return the host a page was published at, by its address or its canonical link; "" where neither is known."""
    return original_location(page.url)[0] or original_location(page.metadata.url)[0]


def registered_domain(host: str) -> str:
    """Return the part of a host that somebody registered: `bbc.co.uk` of `www.bbc.co.uk`, a blog's own on its host."""
    from tld import get_fld

    return get_fld(f"https://{host}", fail_silently=True, search_private=True) or host.removeprefix("www.")


def slug(text: str) -> str:
    """Return an id made of a name.

    >>> slug("Le Phare – Édition du Nord"), slug("harbourpost.example")
    ('le-phare-edition-du-nord', 'harbourpost')
    """
    if re.fullmatch(r"[\w-]+(\.[\w-]+)+", text):
        text = text.split(".", 1)[0]
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)) or f"publication-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


@dataclass(slots=True)
class Sampler:
    """For each publication the pages whose content has the lowest hashes: a random sample, the same in any order.

    Memory is bounded by `size` names a publication. Pages that are the same to the byte count once.
    """

    size: int = SAMPLE
    seen: Counter[PublicationKey] = field(default_factory=Counter)
    _lowest: dict[PublicationKey, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    _members: dict[PublicationKey, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, group: PublicationKey, fingerprint: str, name: str) -> None:
        """Take note of a page; `fingerprint` is the hexadecimal hash of its content."""
        self.seen[group] += 1
        rank = -int(fingerprint[:16], 16)
        members, heap = self._members[group], self._lowest[group]
        if rank in members:
            members[rank] = min(members[rank], name)
            return
        members[rank] = name
        heapq.heappush(heap, (rank, name))
        if len(heap) > self.size:
            dropped, _ = heapq.heappop(heap)
            del members[dropped]

    def samples(self) -> Iterator[tuple[PublicationKey, list[str]]]:
        """Yield each publication with the names of its sampled pages, in order."""
        for group in sorted(self._members):
            yield group, sorted(self._members[group].values())


def fingerprint_of(data: bytes) -> str:
    """Return the hash of a page's content."""
    return hashlib.sha256(data).hexdigest()
