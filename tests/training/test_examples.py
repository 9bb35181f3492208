"""Training examples: what labels and weights a gold page gives its blocks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from newsclean.options import Options
from newsclean.readers import read
from newsclean.sources import Source
from newsclean.training.examples import TrainingExample, examples_of, read_examples, snippet_labels
from newsclean.training.gold.pages import GoldPage, GoldSettings, read_gold
from tests.support.invented_gold import page
from tests.training.conftest import TINY

LEAD = "After a winter without boats the pier is full"


def test_snippets_label_blocks():
    texts = ("Home", "The harbour opens at six, says the mayor.", "More news", "More news of the harbour", "Six", "Six")
    gold = GoldPage("set", "1", b"", "", None, "1", ("opens at  SIX", "six", "nowhere"), ("More news", "Home"))
    labels, known = snippet_labels(gold, texts)
    # three blocks have "six", and one of them need not be the article
    assert labels.tolist() == [False, True, False, False, False, False]
    assert known.tolist() == [True, True, True, False, False, False]


@pytest.mark.parametrize("weight", [1.0, 2.0])
def test_a_folder_weighs_its_pages_whatever_its_name_is(gold: Path, weight: float):
    folder = gold.rename(gold.with_name("aeb"))
    if weight != 1.0:
        (folder / "gold.toml").write_text(f"weight = {weight}\n")
    whole = [example for example in read_examples(read_gold(folder), TINY) if not example.without_article]
    assert [round(float(example.weights.sum()), 6) for example in whole] == [weight] * 24


def example(*, includes_standfirst: bool, gold_has_it: bool) -> tuple[TrainingExample, int]:
    """Return the example of a page with a standfirst, and the index of the standfirst's block."""
    markup, body = page(2)
    markup = markup.replace("</h1>", f"</h1><h2 class='standfirst'>{LEAD}</h2>")
    source = Source("1", markup.encode())
    body = f"{LEAD}\n\n{body}" if gold_has_it else body
    settings = GoldSettings(includes_standfirst=includes_standfirst)
    gold = GoldPage("set", "1", source.data, body, None, "1", (), (), settings=settings)
    found = examples_of(gold, read(source, Options(input="html")), TINY)[0]
    return found, found.texts.index(LEAD)


def test_a_standfirst_is_neither_right_nor_wrong_unless_the_gold_includes_standfirsts():
    apart, index = example(includes_standfirst=False, gold_has_it=False)
    assert apart.weights[index] == 0.0
    assert apart.unscored[index]
    assert LEAD not in apart.text_of(np.ones(len(apart.texts), dtype=bool))
    included, index = example(includes_standfirst=True, gold_has_it=True)
    assert included.labels[index]
    assert included.weights[index] > 0.0
    assert not included.unscored.any()


def test_pages_without_body_and_snippets_are_no_examples(gold: Path):
    pages = [replace(one, body="", unwanted=()) for one in read_gold(gold)]
    assert read_examples(pages, TINY) == []
