"""Learning where the article of a dump stands, and what the classifier keeps there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclean import Options, Source
from newsclean.batch.pages.task import LearnedRules, rules_to_json
from newsclean.blocks import Category
from newsclean.classify.line_rules import HEAD_LINES
from newsclean.classify.model import shipped_model
from newsclean.classify.text.feature_set import TEXT
from newsclean.classify.text.label import label_text
from newsclean.learn.filters import Boilerplate, filter_candidates
from newsclean.learn.page_lines import PageLine, PageSketch, is_prose
from newsclean.learn.proposals import repetition_rules
from newsclean.learn.regions import MAX_KEPT_BELOW, find_end_markers
from newsclean.learn.repetition import Support, find_repetition
from newsclean.learn.templates import skeleton_of
from newsclean.options import resolve_policies
from newsclean.readers import read
from newsclean.rules import apply_repetition, apply_rules
from newsclean.rules.files.publication import parse_publication
from tests.support.piles import dump, story, texts_of

MENU = [
    f"{what} {where}"
    for what in ("News", "Tides", "Letters", "Weather")
    for where in ("here", "there", "abroad", "now")
]
END = ["More from the valley", "Printed beside the fish market", "Write to the desk"]


def page(name: str, *parts: tuple[list[str], bool], is_html: bool = False) -> PageSketch:
    """Return a digest of lines of which the classifier keeps some."""
    lines = [
        PageLine(text, skeleton_of(text), kept, Category.BODY if kept else Category.OTHER, is_prose(text), False)
        for texts, kept in parts
        for text in texts
    ]
    shingles = frozenset(range(1000 * int(name), 1000 * int(name) + 60))
    return PageSketch(name, tuple(lines), frozenset(), frozenset(), shingles, is_html)


def pile(extra: list[str], *, count: int = 5, is_kept: bool = False, is_html: bool = False) -> list[PageSketch]:
    """Return pages of which the first has some lines more between its article and the end."""
    return [
        page(
            f"{n}",
            (MENU, False),
            (story(n, 6)[1:], True),
            (extra if n == 0 else [], is_kept),
            (END, False),
            is_html=is_html,
        )
        for n in range(count)
    ]


def found_in(pages: list[PageSketch]) -> Boilerplate:
    return filter_candidates(find_repetition(pages, Support()))


def test_the_first_line_below_the_articles_is_learned() -> None:
    assert find_end_markers(found_in(pile(["Ana Ruiz", "Tom Weir", "Ida Fenn"]))) == (END[0],)


def test_a_line_below_which_anything_is_kept_on_any_page_is_none() -> None:
    pages = pile([])
    pages[2] = page(
        "2", (MENU, False), (story(2, 6)[1:], True), (END[:1], False), (story(9, 1)[1:], True), (END[1:], False)
    )
    assert find_end_markers(found_in(pages)) == (END[1],)


def test_a_line_that_stands_twice_on_a_page_is_none() -> None:
    pages = pile([])
    pages[3] = page("3", (MENU, False), (story(3, 6)[1:], True), (END, False), (END[:1], False))
    assert find_end_markers(found_in(pages)) == (END[1],)


def test_lines_far_from_the_article_are_none() -> None:
    pages = [
        page(f"{n}", (MENU, False), (story(n, 2)[1:], True), (story(90 + n, 9)[1:], False), (END, False))
        for n in range(5)
    ]
    assert find_end_markers(found_in(pages)) == ()


def test_html_and_parts_of_pages_teach_none() -> None:
    assert find_end_markers(found_in(pile([], is_html=True))) == ()
    parts = [page(f"{n}", (MENU[: HEAD_LINES - 1], False), (story(n, 6)[1:], True), (END, False)) for n in range(5)]
    assert find_end_markers(found_in(parts)) == ()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.booleans(), min_size=12, max_size=12), min_size=5, max_size=6))
def test_nothing_of_an_article_stands_below_what_is_learned(kept: list[list[bool]]) -> None:
    pages = []
    for n, flags in enumerate(kept):
        texts = [*story(n, 5)[1:], END[0], *story(50 + n, 3)[1:], *END[1:]]
        pages.append(page(f"{n}", (MENU, False), *(([text], flag) for text, flag in zip(texts, flags, strict=False))))
    for below in find_end_markers(found_in(pages)):
        for one in pages:
            texts = [line.text for line in one.lines]
            at = texts.index(below) if below in texts else len(texts)
            sizes = [len(line.text) * line.is_kept for line in one.lines]
            assert sum(sizes[at:]) <= MAX_KEPT_BELOW * sum(sizes)


def test_what_is_learned_travels_to_a_batch() -> None:
    rules = repetition_rules(found_in(pile([])), is_sample=False)
    rules = LearnedRules(rules_to_json(rules), "").rules()
    text = read(Source.from_str(dump([*MENU, *story(7), *END])), Options(input="text"))
    assert apply_repetition(text, rules).expected_body == set(range(len(MENU) + len(story(7))))


def test_a_file_says_what_articles_stand_above() -> None:
    publication = parse_publication('id = "post"\nname = "Post"\n[text]\nbelow = ["Write to the DESK"]\n', "post.toml")
    lines = [*story(1), *END]
    text = read(Source.from_str(dump(lines)), Options(input="text"))
    assert apply_rules(text, publication).expected_body == set(range(len(lines) - 1))
    assert apply_rules(read(Source.from_str(dump(story(1))), Options(input="text")), publication).expected_body == set()
    html = read(Source.from_str("<p>One</p><p>Write to the desk</p>"), Options(input="html"))
    assert apply_rules(html, publication).expected_body == set()


def test_where_the_article_stands_unsure_lines_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    options = Options(input="text", publication="none")
    names = ["Ana Ruiz", "Tom Weir", "Ida Fenn", "Ole Marrow"]
    text = read(Source.from_str(dump([*MENU, *story(1, 6)[1:], *names, *END])), options)
    p = np.array([0.25] * len(MENU) + [0.97] * 6 + [0.25, 0.25, 0.19, 0.25] + [0.25] * len(END))
    monkeypatch.setattr(type(shipped_model(TEXT)), "probabilities", lambda *_: p.astype(np.float32))
    end = len(MENU) + 6 + len(names)
    kept = [
        [block.text for block, label in zip(labelled.blocks, labelled.labels, strict=True) if label is None]
        for labelled in (
            label_text(replace(text, expected_body=likely), resolve_policies())
            for likely in (frozenset(), frozenset(range(end)))
        )
    ]
    assert kept == [story(1, 6)[1:], [*story(1, 6)[1:], "Ana Ruiz", "Tom Weir", "Ole Marrow"]]


def test_labels_over_many_parts_of_articles_are_theirs() -> None:
    labels = ["What we liked", "What we did not like"]
    pages = []
    for n in range(5):
        parts = []
        for part in range(3):
            liked, disliked = f"Oars {'abcde'[n]}{'xyz'[part]}", f"Hull {'abcde'[n]}{'xyz'[part]}"
            parts += [story(10 * n + part, 2)[1], labels[0], liked, labels[1], disliked]
        pages.append(page(f"{n}", (MENU, False), (parts, True), (END, False)))
    found = texts_of(found_in(pages))
    assert not found & set(labels)
    assert found >= set(END)
