"""Training a model from gold, of HTML or of text: same pages, same seed, same bytes.

`examples` labels the blocks by how much of them the gold article has. Two ensembles of trees are trained: the
first on the features of blocks, the second on those and on what the first thinks of a block's surroundings. The second
has to see the first as it is on pages it was not trained on, so the first is trained once for each fold of sites too.
A third, small one tells from the whole selection how likely it is right: the page's confidence. What pages it says that
of is measured on folds as well; it is shown each page without its article too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from newsclean.classify.feature_set import FeatureSet
from newsclean.classify.html.feature_set import HTML
from newsclean.classify.model import MIN_FIRST_STAGE, Model, Selection
from newsclean.classify.text.words import WordModel
from newsclean.classify.trees import Array
from newsclean.classify.trees.ensemble import Ensemble
from newsclean.errors import UsageError
from newsclean.training.evaluate import GoldReport, PageScore, score_page
from newsclean.training.examples import TrainingExample, TrainOptions
from newsclean.training.gold import page_f1
from newsclean.training.lightgbm_export import ensemble_from

RIGHT_F1 = 0.9
"""A page is right when its F1 is at least this; its confidence is the probability of that."""
ABSENT_WEIGHT = 0.1
"""What a page whose article was taken out counts beside the page itself: as if one of ten pages had no article."""
MIN_PAGES = 20
MIN_SITES = 5


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """A model, and what cross-validation by site says of it.

    `examples` are those with their article; `decisions` has for each what a model decided that was not trained on its
    site.
    """

    model: Model
    examples: tuple[TrainingExample, ...]
    decisions: tuple[Selection, ...]


def train(
    examples: Sequence[TrainingExample],
    options: TrainOptions,
    features: FeatureSet = HTML,
    words: WordModel | None = None,
) -> TrainingResult:
    """Train a model on all examples, which `features` describes, and cross-validate it by site.

    `words` is the word model that goes with examples of text.

    Raises `UsageError` for too few pages or sites, and where the trainer is not installed.
    """
    sites = [example.gold.site for example in examples if example.gold.body and not example.absent]
    if len(sites) < MIN_PAGES or len(set(sites)) < MIN_SITES:
        raise UsageError(
            f"{len(sites)} pages with a body of {len(set(sites))} sites: "
            f"training takes {MIN_PAGES} of {MIN_SITES} at least"
        )
    stages = _Stages(examples, options)
    rows = np.concatenate([example.table.matrix for example in examples])
    first, seen = stages.fit(rows, options.block_trees, options.block_leaves, cascade=True)
    rows = np.concatenate(
        [
            np.concatenate((example.table.matrix, features.context(example.table, p)), axis=1)
            for example, p in zip(examples, stages.parted(seen), strict=True)
        ]
    )
    second, again = stages.fit(rows, options.context_trees, options.context_leaves, cascade=False)
    probabilities = stages.parted(np.where(seen >= MIN_FIRST_STAGE, again, seen))
    chosen = [features.choose(example.table, p, None) for example, p in zip(examples, probabilities, strict=True)]
    decisions = [Selection(blocks, p) for blocks, p in zip(chosen, probabilities, strict=True)]
    page, calibration, sure = _page_model(examples, decisions, features, options)
    model = versioned(Model("", features, first, second, page, calibration, words))
    shown = [index for index, example in enumerate(examples) if not example.absent]
    return TrainingResult(
        model,
        tuple(examples[index] for index in shown),
        tuple(replace(decisions[index], confidence=sure[index]) for index in shown),
    )


class _Stages:
    """Training of one stage after another on the blocks of all examples."""

    def __init__(self, examples: Sequence[TrainingExample], options: TrainOptions) -> None:
        self.options = options
        self.labels = np.concatenate([example.labels for example in examples])
        self.lengths = [len(example.labels) for example in examples]
        shown = np.repeat([not example.absent for example in examples], self.lengths)
        weights = np.concatenate([example.weights for example in examples])
        self.weights = weights * shown.sum() / weights.sum()
        self.use = self.weights > 0 if options.thinned else shown
        self.folds = np.repeat([example.fold for example in examples], self.lengths)

    def parted(self, values: Array) -> list[Array]:
        """Return the values of all blocks page by page."""
        return np.split(values, np.cumsum(self.lengths)[:-1])

    def fit(self, rows: Array, trees: int, leaves: int, *, cascade: bool) -> tuple[Ensemble, Array]:
        """Return the ensemble trained on all blocks, and each block's probability by one not trained on its site."""
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
            return ensemble_from(*boosters, cascade_size=FIRST_TREES * len(boosters), early_exit_threshold=HOPELESS)
        return ensemble_from(*boosters, cascade_size=trees * len(boosters), early_exit_threshold=0.0)


