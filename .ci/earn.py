"""Do publications earn their place? Run as `python .ci/earn.py BENCH [--models DIR] [--only ID ...] [--pages]`.

For every publication that pages of a bench folder come from: the mean F1 of its pages (for pages that have snippets
instead of a gold body the share of snippets that are right), and how often title, authors and day are the gold's, by
the classifier alone and with the publication's rules. Exits 1 when the rules make any publication's F1 worse.

The shipped model has seen these pages. With `--models DIR` each page is judged by a model that has not seen its site:
the two of the gate, trained if DIR does not have them. Standfirsts are kept where the gold has them or is of snippets.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from gate import DATASETS, TRAINING, example, half_of, shipping

from newsclean import Article, Options, Source, clean
from newsclean.blocks import Category, Policy
from newsclean.classify.html.feature_set import HTML
from newsclean.classify.model import Model
from newsclean.readers import read
from newsclean.rules import identify, load_library
from newsclean.training.evaluate import score_page
from newsclean.training.gold import GoldPage, read_gold
from newsclean.training.train import train

FACTS = ("title", "authors", "date")
MARGIN = 0.0005
"""A difference of F1 below this is none."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One page cleaned one way: F1, precision and recall, and which of the facts that the gold has are right."""

    f1: float
    precision: float | None
    recall: float | None
    facts: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Row:
    """One page: whose it is, and what it comes to without and with the publication's rules."""

    publication: str
    page: GoldPage
    alone: Outcome
    ruled: Outcome


def rows(bench: Path, only: set[str], models: list[Model]) -> Iterator[Row]:
    """Clean every page of a publication that has rules, without and with them."""
    for dataset in DATASETS:
        facts = {row["id"]: row for row in map(json.loads, (bench / dataset / "gold.jsonl").open(encoding="utf-8"))}
        for gold in read_gold(bench / dataset):
            publication = publication_of(gold)
            if publication is None or (only and publication not in only):
                continue
            with shipping(models[half_of(gold)]) if models else nullcontext():
                both = [outcome(gold, facts[gold.id], cleaned(gold, rules)) for rules in ("none", None)]
            yield Row(publication, gold, *both)


def publication_of(gold: GoldPage) -> str | None:
    """Return the id of the publication that a page comes from, None if we have no rules for it."""
    _, publication = identify(read(Source(gold.id, gold.data, gold.url), Options(input="html")), Options())
    return publication.id if publication else None


def cleaned(gold: GoldPage, publication: str | None) -> Article:
    """Clean a page, with its publication's rules or, for "none", without."""
    has_standfirst = gold.dataset in TRAINING.with_standfirst or not gold.body
    policy = {Category.STANDFIRST: Policy.KEEP} if has_standfirst else {}
    options = Options(input="html", policy=policy, publication=publication)
    return clean(Source(gold.id, gold.data, gold.url), options=options)


def outcome(gold: GoldPage, facts: Mapping[str, Any], article: Article) -> Outcome:
    """Score an article."""
    score = score_page(gold, article.body)
    shares = [share for share in (score.wanted, score.unwanted) if share is not None]
    f1 = score.f1 if score.f1 is not None else fmean(shares or [1.0])
    found = {"title": article.headline, "authors": article.authors, "date": (article.published or "")[:10]}
    return Outcome(
        f1,
        score.precision,
        score.recall,
        {name: same(name, facts[name], found[name]) for name in FACTS if facts.get(name)},
    )


def same(name: str, wanted: Any, found: Any) -> bool:
    """Whether a fact is the gold's but for case and space; of dates the day counts, of authors not the order."""
    if name == "authors":
        return {folded(person) for person in wanted} == {folded(person) for person in found}
    return folded(str(wanted)[:10] if name == "date" else wanted) == folded(found)


def folded(text: Any) -> str:
    """Return a text without case, with single spaces."""
    return " ".join(str(text or "").lower().split())


