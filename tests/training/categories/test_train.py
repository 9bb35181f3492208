"""Training the classifier of categories on invented gold."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from newsclean.blocks import Category
from newsclean.classify.categories.model import CategoryModel, Linear, softmax
from newsclean.errors import UsageError
from newsclean.training.categories.examples import falling_weights, read_html_examples
from newsclean.training.categories.linear import token_table
from newsclean.training.categories.train import train_categories
from newsclean.training.gold.hand_labels import UNNAMED
from newsclean.training.gold.pages import read_gold
from tests.support.invented_gold import write_gold


def labelled(folder: Path, pages: int = 24) -> Path:
    """Return a gold folder whose blocks have labels."""
    path = write_gold(folder, pages) / "gold.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for number, row in enumerate(rows):
        menu = [("navigation", f"Story {place} of site {number}") for place in range(6)]
        body = [("body", text) for text in row["body"].split("\n\n")]
        comment = ("comments", f"I was there too, says reader {number}, and it rained.")
        row["blocks"] = [*menu, ("headline", f"Story {number}"), *body, comment]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return folder


def test_a_model_learns_categories_and_loads_again(tmp_path: Path):
    examples = read_html_examples(read_gold(labelled(tmp_path / "gold")), 2)
    trained = train_categories(examples, "html")
    assert trained.model.categories == (Category.BODY, Category.HEADLINE, Category.COMMENTS, Category.NAVIGATION)
    [report] = trained.reports()
    assert report.right(named=True) > 0.9
    loaded = CategoryModel.of_bytes(trained.model.to_bytes())
    view = examples[0].view
    assert np.abs(loaded.probabilities(view) - trained.model.probabilities(view)).max() < 0.02
    assert train_categories(examples, "html").model.to_bytes() == trained.model.to_bytes()


def test_partly_labelled_pages_are_trained_on_and_not_measured(tmp_path: Path):
    whole = read_html_examples(read_gold(labelled(tmp_path / "gold")), 2)
    path = labelled(tmp_path / "more", 2) / "gold.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        row["partial"] = ["comments"]
        row["blocks"] = [[label if label == "comments" else UNNAMED, text] for label, text in row["blocks"]]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    partial = read_html_examples(read_gold(tmp_path / "more"), 2)
    labels = {label for example in partial for label in example.labels}
    assert labels == {None, Category.COMMENTS, frozenset((Category.COMMENTS,))}
    trained = train_categories([*whole, *partial], "html")
    assert [report.dataset for report in trained.reports()] == ["gold"]


def test_the_order_and_the_names_of_pages_do_not_matter(tmp_path: Path):
    golds = list(read_gold(labelled(tmp_path / "gold", 4)))
    other = [replace(gold, id=f"x{gold.id}", dataset="other") for gold in reversed(golds)]
    first, second = read_html_examples(golds, 2), read_html_examples(other, 2)
    assert [example.labels for example in first] == [example.labels for example in second]


def test_too_few_pages_are_refused(tmp_path: Path):
    examples = read_html_examples(read_gold(labelled(tmp_path / "gold", 6)), 2)
    with pytest.raises(UsageError, match="6 pages with labels, of 6 sites"):
        train_categories(examples, "html")


def test_the_table_of_training_equals_the_sums_over_containers(tmp_path: Path):
    example, *_ = read_html_examples(read_gold(labelled(tmp_path / "gold", 1)), 2)
    words = np.random.default_rng(0).integers(-9, 9, (1 << 14, 3)).astype(np.int8)
    width = example.view.matrix.shape[1]
    one, none, far = (
        np.full(3, 0.1, dtype=np.float32),
        np.zeros(3, dtype=np.float32),
        np.full(width, 1e6, dtype=np.float32),
    )
    linear = Linear(tuple(example.view.columns), words, one, np.zeros((width, 3), dtype=np.float32), none, -far, far)
    found = linear.probabilities(example.view, linear.dense(example.view))
    assert np.abs(found - softmax(token_table(example.view, 14) @ (words * one))).max() < 1e-4


def test_weights_fall_in_a_box_and_in_menus():
    share, menu = Category.SHARE, Category.NAVIGATION
    assert falling_weights([share, share, None, share], [1, 1, 1, 2]).tolist() == [1, pytest.approx(0.5**0.5), 0, 1]
    assert falling_weights([menu] * 32, list(range(32)))[-1] == pytest.approx(0.5)
