"""What the classifier sees in a block and around it."""

import re
from itertools import pairwise
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean import Options, Source
from newsclean.classify.html.class_names import CLASS_HINTS, class_hints
from newsclean.classify.html.containers import container_tree
from newsclean.classify.html.feature_set import CONTEXT_FEATURES, context_features
from newsclean.classify.html.features import FEATURES, html_features
from newsclean.classify.html.selection import select_blocks
from newsclean.classify.text.words import hash_words, weight_indices
from newsclean.classify.text_features import TEXT_FEATURES, _end, _start, text_features
from newsclean.lexicon.language import split_words
from newsclean.lexicon.phrases import lexicon
from newsclean.readers import read

PARAGRAPH = "The ferry will sail again on Monday, the harbour office said after the last storm of the winter."
PAGE = f"""<!doctype html><html><head><title>Ferry returns</title></head><body>
<nav class="main-nav"><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Ferry returns</h1><div class="article__body"><p>{PARAGRAPH}</p><p>{PARAGRAPH} And so it did.</p></div>
<aside class="relatedTeasers"><a href="/x">Ice on the harbour</a></aside></article>
<div id="comments"><p>{PARAGRAPH}</p></div></body></html>"""


def page_of(markup: str):
    return read(Source("page", markup.encode()), Options(input="html"))


def table_of(markup: str):
    page = page_of(markup)
    return page, html_features(page.blocks, page.metadata, lexicon())


def text_row(text: str) -> dict[str, float]:
    return dict(zip(TEXT_FEATURES, text_features([text], lexicon())[0].tolist(), strict=True))


def test_words_and_characters_are_counted():
    row = text_row("“He left,” said 3 Men. Why?")
    assert (row["size"], row["words"], row["stops"], row["question"], row["quotes"]) == (27, 6, 1, 1, 2)
    assert (row["start"], row["end"], row["commas"]) == (2, 2, 1)
    assert row["upper"] == pytest.approx(3 / 16)


def test_languages_without_spaces_count_in_characters_two_wide():
    row = text_row("港の事務所は発表した。")
    assert (row["words"], row["size"], row["end"]) == (11, 21, 2)


@pytest.mark.parametrize("texts", [["\ud800 half"], ["a" * 100_000], ["😀 beyond"], ["one", "", "three"]])
def test_any_text_has_features(texts):
    assert np.isfinite(text_features(texts, lexicon())).all()


def test_what_texts_begin_and_end_with_is_told_from_their_characters():
    texts = [*map(chr, range(0x10000)), "𝐀", "𝟎", "😀", "", "a)", "a.”", "”", "...", "(A", "9.", ""]
    features = text_features(texts, lexicon())
    assert features[:, TEXT_FEATURES.index("start")].tolist() == [*map(_start, texts)]
    assert features[:, TEXT_FEATURES.index("end")].tolist() == [*map(_end, texts)]


@pytest.mark.parametrize(
    ("name", "mark"),
    [("article__body", "content"), ("shareBar", "share"), ("c-subheadline x1", "standfirst"), ("COMMENTS", "comment")],
)
def test_class_names_have_marks(name, mark):
    assert class_hints(name) >> CLASS_HINTS.index(mark) & 1


def test_a_word_inside_another_is_no_mark():
    assert not class_hints("shadow") >> CLASS_HINTS.index("ad") & 1


def test_blocks_of_a_container_are_a_range():
    page = page_of(PAGE)
    structure = container_tree(page.blocks)
    for number, container in enumerate(structure.containers):
        if container is not None:
            inside = [i for i, block in enumerate(page.blocks) if container in block.container.lineage()]
            assert inside == list(range(structure.first[number], structure.stop[number]))
    assert structure.sums(np.ones(len(page.blocks)))[0] == len(page.blocks)


def test_steps_lead_up_to_the_common_container_and_down_from_there():
    structure = container_tree(page_of(PAGE).blocks)
    lineages = [list(c.lineage()) if c is not None else [] for c in structure.containers]
    for target, above in enumerate(lineages):
        up, down = structure.distances(target)
        for number, lineage in enumerate(lineages):
            common = sum(container in lineage for container in above)
            assert (up[number], down[number]) == (len(above) - common, len(lineage) - common)


