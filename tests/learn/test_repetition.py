"""Lines that recur by themselves, or by the lines beside them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclean.learn.filters import filter_candidates
from newsclean.learn.proposals import propose
from newsclean.learn.repetition import Support, find_repetition
from newsclean.learn.templates import skeleton_of
from tests.support.piles import LETTER, NAMES, SUMS, appeal, learned, left_of, letter, sketches, story, texts_of


def test_a_block_that_recurs_in_part_and_in_changing_order_is_learned_line_by_line() -> None:
    box = ["Elsewhere in the valley", "Tides and timetables", "Letters to the desk", "The week in pictures"]
    pages = [[*story(n), *(box[n % 4 :] + box[: n % 4])[: 3 + n % 2]] for n in range(8)]
    assert texts_of(learned(pages)) >= set(box)


def test_one_article_teaches_nothing() -> None:
    assert texts_of(learned([[*story(1), "Read more", "All rights reserved"]])) == set()


def propose_of(pages: list) -> list:  # type: ignore[type-arg]

    return propose(filter_candidates(find_repetition(pages, Support())))


def test_the_order_of_the_pages_does_not_matter() -> None:
    pages = sketches([[*story(n), *appeal(n)] for n in range(7)])
    once, again = (propose_of(order) for order in (pages, pages[::-1]))
    assert once == again


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=5, max_size=8), st.integers(0, 3))
def test_no_line_of_an_article_is_learned_even_if_it_was_crawled_often(seeds: list[int], place: int) -> None:
    pages = []
    for n, seed in enumerate(seeds):
        lines = story(seed)
        at = min(1 + place, len(lines))
        pages.append([*lines[:at], *appeal(n), *lines[at:]])
    own = {skeleton_of(line) for seed in seeds for line in story(seed)}
    assert not {skeleton_of(text) for text in texts_of(learned(pages))} & own


@pytest.mark.parametrize("place", [1, 3, 6])
@pytest.mark.parametrize("count", [5, 6])
def test_an_appeal_with_other_names_and_sums_is_dropped_whole_from_new_pages(place: int, count: int) -> None:
    pages = [[*story(n)[:place], *letter(n), *story(n)[place:]] for n in range(count)]
    found = learned(pages)
    for n in (0, count - 1, 40):
        lines = story(n)
        assert left_of(found, [*lines[:place], *letter(n), *lines[place:]]) == lines


def test_an_appeal_in_changing_order_is_dropped_except_for_the_sum() -> None:
    pages = []
    for n in range(6):
        shuffled = letter(n)[n % 3 :] + letter(n)[: n % 3]
        pages.append([*story(n)[:3], *shuffled, *story(n)[3:]])
    found = learned(pages)
    lines = story(50)
    left = left_of(found, [*lines[:3], *reversed(letter(5)), *lines[3:]])
    assert set(left) - set(lines) <= {SUMS[5], letter(5)[-1]}


def test_an_appeal_on_three_of_five_pages_is_learned() -> None:
    pages = [[*story(n)[:4], *(letter(n) if n < 3 else []), *story(n)[4:]] for n in range(5)]
    found = learned(pages)
    assert {skeleton_of(LETTER[2]), skeleton_of(LETTER[0])} <= {skeleton_of(text) for text in texts_of(found)}


def test_a_varying_line_without_recurring_neighbours_is_not_learned() -> None:
    pages = [[*story(n)[:3], f"The team of {NAMES[n]}", *story(n)[3:], "All rights reserved"] for n in range(6)]
    assert not any("team" in text for text in texts_of(learned(pages)))


def test_titles_below_a_label_have_no_template() -> None:
    titles = [
        "Ferry runs aground",
        "Council sells the weir",
        "Bells for the mill",
        "Nine lanterns lost",
        "A dry spring",
    ]
    pages = [[*story(n), "Also in the valley", titles[n], "All rights reserved"] for n in range(5)]
    assert not texts_of(learned(pages)) & set(titles)


PEOPLE = ["Ada Conti", "J. B. Rao", "Sinéad O’Hara", "Uwe Groß", "Iñaki del Río", "Olga Żuk"]


TOWNS = ["Leeds", "Port of Spain", "Ulm", "La Paz", "York", "Bad Tölz"]


FULL_OF_NAMES = [
    "{person} writes here",
    "{person} spent {days} weeks in {town}, and {other} has checked every line of it.",
    "The work was paid for by {days} households in {town} and beyond, with {sum} each.",
    "Pass the hat",
]


def full_of_names(n: int) -> list[str]:
    values = {"person": PEOPLE[n % 6], "other": PEOPLE[(n + 2) % 6], "town": TOWNS[n * 5 % 6], "days": 3 + n}
    return [line.format(**values, sum=SUMS[n % 6]) for line in FULL_OF_NAMES]


def test_lines_that_are_mostly_names_are_learned_by_their_neighbours() -> None:
    found = learned([[*story(n)[:3], *full_of_names(n), *story(n)[3:]] for n in range(6)])
    lines = story(60)
    assert left_of(found, [*lines[:3], *full_of_names(10), *lines[3:]]) == lines
