"""Check laws and accuracy of HTML on the real pages of a bench: `python .ci/gate.py BENCH [--limit N] [--laws-of N]`.

The gate checks the laws with the shipped model on every page, or on one in N; CI takes one in two to save time. For the
scores it trains two models, one on each half of the sites, and cleans the pages of the other half with them, because
the shipped model has seen all these pages. The scores are without publication rules; `NAME, rules` is the same pages
with rules. Standfirsts are kept where the gold has them. `no article` is the share of pages without their article that
the models doubt, and that newsclean refuses.

Exits with 1 when any page breaks a law or a score is below its floor. Floors only rise.
"""

from __future__ import annotations

import argparse
import gzip
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from statistics import fmean

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from newsclean import Options, Source, clean
from newsclean.batch.settings import Thresholds
from newsclean.blocks import Category, Policy
from newsclean.classify.html import label as html
from newsclean.classify.html.feature_set import HTML
from newsclean.classify.model import Model
from newsclean.pipeline import label_blocks
from newsclean.readers import read
from newsclean.training.evaluate import GoldReport, PageScore, score_page
from newsclean.training.examples import UNCLEAR, TrainingExample, TrainOptions, read_examples
from newsclean.training.gold.overlap import coverage
from newsclean.training.gold.pages import GoldPage, fold_of, read_gold
from newsclean.training.gold.public import PUBLIC_GOLD
from newsclean.training.train import train
from tests.laws.checks import broken_laws

SETTINGS = {gold.name: gold.settings for gold in PUBLIC_GOLD}
DATASETS = tuple(SETTINGS)
FLOORS: dict[str, dict[str, float]] = {
    "aeb": {"f1": 0.966, "exact": 0.41, "sure_right": 0.9},
    "fundus_eval": {"f1": 0.97, "exact": 0.5, "sure_right": 0.9},
    "fundus_tests": {"f1": 0.975, "exact": 0.49, "sure_right": 0.9},
    "wcxb": {"f1": 0.952, "exact": 0.24, "with": 0.87, "without": 0.98, "sure_right": 0.9},
    "zh_web": {"f1": 0.945, "exact": 0.24, "sure_right": 0.9},
    "traf_eval": {"with": 0.94, "without": 0.95},
    "fundus_eval, rules": {"f1": 0.988},
    "fundus_tests, rules": {"f1": 0.985},
    "no article": {"doubted": 0.9, "refused": 0.73},
}
"""Measured by this gate, rounded down."""
STANDFIRST_SNIPPETS = frozenset(("traf_eval",))
"""Sets whose snippets of the article include standfirsts, although no whole body says so."""
RULED = ("fundus_eval, rules", "fundus_tests, rules")
TRAINING = TrainOptions(folds=2, threads=2)


def check(path: Path) -> tuple[str, list[str]]:
    """Return a page's id and the laws it breaks, or its crash."""
    page_id = path.name.removesuffix(".html.gz")
    try:
        return page_id, broken_laws(Source(str(path), gzip.decompress(path.read_bytes())))
    except Exception as error:  # noqa: BLE001 - any error is a crash
        return page_id, [f"crash: {type(error).__name__}: {error}"]


def check_laws(bench: Path, limit: int | None, every: int, pool: ProcessPoolExecutor) -> bool:
    """Print the laws that pages break; return whether all pages keep all laws."""
    broken: Counter[str] = Counter()
    for dataset in DATASETS:
        paths = sorted((bench / dataset).glob("*.html.gz"))[:limit:every]
        for page_id, laws in pool.map(check, paths, chunksize=8):
            broken.update(laws)
            for law in laws:
                print(f"  {dataset}/{page_id}: {law}")
        print(f"{dataset}: {len(paths)} pages, laws broken so far {broken.total()}", flush=True)
    return not broken


def read_bench(bench: Path, dataset: str, limit: int | None = None) -> list[GoldPage]:
    """Return the pages of a data set of the bench, with the settings that the shipped models were trained with."""
    return list(read_gold(bench / dataset, SETTINGS[dataset]))[:limit]


def examples_from(gold: GoldPage) -> list[TrainingExample]:
    """Return the training examples of one gold page."""
    return read_examples([gold], TRAINING)


@contextmanager
def shipping(model: Model) -> Iterator[None]:
    """Make `clean` use a model instead of the shipped one."""
    shipped = html.shipped_model
    html.shipped_model = lambda _: model  # type: ignore[assignment]
    try:
        yield
    finally:
        html.shipped_model = shipped


