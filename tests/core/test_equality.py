"""The compiled kernels return bit for bit what the Python code beside their callers returns."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean import _core
from newsclean._core import KERNELS, is_compiled, kernel
from newsclean.blocks import Container
from newsclean.budget import Budget
from newsclean.classify.categories import context, model, tokens
from newsclean.classify.categories.model import inherit
from newsclean.classify.categories.tokens import SALTS
from newsclean.classify.html import containers, features
from newsclean.classify.html.containers import container_tree
from newsclean.classify.html.feature_set import HTML
from newsclean.classify.html.features import html_features
from newsclean.classify.model import Model, shipped_model
from newsclean.classify.text import line_features, words
from newsclean.classify.text.feature_set import APPEALS, TEXT
from newsclean.classify.text.words import BITS, hash_words
from newsclean.classify.text_features import KINDS, count_kinds, kind_table
from newsclean.classify.trees.evaluate import pack_trees
from newsclean.lexicon.phrases import lexicon
from newsclean.lexicon.reader_cues import word_codes
from newsclean.metadata import Metadata
from newsclean.readers import html
from newsclean.readers import parse as parse_room
from newsclean.readers.parse import parse
from newsclean.text.scripts import may_be_east_asian
from tests.support.package import ROOT

FIXTURES = sorted(path for path in Path(ROOT, "fixtures").rglob("*") if path.suffix in (".txt", ".html"))
texts = st.lists(st.text(st.characters(codec=None), max_size=40), max_size=12)
MIXED = st.text(st.one_of(st.characters(codec=None), st.sampled_from("aZ09 -_./“年の한")), max_size=120)
PAGES = [path for path in FIXTURES if path.suffix == ".html"]
PIECES = [*"share|Share this|read more|:|(| », |subscribe| tags|min read|’|advertisement".split("|"), "x" * 150]
MARKUP = (
    "<p>|</p>|<div class='a b' hidden>|</div>|<a href=x>|</a>|<b>|</b>|<br>|<pre>|</pre>|<x-y>|</x-y>|<li>|"
    "<sup>2</sup>|<img alt=W>|<span>|</span>|<template shadowrootmode=open>|</template>|"
    "<script>x</script>|<svg>s</svg>|<noscript>n|"
    "A word. |2| |\n|é「|• item|<td>|<table>|"
    "<time type>|<input name=q xml:rel=z>|<!-- c -->|&nbsp;|<o:p>|<p xlink:href=y style=display:none>|The end of it."
).split("|")


def lines_of_fixtures() -> list[str]:
    """Return the lines of all fixtures, markup included."""
    return [line for path in FIXTURES for line in path.read_text("utf-8", "replace").splitlines()]


compiled = pytest.mark.skipif(not is_compiled(), reason="the compiled core was not built, or NEWSCLEAN_PURE is set")


@compiled
@pytest.mark.parametrize("columns", [HTML, TEXT, APPEALS], ids=["html", "text", "appeals"])
@pytest.mark.parametrize("number", [1, 8, 67])
def test_trees(columns: object, number: int) -> None:
    model: Model = shipped_model(columns)
    for ensemble in (model.block, model.context):
        trees = (ensemble.feature, ensemble.threshold, ensemble.mask, ensemble.leaf)
        # thresholds as values: rows that lie exactly on a border
        values = np.random.default_rng(number).choice(ensemble.threshold.ravel(), (number, ensemble.feature.max() + 1))
        rows = values.astype(np.float32)
        forest, packed, chosen = kernel("trees").Forest(*trees), pack_trees(*trees), np.arange(0, number, 3)
        assert (forest.sums(rows) == packed.sums(rows)).all()
        assert (forest.sums(np.asfortranarray(rows), chosen) == packed.sums(rows, chosen)).all()


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
def test_every_phrase_before_a_number() -> None:
    words = lexicon()
    texts = [f"{phrase} 12" for rows in words.phrases.by_start.values() for phrase, _, _ in rows]
    assert words.match_all(texts) == [*map(words.match, texts)]


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


def _same_codes(texts: list[str], language: str | None) -> None:
    spaced = [text for text in texts if not may_be_east_asian(text)]
    codes = words._compiled_codes(language)
    for _ in range(2):  # the second time they come from the table
        values, lengths = codes.row(spaced)
        packed = word_codes(spaced, language)
        assert values.tobytes() == b"".join(packed)
        assert lengths.tolist() == [len(row) // 8 for row in packed]


@compiled
@given(st.lists(MIXED, max_size=12), st.sampled_from([None, "en", "de"]))
def test_codes_of_words(texts: list[str], language: str | None) -> None:
    _same_codes(texts, language)


@compiled
def test_codes_of_more_words_than_the_table_keeps() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    _same_codes(
        [
            " ".join(f"{first}{second}{third}” {third}" for second in letters for third in letters)
            for first in (*letters, *letters.upper())
        ],
        "en",
    )


@compiled
@given(st.lists(MIXED | st.text("Aé b", max_size=200), max_size=12))
def test_shares_of_capitals(texts: list[str]) -> None:
    found = kernel("text").capital_shares(texts, line_features.MAX_CAPITALS)
    assert found.tolist() == [*map(line_features._capitals, texts)]


@compiled
def test_phrases_with_words_around_them() -> None:
    known = lexicon()
    phrases = [*known.whole, *(row[0] for rows in known.phrases.by_end.values() for row, _ in rows)]
    texts = [shape.format(phrase) for phrase in phrases for shape in ("{}", "{}s", "12 {}", "2{}", "- {}: ", "{} x")]
    assert known.match_all(texts) == [*map(known.match, texts)]


@compiled
def test_words_of_fixtures() -> None:
    _same_sums(lines_of_fixtures(), "en")


def test_every_kernel_has_a_source_and_is_listed() -> None:
    assert sorted(path.stem for path in Path(ROOT, "newsclean", "_core").glob("*.pyx")) == sorted(KERNELS)


def test_the_environment_turns_the_kernels_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSCLEAN_PURE", "1")
    assert kernel.__wrapped__("trees") is None


def test_a_kernel_of_another_contract_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSCLEAN_PURE", raising=False)
    monkeypatch.setattr(_core, "import_module", lambda _: SimpleNamespace(CONTRACT=0))
    assert kernel.__wrapped__("trees") is None


NAMES = st.sampled_from([*SALTS])


@compiled
@given(st.lists(st.tuples(MIXED, st.one_of(st.just(""), MIXED)), max_size=6))
def test_words_at_the_ends_of_texts(pairs: list[tuple[str, str]]) -> None:
    heads, tails = [head.lower() for head, _ in pairs], [tail.lower() for _, tail in pairs]
    found, lengths = kernel("tokens").hash_ends(heads, tails, tokens.HEAD_WORDS, tokens.TAIL_WORDS)
    rows = [tokens.hash_ends(head, tail) for head, tail in zip(heads, tails, strict=True)]
    assert found.tolist() == [word for row in rows for word in row]
    assert lengths.tolist() == [*map(len, rows)]


@compiled
@given(st.lists(st.tuples(NAMES, MIXED), max_size=6))
def test_words_in_names(pairs: list[tuple[str, str]]) -> None:
    found = tokens.hash_pairs(pairs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "kernel", lambda _: None)
        pure = tokens.hash_pairs(pairs)
    assert found.tokens.tolist() == pure.tokens.tolist()
    assert found.owner.tolist() == pure.owner.tolist()


def assert_same_names(markup: bytes) -> None:
    tree = parse(markup)
    boxes = container_tree(html._TreeWalk(Budget(len(markup))).blocks(tree)).containers
    names = tokens.name_tokens(boxes, tree)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "kernel", lambda _: None)
        pure = tokens.name_tokens(boxes, tree)
    assert names.number == pure.number
    for found, expected in ((names.tokens, pure.tokens), (names.names, pure.names)):
        assert found.tokens.dtype == expected.tokens.dtype
        assert found.tokens.tolist() == expected.tokens.tolist()
        assert found.owner.tolist() == expected.owner.tolist()


@compiled
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_names_of_fixtures(path: Path) -> None:
    assert_same_names(path.read_bytes())


@compiled
@given(st.lists(st.sampled_from(MARKUP), max_size=30).map("".join))
def test_names_of_generated_pages(markup: str) -> None:
    assert_same_names(markup.encode())


TAGS = [
    *"<p|<b |>| />|<script|<STYLE |</script>|</style |<!--|-->|--!>|<!-->|<!--->|-|--|=|'| a=b| c = 'd>'".split("|"),
    *' e="<f"| g=h"i|"|/|<|</|text|\n|x|!'.split("|"),
    *(" x" * 298, " y=1" * 3, "z/" * 299),
]


@compiled
@given(st.lists(st.sampled_from(TAGS), max_size=30).map("".join))
def test_tags_with_many_attributes(markup: str) -> None:
    found = parse_room.small_tags_end(markup.encode(), 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parse_room, "kernel", lambda _: None)
        assert found == parse_room.small_tags_end(markup.encode(), 0)


def assert_same_tree(markup: bytes) -> None:
    blocks = html._TreeWalk(Budget(len(markup))).blocks(parse(markup))
    if not blocks:
        return
    table = html_features(blocks, Metadata(), lexicon())
    with pytest.MonkeyPatch.context() as patch:
        for module in (containers, features):
            patch.setattr(module, "kernel", lambda _: None)
        pure = html_features(blocks, Metadata(), lexicon())
    assert table.tree.containers == pure.tree.containers
    for name in containers.ContainerTree.__slots__[1:]:
        assert getattr(table.tree, name).tolist() == getattr(pure.tree, name).tolist()
    assert table.same_markup.tolist() == pure.same_markup.tolist()


@compiled
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_containers_of_fixtures(path: Path) -> None:
    assert_same_tree(path.read_bytes())


@compiled
@given(st.lists(st.sampled_from([*MARKUP, "<form>", "</form>", "<article>", "</article>"]), max_size=30).map("".join))
def test_containers_of_generated_pages(markup: str) -> None:
    assert_same_tree(markup.encode())


@compiled
@given(st.lists(st.tuples(st.integers(0, 63), st.integers(0, 4)), max_size=40))
def test_sums_of_rows(places: list[tuple[int, int]]) -> None:
    numbers = np.random.default_rng(1).integers(-127, 128, (64, 5))
    owner = np.array([own for _, own in places], dtype=np.int64)
    for weight, place in ((np.int8, np.int64), (np.int32, np.uint32)):
        table, rows = numbers.astype(weight), np.array([row for row, _ in places], dtype=place)
        found = tokens.sum_rows(table, rows, owner, 5)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tokens, "kernel", lambda _: None)
            assert (found == tokens.sum_rows(table, rows, owner, 5)).all()


@compiled
@given(st.lists(st.tuples(st.integers(-3, 12), st.integers(-3, 12)), max_size=20))
def test_sums_between_places(places: list[tuple[int, int]]) -> None:
    sums = np.random.default_rng(3).normal(size=(9, 4)).astype(np.float32).cumsum(axis=0)
    start, stop = (np.array([pair[side] for pair in places], dtype=np.int64) for side in (0, 1))
    found = context.between(sums, start, stop)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "kernel", lambda _: None)
        assert (found == context.between(sums, start, stop)).all()


@compiled
@given(st.lists(st.integers(0, 30), max_size=30))
def test_shares_of_the_containers_around(above: list[int]) -> None:
    parent = np.array([0, *(min(number, place) for place, number in enumerate(above))], dtype=np.int64)
    depth = np.zeros(len(parent), dtype=np.int64)
    for place in range(1, len(parent)):
        depth[place] = depth[parent[place]] + 1
    found = np.random.default_rng(2).normal(size=(len(parent), 3)).astype(np.float32)
    pure = found.copy()
    decay = np.array([0.4, 0.9, 0.9], dtype=np.float32)
    inherit(found, parent, depth, decay)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "kernel", lambda _: None)
        inherit(pure, parent, depth, decay)
    assert (found == pure).all()