def test_features_tell_article_from_what_stands_around_it():
    page, table = table_of(PAGE)
    rows = {
        block.text: dict(zip(FEATURES, row, strict=True)) for block, row in zip(page.blocks, table.matrix, strict=True)
    }
    assert rows["Home News"]["link_density"] == pytest.approx(8 / 9)
    assert rows["Ferry returns"]["is_headline"] == 1
    assert rows["Ice on the harbour"]["near:related"] == 1
    assert rows[f"{PARAGRAPH} And so it did."]["all<article>"] == 1
    copies = table.column("copy")[table.column("copies") == 2]
    assert copies.tolist() == [1, 2]
    assert table.matrix.shape == (len(page.blocks), len(FEATURES))
    assert np.isfinite(table.matrix).all()


@pytest.mark.parametrize("probability", [0.0, 0.3, 1.0])
def test_context_is_told_for_any_probabilities(probability):
    page, table = table_of(PAGE)
    found = context_features(table, np.full(len(page.blocks), probability))
    assert found.shape == (len(page.blocks), len(CONTEXT_FEATURES))
    assert np.isfinite(found).all()


@pytest.mark.parametrize("markup", ["<p>x", "<html><body>bare", "<div>" * 3000 + "deep"])
def test_one_block_is_enough(markup):
    page, table = table_of(markup)
    assert np.isfinite(context_features(table, np.ones(len(page.blocks)))).all()


@pytest.mark.parametrize(
    ("word", "language", "is_cue"),
    [
        ("was", "pl", True),
        ("was", "en", False),
        ("Was", None, True),
        ("my", "en", True),
        ("my", "pl", True),
        ("don", "fr", True),
        ("don", "en", False),
        ("newsletter", "cs", True),
        ("subscribe", "fi", False),
    ],
)
def test_a_word_turns_to_the_reader_in_its_language(word: str, language: str | None, is_cue: bool):
    assert has_cues(f"It {word} there.", language) == is_cue


def has_cues(text: str, language: str | None) -> bool:
    return bool(hash_words([text], language).cues.any())


def test_east_asian_cues_are_known_by_their_beginning():
    assert has_cues("请扫码关注", "zh")
    assert has_cues("欢迎您来", "zh")
    assert not has_cues("欢迎您来", "ja")


def test_what_is_said_in_quotations_turns_to_nobody_here():
    assert has_cues("Please support us", "en")
    assert not has_cues("He said: “Please support us.”", "en")


def test_cues_outside_of_quotations_count():
    texts = ["You said: “We ask you to give.” Please, you!", "Nothing.", "“We”, he said."]
    assert hash_words(texts, "en").cues.tolist() == [[0, 2, 1, 0], [0, 0, 0, 0], [1, 0, 0, 0]]


def test_words_by_language_have_other_places_in_a_model():
    dutch, english = (hash_words(["helpen"], language) for language in ("nl", "en"))
    assert (dutch.hashes == english.hashes).all()
    places = [weight_indices(words.grams()[0], words.salt).tolist() for words in (dutch, english)]
    assert not set(places[0]) & set(places[1])


def test_key_points_may_repeat_a_paragraph_and_teasers_may_not():
    page, table = table_of(PAGE.replace("<h1>", f"<ul class='points'><li>{PARAGRAPH}</li></ul><h1>"))
    copies = [index for index, block in enumerate(page.blocks) if block.text == PARAGRAPH]
    assert [page.blocks[index].tag for index in copies] == ["li", "p", "p"]
    for probability, kept in ((0.7, copies[:2]), (0.4, copies[1:2])):
        probabilities = np.full(len(page.blocks), 0.9)
        probabilities[copies[0]] = probability
        assert [index for index in copies if select_blocks(table, probabilities)[index]] == kept


@given(st.text(st.sampled_from("aB é’'-.,!?“”_1 \n漢ß")))
def test_words_are_found_as_by_a_search(text: str):
    assert split_words(text) == re.findall(r"[^\W\d_]+", text)


@given(st.lists(st.text(st.sampled_from("aB é’'-.,!?“”_1 \n漢ßカ한"))))
def test_words_are_looked_up_as_a_search_finds_them(texts: list[str]):
    letter, wide = "[^\\W\\d_\u3040-\u30ff\u3400-\u9fff]", "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
    found = [
        (number, crc32(word.casefold().replace("’", "'").encode()))
        for number, text in enumerate(texts)
        for word in (
            *re.findall(f"{letter}+(?:[’'-]{letter}+)*", text),
            *map("".join, pairwise(re.findall(wide, text))),
        )
    ]
    words = hash_words(texts, None)
    assert [*zip(words.owner.tolist(), words.hashes.tolist(), strict=True)] == found
