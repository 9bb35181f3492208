"""Training: the same bytes for the same gold, cross-validation by site, pages without their article, the verbs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from newsclean.classify.html.feature_set import HTML
from newsclean.classify.model import Model
from newsclean.errors import UsageError
from newsclean.training.examples import read_examples
from newsclean.training.gold.pages import read_gold
from newsclean.training.lightgbm_export import ensemble_from
from newsclean.training.train import boost, calibrated, cross_validated, train
from tests.conftest import Run
from tests.training.conftest import TINY


def test_an_exported_ensemble_predicts_as_its_booster():
    numbers = np.random.default_rng(1)
    rows = numbers.normal(size=(400, 12)).astype(np.float32)
    labels = (rows[:, 0] * rows[:, 1] + rows[:, 2] > 0).astype(float)
    booster = boost(rows, labels, np.ones(len(rows)), trees=30, leaves=31, options=TINY)
    ensemble = ensemble_from(booster, cascade_size=30, early_exit_threshold=0.0)
    assert np.abs(ensemble.probabilities(rows) - booster.predict(rows)).max() < 1e-3
    stopped = ensemble_from(booster, cascade_size=10, early_exit_threshold=-1.0).probabilities(rows)
    assert (stopped[booster.predict(rows) > 0.5] > 0.3).all()


def test_training_gives_the_same_bytes_and_a_model_that_reads_its_own_pages(gold: Path):
    examples = read_examples(read_gold(gold), TINY)
    result = train(examples, TINY)
    data = result.model.to_bytes()
    assert train(examples, TINY).model.to_bytes() == data
    again = Model.of_bytes(data, HTML)
    assert again.version == result.model.version != ""
    table = examples[0].table
    assert np.array_equal(again.probabilities(table), result.model.probabilities(table))
    (report,) = cross_validated(result)
    assert report.measures()["f1"] > 0.9


def test_a_page_without_its_article_teaches_the_page_model_and_no_other(gold: Path):
    examples = read_examples(read_gold(gold), TINY)
    whole = [example for example in examples if not example.without_article]
    without = [example for example in examples if example.without_article]
    assert len(whole) == len(without) == 24
    assert not any(text in example.gold.body for example in without for text in example.texts)
    taught, untaught = train(examples, TINY), train(whole, TINY)
    for stage in ("block", "context"):
        ours, theirs = (getattr(trained.model, stage).arrays("x") for trained in (taught, untaught))
        assert all(np.array_equal(ours[name], theirs[name]) for name in ours)
    assert taught.examples == tuple(whole)
    assert len(taught.selections) == 24

    def highest_confidence(model: Model) -> float:
        tables = (example.table for example in without)
        chosen = ((table, model.probabilities(table)) for table in tables)
        rows = [model.features.page(table, p, model.features.choose(table, p)) for table, p in chosen]
        return float(np.interp(model.page.scores(np.concatenate(rows)), *model.calibration).max())

    assert highest_confidence(taught.model) < 0.5 < highest_confidence(untaught.model)


def test_too_little_gold_is_an_error(gold: Path):
    examples = read_examples(read_gold(gold), TINY)
    with pytest.raises(UsageError, match="training takes at least 20 of 5"):
        train(examples[:10], TINY)


def test_the_calibration_rises():
    scores, right = np.arange(8.0), np.array([0, 0, 1, 0, 1, 1, 1, 1])
    assert calibrated(scores, right, np.ones(8), 4)[1].tolist() == [0.0, 0.5, 1.0]


def test_the_verbs_train_and_eval(gold: Path, tmp_path: Path, run: Run):
    trained = run("train", gold, "-o", tmp_path / "model.npz")
    assert trained.returncode == 0, trained.stderr
    assert Model.of_bytes((tmp_path / "model.npz").read_bytes(), HTML).version in trained.stderr.decode()
    measured = run("eval", gold, "--against", "trafilatura")
    names, ours, theirs = (line.split("\t") for line in measured.stdout.decode().splitlines())
    assert (ours[1], theirs[1]) == ("newsclean", "trafilatura")
    assert float(ours[names.index("f1")]) > 0.9
    assert run("eval", tmp_path).returncode == 2


def test_the_verb_train_fits_the_weights_of_headlines(gold: Path, tmp_path: Path, run: Run):
    done = run("train", gold, "--input", "headline", "-o", tmp_path / "weights.json")
    assert done.returncode == 0, done.stderr
    weights = json.loads((tmp_path / "weights.json").read_bytes())
    assert list(weights.values()) == sorted(weights.values(), reverse=True)
    assert done.stdout.decode().endswith("\t1.0000\n")
