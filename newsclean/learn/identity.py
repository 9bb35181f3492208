"""Who a publication is: its name, its domains, and the lines by which its text dumps give themselves away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from newsclean.blocks import Page
from newsclean.learn.filters import Boilerplate
from newsclean.learn.repetition import RecurringLine
from newsclean.learn.sampling import PublicationKey, published_host, registered_domain, slug
from newsclean.learn.templates import words_in
from newsclean.lexicon.phrases import lexicon
from newsclean.rules.identity_index import MAX_SIGNATURE_CHARS

MAX_SIGNATURES = 6
MIN_SIGNATURE_WORDS = 4
"""A line without the publication's name is a signature only if nobody else writes the same."""
_EDGES = "\"'“”„«»‘’()[]{}!?.,:;…–—|"


@dataclass(frozen=True, slots=True)
class Identity:
    """What the head of a publication file says."""

    id: str
    name: str
    language: str | None = None
    domains: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    main: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


@dataclass(slots=True)
class DeclaredIdentity:
    """What the pages of a publication state of it, counted."""

    names: Counter[str]
    domains: Counter[str]

    @classmethod
    def of(cls, pages: Iterable[Page]) -> DeclaredIdentity:
        """Count what pages state."""
        stated = cls(Counter(), Counter())
        for page in pages:
            stated.add(page)
        return stated

    def add(self, page: Page) -> None:
        """Count what a page states."""
        name = page.metadata.site_name or page.metadata.publisher
        if name:
            self.names[name] += 1
        host = published_host(page)
        if host:
            self.domains[registered_domain(host)] += 1


def identity_of(
    group: PublicationKey, stated: DeclaredIdentity, found: Boilerplate, wanted: str | None = None
) -> Identity:
    """Return who the publication of a group of pages is; `wanted` is the id that the user has given it."""
    shown = _shown_name(found)
    name = _most(stated.names) or shown or _titled(wanted or _last_step(group))
    domains = [domain for domain, count in stated.domains.items() if 5 * count >= stated.domains.total()]
    publication_id = wanted or slug(_last_step(group) if group.kind in ("folder", "id") else name)
    signatures = () if domains and all(page.is_html for page in found.repetition.pages) else _signatures(found, name)
    return Identity(publication_id, name, found.language, tuple(sorted(domains)), signatures)


def _last_step(group: PublicationKey) -> str:
    return group.value.rstrip("/").rpartition("/")[2] or "publication"


def _titled(text: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in re.split(r"[-_. ]+", text) if word) or "Publication"


def _most(counts: Counter[str]) -> str | None:
    return min(counts, key=lambda name: (-counts[name], name)) if counts else None


def _shown_name(found: Boilerplate) -> str | None:
    """Return the name that most of the recurring lines have in them: two words with capitals or more."""
    counts: Counter[str] = Counter()
    for kind in sorted(found.kinds, key=lambda kind: kind.template.skeleton):
        counts.update({name for name in _names_in(found.text_of(kind)) if " " in name})
    often = {name: count for name, count in counts.items() if count >= 2}
    return min(often, key=lambda name: (-often[name], -len(name), name)) if often else None


def _names_in(text: str) -> Iterator[str]:
    """Yield the runs of words with capitals in a text, and their ends: a first word may just begin the sentence."""
    run: list[str] = []
    for word in [*text.split(" "), ""]:
        bare = word.strip(_EDGES)
        if bare[:1].isupper():
            run.append(bare)
        if not bare[:1].isupper() or word[-1:] in ",.:;!?":
            yield from (" ".join(run[start:]) for start in range(len(run)))
            run = []


def _signatures(found: Boilerplate, name: str) -> tuple[str, ...]:
    """Return what text dumps give themselves away by: two short lines of the page must have one of these."""
    short = [kind for kind in found.kinds if len(found.text_of(kind)) <= MAX_SIGNATURE_CHARS and kind.template.is_exact]
    named = [kind for kind in short if name in found.text_of(kind)]
    if _covers(named, found):
        return (name,)
    ranked = sorted(
        short, key=lambda kind: (-len(kind.articles), -words_in(kind.template.skeleton), kind.template.skeleton)
    )
    telling = [kind for kind in ranked if _is_telling(kind, found)][:MAX_SIGNATURES]
    lines = [found.text_of(kind) for kind in telling]
    return ((name,) if named else ()) + tuple(line for line in lines if name not in line)


def _is_telling(kind: RecurringLine, found: Boilerplate) -> bool:
    entry = lexicon().match(found.text_of(kind))
    return words_in(kind.template.skeleton) >= MIN_SIGNATURE_WORDS and (
        entry is None or len(entry.phrase) < len(found.text_of(kind)) / 2
    )


def _covers(kinds: Sequence[RecurringLine], found: Boilerplate) -> bool:
    """Whether on nearly every page two different of these lines stand."""
    lines: dict[int, set[str]] = {}
    for kind in kinds:
        for page, _ in kind.places:
            lines.setdefault(page, set()).add(kind.template.skeleton)
    return 10 * sum(len(keys) >= 2 for keys in lines.values()) >= 9 * len(found.repetition.pages)
