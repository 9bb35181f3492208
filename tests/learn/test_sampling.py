"""Samples of pages, and pages that hold the same article."""

from __future__ import annotations

import pytest

from newsclean.learn.repetition import Support, find_repetition
from newsclean.learn.sampling import PublicationKey, Sampler, articles_of
from tests.support.piles import appeal, learned, letter, sketches, story, texts_of


def test_the_order_of_pages_does_not_change_the_sample() -> None:
    group = PublicationKey("domain", "harbourpost.example")
    pages = [(f"{n:064x}"[::-1], f"{n}.html") for n in range(50)]
    samples = []
    for order in (pages, pages[::-1], pages * 2):
        sampler = Sampler(size=8)
        for fingerprint, name in order:
            sampler.add(group, fingerprint, name)
        samples.append(list(sampler.samples()))
    assert samples[0] == samples[1] == samples[2]
    assert len(samples[0][0][1]) == 8


def test_a_pile_of_one_article_is_one_article() -> None:
    assert set(articles_of(sketches([story(1)] * 5))) == {0}


def test_an_article_crawled_twice_is_no_repetition() -> None:
    same = story(1, 8)
    updated = [*same[:6], *story(99)[1:3], *same[6:]]
    pages = [same, same, updated, story(2), story(3), story(4), story(5)]
    repetition = find_repetition(sketches(pages), Support())
    assert repetition.article_count == 5
    assert texts_of(learned(pages)) == set()


def test_articles_that_share_a_long_appeal_stay_different() -> None:
    pages = [[*story(n, 3), *appeal(n), *story(500, 2)[1:]] for n in range(6)]
    assert len(set(articles_of(sketches(pages)))) == 6


def test_a_page_with_little_but_the_appeal_does_not_merge_the_others() -> None:
    plea = "Please help us to go on, for the roof leaks and the press is older than any of the people who run it now."
    pages = [[*story(n, 30)[:16], plea, *story(n, 30)[16:]] for n in range(5)]
    assert len(set(articles_of(sketches([*pages, [plea, "1. Marrow 12", "2. Fennick 9"]])))) == 6


@pytest.mark.parametrize("steps", [1, 3])
def test_a_report_that_grows_all_day_is_one_article(steps: int) -> None:
    whole = story(1, 30)
    pages = [whole[: 14 + steps * n] for n in range(5)]
    assert len(set(articles_of(sketches(pages)))) == 1
    assert texts_of(learned(pages)) == set()


def test_a_page_with_nothing_but_a_long_appeal_is_its_own_article() -> None:
    plea = [line for n in range(90, 92) for line in story(n, 3)[1:]]
    pages = [[*story(n, 10), *plea] for n in range(4)] + [[story(7)[0], *plea]]
    assert len(set(articles_of(sketches(pages)))) == 5


def test_an_appeal_beyond_the_other_pages_sketches_does_not_merge_two_pages() -> None:
    plea = [line for n in range(90, 92) for line in story(n, 3)[1:]]
    pages = [[*story(n, 90), *plea] for n in range(3)] + [[*story(n, 4), *plea] for n in (7, 8)]
    assert len(set(articles_of(sketches(pages)))) == 5


def test_copies_of_an_article_with_different_appeals_are_merged() -> None:
    pages = [[*story(1), *letter(n)] for n in range(3)] + [[*story(n), *letter(n)] for n in range(4, 8)]
    assert find_repetition(sketches(pages), Support()).article_count == 5
