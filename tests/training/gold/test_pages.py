"""Gold folders: rows, pages, sites, and the settings in gold.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclean.errors import UsageError
from newsclean.training.gold.pages import GoldSettings, read_gold, site_of


@pytest.mark.parametrize("url", ["https://www.news.example.co.uk/a", "http://example.co.uk"])
def test_sites_are_registered_domains(url: str):
    assert site_of(url) == "example.co.uk"


def test_a_folder_without_gold_toml_has_plain_defaults(gold: Path):
    assert {page.settings for page in read_gold(gold)} == {GoldSettings()}
    assert GoldSettings() == GoldSettings(1.0, 1.0, includes_standfirst=False)


def test_gold_toml_is_written_as_it_is_read(gold: Path):
    settings = GoldSettings(2.0, 6.0, True, "https://example.org/gold", "CC-BY-4.0", 'Zoë "Z" Müller')
    (gold / "gold.toml").write_text(settings.to_toml(), encoding="utf-8")
    assert GoldSettings.read(gold) == settings
    assert next(read_gold(gold)).settings == settings


def test_given_settings_replace_those_of_the_folder(gold: Path):
    (gold / "gold.toml").write_text("weight = 3\n")
    assert next(read_gold(gold, GoldSettings(2.0))).settings.weight == 2.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("wieght = 2", "unknown key 'wieght'; did you mean 'weight'?"),
        ("weight = true", "weight must be a number of 0 or more"),
        ("weight = -1", "weight must be a number of 0 or more"),
        ("includes_standfirst = 1", "includes_standfirst must be true or false"),
        ("license = 4", "license must be a string"),
        ("weight =", "Invalid value"),
    ],
)
def test_an_invalid_gold_toml_is_an_error_that_names_the_file(gold: Path, text: str, message: str):
    (gold / "gold.toml").write_text(text + "\n")
    with pytest.raises(UsageError) as caught:
        list(read_gold(gold))
    assert str(caught.value).startswith(f"{gold / 'gold.toml'}: ")
    assert message in str(caught.value)


def test_an_invalid_row_is_an_error_that_names_the_file(gold: Path):
    (gold / "gold.jsonl").write_text('{"url": "https://site.example"}\n')
    with pytest.raises(UsageError, match=r"gold\.jsonl: not a JSON object with an id"):
        list(read_gold(gold))
