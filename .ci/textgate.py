"""The gate's part on text: models for halves of the sites, trained on dumps of a part of the bench, and their scores.

`trained_halves` gives a text model for each half of the sites that has seen none of them; `measure_text` scores dumps
of the pages of that half, gold bodies as they are, and gold bodies with an appeal put in whose wording is new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from newsclean import Options, Source, clean
from newsclean.classify import html, text
from newsclean.classify.evaluate import PageScore, Report, score_page
from newsclean.classify.gold import GoldPage, fold_of, read_gold
from newsclean.classify.model import Model
from newsclean.classify.textset import TEXT
from newsclean.classify.train import train
from newsclean.training.dumps import STYLES
from newsclean.training.textexamples import TEXT_TRAINING, TextPage, read_dumps, text_examples
from tests.injection import PLACES, bodies, measure, paragraphs_of

SAMPLE = {"aeb": 1, "fundus_eval": 1, "fundus_tests": 1, "zh_web": 1, "wcxb": 3}
"""Of each set, every so manyth page: the news pages all, of the blogs a third."""
MEASURED = ("bs", "cont", "gold")
FLOORS: dict[str, float] = {}
"""Measured by this gate, rounded down: F1 by style, the sets' mean; shares of injected words removed, of body kept."""
TRAINING = replace(TEXT_TRAINING, folds=4)


def half_of(gold: GoldPage) -> int:
    """Return the half of the sites that a page belongs to: no fold of the training is in one half alone."""
    return fold_of(f"gate/{gold.site}", 2)


def sample(bench: Path, limit: int | None) -> list[GoldPage]:
    """Return the pages that text is trained and measured on."""
    pages = [gold for name, step in SAMPLE.items() for gold in list(read_gold(bench / name))[::step][:limit]]
    return [gold for gold in pages if gold.body]


def dumps(gold: GoldPage) -> list[TextPage]:
    """Return the dumps of a page as read."""
    found = read_dumps([gold], TRAINING)
    return [replace(page, dump=replace(page.dump, text="", gold=replace(page.dump.gold, data=b""))) for page in found]


def trained_halves(pages: list[GoldPage], pool: ProcessPoolExecutor) -> list[bytes]:
    """Return, for each half of the sites, a model trained on the other."""
    read = [page for found in pool.map(dumps, pages, chunksize=8) for page in found]
    models = []
    for half in range(2):
        examples, words = text_examples([page for page in read if half_of(page.dump.gold) != half], TRAINING)
        models.append(train(examples, TRAINING, TEXT, words).model.to_bytes())
    return models


@contextmanager
def shipping(**models: Model) -> Iterator[None]:
    """Let `clean` use other models than the shipped ones: `html`, `text`."""
    shipped: Callable[..., Model] = html.shipped_model
    use = lambda kind="html": models.get(kind) or shipped(kind)  # noqa: E731
    html.shipped_model = text.shipped_model = use  # type: ignore[assignment]
    try:
        yield
    finally:
        html.shipped_model = text.shipped_model = shipped  # type: ignore[assignment]


def score(job: tuple[bytes, list[GoldPage]]) -> list[tuple[str, str, PageScore]]:
    """Clean dumps of pages with a model that has not seen their sites: style, set and score of each."""
    data, pages = job
    options = Options(input="text", publication="none")
    found = []
    with shipping(text=Model.of_bytes(data)):
        for gold in pages:
            for style in MEASURED:
                article = clean(Source(gold.id, STYLES[style](gold).encode("utf-8", "replace")), options=options)
                body = "\n\n".join(filter(None, [article.headline if style == "gold" else None, article.body]))
                found.append((style, gold.dataset, score_page(gold, body, article.confidence)))
    return found


def inject(job: tuple[bytes, list[GoldPage]]) -> dict[tuple[str, str], list[int]]:
    """Return what `tests.injection` counts of pages, with a model that has not seen their sites."""
    data, pages = job
    with shipping(text=Model.of_bytes(data)):
        return measure(bodies(paragraphs_of(gold.body) for gold in pages), "test", 6)


def measure_text(pages: list[GoldPage], models: list[bytes], pool: ProcessPoolExecutor) -> bool:
    """Print the scores of unseen pages; return whether all reach their floor."""
    jobs = [
        (models[half], unseen[start : start + 40])
        for half in range(2)
        for unseen in [[gold for gold in pages if half_of(gold) == half]]
        for start in range(0, len(unseen), 40)
    ]
    measures = _f1(list(pool.map(score, jobs))) | _removed(list(pool.map(inject, jobs)))
    print("text", "  ".join(f"{name} {value:.4f}" for name, value in measures.items()), flush=True)
    below = [name for name, floor in FLOORS.items() if measures.get(name, 0.0) < floor]
    for name in below:
        print(f"  text: {name} {measures.get(name, 0.0):.4f} is below its floor {FLOORS[name]}")
    return not below


def _f1(found: list[list[tuple[str, str, PageScore]]]) -> dict[str, float]:
    """Return the F1 of each style in each set, and the mean over the sets but for the Chinese one."""
    scores: dict[tuple[str, str], list[PageScore]] = {}
    for style, dataset, page in (row for rows in found for row in rows):
        scores.setdefault((style, dataset), []).append(page)
    f1 = {
        f"{style}/{dataset}": Report(dataset, style, tuple(own)).measures()["f1"]
        for (style, dataset), own in sorted(scores.items())
    }
    for style in MEASURED:
        own = [value for name, value in f1.items() if name.startswith(f"{style}/") and "zh_web" not in name]
        f1[style] = sum(own) / max(1, len(own))
    return f1


def _removed(found: list[dict[tuple[str, str], list[int]]]) -> dict[str, float]:
    """Return, by place, the share of injected words removed and of body words kept."""
    measures = {}
    for place in PLACES:
        injected, removed, body, kept = map(sum, zip(*(counts[place, "all"] for counts in found), strict=True))
        measures |= {f"removed at the {place}": removed / max(1, injected), f"kept, {place}": kept / max(1, body)}
    return measures
