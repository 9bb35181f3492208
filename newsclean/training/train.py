"""Train a model from gold, of HTML or of text. The same pages and the same seed give the same bytes.

Three models are trained, each an average of ensembles of trees. The block model sees the features of a block. The
context model also sees what the block model thinks of the block's surroundings. The page model sees the whole selection
and predicts whether it is right: the page's confidence.

Each later model must see the earlier one as it is on unknown pages, so every model is also trained once for each fold
of sites. The page model sees each page a second time without its article.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from newsclean.classify.feature_set import FeatureSet
from newsclean.classify.html.feature_set import HTML
from newsclean.classify.model import MIN_FIRST_STAGE, Model, Selection
from newsclean.classify.text.words import WordModel
from newsclean.classify.trees import Array
from newsclean.classify.trees.ensemble import Ensemble
from newsclean.errors import UsageError, import_extra
from newsclean.training.evaluate import RIGHT_F1, GoldReport, PageScore, score_page
from newsclean.training.examples import TrainingExample, TrainOptions
from newsclean.training.gold.overlap import page_f1
from newsclean.training.lightgbm_export import ensemble_from

WITHOUT_ARTICLE_WEIGHT = 0.1
"""Weight of a page without its article in the page model: as if one page in ten had none. A guess; not measured."""
MIN_PAGES, MIN_SITES = 20, 5
"""Pages with a body, and sites, below which training refuses: the folds would be nearly empty. A guess."""
FIRST_TREES = 20  # trees of each block ensemble after which low rows stop; more cost time, fewer stop the wrong rows
STOP_SCORE = -1.3
"""Log odds after the first trees below which a block stops: half of all blocks, and less than a thousandth of the text
to which the whole ensemble gives more than 0.3."""
CALIBRATION_STEPS = 12
"""Groups of pages by score that the calibration table starts from. More follow the pages' noise too. A guess."""


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """A model and its cross-validation by site.

    examples: the training examples that have their article.
    selections: for each, the blocks that a model selected which was not trained on its site.
    """

    model: Model
    examples: tuple[TrainingExample, ...]
    selections: tuple[Selection, ...]


def train(
    examples: Sequence[TrainingExample],
    options: TrainOptions,
    features: FeatureSet = HTML,
    words: WordModel | None = None,
) -> TrainingResult:
    """Train a model on examples that `features` describes, and cross-validate it by site.

    `words` is the word model of examples of text. Raises `UsageError` for too few pages or sites, and without LightGBM.
    """
    sites = [example.gold.site for example in examples if example.gold.body and not example.without_article]
    if len(sites) < MIN_PAGES or len(set(sites)) < MIN_SITES:
        raise UsageError(
            f"{len(sites)} pages with a body, of {len(set(sites))} sites; training takes at least {MIN_PAGES} of "
            f"{MIN_SITES}"
        )
    stages = _Stages(examples, options)
    rows = np.concatenate([example.table.matrix for example in examples])
    first, seen = stages.fit(rows, options.block_trees, options.block_leaves, cascade=True)
    rows = np.concatenate(
        [
            np.concatenate((example.table.matrix, features.context(example.table, p)), axis=1)
            for example, p in zip(examples, stages.by_page(seen), strict=True)
        ]
    )
    second, again = stages.fit(rows, options.context_trees, options.context_leaves, cascade=False)
    probabilities = stages.by_page(np.where(seen >= MIN_FIRST_STAGE, again, seen))
    chosen = [features.choose(example.table, p) for example, p in zip(examples, probabilities, strict=True)]
    selections = [Selection(blocks, p) for blocks, p in zip(chosen, probabilities, strict=True)]
    page, calibration, confidences = _page_model(examples, selections, features, options)
    model = versioned(Model("", features, first, second, page, calibration, words))
    kept = [index for index, example in enumerate(examples) if not example.without_article]
    return TrainingResult(
        model,
        tuple(examples[index] for index in kept),
        tuple(selections[index]._replace(confidence=confidences[index]) for index in kept),
    )


class _Stages:
    """Trains one stage after the other on the blocks of all examples."""

    def __init__(self, examples: Sequence[TrainingExample], options: TrainOptions) -> None:
        self.options = options
        self.labels = np.concatenate([example.labels for example in examples])
        self.lengths = [len(example.labels) for example in examples]
        has_article = np.repeat([not example.without_article for example in examples], self.lengths)
        weights = np.concatenate([example.weights for example in examples])
        self.weights = weights * has_article.sum() / weights.sum()
        self.use = self.weights > 0 if options.drop_unweighted else has_article
        self.folds = np.repeat([example.fold for example in examples], self.lengths)

    def by_page(self, values: Array) -> list[Array]:
        """Return the values of all blocks, split by page."""
        return np.split(values, np.cumsum(self.lengths)[:-1])

    def fit(self, rows: Array, trees: int, leaves: int, *, cascade: bool) -> tuple[Ensemble, Array]:
        """Return the ensemble of all blocks, and each block's probability by an ensemble without its fold."""
        seen = np.zeros(len(rows), dtype=np.float64)
        for fold in np.unique(self.folds).tolist():
            others, own = (self.folds != fold) & self.use, self.folds == fold
            seen[own] = self._ensemble(rows, others, trees, leaves, cascade).probabilities(rows[own])
        return self._ensemble(rows, self.use, trees, leaves, cascade), seen

    def _ensemble(self, rows: Array, use: Array, trees: int, leaves: int, cascade: bool) -> Ensemble:
        boosters = [
            boost(rows[use], self.labels[use], self.weights[use], trees=trees, leaves=leaves, options=options)
            for options in self.options.draws()
        ]
        if cascade:
            return ensemble_from(*boosters, cascade_size=FIRST_TREES * len(boosters), early_exit_threshold=STOP_SCORE)
        return ensemble_from(*boosters, cascade_size=trees * len(boosters), early_exit_threshold=0.0)


