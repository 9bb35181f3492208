"""Appeals in articles: invented letters, pleas and sign-ups whose wording no model was trained on."""

from __future__ import annotations

import pytest

from newsclean import Options, clean, restore
from newsclean.render import to_text
from tests.classify.test_line_rules import BODY, HEADLINE

TEXT = Options(input="text", publication="none")
ARTICLE = [
    "The county council voted on Tuesday to close two of its five ferry lines from next spring, officials said.",
    "The decision, which passed by nine votes to six, will affect about 4,200 residents of the outer islands.",
    "Council leader Per Aune said the ferries had run at a loss of 31 million crowns in each of the past three years.",
    "The opposition called the vote a mistake, and said that higher fares would have covered most of the loss.",
    "The transport ministry said in a statement that it would examine the decision before the end of the month.",
    "Island mayors plan to meet in Lunden on Friday, according to a spokesman for the largest of the four towns.",
    "A similar plan was dropped in 2014 after the ministry had found that the county had not heard the towns.",
]
LETTER = [
    "Dear reader,",
    "Before you go on: our three reporters on this coast are paid by people like you, and by nobody else.",
    "If our work matters to you, please support us today with a gift of any size. Even $4 a month helps.",
    "Thank you,",
    "The editors",
    "Donate now",
]
SIGN_UP = [
    "Get our free Harbour Brief newsletter",
    "Enter your email address to sign up. You can unsubscribe at any time.",
]
GERMAN = [
    "Der Winter hat den Hafen von Lunden in diesem Jahr früher erreicht, als die Fischer es gewohnt sind.",
    "Seit Montag liegt Eis zwischen den Booten, und der Kreis hat die Fahrrinne für kleine Schiffe gesperrt.",
    "Auf der Insel wird das Brot knapp, sagte der Bürgermeister am Dienstag, die Läden hätten noch für vier Tage Ware.",
    "Ein Eisbrecher der Küstenwache soll am Donnerstag eintreffen. Bis dahin fliegt ein Hubschrauber die Medikamente.",
    "Die Schule bleibt in dieser Woche geschlossen, weil zwei Lehrerinnen auf dem Festland festsitzen.",
    "Im vergangenen Jahrhundert fror der Sund nur dreimal so früh zu, zuletzt im Winter vor sechsundvierzig Jahren.",
]
GERMAN_PLEA = [
    "Liebe Leserinnen und Leser,",
    "unsere Redaktion lebt von Ihrer Unterstützung. Wenn Ihnen unsere Arbeit etwas wert ist, werden Sie Mitglied.",
    "Schon mit 5 Euro im Monat helfen Sie uns. Vielen Dank!",
    "Jetzt spenden",
]
ABOUT = [
    "The museum will ask visitors for donations at the door, its director said, since the county halved its grant.",
    "The party said on Monday that 12,000 people had joined since its leader asked supporters to register online.",
]


def put(lines: list[str], into: list[str], at: int) -> str:
    return "\n\n".join([*into[:at], *lines, *into[at:]]) + "\n"


@pytest.mark.parametrize("at", [1, 3, len(ARTICLE)])
@pytest.mark.parametrize("appeal", [LETTER, SIGN_UP], ids=["letter", "sign-up"])
def test_an_appeal_in_an_article_goes_and_the_article_stays(appeal, at):
    article = clean(put(appeal, ARTICLE, at), options=TEXT)
    assert article.body == "\n\n".join(ARTICLE)


@pytest.mark.parametrize("at", [1, 3, len(GERMAN)])
def test_a_german_plea_goes(at):
    assert clean(put(GERMAN_PLEA, GERMAN, at), options=TEXT).body == "\n\n".join(GERMAN)


@pytest.mark.parametrize("at", [1, 4])
def test_news_about_donations_stays(at):
    news = [*ARTICLE[:at], *ABOUT, *ARTICLE[at:]]
    assert clean("\n\n".join(news) + "\n", options=TEXT).body == "\n\n".join(news)


def test_an_appeal_is_in_the_ledger_and_is_restored():
    dump = put(LETTER, ARTICLE, 3)
    article = clean(dump, options=TEXT)
    assert {entry.text for entry in article.ledger} == set(LETTER)
    assert restore(article) == dump.encode()
    assert to_text(clean(to_text(article), options=TEXT)) == to_text(article)


def test_an_appeal_in_html_goes():
    paragraphs = "".join(f"<p>{text}</p>" for text in [*ARTICLE[:4], *LETTER, *ARTICLE[4:]])
    page = f"<html><body><article><h1>{HEADLINE}</h1>{paragraphs}</article></body></html>"
    article = clean(page, options=Options(input="html", publication="none"))
    assert article.body == "\n\n".join(ARTICLE)


QUIZ = [
    "What was stolen from the town hall of Lunden, and returned with a note in the same week?",
    "You would not have guessed it, and neither did we: a hare of bronze with one ear.",
]


def test_lines_to_you_that_ask_and_offer_nothing_stay():
    text = put(QUIZ, ARTICLE, 3)
    assert to_text(clean(text, options=TEXT)) == text


def test_an_interview_with_answers_of_one_word_stays() -> None:
    story = [
        "A paper mill that has stood on the Orr river since 1871 will close in the spring, its owner said on Monday.",
        "About 310 people work at the plant in Dunmarrow. The union called the decision a blow to the whole valley.",
    ]
    end = "The regional government said that it would send a team of advisers to the town before the end of the month."
    answers = "Did you see it coming?|No.|Would you do it again?|Yes.|Is there a plan?|More or less.|Any regrets?|None."
    text = "\n\n".join(["Paper mill on the Orr to close after 153 years", *story, *answers.split("|"), end])
    assert clean(text).body == text.partition("\n\n")[2]


def test_a_letter_goes_with_its_first_and_last_line() -> None:
    letter = [
        "Do you know something about how ballots were handled in your county? We would like to hear it.",
        "Our reporter can be reached on Signal or by email at tips@lantern.example. We protect our sources.",
        "Support our work with a donation, once or every month.",
        "Thank you for reading us to the end.",
    ]
    assert clean(put(letter, ARTICLE, 3), options=TEXT).body == "\n\n".join(ARTICLE)


def test_an_interview_with_questions_to_you_stays() -> None:
    story = [
        "A paper mill that has stood on the Orr river since 1871 will close in the spring, its owner said on Monday.",
        "About 310 people work at the plant in Dunmarrow. The union called the decision a blow to the whole valley.",
    ]
    end = "The regional government said that it would send a team of advisers to the town before the end of the month."
    talk = "Your favourite place in the valley?|The bench below the weir.|What will you do in April?|Sleep until nine."
    talk += "|Will you miss the whistle?|Every single day."
    text = "\n\n".join(["Paper mill on the Orr to close after 153 years", *story, *talk.split("|"), end])
    assert clean(text).body == text.partition("\n\n")[2]


def test_prices_of_a_market_stay() -> None:
    rates = ["Copper: $9,102.5; -0.4%", "US wheat: $5.61; +1.2%", "Brent: $83.14; -0.5%"]
    article = clean("\n\n".join([HEADLINE, *BODY, *rates]), options=Options(input="text"))
    assert article.body.split("\n\n")[-3:] == rates
