"""Training examples of text: dumps with a feature table, labels and weights, and the word model that they share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from newsclean.classify.text.features import text_table
from newsclean.classify.text.line_features import line_table, printed_gaps
from newsclean.classify.text.words import WordModel
from newsclean.classify.trees import Array
from newsclean.lexicon.language import detect_language, detect_page_language
from newsclean.training.examples import TrainingExample, TrainOptions, block_weights
from newsclean.training.gold.overlap import POSITIVE_COVERAGE
from newsclean.training.gold.pages import fold_of
from newsclean.training.text_pages import DumpPage, folded
from newsclean.training.word_model import train_words

INJECTED_WEIGHT = 4.0  # factor on the weight of an inserted appeal's blocks, which are few (a guess)
FAR = 12
"""Blocks before and after the article from which on only one of `FAR_STEP` is trained on, with `FAR_STEP` times its
weight: they are many and similar. A guess; not measured."""
FAR_STEP = 4
TEXT_TRAINING = TrainOptions(ensembles=1, folds=4, context_leaves=31, drop_unweighted=True)
APPEAL_TRAINING = replace(TEXT_TRAINING, page_trees=1)
"""The appeals model gives no confidence of a page, so its page model is one tree."""
ExampleMaker = Callable[[DumpPage, WordModel, TrainOptions], TrainingExample]


def text_examples(
    pages: Sequence[DumpPage], options: TrainOptions, make: ExampleMaker
) -> tuple[list[TrainingExample], WordModel]:
    """Return an example for each page, and the word model of all pages.

    `make` is `text_example` or `appeal_example`. It gets a word model that was not trained on the page's site.
    """
    folds = np.array([fold_of(page.dump.gold.site, options.folds) for page in pages])
    examples: list[TrainingExample | None] = [None] * len(pages)
    for fold in range(options.folds):
        model = train_words([page for page, own in zip(pages, folds, strict=True) if own != fold], fold, options)
        for index in np.flatnonzero(folds == fold).tolist():
            examples[index] = make(pages[index], model, options)
    return [found for found in examples if found], train_words(pages, None, options)


def text_example(page: DumpPage, model: WordModel, options: TrainOptions) -> TrainingExample:
    """Return a dump as an example for the dump model."""
    gold = page.dump.gold
    table = text_table(line_table(page.blocks, page.gaps, detect_page_language(page.texts), model))
    labels = page.covered >= POSITIVE_COVERAGE
    weights = block_weights(table.matrix[:, 0], page.covered, gold.settings.weight)
    if page.dump.injected:
        weights[_injected(page)] *= INJECTED_WEIGHT
    if not gold.settings.includes_standfirst and page.standfirst:
        begins = [len(text) > 30 and folded(text[:200]).startswith(page.standfirst) for text in page.texts]
        weights[np.array(begins) & ~labels] = 0.0
    _thin_out(weights, labels)
    return _example(page, table, labels, weights, options)


def appeal_example(page: DumpPage, model: WordModel, options: TrainOptions) -> TrainingExample:
    """Return a clean text as an example for the appeals model, laid out as newsclean prints articles.

    Blocks that are neither the gold's nor inserted have no weight: extractors leave captions and appeals behind.
    """
    gaps = printed_gaps(np.array([block.tag == "li" for block in page.blocks]))
    table = text_table(line_table(page.blocks, gaps, detect_language(" ".join(page.texts)), model))
    injected = _injected(page)
    weights = block_weights(table.matrix[:, 0], page.covered, page.dump.gold.settings.weight)
    weights[injected] *= INJECTED_WEIGHT
    weights[~injected & (page.covered < POSITIVE_COVERAGE)] = 0.0
    return _example(page, table, ~injected, weights, options)


def _example(page: DumpPage, table: object, labels: Array, weights: Array, options: TrainOptions) -> TrainingExample:
    gold = page.dump.gold
    unscored = np.zeros(len(labels), dtype=bool)
    fold = fold_of(gold.site, options.folds)
    return TrainingExample(
        gold, f"{page.dump.style}/{gold.dataset}", page.texts, table, labels, weights, unscored, fold
    )


def _injected(page: DumpPage) -> Array:
    """Return the mask of the blocks that are lines of the inserted appeal."""
    injected = set(page.dump.injected)
    return np.array([text in injected for text in page.texts])


def _thin_out(weights: Array, labels: Array) -> None:
    """Set the weights of most blocks far from the article to 0, and raise those of the others in proportion."""
    inside = np.flatnonzero(labels)
    if not len(inside):
        return
    index = np.arange(len(labels))
    far = (index < inside[0] - FAR) | (index > inside[-1] + FAR)
    weights[far] *= np.where(index[far] % FAR_STEP == 0, FAR_STEP, 0.0)
