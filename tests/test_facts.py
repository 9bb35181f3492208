"""What a single line tells of itself."""

import pytest

from newsclean.classify.facts import size_of, tell
from newsclean.classify.lexicon import lexicon
from newsclean.classify.lines import Line, judge
from tests.test_lines import BODY, HEADLINE


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
def test_line_that_tells_what_it_is_is_labelled(line, category):
    found = tell(line, lexicon())
    assert found is not None
    assert found.category in category.split()
    judged = judge([Line(text) for text in (HEADLINE, *BODY[:1], line, *BODY[1:])], lexicon())
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
def test_ordinary_line_tells_nothing(line):
    assert tell(line, lexicon()) is None


@pytest.mark.parametrize(
    ("text", "size"),
    [("", 0), ("abc", 3), ("été", 3), ("港", 2), ("フェリー", 8), ("여객선", 6), ("A港b", 4), ("порт", 4)],
)
def test_east_asian_characters_count_twice(text, size):
    assert size_of(text) == size
