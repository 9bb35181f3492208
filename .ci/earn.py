"""Measure what publication rules gain: `python .ci/earn.py BENCH [--models DIR] [--only ID ...] [--pages]`.

For every publication with pages in the bench, the script prints two results side by side, the classifier alone and with
the publication's rules: the mean F1 of the pages, and how often title, authors and day are the gold's. Pages with
snippets instead of a gold body count with the share of right snippets.

The shipped model has seen these pages. With `--models DIR`, two models that have not seen a page's site clean it; the
script trains them if DIR does not have them. Standfirsts are kept where the gold has them, and where it has snippets.

Exits with 1 when the rules lower the F1 of any publication.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from gate import DATASETS, TRAINING, examples_from, half_of, read_bench, shipping

from newsclean import Article, Options, Source, clean
from newsclean.blocks import Category, Policy
from newsclean.classify.html.feature_set import HTML
from newsclean.classify.model import Model
from newsclean.readers import read
from newsclean.rules import identify, load_library
from newsclean.training.evaluate import score_page
from newsclean.training.gold.pages import GoldPage
from newsclean.training.train import train

FIELDS = ("title", "authors", "date")
MARGIN = 0.0005
"""Differences of F1 below this are noise. A guess; not measured."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one page: F1, precision, recall, and for each field that the gold has whether it is right."""

    f1: float
    precision: float | None
    recall: float | None
    fields: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Row:
    """One page, its publication, and its results without and with the publication's rules."""

    publication: str
    page: GoldPage
    alone: Outcome
    ruled: Outcome


def rows(bench: Path, only: set[str], models: list[Model]) -> Iterator[Row]:
    """Yield the results of every page whose publication has rules."""
    for dataset in DATASETS:
        for gold in read_bench(bench, dataset):
            publication = publication_of(gold)
            if publication is None or (only and publication not in only):
                continue
            with shipping(models[half_of(gold)]) if models else nullcontext():
                both = [outcome(gold, cleaned(gold, rules)) for rules in ("none", None)]
            yield Row(publication, gold, *both)


def publication_of(gold: GoldPage) -> str | None:
    """Return the id of a page's publication, None if it has no rules."""
    _, publication = identify(read(Source(gold.id, gold.data, gold.url), Options(input="html")), Options())
    return publication.id if publication else None


def cleaned(gold: GoldPage, publication: str | None) -> Article:
    """Return a cleaned page; "none" switches the rules off, None applies those of its publication."""
    has_standfirst = gold.settings.includes_standfirst or not gold.body
    policy = {Category.STANDFIRST: Policy.KEEP} if has_standfirst else {}
    options = Options(input="html", policy=policy, publication=publication)
    return clean(Source(gold.id, gold.data, gold.url), options=options)


def outcome(gold: GoldPage, article: Article) -> Outcome:
    """Return the result of a cleaned page."""
    score = score_page(gold, article.body)
    shares = [share for share in (score.wanted, score.unwanted) if share is not None]
    f1 = score.f1 if score.f1 is not None else fmean(shares or [1.0])
    wanted = {"title": gold.title, "authors": gold.authors, "date": gold.date}
    found = {"title": article.headline, "authors": article.authors, "date": (article.published or "")[:10]}
    return Outcome(
        f1,
        score.precision,
        score.recall,
        {name: same(name, wanted[name], found[name]) for name in FIELDS if wanted[name]},
    )


def same(name: str, wanted: Any, found: Any) -> bool:
    """Return whether a field is the gold's, apart from case, white space, times of day and the order of authors."""
    if name == "authors":
        return {folded(person) for person in wanted} == {folded(person) for person in found}
    return folded(str(wanted)[:10] if name == "date" else wanted) == folded(found)


def folded(text: Any) -> str:
    """Return a text in lower case, with single spaces."""
    return " ".join(str(text or "").lower().split())


def print_table(found: list[Row], *, pages: bool) -> list[str]:
    """Print one line for each publication; return the publications whose F1 the rules lower."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        groups[row.publication].append(row)
    worse = []
    print(f"{'publication':26} pages  alone  rules   change  {'  '.join(FIELDS)} (alone > rules of all)")
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
    """Return by how much the rules raise the mean F1 of pages."""
    return fmean(row.ruled.f1 - row.alone.f1 for row in group)


def hits(group: list[Row]) -> str:
    """Return, for each field, how many pages are right without and with rules, among those whose gold has the field."""
    parts = []
    for name in FIELDS:
        pairs = [(row.alone.fields[name], row.ruled.fields[name]) for row in group if name in row.alone.fields]
        alone, ruled = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        parts.append(f"{alone}>{ruled} of {len(pairs)}" if alone != ruled else f"{ruled} of {len(pairs)}")
    return "  ".join(parts)


def print_means(found: list[Row]) -> None:
    """Print the means of each data set's pages with rules."""
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
    """Return two models, each trained without one half of the sites; train those that the folder does not have."""
    models = []
    for half in range(2):
        path = folder / f"half-{half}.npz"
        if not path.exists():
            golds = [gold for dataset in DATASETS for gold in read_bench(bench, dataset) if half_of(gold) != half]
            examples = [example for gold in golds for example in examples_from(gold)]
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(train(examples, TRAINING).model.to_bytes())
        models.append(Model.of_bytes(path.read_bytes(), HTML))
    return models


def main() -> int:
    """Print the table and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--models", type=Path, help="clean each page by a model that has not seen its site")
    parser.add_argument("--only", nargs="+", default=[], metavar="ID", help="these publications")
    parser.add_argument("--pages", action="store_true", help="print a line for each page too")
    arguments = parser.parse_args()
    models = halves(arguments.bench, arguments.models) if arguments.models else []
    found = list(rows(arguments.bench, set(arguments.only), models))
    if not found:
        print("no page of the bench belongs to a publication with rules")
        return 1
    worse = print_table(found, pages=arguments.pages)
    if not arguments.only:
        without = sorted({*load_library().ids} - {r.publication for r in found})
        print(f"{len(without)} publications have no pages in the bench: {', '.join(without)}")
    print_means(found)
    return int(bool(worse))


if __name__ == "__main__":
    sys.exit(main())
