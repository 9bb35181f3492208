"""Nights with and without redesigns, judged as a batch judges them: how many redesigns it tells, and when it errs.

`python -m tests.bench.drift [--nights 60] [--publications 20] [--rounds 50]` prints both figures. It cleans nothing:
pages are the facts that a batch records, from distributions with long tails, odd pages and restless nights.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from newsclean.batch.drift.facts import Facts
from newsclean.batch.drift.history import judge_run
from newsclean.batch.pages.manifest import create_manifest
from newsclean.batch.results import ArticleStats
from newsclean.metadata import PublicationMatch

Redesign = Callable[[ArticleStats], ArticleStats]


def container_renamed(stats: ArticleStats) -> ArticleStats:
    """Give the container another name: rules miss it, and the classifier takes over."""
    missed = stats.publication is not None and stats.publication.id is not None
    return replace(stats, layout="div.story-new", has_drifted=missed, rule_hits={})


def authors_gone(stats: ArticleStats) -> ArticleStats:
    """Take the authors from the page."""
    return replace(stats, authors=0)


def paywall_put_up(stats: ArticleStats) -> ArticleStats:
    """Leave the first tenth of the article, and a notice."""
    words = max(1, (stats.words or 0) // 10)
    return replace(stats, words=words, access="truncated", kept_share=(stats.kept_share or 0.0) * 0.4)


def half_moved(stats: ArticleStats) -> ArticleStats:
    """Move half of the text to an element that newsclean does not take for the article."""
    return replace(stats, words=max(1, (stats.words or 0) // 2), kept_share=(stats.kept_share or 0.0) / 2)


REDESIGNS: dict[str, Redesign] = {
    one.__name__: one for one in (container_renamed, paywall_put_up, half_moved, authors_gone)
}


@dataclass(frozen=True)
class Site:
    """A publication of the simulation, and how its pages vary."""

    name: str
    has_rules: bool
    pages: int
    words: float
    kept: float
    unsigned: float
    restless: float

    @classmethod
    def draw(cls, number: int, chance: random.Random) -> Site:
        """Return a publication with 5 to 30 pages a night, every second one with rules."""
        return cls(
            f"site-{number}",
            number % 2 == 0,
            chance.randint(5, 30),
            chance.uniform(200, 900),
            chance.uniform(0.3, 0.9),
            chance.choice((0.0, 0.02, 0.1, 0.3, 0.8)),
            chance.uniform(0.0, 0.15),
        )

    def night(self, chance: random.Random) -> list[ArticleStats]:
        """Return the pages of a night. Nights differ: some have more short news, some more unsigned ones."""
        mood = chance.gauss(0, self.restless)
        unsigned = min(1.0, max(0.0, self.unsigned + (mood if self.unsigned else 0.0)))
        return [self._page(chance, mood, unsigned) for _ in range(max(3, round(self.pages * chance.uniform(0.5, 1.5))))]

    def _page(self, chance: random.Random, mood: float, unsigned: float) -> ArticleStats:
        match = PublicationMatch(self.name if self.has_rules else None, self.name, "site-name")
        is_odd = chance.random() < 0.03  # a gallery, a live blog, a section front
        kept = min(1.0, max(0.02, self.kept + mood * 0.3 + chance.gauss(0, 0.1)))
        return ArticleStats(
            publication=match,
            confidence=min(1.0, max(0.0, chance.betavariate(12, 1))),
            kept_share=kept / 4 if is_odd else kept,
            rule_hits={f"{self.name}:main": 9} if self.has_rules and not is_odd else {},
            has_drifted=self.has_rules and is_odd,
            words=0 if chance.random() < 0.004 else max(5, int(self.words * chance.lognormvariate(mood, 0.6))),
            authors=int(chance.random() >= unsigned),
            published=None if chance.random() < 0.01 else "2026-11-30",
            access="truncated" if chance.random() < 0.02 else None,
            layout="div.gallery" if is_odd else "div.story",
        )


@dataclass
class Result:
    """The figures of a simulation. told: redesigns told on their first night, missed: the others."""

    nights: int = 0
    told: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false_alarms: Counter[str] = field(default_factory=Counter)

    @property
    def false_alarms_per_thousand(self) -> float:
        """False alarms in 1,000 publication-nights."""
        return 1000 * self.false_alarms.total() / self.nights


def simulate(sites: Sequence[Site], nights: int, chance: random.Random, result: Result) -> None:
    """Run the nights; four publications are redesigned, each in one way, and no longer judged after that night."""
    chosen = chance.sample(sites, len(REDESIGNS))
    # authors can only go where they were
    chosen = sorted(chosen, key=lambda site: site.unsigned, reverse=True)
    changed = dict(zip(chosen, REDESIGNS, strict=True))
    when = {site: chance.randrange(nights // 4, nights) for site in changed}
    with closing(create_manifest(":memory:")) as database:
        for night in range(nights):
            fresh: dict[str, Facts] = {}
            for site in sites:
                pages = site.night(chance)
                if site in when and night >= when[site]:
                    pages = list(map(REDESIGNS[changed[site]], pages)) if night == when[site] else []
                for stats in pages:
                    fresh.setdefault(site.name, Facts()).add_page(stats)
            drifts = {drift.publication: drift for drift in judge_run(database, night + 1, fresh)}
            for site in sites:
                if site in when and night == when[site]:
                    kind = f"{changed[site]}, {'rules' if site.has_rules else 'no rules'}"
                    (result.told if site.name in drifts else result.missed)[kind] += 1
                elif site.name in fresh:
                    result.nights += 1
                    if site.name in drifts:
                        result.false_alarms[drifts[site.name].findings[0].fact] += 1


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nights", type=int, default=60)
    parser.add_argument("--publications", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    result = Result()
    for number in range(given.rounds):
        chance = random.Random(given.seed + number)
        sites: list[Site] = [Site.draw(n, chance) for n in range(given.publications)]
        simulate(sites, given.nights, chance, result)
    print(f"told on the first night: {result.told.total()} of {result.told.total() + result.missed.total()}")
    print(f"missed: {dict(result.missed)}")
    print(
        f"false alarms in 1,000 publication-nights: {result.false_alarms_per_thousand:.2f} of {result.nights:,} nights"
    )
    print(f"false alarms by fact: {dict(result.false_alarms)}")


if __name__ == "__main__":
    main()
