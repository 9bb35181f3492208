"""The health of publication rules on pages: unused rules, missing main containers, and lines that rules miss."""

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
"""Bodies of one publication that must contain a line before the report calls it boilerplate. A guess; not measured."""
MAX_REPEATED_CHARS = 160
"""Characters of the longest line that the report looks at. A guess; not measured."""
MAX_SHOWN = 10
"""Lines and unknown publications shown at most."""


@dataclass(slots=True)
class PublicationHealth:
    """The results of one publication's rules, as numbers of pages.

    pages: pages of the publication. html: HTML pages among them. main_missed: those without the main container. hits:
    pages on which each rule matched something. repeated: pages whose body contains a line.
    """

    id: str
    name: str
    pages: int = 0
    html: int = 0
    main_missed: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    repeated: Counter[str] = field(default_factory=Counter)
    rules: tuple[str, ...] = ()

    @property
    def has_drifted(self) -> bool:
        """Return whether most HTML pages lack the main container."""
        return self.main_missed * 2 > self.html

    @property
    def unused(self) -> list[str]:
        """Return the rules that matched nothing on any page."""
        return [rule for rule in self.rules if not self.hits[rule]]


@dataclass(slots=True)
class Diagnosis:
    """The publications by id, the pages without rules by publication name, and the unreadable pages."""

    publications: dict[str, PublicationHealth]
    unknown: Counter[str]
    failures: list[str]


def diagnose(sources: Iterable[Source | PageError], options: Options) -> Diagnosis:
    """Label pages, and count the hits of the rules. A page that cannot be read becomes one of `failures`."""
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
            diagnosis.publications[match.id] = _new_health(library.get(match.id))
        _count(diagnosis.publications[match.id], page, options)
    return diagnosis


def report(diagnosis: Diagnosis) -> Iterator[str]:
    """Yield one line per finding, the publications with the most pages first."""
    for health in sorted(diagnosis.publications.values(), key=lambda health: (-health.pages, health.id)):
        pages = f"{health.pages} page{'' if health.pages == 1 else 's'}"
        if health.main_missed:
            yield f"{health.id}: main matches nothing on {health.main_missed} of {health.html} HTML pages"
        for rule in health.unused:
            yield f"{health.id}: {rule}: hits nothing on {pages}"
        for line, count in _repeated(health):
            yield f"{health.id}: {count} bodies have the line: {line}"
        if not health.main_missed and not health.unused and not _repeated(health):
            yield f"{health.id}: all well on {pages}"
    for name, count in diagnosis.unknown.most_common(MAX_SHOWN):
        yield f"(no rules): {name}: {count} page{'' if count == 1 else 's'}"


def _new_health(publication: Publication) -> PublicationHealth:
    versions = [publication, *(generation.publication for generation in publication.generations)]
    rules = dict.fromkeys(rule.id for version in versions for rule in version.rules)
    return PublicationHealth(publication.id, publication.name, rules=tuple(rules))


def _count(health: PublicationHealth, page: Page, options: Options) -> None:
    policies = options.policies_for(page)
    health.pages += 1
    health.html += page.tree is not None
    health.main_missed += any(warning == f"{health.id}:main-missed" for warning in page.warnings)
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
