"""The recipes of the three shipped models: which examples, options and features each is trained with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from newsclean.classify.feature_set import FeatureSet, Input
from newsclean.classify.html.feature_set import HTML
from newsclean.classify.text.feature_set import APPEALS, TEXT
from newsclean.classify.text.words import WordModel
from newsclean.training.augment import AppealPool
from newsclean.training.examples import TrainingExample, TrainOptions, read_examples
from newsclean.training.gold.pages import GoldPage
from newsclean.training.text_examples import APPEAL_TRAINING, TEXT_TRAINING, appeal_example, text_example, text_examples
from newsclean.training.text_pages import read_appeal_dumps, read_dumps
from newsclean.training.train import TrainingResult, train


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """All that a model is trained on."""

    examples: Sequence[TrainingExample]
    options: TrainOptions
    features: FeatureSet
    words: WordModel | None = None

    @property
    def pages(self) -> int:
        """The number of examples that have their article."""
        return sum(not example.without_article for example in self.examples)

    @property
    def sites(self) -> int:
        """The number of sites."""
        return len({example.gold.site for example in self.examples})

    def train(self) -> TrainingResult:
        """Return the trained model. Raises `UsageError` for too few pages, and where LightGBM is not installed."""
        return train(self.examples, self.options, self.features, self.words)


def training_set(kind: Input, golds: Sequence[GoldPage], seed: int) -> TrainingSet:
    """Return the training set that a kind of model takes from gold pages.

    Raises `UsageError` where a package of the extra `train` is not installed.
    """
    match kind:
        case "html":
            options = TrainOptions(seed=seed)
            return TrainingSet(read_examples(golds, options), options, HTML)
        case "text":
            options = replace(TEXT_TRAINING, seed=seed, pool=AppealPool.of(golds, TEXT_TRAINING.folds))
            examples, words = text_examples(read_dumps(golds, options), options, text_example)
            return TrainingSet(examples, options, TEXT, words)
        case "appeals":
            options = replace(APPEAL_TRAINING, seed=seed, pool=AppealPool.of(golds, APPEAL_TRAINING.folds))
            examples, words = text_examples(read_appeal_dumps(golds, options), options, appeal_example)
            return TrainingSet(examples, options, APPEALS, words)
        case _:
            assert_never(kind)
