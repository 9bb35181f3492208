"""Text that addresses its reader."""

from __future__ import annotations

import pytest

from newsclean.lexicon.reader_address import speaks_to_reader


def test_appeals_address_the_reader_and_news_does_not() -> None:
    assert speaks_to_reader("Wenn Sie können, helfen Sie uns.", "de")
    assert not speaks_to_reader("Sie haben gesagt, dass die Brücke hält.", "de")
    assert not speaks_to_reader("“We will rebuild the bridge for you,” the mayor said.", "en")
    assert speaks_to_reader("ご支援ください。読者の皆さまへ。", "ja")


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
def test_text_that_addresses_the_reader(text: str, language: str) -> None:
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
def test_text_that_does_not_address_the_reader(text: str, language: str) -> None:
    assert not speaks_to_reader(text, language)
