"""The language of a text, and its words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.lexicon.data import LANGUAGES
from newsclean.lexicon.language import detect_language, split_words
from tests.support.news import NEWS


@pytest.mark.parametrize("language", LANGUAGES)
def test_language_of_a_news_text_is_detected(language):
    assert detect_language(NEWS[language]) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_language_is_detected_in_capitals_too(language):
    assert detect_language(NEWS[language].upper()) == language


@pytest.mark.parametrize("text", ["", "Ferry", "Ana Ruiz, Tom Lee, Kim Park", "12:30 – 14:45", "Xyzzy plugh frotz qux"])
def test_language_of_too_little_text_is_not_guessed(text):
    assert detect_language(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Fergeselskapet i Lunden har lagt ned tre ruter etter nyttår, og innbyggerne på øyene klager over dette. "
        "Ordføreren vil møte fylket på fredag. Båten fra 1974 skal ikke repareres, ifølge havnesjefen i byen.",
        "Hamnen i Lunden frös tidigare än vanligt. Färjan ligger stilla, och brödet tar slut på öarna om fyra dagar, "
        "enligt borgmästaren som har bett kustbevakningen om hjälp.",
    ],
    ids=["Norwegian", "Swedish"],
)
def test_unknown_language_is_not_taken_for_another(text: str) -> None:
    assert detect_language(text) is None


def test_foreign_words_in_a_text_do_not_change_its_language():
    assert detect_language(NEWS["en"] + " The boat is called 港 and its cook “La Mer”.") == "en"


@given(st.text(st.sampled_from("aB é’'-.,!?“”_1 \n漢ß")))
def test_words_are_split_as_a_search_finds_them(text: str) -> None:
    assert split_words(text) == re.findall(r"[^\W\d_]+", text)


@pytest.mark.parametrize(
    "text",
    [
        "A városi tanács kedden úgy döntött, hogy az éjszakai komp egész télen közlekedik, bár a járat veszteséges.",
        "Gradsko vijeće odlučilo je u utorak da će noćni trajekt ploviti cijelu zimu, iako linija posluje s gubitkom.",
        "Общинският съвет реши във вторник, че нощният ферибот ще се движи през цялата зима, въпреки че е на загуба.",
        "Zastupitelé v úterý rozhodli, že noční přívoz bude jezdit celou zimu, přestože linka je ztrátová.",
        "Kommunestyret vedtok tirsdag at nattfergen skal gå hele vinteren, selv om ruten går med underskudd.",
    ],
)
def test_a_neighbour_of_a_language_is_not_taken_for_it(text):
    assert detect_language(text) is None
