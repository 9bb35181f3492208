"""The phrase lexicon: every phrase of every language is found in its place, and only there."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

import newsclean
from newsclean import Category, Label
from newsclean.lexicon.data import ANY, LANGUAGES
from newsclean.lexicon.phrases import MAX_PHRASE_BLOCK_CHARS, lexicon
from tests.support.news import NEWS

FILES = sorted((Path(newsclean.__file__).parent / "lexicon").glob("*/phrases.toml"))


DATA = {
    file.parent.name: {
        category: {strength: listed.splitlines() for strength, listed in lists.items()}
        for category, lists in tomllib.loads(file.read_text(encoding="utf-8")).items()
    }
    for file in FILES
}


CATEGORIES = (
    "donation newsletter related share consent paywall app-install comments advertisement affiliate live-chrome "
    "media-player navigation widget footer copyright correction agency-credit author-bio first-published "
    "translation-note photo-credit"
).split()


SECTIONS = [(language, category) for language, data in DATA.items() for category in data]


def phrases(language: str, category: str) -> list[str]:
    lists = DATA[language].get(category, {})
    return [*lists.get("phrases", ()), *lists.get("weak", ())]


def strong(language: str, category: str) -> list[str]:
    return DATA[language][category].get("phrases", [])


def test_there_is_a_file_for_each_language_and_a_section_for_each_category():
    found = {language: sorted(sections) for language, sections in DATA.items() if language != ANY}
    assert found == dict.fromkeys(LANGUAGES, sorted(CATEGORIES))


@pytest.mark.parametrize(("language", "category"), SECTIONS)
def test_each_section_is_found_in_text(language, category):
    hits = [(phrase, lexicon().match(phrase)) for phrase in phrases(language, category)]
    assert any(
        entry is not None and entry.category == category and phrase in phrases(entry.language, category)
        for phrase, entry in hits
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_phrase_is_found_on_its_own_line(language):
    missed = [phrase for category in DATA[language] for phrase in phrases(language, category) if not is_found(phrase)]
    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_strong_phrase_is_found_at_the_start_of_a_line(language):
    missed = [p for category in DATA[language] for p in strong(language, category) if not is_found(f"{p} 12")]
    assert missed == []


def is_found(line: str) -> bool:
    entry = lexicon().match(line)
    return entry is not None and letters(entry.phrase) in letters(line)


def letters(text: str) -> str:
    """Return the letters of a text without case, the text itself if it has none."""
    return "".join(character for character in text.casefold() if character.isalnum()) or text


ENDS = [
    (language, phrase)
    for language in LANGUAGES
    for lists in DATA[language].values()
    for phrase in lists.get("ends", ())
]


@pytest.mark.parametrize("phrase", sorted({phrase for _, phrase in ENDS}))
def test_closing_phrase_is_found_at_the_end_of_a_short_line_only(phrase):
    text = phrase.removeprefix("# ")
    before = "2 " if phrase != text else "10 x "
    entry = lexicon().match(before + text)
    assert entry is not None
    assert lexicon().match("x" * 100 + " " + before + text) is None


@pytest.mark.parametrize(
    ("line", "category"),
    [
        ("Ferry 4 min read", "media-player"),
        ("12 comments", "comments"),
        ("3 hours ago", "live-chrome"),
        ("© 2024 Harbour Post. All rights reserved.", "copyright"),
        ("The ferry returns to the island… Continue reading", "related"),
        ("Ana Ruiz contributed to this report.", "agency-credit"),
        ("Vor 5 Minuten", "live-chrome"),
        ("Fähre fährt wieder – weiterlesen", "related"),
    ],
)
def test_line_that_ends_with_a_phrase_is_named(line, category):
    entry = lexicon().match(line)
    assert entry is not None
    assert entry.category == category


@pytest.mark.parametrize("line", ["The mayor reads no comments", "It was decades ago", "They left without a comment"])
def test_number_is_needed_where_the_phrase_is_an_ordinary_word(line):
    assert lexicon().match(line) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_file_is_well_formed(language):
    for category, lists in DATA[language].items():
        assert category in set(Category)
        assert set(lists) <= {"phrases", "weak", "ends"}
        assert all(isinstance(phrase, str) and phrase.strip() == phrase != "" for phrase in phrases(language, category))


@pytest.mark.parametrize("language", LANGUAGES)
def test_file_has_no_phrase_twice(language):
    counts = Counter(phrase for category in DATA[language] for phrase in phrases(language, category))
    assert [phrase for phrase, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_are_in_lower_case(language):
    every = [phrase for category in DATA[language] for phrase in phrases(language, category)]
    assert [phrase for phrase in every if phrase != phrase.lower()] == []


@pytest.mark.parametrize(
    ("line", "category", "language"),
    [
        ("Read more", "related", "en"),
        ("READ MORE: Ferry returns", "related", "en"),
        ("→ Read more »", "related", "en"),
        ("Don’t miss: the harbour fair", "related", "en"),
        ("Don't miss: the harbour fair", "related", "en"),
        ("Sign up for our morning letter", "newsletter", "en"),
        ("[Advertisement]", "advertisement", "en"),
        ("Editor’s note: the ferry sails at six", "correction", "en"),
        ("(AP Photo/Tom Lee)", "photo-credit", "en"),
        ("La suite après la publicité", "advertisement", "fr"),
        ("Téléchargez l’application", "app-install", "fr"),
        ("Читайте также: паром вернулся", "related", "ru"),
        ("İlgili Haberler", "related", "tr"),
        ("İlginizi çekebilir", "related", "tr"),
        ("+++ Bild vergrößern +++", "photo-credit", "de"),
    ],
)
def test_line_that_begins_with_a_phrase_is_named(line, category, language):
    entry = lexicon().match(line)
    assert entry is not None
    assert (entry.category, entry.language) == (category, language)
    assert entry.label == Label(Category(category), f"lexicon:{category}/{language}")


@pytest.mark.parametrize("weak", ["Newsletter", "Comments", "Tweet", "TRENDING", "Correction.", "» See also «"])
def test_weak_phrase_is_found_as_the_whole_line(weak):
    assert lexicon().match(weak) is not None


@pytest.mark.parametrize(
    "line",
    [
        "Newsletter writers meet on the island",
        "Comments by the mayor anger fishermen",
        "Tweet costs captain her job",
        "Trending upwards: the price of fish",
        "Correction of the course saved the ferry",
    ],
)
def test_weak_phrase_is_not_found_at_the_start_of_a_line(line):
    assert lexicon().match(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Islanders want to read more books in winter",
        "He asked them to sign up for our cause",
        "Nobody follows us, she said: follow us",
        "Паром вернулся, читайте также",
    ],
)
def test_phrase_in_mid_sentence_is_not_found(line):
    assert lexicon().match(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Follow using the map",
        "Readers also readmitted",
        "Share thistles with your neighbour",
        "Sharecropping returns to the valley",
        "Photographers gather on the pier",
        "Advertisements fill the island's only paper",
        "Whatsapped messages are evidence",
        "Donate nowhere near enough",
    ],
)
def test_phrase_inside_a_longer_word_is_not_found(line):
    assert lexicon().match(line) is None


def test_chinese_phrase_needs_no_word_boundary():
    assert any(
        (entry := lexicon().match(f"{phrase}码头")) is not None and entry.category == category
        for category in DATA["zh"]
        for phrase in strong("zh", category)
    )


def test_long_prose_that_begins_with_a_phrase_is_prose():
    start = "Follow us down the pier, the captain said"
    assert lexicon().match(start) is not None
    assert lexicon().match(start.ljust(MAX_PHRASE_BLOCK_CHARS, "a")) is not None
    assert lexicon().match(start.ljust(MAX_PHRASE_BLOCK_CHARS + 1, "a")) is None


@pytest.mark.parametrize("line", ["", "* * *", "—", "…", "• • •", "***", "12", "🛳"])
def test_line_without_words_is_no_phrase(line):
    assert lexicon().match(line) is None


def test_match_inside_finds_a_phrase_in_a_short_line():
    entry = lexicon().match_inside("Winter on the island: sign up for our letter")
    assert entry is not None
    assert entry.category == "newsletter"


@pytest.mark.parametrize(
    "line",
    ["Nothing to find here", "The resharing: unread more", "Winter comments", "sign up for our letter " + "a" * 160],
)
def test_match_inside_ignores_parts_of_words_weak_phrases_and_long_lines(line):
    assert lexicon().match_inside(line) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_a_news_text_is_a_phrase(language):
    sentences = [
        sentence for sentence in NEWS[language].replace("。", "。\n").replace(". ", ".\n").splitlines() if sentence
    ]
    assert [sentence for sentence in sentences if lexicon().match(sentence)] == []


@pytest.mark.parametrize(
    ("language", "is_known"), [("nl", True), ("nl-BE", True), ("en", False), ("fr", False), (None, True)]
)
def test_single_word_counts_in_its_own_language(language: str | None, is_known: bool):
    words = lexicon().for_language(language)
    assert (words.match("Disclaimer") is not None) == is_known
    # labels of all sites are in English, and phrases that speak for themselves do so in any language
    assert words.match("About") is not None
    assert words.match("Abonneer je op onze nieuwsbrief") is not None


@pytest.mark.parametrize("label", ["Annonse", "Mainos", "Hirdetés", "Διαφήμιση", "विज्ञापन", "Quảng cáo", "Publicitate"])
def test_labels_of_advertising_count_as_whole_lines_in_languages_without_a_folder(label: str) -> None:
    words = lexicon().for_language("en")
    assert is_found(label)
    assert words.match(label) is not None
    assert words.match(f"{label} 2025") is None
