"""The line rules: which lines of a plain text are the article, and the labels of the others."""

import pytest

from newsclean.classify.line_rules import LineView, label_lines
from newsclean.lexicon.phrases import lexicon

OPENING = (
    "The ferry left the harbour on Monday morning for the first time since the storms of autumn, and half the village "
    "stood on the pier to see it go."
)
MIDDLE = (
    "Nobody had slept much. The captain, who has made the crossing for thirty years, said she had never seen so many "
    "people awake at that hour."
)
ENDING = "The next boat leaves on Thursday, and the harbour office expects it to be as full as the first one was."
BODY = [OPENING, MIDDLE, ENDING]
MENU = ["Home", "Local", "Weather", "Sport", "Jobs", "Boats for sale", "Log in"]
FOOTER = ["Contact", "About the house", "Imprint", "Terms of use", "Work with us"]
HEADLINE = "Ferry returns to the island"

JAPANESE = [
    "島と本土を結ぶフェリーが月曜日の朝に運航を再開した。",
    "港の事務所によると、冬の間は一度も船が出なかったという。",
    "島の住民は「やっと買い物に行ける」と喜んでいる。",
]


def verdicts(lines: list[str | LineView]) -> list[str | None]:
    """Return the category of each dropped line, and None for the article's."""
    labels = label_lines([line if isinstance(line, LineView) else LineView(line) for line in lines], lexicon())
    return [label and label.category.value for label in labels]


def reasons(lines: list[str]) -> list[str | None]:
    return [label and label.reason for label in label_lines([LineView(line) for line in lines], lexicon())]


def kept(lines: list[str | LineView]) -> list[str]:
    texts = [line.text if isinstance(line, LineView) else line for line in lines]
    return [text for text, verdict in zip(texts, verdicts(lines), strict=True) if verdict is None]


def test_furniture_before_and_after_the_article_is_dropped():
    lines = [*MENU, HEADLINE, *BODY, *FOOTER]
    assert kept(lines) == BODY
    found = verdicts(lines)
    assert set(found[: len(MENU)]) == {"navigation", "footer"}
    assert found[len(MENU)] == "headline"
    assert set(found[-len(FOOTER) :]) == {"navigation", "footer"}


def test_the_reason_names_the_side_of_the_article():
    found = reasons([*MENU, HEADLINE, *BODY, *FOOTER])
    assert "lines:before" in found[: len(MENU)]
    assert "lines:after" in found[-len(FOOTER) :]
    assert found[0] == "lexicon:navigation/de"


@pytest.mark.parametrize("lines", [BODY, [OPENING], [*BODY, *BODY]])
def test_clean_text_is_kept_whole(lines):
    assert verdicts(lines) == [None] * len(lines)


@pytest.mark.parametrize("lines", [[], ["Home"], MENU, [*MENU, HEADLINE, *FOOTER], ["Read more", "Share this"]])
def test_text_without_prose_has_no_article(lines):
    assert kept(lines) == []
    assert len(verdicts(lines)) == len(lines)
    assert "headline" not in verdicts(lines)


def test_headline_alone_above_clean_text_is_found():
    assert verdicts([HEADLINE, *BODY]) == ["headline", None, None, None]


def test_headline_is_found_above_byline_and_date():
    lines = [*MENU, HEADLINE, "By Ana Ruiz", "3 April 2023", *BODY, *FOOTER]
    assert verdicts(lines)[len(MENU) : -len(FOOTER)] == ["headline", "byline", "date", None, None, None]


@pytest.mark.parametrize(
    "first",
    [
        "“We have waited for this the whole winter, and now it is here.”",
        "The ferry is back at sea, and so are the people of the island…",
        "島と本土を結ぶフェリーが月曜日の朝に運航を再開した。",
    ],
)
def test_short_first_paragraph_is_not_the_headline(first):
    lines = [*MENU, HEADLINE, first, *BODY, *FOOTER]
    assert verdicts(lines)[len(MENU)] == "headline"
    assert kept(lines) == [first, *BODY]


def test_each_repetition_of_the_headline_is_a_headline():
    lines = [HEADLINE, *MENU, HEADLINE.upper(), *BODY, *FOOTER]
    found = verdicts(lines)
    assert (found[0], found[len(MENU) + 1]) == ("headline", "headline")
    assert kept(lines) == BODY


def test_repeated_headline_beats_a_longer_line():
    longer = "Everything about boats, tides and timetables on one page of ours"
    lines = [HEADLINE, *MENU, HEADLINE, longer, *BODY, *FOOTER]
    found = verdicts(lines)
    assert found[lines.index(longer)] != "headline"
    assert found[0] == "headline"


