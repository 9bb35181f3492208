"""Check the accuracy of text on the real pages of a bench: `python .ci/gate_text.py BENCH`.

The gate cleans text dumps of pages, and articles with inserted appeals. The shipped models have seen these pages, but
none of the appeals. So the floors keep the shipped accuracy from falling, and say nothing about other sites
(newsclean/classify/text/MODEL.md does).

Exits with 1 when a score is below its floor. Floors only rise.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import fmean

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from newsclean import Options, clean
from newsclean.blocks import Category, Policy
from newsclean.training.dumps import STYLES
from newsclean.training.evaluate import GoldReport, PageScore, score_page
from newsclean.training.gold.pages import GoldPage, read_gold
from newsclean.training.gold.public import PUBLIC_GOLD
from tests.bench.injection import PLACES, bodies, gold_bodies, measure

SETTINGS = {gold.name: gold.settings for gold in PUBLIC_GOLD}
DUMPED = ("aeb", "fundus_eval", "fundus_tests", "zh_web")
EVERY = 2
"""One page in this many is dumped, to save time."""
FLOORS = {"bs": 0.938, "resi": 0.952, "cont": 0.946, "wrap": 0.947}
"""Mean F1 over the folders, by style; measured by this gate, rounded down."""
PUT_IN = ("aeb", "fundus_tests", "zh_web")
BODIES = 12
"""Articles of each language that get an appeal."""
REMOVED = {"start": 0.75, "middle": 0.72, "end": 0.82}
"""Share of the words of invented appeals in 14 languages that cleaning must remove.

A run of lines needs a cue, words of an appeal or a very sure line to go, which protects articles."""
KEPT = 0.99
"""Share of the articles' own words that must stay."""


def score(job: tuple[str, GoldPage]) -> tuple[str, str, PageScore]:
    """Clean a dump of a page in a style, and score it."""
    style, gold = job
    keeps = {Category.STANDFIRST: Policy.KEEP} if SETTINGS[gold.dataset].includes_standfirst else {}
    article = clean(STYLES[style](gold), options=Options(input="text", publication="none", policy=keeps))
    return style, gold.dataset, score_page(replace(gold, data=b""), article.body, article.confidence)


def passes(name: str, value: float, floor: float) -> bool:
    """Print a score, and return whether it reaches its floor."""
    print(f"{name} {value:.4f}" + ("" if value >= floor else f" is below its floor {floor}"), flush=True)
    return value >= floor


def dumps_pass(bench: Path, pool: ProcessPoolExecutor) -> bool:
    """Print the mean F1 of dumps by style; return whether all reach their floors."""
    golds = [gold for name in DUMPED for gold in list(read_gold(bench / name))[::EVERY] if gold.body]
    scores: dict[str, dict[str, list[PageScore]]] = {style: {name: [] for name in DUMPED} for style in FLOORS}
    for style, name, page in pool.map(score, ((style, gold) for style in FLOORS for gold in golds), chunksize=8):
        scores[style][name].append(page)
    means = {
        style: fmean(GoldReport(name, style, tuple(pages)).measures()["f1"] for name, pages in found.items())
        for style, found in scores.items()
    }
    right = [passes(f"dumps, {style}: f1", means[style], floor) for style, floor in FLOORS.items()]
    return all(right)


def appeals_pass(bench: Path) -> bool:
    """Print the shares of appeals removed and of articles kept; return whether all reach their floors."""
    counts = measure(bodies(gold_bodies([bench / name for name in PUT_IN])), "test", BODIES)
    right = []
    for place in PLACES:
        injected, removed, body, kept = counts[place, "all"]
        right.append(passes(f"appeals, {place}: removed", removed / injected, REMOVED[place]))
        right.append(passes(f"appeals, {place}: body kept", kept / body, KEPT))
    return all(right)


def main() -> int:
    """Run the gate and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    bench = parser.parse_args().bench
    with ProcessPoolExecutor() as pool:
        right = dumps_pass(bench, pool), appeals_pass(bench)
        return int(not all(right))


if __name__ == "__main__":
    sys.exit(main())
