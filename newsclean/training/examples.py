"""Examples: gold pages as training sees them, with what is right and how much it matters.

A block belongs to the article when the gold has half of its words (`gold.coverage`). Of a page whose gold is but
snippets, the blocks with a snippet in them are examples, and of the others nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from newsclean.blocks import Page
from newsclean.classify.html.features import html_features
from newsclean.classify.html.selection import standfirst_candidates, standfirsts
from newsclean.classify.trees import Array
from newsclean.lexicon.phrases import lexicon
from newsclean.training.gold import GoldPage, coverage, fold_of

POSITIVE = 0.5
"""Of a block's words: with so many in the gold article it belongs to it."""
UNCLEAR = (0.25, 0.75)
UNCLEAR_WEIGHT = 0.4
SNIPPETS_WEIGHT = 0.1
"""What the few blocks of a page count of which only snippets are known. Cross-validated by site, the snippets of
traf_eval raise the share of wanted ones found from .937 to .963 there, from .878 to .883 in wcxb; at .5 the golds with
whole articles lose."""


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """How a model is trained.

    seed: of everything that is drawn. averaged: how many ensembles are drawn, each with a seed of its own, of which the
    mean is taken: it depends less on what was drawn. folds: into how many parts the sites are split to see what one
    stage says of pages it was not trained on. threads: of the trainer; the result is the same with any number.
    news: names of gold folders whose pages count twice: they are few, and what the model is for.
    with_standfirst: names of gold folders whose articles include the standfirst; in others it is neither right nor
        wrong.
    thinned: whether blocks that weigh nothing are left out, and not only given no weight.
    """

    seed: int = 1
    averaged: int = 2
    folds: int = 5
    threads: int = 2
    news: frozenset[str] = frozenset(("aeb", "fundus_eval", "fundus_tests", "zh_web"))
    with_standfirst: frozenset[str] = frozenset(("fundus_eval", "fundus_tests"))
    block_trees: int = 200
    block_leaves: int = 31
    context_trees: int = 120
    context_leaves: int = 15
    page_trees: int = 120
    page_leaves: int = 6
    thinned: bool = False

    def draws(self) -> list[TrainOptions]:
        """Return the options of each of the ensembles that are averaged."""
        return [replace(self, seed=self.seed + number) for number in range(self.averaged)]


@dataclass(frozen=True, slots=True)
class TrainingExample:
    """A gold page ready to be trained on: its features, the label and weight of each block, its site's fold.

    dataset: the name under which it is measured. texts: of the blocks. apart: which of them are a standfirst that the
    gold leaves out, and that is therefore not measured. absent: whether the article was taken out of the page; from
    such a page is learned what one without an article looks like as a whole, and of its blocks nothing.
    """

    gold: GoldPage
    dataset: str
    texts: tuple[str, ...]
    table: Any
    labels: Array
    weights: Array
    apart: Array
    fold: int
    absent: bool = False

    def text_of(self, chosen: Array) -> str:
        """Return the text of a selection of blocks, the standfirst included where the gold has it."""
        return "\n\n".join(self.texts[index] for index in np.flatnonzero(chosen & ~self.apart))


def examples_of(gold: GoldPage, page: Page, options: TrainOptions) -> list[TrainingExample]:
    """Return a gold page as examples: as it is, and without its article. As read it must have at least one block."""
    texts = tuple(block.text for block in page.blocks)
    if not gold.body:
        labels, told = snippet_labels(gold, texts)
        example = _example(gold, page, options, labels)
        weights = np.where(told, np.sqrt(np.maximum(1.0, example.table.matrix[:, 0].astype(np.float64))), 0.0)
        return [replace(example, weights=weights * SNIPPETS_WEIGHT / max(1.0, float(weights.sum())))]
    covered = np.array(coverage(texts, gold.body))
    example = _example(gold, page, options, covered >= POSITIVE)
    table, labels, apart = example.table, example.labels, example.apart
    weights = block_weights(table.matrix[:, 0], covered, 2.0 if gold.dataset in options.news else 1.0)
    if gold.dataset not in options.with_standfirst:
        weights[standfirst_candidates(table) & ~labels] = 0.0
        apart = standfirsts(table)
    examples = [replace(example, weights=weights, apart=apart)]
    rest = tuple(page.blocks[index] for index in np.flatnonzero(covered <= UNCLEAR[0]).tolist())
    if rest:
        nothing = np.zeros(len(rest), dtype=bool)
        examples.append(replace(_example(gold, replace(page, blocks=rest), options, nothing), absent=True))
    return examples


def _example(gold: GoldPage, page: Page, options: TrainOptions, labels: Array) -> TrainingExample:
    """Return a page as an example whose blocks weigh nothing yet."""
    table = html_features(page.blocks, page.metadata, lexicon().for_language(page.metadata.language))
    # the page's elements cannot be stored or sent to another process
    table = replace(table, tree=replace(table.tree, containers=()))
    texts = tuple(block.text for block in page.blocks)
    weights, apart = np.zeros(len(texts)), np.zeros(len(texts), dtype=bool)
    return TrainingExample(gold, gold.dataset, texts, table, labels, weights, apart, fold_of(gold.site, options.folds))


def snippet_labels(gold: GoldPage, texts: Sequence[str]) -> tuple[Array, Array]:
    """Return which blocks are the article as far as snippets tell, and of which blocks they tell anything.

    A wanted snippet tells of its block where it stands in no other, an unwanted one where it is half of the block.
    """
    folded = [_folded(text) for text in texts]
    labels, told = np.zeros(len(texts), dtype=bool), np.zeros(len(texts), dtype=bool)
    for snippet in map(_folded, gold.unwanted):
        told |= np.array([snippet in text and 2 * len(snippet) >= len(text) for text in folded])
    for snippet in map(_folded, gold.wanted):
        found = [index for index, text in enumerate(folded) if snippet in text]
        if len(found) == 1:
            labels[found] = told[found] = True
    return labels, told


def _folded(text: str) -> str:
    return " ".join(text.lower().split())


def block_weights(size: Array, covered: Array, total: float) -> Array:
    """Return what the blocks of a page count in training, from sizes in characters and shares covered by the gold."""
    weights = np.sqrt(np.maximum(1.0, size.astype(np.float64)))
    weights *= total / weights.sum()
    weights[(covered > UNCLEAR[0]) & (covered < UNCLEAR[1])] *= UNCLEAR_WEIGHT
    return weights
