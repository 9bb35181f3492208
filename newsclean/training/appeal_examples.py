"""Examples of appeals: clean articles as newsclean prints them, with appeals of ours put in, and with none.

What is neither the gold's nor ours says nothing: an extractor leaves appeals of the pages' own behind, and captions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from random import Random

import numpy as np

from newsclean.classify.text.features import text_table
from newsclean.classify.text.line_features import line_table, printed_gaps
from newsclean.classify.text.words import WordModel
from newsclean.lexicon.language import detect_language
from newsclean.training import dumps
from newsclean.training.examples import POSITIVE, TrainingExample, TrainOptions, block_weights
from newsclean.training.gold import GoldPage, fold_of
from newsclean.training.invented_appeals import appeals_of, hard_negatives, vary
from newsclean.training.text_examples import (
    INJECTED_WEIGHT,
    TEXT_TRAINING,
    Dump,
    DumpPage,
    insert_lines,
    read_dump,
    shorten,
)

APPEAL_TRAINING = replace(TEXT_TRAINING, page_trees=1)
"""Nobody asks this model how sure it is of a page."""
DRAWS, MOST_DRAWS = {"en": 2, "de": 4}, 12
"""How often an article is shown by its language: gold has few in the others."""
INJECTED, SHORT, HARD_NEGATIVES, TITLED = 0.7, 0.35, 0.45, 0.5
"""Shares of the articles with an appeal, cut short, with news about what appeals are about, under their headline."""
IN_ITS_LANGUAGE = 0.95
MIN_PARAGRAPHS = 2


def appeal_dumps(gold: GoldPage, options: TrainOptions) -> Iterator[Dump]:
    """Yield the texts by which a gold page is shown: its body again and again, and what an extractor left."""
    language = detect_language(gold.body)
    random = Random(f"appeals/{options.seed}/{gold.dataset}/{gold.id}")  # noqa: S311 - drawn, not secret
    for _ in range(DRAWS.get(language or "", MOST_DRAWS)):
        yield _with_appeal(gold, dumps.body(gold), language, random, options)
    yield _with_appeal(gold, dumps.extracted(gold), language, random, options)


def _with_appeal(gold: GoldPage, text: str, language: str | None, random: Random, options: TrainOptions) -> Dump:
    """Return a dump of a clean text, with an appeal put in or not."""
    lines: list[str] = []
    if random.random() < SHORT:
        text, body = shorten(text, gold.body, MIN_PARAGRAPHS, random)
        gold = replace(gold, body=body)
    if random.random() < HARD_NEGATIVES and (news := hard_negatives(language)):
        own = random.sample(news, random.randint(1, min(3, len(news))))
        text = insert_lines(text, own, gold.body, random)
        gold = replace(gold, body="\n".join([gold.body, *own]))
    if random.random() < INJECTED:
        spoken = language if random.random() < IN_ITS_LANGUAGE else None
        lines = vary(appeals_of(spoken, fold_of(gold.site, options.folds), options.folds), random)
        text = insert_lines(text, lines, gold.body, random)
    if gold.title and random.random() < TITLED:
        text = f"{gold.title.strip()}\n\n{text}"
        gold = replace(gold, body=f"{gold.title}\n{gold.body}")
    return Dump(gold, "clean", text, tuple(lines))


def read_appeals(golds: Iterable[GoldPage], options: TrainOptions) -> list[DumpPage]:
    """Return the texts of gold pages that have a body, as read."""
    texts = (read_dump(dump, "") for gold in golds if gold.body for dump in appeal_dumps(gold, options))
    return [page for page in texts if page is not None]


def appeal_example(page: DumpPage, model: WordModel, options: TrainOptions) -> TrainingExample:
    """Return a text as an example, seen with a word model, in the form in which newsclean prints."""
    gold = page.dump.gold
    gaps = printed_gaps(np.array([block.tag == "li" for block in page.blocks]))
    table = text_table(line_table(page.blocks, gaps, detect_language(" ".join(page.texts)), model))
    ours = set(page.dump.injected)
    is_ours = np.array([text in ours for text in page.texts])
    weights = block_weights(table.matrix[:, 0], page.covered, 2.0 if gold.dataset in options.news else 1.0)
    weights[is_ours] *= INJECTED_WEIGHT
    weights[~is_ours & (page.covered < POSITIVE)] = 0.0
    return TrainingExample(
        gold, f"{page.dump.style}/{gold.dataset}", page.texts, table, ~is_ours, weights,
        np.zeros(len(is_ours), dtype=bool), fold_of(gold.site, options.folds),
    )  # fmt: skip
