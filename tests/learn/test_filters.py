"""Filters that keep lines of articles out of what is learned."""

from __future__ import annotations

import pytest

from newsclean.learn.proposals import propose
from newsclean.learn.repetition import Support, find_repetition
from newsclean.learn.templates import skeleton_of
from tests.support.piles import (
    END,
    LETTER,
    MENU,
    NAMES,
    SUMS,
    found_in,
    learned,
    letter,
    sketch_of,
    sketches,
    story,
    texts_of,
)

BACKGROUND = "The weir at Harrow was built in 1911 by a company that went bankrupt, and the county has owned it since."


def test_a_teased_headline_is_never_learned() -> None:
    stories = [story(n) for n in range(6)]
    teased = [stories[0][0], stories[1][0]]
    pages = [[*lines, "More from the valley", *teased, "Imprint and contact"] for lines in stories]
    found = learned(pages)
    assert not texts_of(found) & set(teased)
    assert "More from the valley" in texts_of(found)
    assert found.is_teaser((2, len(stories[2]) + 1))
    assert not any(set(proposal.rule.line) & set(teased) for proposal in propose(found))


def test_a_teased_standfirst_is_never_learned() -> None:
    standfirst = "Two ferries, one pier and a bell that nobody wants to ring: how the valley lost its timetable."
    head = f'<meta property="og:title" content="A timetable is lost"><meta name="description" content="{standfirst}">'
    pages = []
    for n in range(6):
        body = "".join(f"<p>{line}</p>" for line in story(n)[1:])
        own = f"<h1>A timetable is lost</h1><p>{standfirst}</p>" if n == 0 else f"<h1>{story(n)[0]}</h1>"
        teaser = "" if n == 0 else f"<aside><p>More news</p><p>{standfirst}</p><p>All the news</p></aside>"
        pages.append(
            f"<html><head>{head if n == 0 else ''}</head><body><article>{own}{body}</article>{teaser}</body></html>"
        )
    repetition = find_repetition(sketches(pages), Support())
    assert any(kind.template.skeleton == skeleton_of(standfirst) for kind in repetition.lines)
    assert standfirst not in texts_of(learned(pages))


def test_a_paragraph_that_recurs_alone_is_not_learned() -> None:
    pages = []
    for n in range(6):
        lines = story(n)
        pages.append([*lines[: 2 + n % 3], BACKGROUND, *lines[2 + n % 3 :]])
    assert BACKGROUND not in texts_of(learned(pages))


def test_a_paragraph_whose_neighbours_recur_is_learned() -> None:
    pages = []
    for n in range(6):
        lines = story(n)
        pages.append([*lines[:3], "About the weir fund", BACKGROUND, "Join the weir fund", *lines[3:]])
    assert BACKGROUND in texts_of(learned(pages))


def test_labels_cut_out_of_sentences_are_not_learned() -> None:
    pages = []
    for n in range(6):
        lines = story(n)
        cut = [
            "The new timetable, which hardly anyone has seen, was shown first to",
            "Harbour Post",
            "and then to nobody.",
        ]
        cut[2] = f"and later to the {n} people who had asked for it in writing before the end of the winter."
        pages.append([*lines[:2], *cut, *lines[2:], "Harbour Post", "All rights reserved", "Contact the desk"])
    found = texts_of(learned(pages))
    assert "Harbour Post" not in found
    assert "All rights reserved" in found


def test_a_recurring_subheading_is_not_learned_unless_the_lexicon_knows_it() -> None:
    pages = []
    for n in range(6):
        lines = story(n, 6)
        pages.append([*lines[:3], "What happens next in court", *lines[3:5], "Sign up for our newsletter", *lines[5:]])
    found = texts_of(learned(pages))
    assert "What happens next in court" not in found
    assert "Sign up for our newsletter" in found


def test_a_label_above_a_lower_case_paragraph_belongs_to_the_appeal() -> None:
    pages = []
    for n in range(6):
        lines = story(n)
        lines[3] = lines[3][0].lower() + lines[3][1:]
        pages.append([*lines[:3], *letter(n)[1:3], "Ask me tomorrow", *lines[3:]])
    assert "Ask me tomorrow" in texts_of(learned(pages))


def test_the_first_line_of_an_appeal_is_not_taken_for_a_headline() -> None:
    pages = [[*(story(n)[:1] if n > 1 else []), *letter(n), *story(n)[1:]] for n in range(7)]
    seen = sketches(pages)
    assert any(skeleton_of(LETTER[0]) in page.headlines for page in seen)
    assert LETTER[0] in texts_of(learned(pages))


def _with_paragraph(texts: list[str]) -> list[list[str]]:
    return [[*story(n)[: 2 + n % 3], text, *story(n)[2 + n % 3 :]] for n, text in enumerate(texts)]


FILLED_IN = "The press is older than its readers, and {name} has no other. A belt is {sum}, and it will outlive both."


def test_a_paragraph_with_varying_names_or_sums_on_nearly_all_pages_is_learned() -> None:
    texts = [FILLED_IN.format(name="The Courier", sum=SUMS[n]) for n in range(6)]
    assert texts_of(learned(_with_paragraph(texts))) & set(texts)
    texts = [FILLED_IN.format(name=NAMES[n], sum="much") for n in range(6)]
    assert texts_of(learned(_with_paragraph(texts))) & set(texts)


COPIED = FILLED_IN.format(name="The Courier", sum="$5")


@pytest.mark.parametrize("paragraph", [COPIED, "More than {n} died in the flood."])
def test_a_copied_or_counting_paragraph_is_not_learned(paragraph: str) -> None:
    texts = [paragraph.format(n=1200 + n) + " The dam at Harrow broke in 2019, as all had foretold." for n in range(6)]
    assert not texts_of(learned(_with_paragraph(texts)))


def test_a_varying_paragraph_on_some_pages_is_not_learned() -> None:
    texts = [FILLED_IN.format(name="The Courier", sum=SUMS[n]) for n in range(6)]
    pages = [*_with_paragraph(texts)[:4], *(story(n) for n in range(10, 14))]
    assert not texts_of(learned(pages))


def test_a_paragraph_with_a_set_phrase_is_learned() -> None:
    text = "The weir fund meets on Fridays beside the lower lock. Sign up for our newsletter. The kettle is always on."
    assert text in texts_of(learned(_with_paragraph([text] * 6)))


def test_a_subheading_with_a_question_is_not_learned() -> None:
    questions = [f"What is the best lantern for a {what} in the valley?" for what in ("barn", "boat", "cellar", "mill")]
    pages = [[*story(n)[:3], *([questions[n]] if n < 4 else []), *story(n)[3:]] for n in range(8)]
    assert not texts_of(learned(pages)) & set(questions)


def test_labels_that_head_parts_of_articles_are_not_learned() -> None:
    labels = ["What we liked", "What we did not like"]
    pages = []
    for n in range(5):
        parts = []
        for part in range(3):
            liked, disliked = f"Oars {'abcde'[n]}{'xyz'[part]}", f"Hull {'abcde'[n]}{'xyz'[part]}"
            parts += [story(10 * n + part, 2)[1], labels[0], liked, labels[1], disliked]
        pages.append(sketch_of(f"{n}", (MENU, False), (parts, True), (END, False)))
    found = texts_of(found_in(pages))
    assert not found & set(labels)
    assert found >= set(END)
