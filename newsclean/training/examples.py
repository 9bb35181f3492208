"""Training examples: gold pages with a feature table, and a label and a weight for each block.

A block belongs to the article when the gold has half of its words (`gold.overlap.coverage`). A gold page that has
snippets instead of a body labels only the blocks with a snippet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from newsclean.blocks import Page
from newsclean.classify.html.features import html_features
from newsclean.classify.html.selection import standfirst_candidates, standfirsts
from newsclean.classify.trees import Array
from newsclean.lexicon.phrases import lexicon
from newsclean.options import Options
from newsclean.readers import read
from newsclean.sources import Source
from newsclean.training.augment import AppealPool
from newsclean.training.gold.overlap import POSITIVE_COVERAGE, coverage, searchable
from newsclean.training.gold.pages import GoldPage, fold_of

UNCLEAR = (0.25, 0.75)  # coverage between which a block's label is unclear: the gold has some of its words (a guess)
UNCLEAR_WEIGHT = 0.4  # factor on the weight of such a block (a guess)
SNIPPETS_WEIGHT = 0.1
"""Weight of all blocks of a page that has snippets only. Cross-validated by site, the snippets of trafilatura's
evaluation raise the share of wanted snippets found from .937 to .963 there and from .878 to .883 in WCXB. At .5 the F1
on sets with whole articles falls."""


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """How to train a model.

    seed: of all random choices.
    ensembles: how many ensembles to train, each with its own seed, and average. More depend less on chance.
    folds: into how many parts to split the sites for cross-validation.
    threads: of the trainer. The result is the same for any number.
    block_trees, context_trees, page_trees, …_leaves: the size of each ensemble.
    drop_unweighted: leave blocks without weight out of training, instead of giving them weight 0.
    pool: the appeals that training on text inserts into dumps.
    """

    seed: int = 1
    ensembles: int = 2
    folds: int = 5
    threads: int = 2
    block_trees: int = 200
    block_leaves: int = 31
    context_trees: int = 120
    context_leaves: int = 15
    page_trees: int = 120
    page_leaves: int = 6
    drop_unweighted: bool = False
    pool: AppealPool | None = None

    @property
    def appeals(self) -> AppealPool:
        """The appeals to insert, the invented ones if none are given."""
        return self.pool or AppealPool.of((), self.folds)

    def draws(self) -> list[TrainOptions]:
        """Return the options of each averaged ensemble."""
        return [replace(self, seed=self.seed + number) for number in range(self.ensembles)]


@dataclass(frozen=True, slots=True)
class TrainingExample:
    """A gold page prepared for training.

    dataset: the name under which cross-validation reports it.
    texts: of the blocks.
    unscored: a mask of standfirsts that the gold leaves out, so the score must leave them out too.
    fold: of the page's site.
    without_article: the article's blocks were taken out. The page model learns from such an example what a page without
        an article looks like; the block models learn nothing from it.
    """

    gold: GoldPage
    dataset: str
    texts: tuple[str, ...]
    table: Any
    labels: Array
    weights: Array
    unscored: Array
    fold: int
    without_article: bool = False

    def text_of(self, chosen: Array) -> str:
        """Return the text of the blocks in a mask, without unscored blocks."""
        return "\n\n".join(self.texts[index] for index in np.flatnonzero(chosen & ~self.unscored))


def read_examples(pages: Iterable[GoldPage], options: TrainOptions) -> list[TrainingExample]:
    """Return the examples of all gold pages that have a body or snippets, and at least one block."""
    examples = []
    for gold in pages:
        page = read(Source(gold.id, gold.data, gold.url), Options(input="html"))
        if (gold.body or gold.wanted or gold.unwanted) and page.blocks:
            examples += examples_of(gold, page, options)
    return examples


def examples_of(gold: GoldPage, page: Page, options: TrainOptions) -> list[TrainingExample]:
    """Return the examples of a gold page: the page itself, and the page without its article if anything remains."""
    texts = tuple(block.text for block in page.blocks)
    if not gold.body:
        labels, known = snippet_labels(gold, texts)
        example = _example(gold, page, options, labels)
        weights = np.where(known, np.sqrt(np.maximum(1.0, example.table.matrix[:, 0].astype(np.float64))), 0.0)
        return [replace(example, weights=weights * SNIPPETS_WEIGHT / max(1.0, float(weights.sum())))]
    covered = np.array(coverage(texts, gold.body))
    example = _example(gold, page, options, covered >= POSITIVE_COVERAGE)
    table, labels, unscored = example.table, example.labels, example.unscored
    weights = block_weights(table.matrix[:, 0], covered, gold.settings.weight)
    if not gold.settings.includes_standfirst:
        weights[standfirst_candidates(table) & ~labels] = 0.0
        unscored = standfirsts(table)
    examples = [replace(example, weights=weights, unscored=unscored)]
    rest = tuple(page.blocks[index] for index in np.flatnonzero(covered <= UNCLEAR[0]).tolist())
    if rest:
        nothing = np.zeros(len(rest), dtype=bool)
        examples.append(replace(_example(gold, replace(page, blocks=rest), options, nothing), without_article=True))
    return examples


def _example(gold: GoldPage, page: Page, options: TrainOptions, labels: Array) -> TrainingExample:
    """Return a page as an example whose blocks have no weight yet."""
    table = html_features(page.blocks, page.metadata, lexicon().for_language(page.metadata.language))
    # the parser's elements can neither be stored nor sent to another process
    table = table._replace(tree=table.tree._replace(containers=()))
    texts = tuple(block.text for block in page.blocks)
    weights, unscored = np.zeros(len(texts)), np.zeros(len(texts), dtype=bool)
    return TrainingExample(
        gold, gold.dataset, texts, table, labels, weights, unscored, fold_of(gold.site, options.folds)
    )


def snippet_labels(gold: GoldPage, texts: Sequence[str]) -> tuple[Array, Array]:
    """Return two masks of blocks: those that snippets place in the article, and those that snippets label at all.

    A wanted snippet labels its block if no other block has it. An unwanted one labels blocks that it half fills.
    """
    folded = [searchable(text) for text in texts]
    labels, known = np.zeros(len(texts), dtype=bool), np.zeros(len(texts), dtype=bool)
    for snippet in map(searchable, gold.unwanted):
        known |= np.array([snippet in text and 2 * len(snippet) >= len(text) for text in folded])
    for snippet in map(searchable, gold.wanted):
        found = [index for index, text in enumerate(folded) if snippet in text]
        if len(found) == 1:
            labels[found] = known[found] = True
    return labels, known


def block_weights(size: Array, covered: Array, total: float) -> Array:
    """Return the weights of a page's blocks, which add up to `total` before unclear blocks lose weight.

    A weight is proportional to the square root of the block's size in characters. `covered` is each block's coverage.
    """
    weights = np.sqrt(np.maximum(1.0, size.astype(np.float64)))
    weights *= total / weights.sum()
    weights[(covered > UNCLEAR[0]) & (covered < UNCLEAR[1])] *= UNCLEAR_WEIGHT
    return weights
