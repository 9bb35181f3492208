"""The signals of a single line."""

from __future__ import annotations

import pytest

from newsclean.classify.line_rules import LineView, label_lines
from newsclean.lexicon.line_signals import detect, is_sentence, signal_of, signals_of, size_of
from newsclean.lexicon.phrases import lexicon
from tests.classify.test_line_rules import BODY, HEADLINE


@pytest.mark.parametrize(
    ("line", "category"),
    [
        ("By Ana Ruiz", "byline"),
        ("By Ana Ruiz and Tom Lee", "byline"),
        ("Von Anna Schmidt", "byline"),
        ("Par Zoé Martin, Luc Petit", "byline"),
        ("Автор: Анна Орлова", "author-bio byline"),
        ("3 April 2023", "date"),
        ("April 3, 2023", "date"),
        ("Monday, April 3, 2023 7:30 am", "date"),
        ("2023-04-03", "date"),
        ("03.04.2023, 07:30 Uhr", "date"),
        ("03/04/2023", "date"),
        ("3 апреля 2023", "date"),
        ("2023年4月3日", "date"),
        ("The ferry at the pier (Photo: Tom Lee)", "caption"),
        ("The ferry at the pier on Monday / Reuters", "caption"),
        ("The ferry at the pier (AFP)", "caption"),
        ("Die Fähre am Kai, Foto: dpa", "caption"),
        ("The pier at dawn | Getty Images", "caption"),
        ("写真：山田太郎", "caption photo-credit"),
        ("Photo: Tom Lee", "photo-credit"),
        ("Read more", "related"),
        ("Sign up for our newsletter", "newsletter"),
    ],
)
def test_line_with_a_signal_is_labelled(line, category):
    found = detect(line, lexicon())
    assert found is not None
    assert found.category in category.split()
    judged = label_lines([LineView(text) for text in (HEADLINE, *BODY[:1], line, *BODY[1:])], lexicon())
    assert [label is None for label in judged] == [False, True, False, True, True]


@pytest.mark.parametrize(
    "line",
    [
        "By the sea",
        "By the numbers",
        "By Monday the boats of the island had all been painted and were back on the water",
        "In April 2023 the ferry was sold",
        "Ferry 2023",
        "The ferry at the pier",
        "The photo shows the pier, said Tom Lee, and it was taken by his brother on a cold morning.",
        "Reuters spoke to the captain",
    ],
)
def test_ordinary_line_has_no_signal(line):
    assert detect(line, lexicon()) is None


@pytest.mark.parametrize(
    ("text", "size"),
    [("", 0), ("abc", 3), ("été", 3), ("港", 2), ("フェリー", 8), ("여객선", 6), ("A港b", 4), ("порт", 4)],
)
def test_east_asian_characters_count_twice(text, size):
    assert size_of(text) == size


