"""Learning from repetition: what is found, and what the guards keep from being learned."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclean.blocks import Category
from newsclean.learn.identity import slug
from newsclean.learn.proposals import propose
from newsclean.learn.repetition import Support, find_repetition
from newsclean.learn.runs import find_runs
from newsclean.learn.sampling import PublicationKey, Sampler, articles_of
from newsclean.learn.templates import Template, near_templates, skeleton_of
from newsclean.lexicon.reader_address import speaks_to_reader
from newsclean.rules.patterns import is_found
from tests.support.piles import digests, learned, story, texts_of

APPEAL = [
    "A word from the Ridge Courier",
    "The Courier was founded above a bakery, and it has never owned more than two desks and one of the chairs.",
    "If you can spare it, please give {amount} before the end of {month}; {count} readers have done so already.",
    "Not today, thanks",
]
BACKGROUND = "The weir at Harrow was built in 1911 by a company that went bankrupt, and the county has owned it since."


def appeal(n: int) -> list[str]:
    values = {"amount": ["$5", "12 euros", "$3"][n % 3], "month": ["May", "June", "July"][n % 3], "count": 200 + 7 * n}
    return [line.format(**values) for line in APPEAL]


def test_an_appeal_with_varying_amounts_is_learned_wherever_it_stands() -> None:
    pages = []
    for n in range(6):
        lines = story(n)
        at = (1 + n) % len(lines) or 2
        pages.append([*lines[:at], *appeal(n), *lines[at:]])
    found = learned(pages)
    assert {skeleton_of(text) for text in texts_of(found)} >= {skeleton_of(line) for line in appeal(0)[:2]}
    (proposal,) = propose(found)
    assert (proposal.from_, proposal.through) == ("A word from the Ridge Courier", "Not today, thanks")
    assert proposal.category is Category.DONATION
    assert (proposal.articles, proposal.total) == (6, 6)
    for n in range(7, 12):
        assert any(is_found(pattern, appeal(n)[2]) for pattern in proposal.regex), appeal(n)[2]


def test_a_block_that_recurs_in_part_and_in_changing_order_is_learned_line_by_line() -> None:
    box = ["Elsewhere in the valley", "Tides and timetables", "Letters to the desk", "The week in pictures"]
    pages = [[*story(n), *(box[n % 4 :] + box[: n % 4])[: 3 + n % 2]] for n in range(8)]
    assert texts_of(learned(pages)) >= set(box)


def test_the_same_article_crawled_twice_teaches_nothing() -> None:
    same = story(1, 8)
    updated = [*same[:6], *story(99)[1:3], *same[6:]]
    pages = [same, same, updated, story(2), story(3), story(4), story(5)]
    repetition = find_repetition(digests(pages), Support())
    assert repetition.article_count == 5
    assert texts_of(learned(pages)) == set()


def test_a_pile_of_one_article_is_one_article() -> None:
    assert set(articles_of(digests([story(1)] * 5))) == {0}


def test_different_articles_with_a_long_appeal_are_not_taken_for_one() -> None:
    pages = [[*story(n, 3), *appeal(n), *story(500, 2)[1:]] for n in range(6)]
    assert len(set(articles_of(digests(pages)))) == 6


def test_a_page_of_little_but_the_appeal_does_not_make_all_others_one() -> None:
    plea = "Please help us to go on, for the roof leaks and the press is older than any of the people who run it now."
    pages = [[*story(n, 30)[:16], plea, *story(n, 30)[16:]] for n in range(5)]
    assert len(set(articles_of(digests([*pages, [plea, "1. Marrow 12", "2. Fennick 9"]])))) == 6


@pytest.mark.parametrize("steps", [1, 3])
def test_a_report_that_grows_all_day_is_one_article(steps: int) -> None:
    whole = story(1, 30)
    pages = [whole[: 14 + steps * n] for n in range(5)]
    assert len(set(articles_of(digests(pages)))) == 1
    assert texts_of(learned(pages)) == set()


def test_a_headline_that_others_tease_is_never_learned() -> None:
    stories = [story(n) for n in range(6)]
    teased = [stories[0][0], stories[1][0]]
    pages = [[*lines, "More from the valley", *teased, "Imprint and contact"] for lines in stories]
    found = learned(pages)
    assert not texts_of(found) & set(teased)
    assert "More from the valley" in texts_of(found)
    assert found.is_teaser((2, len(stories[2]) + 1))
    assert not any(set(proposal.line) & set(teased) for proposal in propose(found))


def test_a_standfirst_that_others_tease_is_never_learned() -> None:
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
    repetition = find_repetition(digests(pages), Support())
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


def test_short_labels_inside_sentences_stay() -> None:
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


def test_a_recurring_subheading_between_paragraphs_stays_unless_the_lexicon_knows_it() -> None:
    pages = []
    for n in range(6):
        lines = story(n, 6)
        pages.append([*lines[:3], "What happens next in court", *lines[3:5], "Sign up for our newsletter", *lines[5:]])
    found = texts_of(learned(pages))
    assert "What happens next in court" not in found
    assert "Sign up for our newsletter" in found


def test_fewer_articles_than_two_teach_nothing() -> None:
    assert texts_of(learned([[*story(1), "Read more", "All rights reserved"]])) == set()


def test_the_order_of_the_pages_does_not_matter() -> None:
    pages = digests([[*story(n), *appeal(n)] for n in range(7)])
    once, again = (propose_of(order) for order in (pages, pages[::-1]))
    assert once == again


def propose_of(pages: list) -> list:  # type: ignore[type-arg]
    from newsclean.learn.filters import filter_candidates

    return propose(filter_candidates(find_repetition(pages, Support())))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=5, max_size=8), st.integers(0, 3))
def test_no_line_of_an_article_is_learned_however_often_it_was_crawled(seeds: list[int], place: int) -> None:
    pages = []
    for n, seed in enumerate(seeds):
        lines = story(seed)
        at = min(1 + place, len(lines))
        pages.append([*lines[:at], *appeal(n), *lines[at:]])
    own = {skeleton_of(line) for seed in seeds for line in story(seed)}
    assert not {skeleton_of(text) for text in texts_of(learned(pages))} & own


@given(st.text(alphabet="abc 12,.$€'“”\u4e00\u3042-", max_size=40))
def test_a_template_matches_the_line_it_is_made_of(text: str) -> None:
    line = " ".join(text.split())
    if any(character.isalpha() for character in line):
        assert is_found(Template(skeleton_of(line)).pattern(), line)


@pytest.mark.parametrize(
    ("lines", "others"),
    [
        (["Support Vestnik from just $5 a month.", "Support Le Phare du Nord from just 12 € a month."], "El Faro"),
        (
            ["Мы просим вас поддержать Маяк до конца мая.", "Мы просим вас поддержать Новый берег до конца июня."],
            "Восход",
        ),
        (["本紙は Aria の読者に支えられています。", "本紙は Bel の読者に支えられています。"], "Cor"),
    ],
)
def test_names_and_amounts_become_slots(lines: list[str], others: str) -> None:
    keys = {skeleton_of(line): [number] for number, line in enumerate(lines)}
    templates = near_templates(keys, required=2)
    assert set(templates) == set(keys)
    (template,) = set(templates.values())
    assert all(is_found(template.pattern(), line) for line in lines)
    assert others not in template.skeleton


def test_lines_that_share_a_phrase_are_no_template() -> None:
    lines = [f"{story(n)[1]} He said in a statement that it was so." for n in range(6)]
    assert near_templates({skeleton_of(line): [number] for number, line in enumerate(lines)}, required=3) == {}


def test_a_sign_up_that_always_comes_before_an_appeal_is_a_rule_of_its_own() -> None:
    sign_up = ["Sign up for our newsletter", "Five stories and a recipe, picked by hand and sent on Fridays at noon."]
    pages = [[*story(n), *sign_up, "Support our journalism", *appeal(n)[1:]] for n in range(6)]
    categories = {proposal.category for proposal in propose(learned(pages))}
    assert categories == {Category.NEWSLETTER, Category.DONATION}


def test_a_block_is_not_cut_out_across_the_article() -> None:
    top, bottom = (
        ["The valley this morning", "Weather and tides"],
        ["Printed beside the fish market", "Write to the desk"],
    )
    pages = [[*top, *story(n), *bottom] for n in range(6)]
    for run in find_runs(learned(pages)):
        assert run.opener is None or run.max_lines < 6


def test_a_sample_is_the_same_in_any_order() -> None:
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


def test_ids_are_made_of_names() -> None:
    assert slug("The Tidewater Record") == "the-tidewater-record"
    assert slug("harbourpost.example") == "harbourpost"
    assert slug("Правда") == slug("правда.рф") == slug("xn--80aafi6cg.xn--p1ai") == "xn--80aafi6cg"


def test_news_speaks_of_them_and_appeals_speak_to_you() -> None:
    assert speaks_to_reader("Wenn Sie können, helfen Sie uns.", "de")
    assert not speaks_to_reader("Sie haben gesagt, dass die Brücke hält.", "de")
    assert not speaks_to_reader("“We will rebuild the bridge for you,” the mayor said.", "en")
    assert speaks_to_reader("ご支援ください。読者の皆さまへ。", "ja")