def print_table(found: list[Row], *, pages: bool) -> list[str]:
    """Print a line a publication; return the publications whose F1 the rules make worse."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        groups[row.publication].append(row)
    worse = []
    print(f"{'publication':26} pages  alone  rules   change  {'  '.join(FACTS)} (alone > rules of all)")
    for publication, group in sorted(groups.items(), key=lambda item: change(item[1])):
        alone, ruled = fmean(row.alone.f1 for row in group), fmean(row.ruled.f1 for row in group)
        print(f"{publication:26} {len(group):5}  {alone:.3f}  {ruled:.3f}  {ruled - alone:+.4f}  {hits(group)}")
        worse += [publication] if ruled < alone - MARGIN else []
        for row in group if pages else ():
            print(f"    {row.page.dataset}/{row.page.id:34} {row.alone.f1:.3f} {row.ruled.f1:.3f}  {hits([row])}")
    better = sum(change(group) > MARGIN for group in groups.values())
    print(
        f"\n{len(groups)} publications: {better} better, {len(groups) - better - len(worse)} equal, {len(worse)} worse"
    )
    return worse


def change(group: list[Row]) -> float:
    """Return by how much rules raise the mean F1 of some pages."""
    return fmean(row.ruled.f1 - row.alone.f1 for row in group)


def hits(group: list[Row]) -> str:
    """Return, for each fact, how many pages have it right alone and with rules, of those whose gold has it."""
    parts = []
    for name in FACTS:
        pairs = [(row.alone.facts[name], row.ruled.facts[name]) for row in group if name in row.alone.facts]
        alone, ruled = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        parts.append(f"{alone}>{ruled} of {len(pairs)}" if alone != ruled else f"{ruled} of {len(pairs)}")
    return "  ".join(parts)


def print_means(found: list[Row]) -> None:
    """Print, for each data set, the means over its pages that have rules."""
    for dataset in DATASETS:
        group = [row for row in found if row.page.dataset == dataset]
        if not group:
            continue
        print(f"{dataset}: {len(group)} pages, {hits(group)}")
        for name, outcomes in (("alone", [r.alone for r in group]), ("rules", [r.ruled for r in group])):
            scored = [one for one in outcomes if one.precision is not None]
            line = f"  {name}  pages' mean {fmean(one.f1 for one in outcomes):.4f}"
            if scored:
                precision, recall = fmean(s.precision or 0 for s in scored), fmean(s.recall or 0 for s in scored)
                line += f"  F1 {2 * precision * recall / (precision + recall):.4f} (P {precision:.4f} R {recall:.4f})"
            print(line)


def halves(bench: Path, folder: Path) -> list[Model]:
    """Return the models that have not seen one half of the sites each; train those the folder does not have."""
    models = []
    for half in range(2):
        path = folder / f"half-{half}.npz"
        if not path.exists():
            golds = [gold for dataset in DATASETS for gold in read_gold(bench / dataset) if half_of(gold) != half]
            examples = [found for gold in golds if (found := example(gold)) is not None]
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(train(examples, TRAINING).model.to_bytes())
        models.append(Model.of_bytes(path.read_bytes(), HTML))
    return models


def main() -> int:
    """Print the table and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--models", type=Path, help="judge by models that have not seen the page's site")
    parser.add_argument("--only", nargs="+", default=[], metavar="ID", help="these publications")
    parser.add_argument("--pages", action="store_true", help="a line for each page too")
    arguments = parser.parse_args()
    models = halves(arguments.bench, arguments.models) if arguments.models else []
    found = list(rows(arguments.bench, set(arguments.only), models))
    if not found:
        print("no page here is of a publication with rules")
        return 1
    worse = print_table(found, pages=arguments.pages)
    if not arguments.only:
        without = sorted(
            {publication.id for publication in load_library().publications} - {r.publication for r in found}
        )
        print(f"{len(without)} publications have no pages here: {', '.join(without)}")
    print_means(found)
    return int(bool(worse))


if __name__ == "__main__":
    sys.exit(main())
