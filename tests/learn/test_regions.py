"""Where the article is: containers and boxes in HTML, end markers in text dumps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclean import Options, Source
from newsclean.batch.pages.task import LearnedRules, rules_to_json
from newsclean.classify.line_rules import HEAD_LINES
from newsclean.classify.model import shipped_model
from newsclean.classify.text.feature_set import TEXT
from newsclean.classify.text.label import label_text
from newsclean.learn.page_lines import PageSketch
from newsclean.learn.proposals import repetition_rules
from newsclean.learn.regions import MAX_KEPT_BELOW, find_boxes, find_end_markers, find_main
from newsclean.learn.repetition import Support
from newsclean.options import resolve_policies
from newsclean.readers import read
from newsclean.rules import apply_repetition, apply_rules
from newsclean.rules.files.publication import parse_publication
from tests.support.piles import END, MENU, dump, found_in, gull_post_page, learned, sketch_of, story


def pile(extra: list[str], *, count: int = 5, is_kept: bool = False, is_html: bool = False) -> list[PageSketch]:
    """Return pages of which the first has some lines more between its article and the end."""
    return [
        sketch_of(
            f"{n}",
            (MENU, False),
            (story(n, 6)[1:], True),
            (extra if n == 0 else [], is_kept),
            (END, False),
            is_html=is_html,
        )
        for n in range(count)
    ]


@pytest.fixture
def pages() -> list[str]:
    return [gull_post_page(n, (n + 1) % 6) for n in range(6)]


def test_the_container_and_the_boxes_are_found(pages: list[str]) -> None:
    found = learned(pages)
    assert find_main(found) in ("main", "main.story")
    boxes = {box.selector for box in find_boxes(found, find_main(found), Support())}
    assert "div.related-box" in boxes
    assert boxes & {"aside", "aside.newsletter-box"}
    assert "aside.grid" not in boxes


def test_an_element_with_paragraphs_of_the_article_is_no_box(pages: list[str]) -> None:
    framed = [text.replace("<p>", "<div class='share-frame'><p>").replace("</p>", "</p></div>") for text in pages]
    found = learned(framed)
    assert not any("share-frame" in box.selector for box in find_boxes(found, None, Support()))


def test_the_first_line_below_the_articles_is_an_end_marker() -> None:
    assert find_end_markers(found_in(pile(["Ana Ruiz", "Tom Weir", "Ida Fenn"]))) == (END[0],)


def test_a_line_with_kept_text_below_it_on_any_page_is_no_end_marker() -> None:
    pages = pile([])
    pages[2] = sketch_of(
        "2", (MENU, False), (story(2, 6)[1:], True), (END[:1], False), (story(9, 1)[1:], True), (END[1:], False)
    )
    assert find_end_markers(found_in(pages)) == (END[1],)


def test_a_line_that_comes_twice_on_a_page_is_no_end_marker() -> None:
    pages = pile([])
    pages[3] = sketch_of("3", (MENU, False), (story(3, 6)[1:], True), (END, False), (END[:1], False))
    assert find_end_markers(found_in(pages)) == (END[1],)


def test_lines_far_below_the_article_are_no_end_markers() -> None:
    pages = [
        sketch_of(f"{n}", (MENU, False), (story(n, 2)[1:], True), (story(90 + n, 9)[1:], False), (END, False))
        for n in range(5)
    ]
    assert find_end_markers(found_in(pages)) == ()


def test_html_pages_and_excerpts_have_no_end_markers() -> None:
    assert find_end_markers(found_in(pile([], is_html=True))) == ()
    parts = [
        sketch_of(f"{n}", (MENU[: HEAD_LINES - 1], False), (story(n, 6)[1:], True), (END, False)) for n in range(5)
    ]
    assert find_end_markers(found_in(parts)) == ()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.booleans(), min_size=12, max_size=12), min_size=5, max_size=6))
def test_no_article_lies_below_an_end_marker(kept: list[list[bool]]) -> None:
    pages = []
    for n, flags in enumerate(kept):
        texts = [*story(n, 5)[1:], END[0], *story(50 + n, 3)[1:], *END[1:]]
        pages.append(
            sketch_of(f"{n}", (MENU, False), *(([text], flag) for text, flag in zip(texts, flags, strict=False)))
        )
    for below in find_end_markers(found_in(pages)):
        for one in pages:
            texts = [line.text for line in one.lines]
            at = texts.index(below) if below in texts else len(texts)
            sizes = [len(line.text) * line.is_kept for line in one.lines]
            assert sum(sizes[at:]) <= MAX_KEPT_BELOW * sum(sizes)


def test_a_batch_applies_end_markers() -> None:
    rules = repetition_rules(found_in(pile([])), is_sample=False)
    rules = LearnedRules(rules_to_json(rules), "").rules()
    text = read(Source.from_str(dump([*MENU, *story(7), *END])), Options(input="text"))
    assert apply_repetition(text, rules).expected_body == set(range(len(MENU) + len(story(7))))


def test_a_publication_file_applies_end_markers() -> None:
    publication = parse_publication('id = "post"\nname = "Post"\n[text]\nbelow = ["Write to the DESK"]\n', "post.toml")
    lines = [*story(1), *END]
    text = read(Source.from_str(dump(lines)), Options(input="text"))
    assert apply_rules(text, publication).expected_body == set(range(len(lines) - 1))
    assert apply_rules(read(Source.from_str(dump(story(1))), Options(input="text")), publication).expected_body == set()
    html = read(Source.from_str("<p>One</p><p>Write to the desk</p>"), Options(input="html"))
    assert apply_rules(html, publication).expected_body == set()


def test_unsure_lines_above_the_end_marker_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
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