FIRST_TREES = 20
HOPELESS = -1.3
"""Log odds after the first trees below which a block is given up: half of all blocks, and less than one thousandth of
the text to which the whole ensemble gives more than 0.3."""


def boost(rows: Array, labels: Array, weights: Array, *, trees: int, leaves: int, options: TrainOptions) -> Any:
    """Train one booster for probabilities. Raises `UsageError` where the trainer is not installed."""
    try:
        import lightgbm
    except ImportError as error:
        raise UsageError("training needs LightGBM: pip install 'newsclean[train]'") from error
    small = len(rows) < 5000
    parameters = {
        "objective": "binary",
        "num_leaves": leaves,
        "learning_rate": 0.05,
        "feature_fraction": 0.3,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "min_data_in_leaf": 5 if small else 40,
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
    examples: Sequence[TrainingExample], decisions: Sequence[Selection], features: FeatureSet, options: TrainOptions
) -> tuple[Ensemble, tuple[Array, Array], list[float]]:
    """Return the ensemble for pages, its calibration, and each page's confidence by one new to its site.

    It learns nothing from pages of which only snippets are known: whether those were right nobody can say.
    """
    pairs = list(zip(examples, decisions, strict=True))
    rows = np.concatenate([features.page(page.table, own.probabilities, own.blocks) for page, own in pairs])
    right = np.array(
        [
            not example.absent and page_f1(example.gold.body, example.text_of(decision.blocks))[2] >= RIGHT_F1
            for example, decision in pairs
        ]
    )
    weights = np.array([_page_weight(example) for example in examples])
    known = weights > 0
    folds = np.array([example.fold for example in examples])
    raw = np.zeros(len(rows))

    def fitted(use: Array) -> Ensemble:
        # pages are few: an ensemble of full-grown trees would learn them by heart
        trees, leaves = options.page_trees, options.page_leaves
        boosters = [
            boost(rows[use], right[use], weights[use], trees=trees, leaves=leaves, options=one)
            for one in options.draws()
        ]
        return ensemble_from(*boosters, cascade_size=trees * len(boosters), early_exit_threshold=0.0)

    for fold in np.unique(folds):
        raw[folds == fold] = fitted(known & (folds != fold)).scores(rows[folds == fold])
    calibration = calibrated(raw[known], right[known], weights[known])
    return fitted(known), calibration, np.interp(raw, *calibration).tolist()


def _page_weight(example: TrainingExample) -> float:
    """Return what a page counts in the model of pages: nothing where only snippets of its article are known."""
    if not example.gold.body:
        return 0.0
    return ABSENT_WEIGHT if example.absent else 1.0


def calibrated(raw: Array, right: Array, weights: Array, steps: int = 12) -> tuple[Array, Array]:
    """Return a rising table from what the page ensemble says to how often that was right (isotonic regression)."""
    order = np.argsort(raw, kind="stable")
    passed = np.cumsum(weights[order])
    step = (steps * (passed - weights[order] / 2) / passed[-1]).astype(np.int64)
    pools: list[tuple[float, float, float]] = []
    for group in np.split(order, np.flatnonzero(np.diff(step)) + 1):
        weight = float(weights[group].sum())
        pools.append(
            (float(raw[group] @ weights[group]) / weight, float(right[group] @ weights[group]) / weight, weight)
        )
        while len(pools) > 1 and pools[-2][1] >= pools[-1][1]:
            (x1, y1, n1), (x2, y2, n2) = pools[-2:]
            n = n1 + n2
            pools[-2:] = [((x1 * n1 + x2 * n2) / n, (y1 * n1 + y2 * n2) / n, n)]
    return np.array([x for x, _, _ in pools]), np.array([y for _, y, _ in pools])


def versioned(model: Model) -> Model:
    """Return a model with its version: its input and the first characters of its numbers' SHA-256."""
    return replace(model, version=f"{model.features.input}-{hashlib.sha256(model.to_bytes()).hexdigest()[:8]}")


def cross_validated(trained: TrainingResult) -> list[GoldReport]:
    """Return, for each gold folder, the scores of pages by models that were not trained on their sites.

    They are those of the model alone: what the last look and the second opinion add or take is not in them.
    """
    scores: dict[str, list[PageScore]] = {}
    for example, decision in zip(trained.examples, trained.decisions, strict=True):
        text = example.text_of(decision.blocks)
        scores.setdefault(example.dataset, []).append(score_page(example.gold, text, decision.confidence))
    return [GoldReport(dataset, "cross-validation", tuple(pages)) for dataset, pages in scores.items()]