def boost(rows: Array, labels: Array, weights: Array, *, trees: int, leaves: int, options: TrainOptions) -> Any:
    """Train one booster for probabilities. Raises `UsageError` where LightGBM is not installed."""
    lightgbm = import_extra("lightgbm", "training", "train")
    is_small = len(rows) < 5000
    # guesses, except for the seed and what makes results reproducible
    parameters = {
        "objective": "binary",
        "num_leaves": leaves,
        "learning_rate": 0.05,
        "feature_fraction": 0.3,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "min_data_in_leaf": 5 if is_small else 40,
        "lambda_l2": 5.0,
        "max_bin": 63,
        "seed": options.seed,
        "num_threads": options.threads,
        "deterministic": True,
        "force_row_wise": True,
        "verbose": -1,
    }
    return lightgbm.train(parameters, lightgbm.Dataset(rows, labels, weight=weights), trees)


def _page_model(
    examples: Sequence[TrainingExample], selections: Sequence[Selection], features: FeatureSet, options: TrainOptions
) -> tuple[Ensemble, tuple[Array, Array], list[float]]:
    """Return the page model, its calibration, and each page's confidence by a model without its fold.

    Pages that have only snippets are left out: whether a selection is right is not known there.
    """
    pairs = list(zip(examples, selections, strict=True))
    rows = np.concatenate([features.page(page.table, own.probabilities, own.blocks) for page, own in pairs])
    right = np.array(
        [
            not example.without_article and page_f1(example.gold.body, example.text_of(selection.blocks))[2] >= RIGHT_F1
            for example, selection in pairs
        ]
    )
    weights = np.array([_page_weight(example) for example in examples])
    known = weights > 0
    folds = np.array([example.fold for example in examples])
    scores = np.zeros(len(rows))

    def fitted(use: Array) -> Ensemble:
        # few pages: full-grown trees would memorise them
        trees, leaves = options.page_trees, options.page_leaves
        boosters = [
            boost(rows[use], right[use], weights[use], trees=trees, leaves=leaves, options=one)
            for one in options.draws()
        ]
        return ensemble_from(*boosters, cascade_size=trees * len(boosters), early_exit_threshold=0.0)

    for fold in np.unique(folds):
        scores[folds == fold] = fitted(known & (folds != fold)).scores(rows[folds == fold])
    calibration = calibrated(scores[known], right[known], weights[known])
    return fitted(known), calibration, np.interp(scores, *calibration).tolist()


def _page_weight(example: TrainingExample) -> float:
    """Return the weight of a page in the page model: 0 if the gold has only snippets."""
    if not example.gold.body:
        return 0.0
    return WITHOUT_ARTICLE_WEIGHT if example.without_article else 1.0


def calibrated(scores: Array, right: Array, weights: Array, steps: int = CALIBRATION_STEPS) -> tuple[Array, Array]:
    """Return a rising table from scores of the page model to the share of right pages (isotonic regression)."""
    order = np.argsort(scores, kind="stable")
    passed = np.cumsum(weights[order])
    step = (steps * (passed - weights[order] / 2) / passed[-1]).astype(np.int64)
    pools: list[tuple[float, float, float]] = []
    for group in np.split(order, np.flatnonzero(np.diff(step)) + 1):
        weight = float(weights[group].sum())
        pools.append(
            (float(scores[group] @ weights[group]) / weight, float(right[group] @ weights[group]) / weight, weight)
        )
        while len(pools) > 1 and pools[-2][1] >= pools[-1][1]:
            (x1, y1, n1), (x2, y2, n2) = pools[-2:]
            n = n1 + n2
            pools[-2:] = [((x1 * n1 + x2 * n2) / n, (y1 * n1 + y2 * n2) / n, n)]
    return np.array([x for x, _, _ in pools]), np.array([y for _, y, _ in pools])


def versioned(model: Model) -> Model:
    """Return a model with its version: its input and the first characters of its content's SHA-256."""
    return model._replace(version=f"{model.features.input}-{hashlib.sha256(model.to_bytes()).hexdigest()[:8]}")


def cross_validated(result: TrainingResult) -> list[GoldReport]:
    """Return the scores of each gold folder's pages, by models that were not trained on their sites.

    These are the scores of the model alone, without the line rules, the appeals model and the fallback extractors.
    """
    scores: dict[str, list[PageScore]] = {}
    for example, selection in zip(result.examples, result.selections, strict=True):
        text = example.text_of(selection.blocks)
        scores.setdefault(example.dataset, []).append(score_page(example.gold, text, selection.confidence))
    return [GoldReport(dataset, "cross-validation", tuple(pages)) for dataset, pages in scores.items()]