def half_of(gold: GoldPage) -> int:
    """Return the half of the sites that a page belongs to. Each fold of the training has sites of both halves."""
    return fold_of(f"gate/{gold.site}", 2)


def score(job: tuple[bytes, list[GoldPage]]) -> list[tuple[str, PageScore]]:
    """Clean pages with a model that has not seen their sites, and return their scores by data set."""
    data, pages = job
    with shipping(Model.of_bytes(data, HTML)):
        alone = [(gold.dataset, _score(gold, "none")) for gold in pages]
        ruled = [gold for gold in pages if f"{gold.dataset}, rules" in RULED]
        return alone + [(f"{gold.dataset}, rules", _score(gold, None)) for gold in ruled]


def _score(gold: GoldPage, publication: str | None) -> PageScore:
    has_standfirst = gold.settings.includes_standfirst or gold.dataset in STANDFIRST_SNIPPETS
    keeps = {Category.STANDFIRST: Policy.KEEP} if has_standfirst else {}
    options = Options(input="html", policy=keeps, publication=publication)
    article = clean(Source(gold.id, gold.data, gold.url), options=options)
    return score_page(gold, article.body, article.confidence)


def refused(job: tuple[bytes, list[GoldPage]]) -> list[bool]:
    """Return for each page whether newsclean says that it has no article once the article is taken out."""
    data, pages = job
    with shipping(Model.of_bytes(data, HTML)):
        return [not _kept_of_rest(gold) for gold in pages if gold.body]


def _kept_of_rest(gold: GoldPage) -> list[int]:
    options = Options(input="html", publication="none")
    page = read(Source(gold.id, gold.data, gold.url), options)
    covered = coverage([block.text for block in page.blocks], gold.body)
    rest = tuple(block for block, share in zip(page.blocks, covered, strict=True) if share <= UNCLEAR[0])
    page = replace(page, blocks=rest, labels=(None,) * len(rest), markup=b"", declared_body="")
    page, policies = label_blocks(page, None, options)
    return policies.kept_on(page)


def measure(bench: Path, limit: int | None, pool: ProcessPoolExecutor) -> bool:
    """Train on each half of the sites, print the scores on the other; return whether all reach their floors."""
    pages = [gold for dataset in DATASETS for gold in read_bench(bench, dataset, limit)]
    examples = [example for found in pool.map(examples_from, pages, chunksize=16) for example in found]
    scores: dict[str, list[PageScore]] = {dataset: [] for dataset in (*DATASETS, *RULED)}
    doubted: list[bool] = []
    without_body: list[bool] = []
    low = Thresholds().low_confidence
    for half in range(2):
        model = train([e for e in examples if half_of(e.gold) != half], TRAINING).model
        without = (e for e in examples if e.without_article and half_of(e.gold) == half)
        doubted += [model.select(e.table).confidence < low for e in without]
        unseen = [gold for gold in pages if half_of(gold) == half]
        jobs = [(model.to_bytes(), unseen[start : start + 40]) for start in range(0, len(unseen), 40)]
        for found in pool.map(score, jobs):
            for dataset, page in found:
                scores[dataset].append(page)
        without_body += chain.from_iterable(pool.map(refused, jobs))
    reports = {dataset: GoldReport(dataset, "newsclean", tuple(found)).measures() for dataset, found in scores.items()}
    reports["no article"] = {"pages": len(doubted), "doubted": fmean(doubted), "refused": fmean(without_body)}
    passed = True
    for dataset, measures in reports.items():
        print(dataset, "  ".join(f"{name} {value:.4f}" for name, value in measures.items() if name != "ms"), flush=True)
        for name, floor in FLOORS.get(dataset, {}).items() if limit is None else ():
            if measures[name] < floor:
                print(f"  {dataset}: {name} {measures[name]:.4f} is below its floor {floor}")
                passed = False
    return passed


def main() -> int:
    """Run the gate and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--limit", type=int, default=None, help="pages of each data set")
    parser.add_argument("--laws-of", type=int, default=1, metavar="N", help="check the laws on one page in N")
    arguments = parser.parse_args()
    with ProcessPoolExecutor() as pool:
        passed = measure(arguments.bench, arguments.limit, pool)
        return int(not (check_laws(arguments.bench, arguments.limit, arguments.laws_of, pool) and passed))


if __name__ == "__main__":
    sys.exit(main())