@pytest.mark.parametrize(
    "headline",
    [
        "Ferry returns to the island after a long winter without crossings (Reuters)",
        "Island waits for its ferry, and the ferry waits for better weather | AP",
        "Follow us: how a village took its ferry back from the storms",
    ],
)
def test_headline_that_looks_like_a_credit_or_a_phrase_is_found(headline):
    lines = [*MENU, headline, *BODY, *FOOTER]
    assert verdicts(lines)[len(MENU)] == "headline"
    assert kept(lines) == BODY


def test_lines_with_a_signal_inside_the_article_are_dropped():
    lines = [*MENU, HEADLINE, OPENING, "Advertisement", MIDDLE, "Photo: Tom Lee", ENDING, *FOOTER]
    assert kept(lines) == BODY
    found = verdicts(lines)
    assert found[lines.index("Advertisement")] == "advertisement"
    assert found[lines.index("Photo: Tom Lee")] == "photo-credit"


@pytest.mark.parametrize("around", [([], []), (MENU, FOOTER)], ids=["clean text", "whole page"])
def test_subheading_between_paragraphs_is_kept(around):
    before, after = around
    article = [OPENING, "A long winter", MIDDLE, "What comes next", ENDING]
    assert kept([*before, HEADLINE, *article, *after]) == article


def test_short_sentence_right_after_a_paragraph_is_kept():
    article = [OPENING, MIDDLE, "Nobody wept at all that day."]
    assert kept([*MENU, HEADLINE, *article, *FOOTER]) == article


def test_a_run_of_labels_inside_a_whole_page_dump_is_a_widget():
    labels = ["Tide table", "Wind", "Moon", "Waves"]
    lines = [*MENU, HEADLINE, OPENING, MIDDLE, *labels, OPENING[::-1] + ".", ENDING, *FOOTER]
    found = dict(zip(lines, verdicts(lines), strict=True))
    assert [found[label] for label in labels] == ["widget"] * 4
    assert found[ENDING] is None


def test_run_of_labels_inside_a_clean_text_is_kept():
    labels = ["Tide table", "Wind", "Moon", "Waves"]
    lines = [OPENING, MIDDLE, *labels, ENDING, OPENING, MIDDLE, ENDING]
    assert kept(lines) == lines


def test_list_inside_the_article_is_kept():
    items = [LineView(text, is_item=True) for text in ("Bread", "Salt", "Two pounds of apples", "A newspaper", "Rope")]
    lines = [*MENU, HEADLINE, OPENING, MIDDLE, *items, ENDING, *FOOTER]
    assert kept(lines) == [OPENING, MIDDLE, *(item.text for item in items), ENDING]


def test_list_does_not_make_a_clean_text_unclean():
    items = [LineView(f"Item number {count}", is_item=True) for count in range(20)]
    lines = [OPENING, *items, ENDING]
    assert verdicts(lines) == [None] * len(lines)


def test_prose_far_from_the_article_is_dropped_without_a_name():
    teaser = "The mayor has opened a new bench on the pier today."
    lines = [*MENU, HEADLINE, *BODY, *FOOTER, *FOOTER, teaser, *FOOTER]
    assert verdicts(lines)[lines.index(teaser)] == "other"
    assert kept(lines) == BODY


def test_the_kept_lines_are_kept_again():
    once = kept([*MENU, HEADLINE, OPENING, "Read more", MIDDLE, ENDING, *FOOTER])
    assert kept(once) == once


def test_short_east_asian_sentences_are_prose():
    menu = ["ホーム", "地域", "天気", "スポーツ", "求人"]
    lines = [*menu, "島のフェリー再開", *JAPANESE, "会社概要", "お問い合わせ", "採用情報"]
    assert kept(lines) == JAPANESE
    assert verdicts(lines)[len(menu)] == "headline"


def test_sentence_without_east_asian_characters_has_to_be_longer():
    # as many characters as the Japanese lines have, and no more
    lines = [*MENU, *["Remind me of this later."] * 3, *FOOTER]
    assert kept(lines) == []


def test_short_questions_and_answers_inside_the_article_are_kept():
    interview = ["Q: Will fares rise?", "A: No.", "Q: And for visitors?", "A: Yes, from the spring."]
    article = [OPENING, MIDDLE, *interview, OPENING[::-1] + ".", ENDING]
    assert kept([*MENU, HEADLINE, *article, *FOOTER]) == article