@pytest.mark.parametrize(
    ("line", "category"),
    [
        ("By Ana Ruiz, Tom Lee and Kim Park", "byline"),
        ("By Ana Ruiz, staff writer", "byline"),
        ("BY ANA RUIZ", "byline"),
        ("Von Anna Schmidt und Jürgen Weiß", "byline"),
        ("Par Zoé Martin et Luc Petit", "byline"),
        ("Por Lucía Gómez y Juan Pérez", "byline"),
        ("di Maria Rossi e Luca Bianchi", "byline"),
        ("Por João Silva e Rita Sousa", "byline"),
        ("Текст: Анна Орлова", "byline"),
        ("Автор: Олена Коваль", "byline"),
        ("Autor: Anna Kowalska", "byline"),
        ("Door Jan de Vries en Els Bakker", "byline"),
        ("Yazan: Ayşe Yılmaz", "byline"),
        ("بقلم: أحمد علي", "byline"),
        ("记者 王小明", "byline"),
        ("文：山田太郎", "byline"),
        ("Published: April 3, 2023 7:30 am", "date"),
        ("Published 3 April 2023 | Updated 4 April 2023", "date"),
        ("Veröffentlicht am 3. April 2023 um 07:30 Uhr", "date"),
        ("Stand: 03.04.2023, 07:30 Uhr", "date"),
        ("Montag, 3. April 2023", "date"),
        ("Publié le 3 avril 2023 à 07h30", "date"),
        ("Mis à jour le lundi 3 avril 2023", "date"),
        ("Publicado el 3 de abril de 2023 a las 07:30", "date"),
        ("Pubblicato il 3 aprile 2023 alle 07:30", "date"),
        ("Publicado em 3 de abril de 2023 às 07h30", "date"),
        ("Опубликовано 3 апреля 2023 года, 07:30", "date"),
        ("Опубліковано 3 квітня 2023 року о 07:30", "date"),
        ("Opublikowano: 3 kwietnia 2023, 07:30", "date"),
        ("Gepubliceerd op 3 april 2023 om 07:30 uur", "date"),
        ("Yayınlanma Tarihi: 3 Nisan 2023 07:30", "date"),
        ("تاريخ النشر: 3 أبريل 2023", "date"),
        ("发布时间：2023年4月3日 07:30", "date"),
        ("公開日 2023年4月3日 7時30分", "date"),
        ("입력 2023.04.03 07:30", "date"),
        ("2023-04-03T07:30:00Z", "date"),
        ("Reporting by Ana Ruiz; Editing by Tom Lee", "agency-credit"),
        ("With files from the Canadian Press", "agency-credit"),
        ("The post Ferry returns appeared first on Harbour Post.", "first-published"),
        ("Foto: Anna Kowalska / PAP", "caption photo-credit"),
        (
            "Correction: An earlier version of this article misstated the day on which the ferry sails: Monday "
            "and not Tuesday, and the name of its captain, who has made the crossing for thirty years.",
            "correction",
        ),
    ],
)
def test_fields_are_detected_in_every_language(line, category):
    found = detect(line, lexicon())
    assert found is not None
    assert found.category in category.split()


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the Boats of the Island had been painted",
        "By Hook or by Crook",
        "A deal with the Associated Press (AP)",
        "The picture by numbers",
        "Von Miller",
        "Par exemple",
        "Por la mañana el barco salió",
        "3 April 2023 was a good day for the ferry",
        "1/1/2013 +13.1%",
        "2023",
        "On 3 April 2023 the ferry sank",
        "Am 3. April 2023 sank die Fähre",
    ],
)
def test_words_in_a_sentence_are_no_signal(line):
    assert detect(line, lexicon()) is None


@pytest.mark.parametrize(
    "line",
    [
        "Share this timetable with the pilots of the outer harbour before the ice comes back in winter.",
        "The council has put the minutes of all its meetings since 2019 on its website. Learn more",
    ],
)
def test_sentence_that_begins_or_ends_like_a_button_is_prose(line):
    assert detect(line, lexicon()) is None


def test_lines_together_have_the_signals_of_each_alone():
    lines = ["By Ana Ruiz", "3 April 2023", "The ferry at the pier / Reuters", "Share", "", "港の船", "Ferries " * 90]
    assert signals_of(lines, lexicon()) == [signal_of(line, lexicon()) for line in lines]


@pytest.mark.parametrize(
    ("before", "told"),
    [("", "first-published"), ("The ferry is back. " * 10, "first-published"), ("The ferry is back. " * 40, None)],
)
def test_first_publisher_is_detected_at_the_end_of_a_line(before, told):
    label = detect(f"{before}This appeared first on {'Harbour ' * 7}Post", lexicon())
    assert (label and label.category) == told


@pytest.mark.parametrize("line", ["Photo by Ana Ruiz", "Ana Ruiz via Reuters"])
def test_credit_needs_no_punctuation(line):
    label = detect(f"The ferry {line}", lexicon())
    assert label is not None
    assert label.category == "caption"


@pytest.mark.parametrize(
    "line",
    [
        "Քաղաքային խորհուրդը երեքշաբթի որոշեց պահել լաստանավը։",
        "เรือข้ามฟากจะแล่นอีกครั้งในวันจันทร์หลังจากพายุลูกสุดท้ายของฤดูหนาวผ่านไป",
        "নৌকাটি সোমবার আবার চলবে বলে বন্দর অফিস জানিয়েছে।",
    ],
    ids=["Armenian", "Thai", "Bengali"],
)
def test_sentences_of_other_scripts_are_sentences(line: str) -> None:
    assert is_sentence(line, 40)
    assert not is_sentence(line[:20], 40)
