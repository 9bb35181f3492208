"""How publication rules fare on pages: which hit nothing, whose main container is gone, which lines nobody knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from newsclean.blocks import Category, Page
from newsclean.errors import PageError
from newsclean.options import Options
from newsclean.pipeline import label
from newsclean.rules.files.library import load_library
from newsclean.rules.types import Publication
from newsclean.sources import Source

MIN_REPEATS = 3
"""A line that stands in so many bodies of one publication is no part of any of these articles."""
MAX_REPEATED_CHARS = 160
MAX_SHOWN = 10


@dataclass(slots=True)
class PublicationHealth:
    """How one publication's rules did on its pages.

    pages: how many were its own. html: how many of them were HTML. missed: how many had no main container. hits: on how
    many pages each rule matched something. repeated: lines that stayed in the body of several pages, and of how many.
    """

    id: str
    name: str
    pages: int = 0
    html: int = 0
    missed: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    repeated: Counter[str] = field(default_factory=Counter)
    rules: tuple[str, ...] = ()

    @property
    def has_drifted(self) -> bool:
        """Whether the main container is missing from most HTML pages."""
        return self.missed * 2 > self.html

    @property
    def unused(self) -> list[str]:
        """The rules that matched nothing on any page."""
        return [rule for rule in self.rules if not self.hits[rule]]


@dataclass(slots=True)
class Diagnosis:
    """What the pages say: the publications by id, pages without rules by the name they give, unreadable pages."""

    publications: dict[str, PublicationHealth]
    unknown: Counter[str]
    failures: list[str]


def diagnose(sources: Iterable[Source | PageError], options: Options) -> Diagnosis:
    """Label pages, and count what the rules did. A page that cannot be read is one of `failures`."""
    library = load_library(options.rules)
    diagnosis = Diagnosis({}, Counter(), [])
    for source in sources:
        if isinstance(source, PageError):
            diagnosis.failures.append(str(source))
            continue
        try:
            page = label(source, options=options)
        except PageError as error:
            diagnosis.failures.append(str(error))
            continue
        match = page.publication
        if match is None or match.id is None:
            diagnosis.unknown[match.name if match else "(no name)"] += 1
            continue
        if match.id not in diagnosis.publications:
            diagnosis.publications[match.id] = _new(library.get(match.id))
        _count(diagnosis.publications[match.id], page, options)
    return diagnosis


def report(diagnosis: Diagnosis) -> Iterator[str]:
    """Yield what is worth a look, a line each: the publication, the finding, and what to do."""
    for health in sorted(diagnosis.publications.values(), key=lambda health: (-health.pages, health.id)):
        pages = f"{health.pages} page{'' if health.pages == 1 else 's'}"
        if health.missed:
            yield f"{health.id}: main matches nothing on {health.missed} of {health.html} HTML pages"
        for rule in health.unused:
            yield f"{health.id}: {rule}: hits nothing on {pages}"
        for line, count in _repeated(health):
            yield f"{health.id}: {count} bodies have the line: {line}"
        if not health.missed and not health.unused and not _repeated(health):
            yield f"{health.id}: all well on {pages}"
    for name, count in diagnosis.unknown.most_common(MAX_SHOWN):
        yield f"(no rules): {name}: {count} page{'' if count == 1 else 's'}"


def _new(publication: Publication) -> PublicationHealth:
    versions = [publication, *(generation.publication for generation in publication.generations)]
    rules = dict.fromkeys(rule.id for version in versions for rule in version.rules)
    return PublicationHealth(publication.id, publication.name, rules=tuple(rules))


def _count(health: PublicationHealth, page: Page, options: Options) -> None:
    policies = options.policies_for(page)
    health.pages += 1
    health.html += page.tree is not None
    health.missed += any(warning == f"{health.id}:main-missed" for warning in page.warnings)
    health.hits.update(rule.partition(":")[2] for rule in page.rule_hits)
    headline = page.metadata.headline
    lines = {
        block.text
        for block, decided in zip(page.blocks, page.labels, strict=True)
        if decided
        and decided.category in policies.kept
        and decided.category is not Category.SUBHEADING
        and len(block.text) <= MAX_REPEATED_CHARS
        and block.text != headline
    }
    health.repeated.update(lines)


def _repeated(health: PublicationHealth) -> list[tuple[str, int]]:
    return [(line, count) for line, count in health.repeated.most_common(MAX_SHOWN) if count >= MIN_REPEATS]
