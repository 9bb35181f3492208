"""The health of publication rules on pages: unused rules, missing main containers, and lines that rules miss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from newsclean.authoring.fix import Fix
from newsclean.blocks import Category, Page
from newsclean.errors import PageError
from newsclean.options import Options
from newsclean.pipeline import label
from newsclean.rules.files.library import load_library
from newsclean.sources import Source

# Guesses; not measured.
MIN_REPEATS = 3  # bodies of one publication that must contain a line before the report calls it boilerplate
MAX_REPEATED_CHARS = 160  # of the longest line that the report looks at
MAX_PAGES = 20  # of a publication whose main container is missing, and as many others, from which a new one is proposed
MAX_SHOWN = 10  # lines and unknown publications shown at most


@dataclass(slots=True)
class PublicationHealth:
    """The results of one publication's rules, as numbers of pages.

    pages: pages of the publication. html: HTML pages among them. main_missed: those without the main container. hits:
    pages on which each rule matched something. repeated: pages whose body contains a line.
    missed, found: some pages without the main container, and some with it.
    """

    id: str
    name: str
    pages: int = 0
    html: int = 0
    main_missed: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    repeated: Counter[str] = field(default_factory=Counter)
    rules: tuple[str, ...] = ()
    missed: list[Source] = field(default_factory=list)
    found: list[Source] = field(default_factory=list)

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
        try:
            if isinstance(source, PageError):
                raise source
            page = label(source, options=options)
        except PageError as error:
            diagnosis.failures.append(str(error))
            continue
        match = page.publication
        if match is None or match.id is None:
            diagnosis.unknown[match.name if match else "(no name)"] += 1
            continue
        if match.id not in diagnosis.publications:
            known = library.get(match.id)
            diagnosis.publications[match.id] = PublicationHealth(known.id, known.name, rules=known.rule_ids)
        _count(diagnosis.publications[match.id], page, source, options)
    return diagnosis


def report(diagnosis: Diagnosis, fixes: Mapping[str, Fix]) -> Iterator[str]:
    """Yield one line per finding, the publications with the most pages first. `fixes` are proposals by publication."""
    for health in sorted(diagnosis.publications.values(), key=lambda health: (-health.pages, health.id)):
        pages = f"{health.pages} page{'' if health.pages == 1 else 's'}"
        if health.main_missed:
            yield f"{health.id}: main matches nothing on {health.main_missed} of {health.html} HTML pages"
        if fix := fixes.get(health.id):
            yield f"{health.id}: {fix}; `newsclean rules fix` writes it"
        for rule in health.unused:
            yield f"{health.id}: {rule}: hits nothing on {pages}"
        for line, count in _repeated(health):
            yield f"{health.id}: {count} bodies have the line: {line}"
        if not health.main_missed and not health.unused and not _repeated(health):
            yield f"{health.id}: all well on {pages}"
    for name, count in diagnosis.unknown.most_common(MAX_SHOWN):
        yield f"(no rules): {name}: {count} page{'' if count == 1 else 's'}"


def _count(health: PublicationHealth, page: Page, source: Source, options: Options) -> None:
    policies = options.policies_for(page)
    health.pages += 1
    health.html += page.tree is not None
    has_missed = f"{health.id}:main-missed" in page.warnings
    health.main_missed += has_missed
    if page.tree is not None and len(examples := health.missed if has_missed else health.found) < MAX_PAGES:
        examples.append(source)
    health.hits.update(rule.partition(":")[2] for rule in page.rule_hits)
    headings = {i for i, decided in enumerate(page.labels) if decided and decided.category is Category.SUBHEADING}
    lines = {page.blocks[i].text for i in policies.kept_on(page) if i not in headings} - {page.metadata.headline}
    health.repeated.update(line for line in lines if line and len(line) <= MAX_REPEATED_CHARS)


def _repeated(health: PublicationHealth) -> list[tuple[str, int]]:
    return [(line, count) for line, count in health.repeated.most_common(MAX_SHOWN) if count >= MIN_REPEATS]
