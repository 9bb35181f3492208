"""Learning blocks that vary from page to page: names, sums and signatures in them, pages that make them hard to see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newsclean.learn.filters import Boilerplate
from newsclean.learn.proposals import propose
from newsclean.learn.repetition import Support, find_repetition
from newsclean.learn.sampling import articles_of
from newsclean.learn.templates import Template, skeleton_of
from newsclean.lexicon.reader_address import speaks_to_reader
from newsclean.metadata import PublicationMatch
from newsclean.readers import read
from newsclean.rules import Publication, apply_rules
from newsclean.rules.patterns import is_found
from newsclean.sources import Source
from tests.support.piles import OPTIONS, digests, dump, learned, story, texts_of

NAMES = ["The Ridge Courier", "Brückenbote", "Le Phare du Nord", "Stad", "El Faro", "Vestnik"]
SUMS = ["5 €", "$12", "£3", "25 zł", "¥500", "40 kr"]
LETTER = [
    "A word before you go",
    "{name} was founded above a bakery, and it has never owned more than two desks and the smaller of the chairs. The "
    "roof has leaked since the first winter, and the press is older than any of the people who run it.",
    "What has kept it going are some hundreds of households along the river, who put a coin into the box at the door.",
    "How much will it be this month?",
    "{sum}",
    "Another sum",
    "The team of {name}",
]


def letter(n: int) -> list[str]:
    return [line.format(name=NAMES[n % 6], sum=SUMS[n % 6]) for line in LETTER]


def left_of(found: Boilerplate, lines: list[str]) -> list[str]:
    """Return what the learned rules leave of a page."""
    page = read(Source.from_str(dump(lines), name="new"), OPTIONS)
    rules = tuple(proposal.rule() for proposal in propose(found))
    match = PublicationMatch("learned", "learned", "options")
    ruled = apply_rules(replace(page, publication=match), Publication("learned", "learned", rules=rules))
    return [block.text for block, label in zip(ruled.blocks, ruled.labels, strict=True) if label is None]


@pytest.mark.parametrize("place", [1, 3, 6])
@pytest.mark.parametrize("count", [5, 6])
def test_a_letter_with_other_names_and_sums_goes_whole_and_from_pages_never_seen(place: int, count: int) -> None:
    pages = [[*story(n)[:place], *letter(n), *story(n)[place:]] for n in range(count)]
    found = learned(pages)
    for n in (0, count - 1, 40):
        lines = story(n)
        assert left_of(found, [*lines[:place], *letter(n), *lines[place:]]) == lines


def test_a_letter_in_changing_order_goes_but_for_the_sum_alone() -> None:
    pages = []
    for n in range(6):
        shuffled = letter(n)[n % 3 :] + letter(n)[: n % 3]
        pages.append([*story(n)[:3], *shuffled, *story(n)[3:]])
    found = learned(pages)
    lines = story(50)
    left = left_of(found, [*lines[:3], *reversed(letter(5)), *lines[3:]])
    assert set(left) - set(lines) <= {SUMS[5], letter(5)[-1]}


def test_a_letter_on_three_of_five_pages_is_learned() -> None:
    pages = [[*story(n)[:4], *(letter(n) if n < 3 else []), *story(n)[4:]] for n in range(5)]
    found = learned(pages)
    assert {skeleton_of(LETTER[2]), skeleton_of(LETTER[0])} <= {skeleton_of(text) for text in texts_of(found)}


def test_a_short_line_that_varies_beside_nothing_that_recurs_is_not_learned() -> None:
    pages = [[*story(n)[:3], f"The team of {NAMES[n]}", *story(n)[3:], "All rights reserved"] for n in range(6)]
    assert not any("team" in text for text in texts_of(learned(pages)))


def test_titles_beside_a_label_are_no_template() -> None:
    titles = [
        "Ferry runs aground",
        "Council sells the weir",
        "Bells for the mill",
        "Nine lanterns lost",
        "A dry spring",
    ]
    pages = [[*story(n), "Also in the valley", titles[n], "All rights reserved"] for n in range(5)]
    assert not texts_of(learned(pages)) & set(titles)


def test_a_label_above_a_paragraph_that_begins_in_small_letters_belongs_to_the_letter() -> None:
    pages = []
    for n in range(6):
        lines = story(n)
        lines[3] = lines[3][0].lower() + lines[3][1:]
        pages.append([*lines[:3], *letter(n)[1:3], "Ask me tomorrow", *lines[3:]])
    assert "Ask me tomorrow" in texts_of(learned(pages))


def test_the_first_line_of_a_letter_is_no_headline_though_it_stands_where_one_would() -> None:
    pages = [[*(story(n)[:1] if n > 1 else []), *letter(n), *story(n)[1:]] for n in range(7)]
    seen = digests(pages)
    assert any(skeleton_of(LETTER[0]) in page.headlines for page in seen)
    assert LETTER[0] in texts_of(learned(pages))


def test_a_page_of_nothing_but_a_long_letter_is_not_the_same_article_as_all_others() -> None:
    plea = [line for n in range(90, 92) for line in story(n, 3)[1:]]
    pages = [[*story(n, 10), *plea] for n in range(4)] + [[story(7)[0], *plea]]
    assert len(set(articles_of(digests(pages)))) == 5


def test_what_only_two_pages_are_long_enough_to_show_does_not_make_them_one() -> None:
    plea = [line for n in range(90, 92) for line in story(n, 3)[1:]]
    pages = [[*story(n, 90), *plea] for n in range(3)] + [[*story(n, 4), *plea] for n in (7, 8)]
    assert len(set(articles_of(digests(pages)))) == 5


def test_the_same_article_with_a_letter_is_one_article_still() -> None:
    pages = [[*story(1), *letter(n)] for n in range(3)] + [[*story(n), *letter(n)] for n in range(4, 8)]
    assert find_repetition(digests(pages), Support()).article_count == 5


@pytest.mark.parametrize(
    "text", ["Schließen Sie sich 40 Lesern an", "İSTANBUL’dan 3 haber", "STRASSE 5", "Ein „Fuß“ 1"]
)
def test_a_pattern_matches_the_text_whose_folding_has_other_letters(text: str) -> None:
    assert is_found(Template(skeleton_of(text)).pattern(), text)


def test_sums_in_any_currency_have_one_key() -> None:
    assert len({skeleton_of(f"Chip in {amount} a month") for amount in SUMS}) == 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Look for “Slow Tide” wherever you listen to the radio, and follow it there.", "en"),
        ("No time to read? Every evening an actor reads a feature aloud, with the rain left in.", "en"),
        ("Piszcie śmiało, choć poczta jest wolna. Założyliśmy też skrzynkę przy bramie.", "pl"),
        ("Присылайте письма с подписью: лучшие из них редакция печатает по средам.", "ru"),
        ("La redazione è piccola e il tetto perde, ma andiamo avanti lo stesso.", "it"),
        ("Bu haberi beğendiyseniz okurlarımız gibi bir kahve parası bırakın.", "tr"),
        ("情報をお持ちの方は、取材班までお寄せください。", "ja"),
        ("情報をお持ちの方は、取材班までお寄せください。", "ja-JP"),
    ],
)
def test_what_speaks_to_its_reader(text: str, language: str) -> None:
    assert speaks_to_reader(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("“You will see the bridge again, and you will pay for it,” the mayor said on Monday.", "en"),
        ("The mayor wondered “what you want", "en"),
        ("The weir was built in 1911 by a company that went bankrupt, and the county has owned it since.", "en"),
        ("Le rendez-vous a été pris chez le notaire, assez tard dans la soirée.", "fr"),
        ("Los últimos extremos de los tramos son los mínimos de los programas.", "es"),
        ("Плотина построена в 1911 году компанией, которая разорилась, и с тех пор принадлежит району.", "ru"),
    ],
)
def test_what_does_not(text: str, language: str) -> None:
    assert not speaks_to_reader(text, language)


def _with_paragraph(texts: list[str]) -> list[list[str]]:
    return [[*story(n)[: 2 + n % 3], text, *story(n)[2 + n % 3 :]] for n, text in enumerate(texts)]


FILLED_IN = "The press is older than its readers, and {name} has no other. A belt is {sum}, and it will outlive both."


def test_a_paragraph_that_is_filled_in_on_nearly_all_pages_is_learned() -> None:
    texts = [FILLED_IN.format(name="The Courier", sum=SUMS[n]) for n in range(6)]
    assert texts_of(learned(_with_paragraph(texts))) & set(texts)
    texts = [FILLED_IN.format(name=NAMES[n], sum="much") for n in range(6)]
    assert texts_of(learned(_with_paragraph(texts))) & set(texts)


COPIED = FILLED_IN.format(name="The Courier", sum="$5")


@pytest.mark.parametrize("paragraph", [COPIED, "More than {n} died in the flood."])
def test_a_paragraph_that_is_copied_or_counts_on_is_not(paragraph: str) -> None:
    texts = [paragraph.format(n=1200 + n) + " The dam at Harrow broke in 2019, as all had foretold." for n in range(6)]
    assert not texts_of(learned(_with_paragraph(texts)))


def test_a_paragraph_that_is_filled_in_on_some_pages_is_not() -> None:
    texts = [FILLED_IN.format(name="The Courier", sum=SUMS[n]) for n in range(6)]
    pages = [*_with_paragraph(texts)[:4], *(story(n) for n in range(10, 14))]
    assert not texts_of(learned(pages))


def test_a_paragraph_with_a_set_phrase_among_its_sentences_is_learned() -> None:
    text = "The weir fund meets on Fridays beside the lower lock. Sign up for our newsletter. The kettle is always on."
    assert text in texts_of(learned(_with_paragraph([text] * 6)))


def test_a_question_that_is_a_subheading_is_no_appeal() -> None:
    questions = [f"What is the best lantern for a {what} in the valley?" for what in ("barn", "boat", "cellar", "mill")]
    pages = [[*story(n)[:3], *([questions[n]] if n < 4 else []), *story(n)[3:]] for n in range(8)]
    assert not texts_of(learned(pages)) & set(questions)


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


def test_lines_that_are_mostly_names_are_known_by_the_lines_around_them() -> None:
    found = learned([[*story(n)[:3], *full_of_names(n), *story(n)[3:]] for n in range(6)])
    lines = story(60)
    assert left_of(found, [*lines[:3], *full_of_names(10), *lines[3:]]) == lines


def test_a_headline_between_two_blocks_is_not_cut_out_with_them() -> None:
    pages = [["The valley this morning", *story(n), "Printed beside the fish market"] for n in range(6)]
    pages = [[lines[0], "Weather and tides", lines[1], "Share by pigeon", *lines[2:]] for lines in pages]
    found = learned(pages)
    for n in range(6):
        assert story(n)[0] in left_of(found, pages[n])
