"""The compiled kernels return bit for bit what the Python code beside their callers returns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean._core import KERNELS, is_compiled, kernel
from newsclean.blocks import Container
from newsclean.budget import Budget
from newsclean.classify.html.feature_set import HTML
from newsclean.classify.model import Model, shipped_model
from newsclean.classify.text.feature_set import APPEALS, TEXT
from newsclean.classify.text.words import BITS, hash_words
from newsclean.classify.text_features import KINDS, count_kinds, kind_table
from newsclean.classify.trees.evaluate import pack_trees
from newsclean.lexicon.phrases import lexicon
from newsclean.readers import html
from newsclean.readers.parse import parse
from tests.support.package import ROOT

FIXTURES = sorted(path for path in Path(ROOT, "fixtures").rglob("*") if path.suffix in (".txt", ".html"))
texts = st.lists(st.text(st.characters(codec=None), max_size=40), max_size=12)
PAGES = [path for path in FIXTURES if path.suffix == ".html"]
PIECES = [*"share|Share this|read more|:|(| », |subscribe| tags|min read|’|advertisement".split("|"), "x" * 150]
MARKUP = (
    "<p>|</p>|<div class='a b' hidden>|</div>|<a href=x>|</a>|<b>|</b>|<br>|<pre>|</pre>|<x-y>|</x-y>|<li>|"
    "<sup>2</sup>|<img alt=W>|<span>|</span>|<template shadowrootmode=open>|</template>|"
    "<script>x</script>|<svg>s</svg>|<noscript>n|"
    "A word. |2| |\n|é「|• item|<td>|<table>|<!-- c -->|&nbsp;|<o:p>|<p xlink:href=y style=display:none>|The end of it."
).split("|")


def lines_of_fixtures() -> list[str]:
    """Return the lines of all fixtures, markup included."""
    return [line for path in FIXTURES for line in path.read_text("utf-8", "replace").splitlines()]


compiled = pytest.mark.skipif(not is_compiled(), reason="the compiled core was not built, or NEWSCLEAN_PURE is set")


@compiled
@pytest.mark.parametrize("features", [HTML, TEXT, APPEALS], ids=["html", "text", "appeals"])
@pytest.mark.parametrize("number", [1, 8, 67])
def test_trees(features: object, number: int) -> None:
    model: Model = shipped_model(features)
    for ensemble in (model.block, model.context):
        trees = (ensemble.feature, ensemble.threshold, ensemble.mask, ensemble.leaf)
        # thresholds as values: rows that lie exactly on a border
        values = np.random.default_rng(number).choice(ensemble.threshold.ravel(), (number, ensemble.feature.max() + 1))
        rows = values.astype(np.float32)
        assert (kernel("trees").Forest(*trees).sums(rows) == pack_trees(*trees).sums(rows)).all()


def blocks_of(markup: bytes) -> list[tuple[object, ...]]:
    """Return the blocks of a page, each with the containers around it."""
    blocks = html._TreeWalk(Budget(len(markup))).blocks(parse(markup))
    return [(*block._replace(container=None), *map(shown, block.container.lineage())) for block in blocks]


def shown(box: Container) -> tuple[object, ...]:
    return box.tag, box.attributes, box.depth, box.hidden


def assert_same_walk(markup: bytes) -> None:
    compiled_blocks = blocks_of(markup)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(html, "kernel", lambda _: None)
        assert compiled_blocks == blocks_of(markup)


@compiled
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_walk_of_fixtures(path: Path) -> None:
    assert_same_walk(path.read_bytes())


@compiled
@given(st.lists(st.sampled_from(MARKUP), max_size=30).map("".join))
def test_walk_of_generated_pages(markup: str) -> None:
    assert_same_walk(markup.encode())


@compiled
@given(texts)
def test_kinds_of_characters(texts: list[str]) -> None:
    lengths = np.array([*map(len, texts)], dtype=np.int64)
    counts, ends = kernel("text").count_kinds(texts, kind_table(), KINDS)
    expected, expected_ends = count_kinds(texts, lengths)
    assert counts.tolist() == expected.tolist()
    assert ends.tolist() == [end.tolist() for end in expected_ends]


@compiled
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=4).map("".join))
def test_phrases(text: str) -> None:
    words = lexicon()
    assert words.match_all([text, text.upper()]) == [words.match(text), words.match(text.upper())]


@compiled
def test_phrases_of_fixtures() -> None:
    texts, words = lines_of_fixtures(), lexicon().for_language("en")
    assert words.match_all(texts) == [*map(words.match, texts)]


def _same_sums(texts: list[str], language: str | None) -> None:
    words, model = hash_words(texts, language), shipped_model(APPEALS).known_words
    sums, grams = kernel("words").sum_weights(words, model.weights, BITS)
    expected, expected_grams = model.sum_weights(words)
    assert grams.tolist() == expected_grams.tolist()
    assert sums.tolist() == [row.tolist() for row in expected]


@compiled
@given(texts, st.sampled_from([None, "en", "de", "zh"]))
def test_words(texts: list[str], language: str | None) -> None:
    _same_sums([text.encode("utf-8", "replace").decode() for text in texts], language)


@compiled
def test_words_of_fixtures() -> None:
    _same_sums(lines_of_fixtures(), "en")


def test_every_kernel_has_a_source_and_is_listed() -> None:
    assert sorted(path.stem for path in Path(ROOT, "newsclean", "_core").glob("*.pyx")) == sorted(KERNELS)


def test_the_environment_turns_the_kernels_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSCLEAN_PURE", "1")
    assert kernel.__wrapped__("trees") is None
