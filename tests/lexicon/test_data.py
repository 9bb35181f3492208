"""The word data: every word of every language does what its key says, and no key is unknown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from newsclean import Category
from newsclean.lexicon.access_notices import access_from_notice
from newsclean.lexicon.bylines import after_by, begins_with_by, find_chinese_byline, is_agency, split_byline
from newsclean.lexicon.data import ANY, FOLDER, LANGUAGES, agencies, split, tables
from newsclean.lexicon.datelines import dateline_end
from newsclean.lexicon.dates import find_date
from newsclean.lexicon.line_signals import detect, is_date_line
from newsclean.lexicon.phrases import lexicon
from newsclean.lexicon.span_phrases import CREDIT_HEAD_RE
from tests.support.documents import DOCS

ANA, BOTH = ("Ana Ruiz",), ("Ana Ruiz", "Tom Lee")


def people(text: str) -> tuple[str, ...]:
    return split_byline(text).people


def category(line: str) -> Category | None:
    label = detect(line, lexicon())
    return label.category if label else None


CHECKS: dict[str, Callable[[str], bool]] = {
    "bylines.by": lambda word: after_by(f"{word}: Ana Ruiz") == "Ana Ruiz",
    "bylines.kinds": lambda word: after_by(f"{word}: Ana Ruiz") == "Ana Ruiz",
    "bylines.by_anywhere": lambda word: begins_with_by(f"{word} Ana Ruiz", far=True),
    "bylines.author_nouns": lambda word: begins_with_by(f"{word}: Ana Ruiz", far=True),
    "bylines.by_after_date": lambda word: people(f"3.5.2017 {word} Ana Ruiz") == ANA,
    "bylines.by_or_name": lambda word: people(f"{word} Nguyen") == (f"{word} Nguyen",),
    "bylines.and": lambda word: people(f"Ana Ruiz {word} Tom Lee") == BOTH,
    "bylines.and_glued": lambda word: people(f"Ana Ruiz {word}Tom Lee") == BOTH,
    "bylines.others": lambda word: people(f"Ana Ruiz, {word} Tom Lee") == ANA,
    "bylines.before_date": lambda word: people(f"Ana Ruiz {word} 3.5.2017") == ANA,
    "bylines.roles": lambda word: people(f"Ana Ruiz, {word}") == ANA,
    "bylines.role_openers": lambda word: people(f"{word} editor Ana Ruiz") == ANA,
    "bylines.teams": lambda word: people(f"Ana Ruiz | Harbour {word}") == ANA,
    "bylines.organisations": lambda word: people(f"Ana Ruiz | Harbour {word}") == ANA,
    "bylines.tails": lambda word: people(f"Ana Ruiz {word} Harbour Post") == ANA,
    "bylines.before_place": lambda word: people(f"Ana Ruiz {word} Rome") == ANA,
    "bylines.titles_behind": lambda word: people(f"Ana Ruiz{word}") == ANA,
    "bylines.noise": lambda word: people(f"Ana {word} Ruiz") in ((), ("Ana",)),
    "bylines.placeholders": lambda word: people(word) == (),
    "bylines.signed_roles": lambda word: find_chinese_byline(f"（{word} 张三 李四）").people == ("张三", "李四"),
    "bylines.particles": lambda word: people(f"Ana {word} Ruiz and Tom Lee")[-1:] == ("Tom Lee",),
    "dates.around": lambda word: is_date_line(f"{word} 3.4.2023"),
    "dates.months": lambda word: people(f"Ana Ruiz {word} 3, 2017") == ANA,
    "dates.short_months": lambda word: people(f"Ana Ruiz {word} 3, 2017") == ANA,
    "dates.before_clock": lambda word: find_date(f"3 April 2023 {word} 07:30", "en") == "2023-04-03T07:30",
    "credits.nouns": lambda word: category(f"The pier in the morning. {word}: Ana Ruiz") is not None,
    "credits.line_starts": lambda word: category(f"{word}：港の船") is not None,
    "credits.first_published": lambda word: category(f"Ferry returns {word} Harbour Post") is Category.FIRST_PUBLISHED,
    "credits.heads": lambda word: CREDIT_HEAD_RE.match(f"{word}: Ana Ruiz/AP The ferry sails.") is not None,
    "datelines.not_places": lambda word: dateline_end(f"{word} — The ferry sails.") == 0,
}
"""A check for each key whose words work alone. Reader cues, addresses and spans have tests of their own."""
ELSEWHERE = {
    "cues",
    "reader_address",
    "function_words",
    "language_order",
    "neighbours",
    "mail",
    "no_article",
    "spans",
    "access",
    "kinds",
} | {
    "bylines.label_stems",
    "dates.changed",
    "credits.caption_nouns",
}
NOTICES = {
    "de": ("Noch 40 % des Artikels", "Um weiterzulesen, melden Sie sich an."),
    "en": ("40 % of this article remains", "To continue reading, subscribe."),
    "es": ("Te queda el 40 % de este artículo", "Para seguir leyendo, suscríbete."),
    "fr": ("Il vous reste 40 % de cet article", "La suite est réservée aux abonnés."),
    "it": (None, "Per continuare a leggere abbonati."),
    "ja": ("残り40%", "残り 1,200 文字"),
    "pt": (None, "Para continuar lendo, assine."),
    "ru": (None, "Чтобы читать дальше, подпишитесь."),
}


def keys() -> Iterator[tuple[str, str, object]]:
    """Yield each language, each key and its value."""
    names = {line.split("`")[1].split(".")[0] for line in WORDS.splitlines() if line.startswith("| `")}
    for name in sorted(names):
        for language, table in tables(name):
            if not isinstance(table, dict):
                yield language, name, table
                continue
            yield from ((language, f"{name}.{key}", value) for key, value in table.items())


WORDS = (DOCS / "languages.md").read_text(encoding="utf-8")


def test_the_languages_are_the_folders():
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert set(LANGUAGES) | {ANY} == folders
    assert all((FOLDER / language / "words.toml").exists() for language in folders)


def test_every_key_is_documented_and_every_documented_key_exists():
    columns = "".join(re.findall(r"^\| (`.*?) \|", WORDS, re.MULTILINE))
    documented = set(re.findall(r"`([a-z_]+(?:\.[A-Za-z_.]+)?)`", columns))
    found = set()
    for _, key, value in keys():
        if key.startswith("spans."):
            found |= {f"spans.CATEGORY.{kind}" for kind in value}
        else:
            found.add("kinds.KIND" if key.startswith("kinds.") else key)
    assert found == documented
    assert found == {key for key in found if key in CHECKS or ELSEWHERE & {key, key.split(".")[0]}}


def test_no_table_is_unknown():
    documented = {line.split("`")[1].split(".")[0] for line in WORDS.splitlines() if line.startswith("| `")}
    for file in FOLDER.glob("*/words.toml"):
        names = set(re.findall(r"^\[(\w+)|^(\w+) = ", file.read_text(encoding="utf-8").split("\n[")[0], re.MULTILINE))
        tops = set(re.findall(r"^\[(\w+)", file.read_text(encoding="utf-8"), re.MULTILINE))
        assert {name for pair in names for name in pair if name} | tops <= documented, file


@pytest.mark.parametrize(
    ("key", "value"),
    [pytest.param(key, value, id=f"{language}-{key}") for language, key, value in keys() if key in CHECKS],
)
def test_each_word_does_what_its_key_says(key: str, value: str | list[str]):
    words = [word.removesuffix("*") for word in split(value)]
    assert [word for word in words if not CHECKS[key](word)] == []


@pytest.mark.parametrize("language", sorted({language for language, _ in tables("access")}))
def test_paywall_notices_are_read(language: str):
    left, cut = NOTICES[language]
    assert left is None or access_from_notice(left).visible == 0.6
    assert access_from_notice(cut).state == "truncated"


@pytest.mark.parametrize("name", sorted(agencies("byline")))
def test_agency_in_a_byline_is_no_person(name: str):
    assert is_agency(name)


@pytest.mark.parametrize("name", sorted(name for name in agencies("credit") if name.count(" ") < 2))
def test_agency_ends_a_credit(name: str):
    assert category(f"The pier in the morning, as seen from the boat. Ana Ruiz/{name}") is not None


@pytest.mark.parametrize("name", sorted(agencies("dateline")))
def test_agency_begins_a_dateline(name: str):
    text = f"CAIRO ({name}) — The ferry sails."
    assert text[dateline_end(text) :] == "The ferry sails."
