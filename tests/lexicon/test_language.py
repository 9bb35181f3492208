"""The language of a text, and its words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.lexicon.data import LANGUAGES
from newsclean.lexicon.language import detect_language, split_words

NEWS = {
    "ar": "قال مدير الميناء إن العبارة عادت إلى البحر صباح يوم الاثنين بعد توقف طويل. "
    "وقد انتظر سكان الجزيرة هذا اليوم.",
    "de": "Die Fähre fährt seit Montag wieder, wie das Hafenamt mitteilte. Für die Bewohner der Insel ist das nach dem "
    "langen Winter eine gute Nachricht.",
    "en": "The ferry has been back at sea since Monday, the harbour office said. It was a long winter for the people "
    "of the island.",
    "es": "El transbordador volvió a navegar el lunes por la mañana, según informó la oficina del puerto. Los vecinos "
    "de la isla esperaban este día desde el otoño.",
    "fr": "Le bac a repris la mer lundi matin, a annoncé la capitainerie du port. Les habitants de l’île attendaient "
    "ce moment depuis l’été.",
    "it": "Il traghetto è tornato in mare lunedì mattina, ha detto l’ufficio del porto. Gli abitanti dell’isola "
    "aspettavano questo giorno da mesi, e non sono stati delusi.",
    "ja": "島と本土を結ぶフェリーが月曜日の朝に運航を再開した。住民は喜んでいる。",
    "ko": "섬과 육지를 잇는 여객선이 월요일 아침 운항을 다시 시작했다고 항만 사무소가 밝혔다.",
    "nl": "De veerboot vaart sinds maandag weer, zei het havenkantoor. Voor de bewoners van het eiland is dat na een "
    "lange winter goed nieuws.",
    "pl": "Prom wrócił na morze w poniedziałek rano, poinformował urząd portu. Mieszkańcy wyspy czekali na ten dzień "
    "od jesieni i nie kryją, że są z tego zadowoleni.",
    "pt": "A balsa voltou ao mar na manhã de segunda-feira, informou o escritório do porto. Os moradores da ilha não "
    "viam um barco desde o outono.",
    "ru": "Паром снова вышел в море в понедельник утром, сообщила администрация порта. Жители острова ждали этого дня "
    "с осени, и они очень рады.",
    "tr": "Feribot pazartesi sabahı yeniden denize açıldı ve liman ofisi bunun uzun bir kış için iyi bir son olduğunu "
    "söyledi. Adada yaşayanlar bu günü çok bekledi.",
    "uk": "Пором знову вийшов у море в понеділок вранці, повідомила адміністрація порту. Мешканці острова чекали на "
    "це з осені, і вони дуже раді, що він повернувся.",
    "zh": "连接海岛与大陆的渡轮星期一早上恢复航行，港口办公室说，整个冬天没有一艘船出海。",
}


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
