"""Promotional blocks of ours are well-formed; articles about newsletters, donations and apps keep their paragraphs."""

from __future__ import annotations

import tomllib

import pytest

from newsclean import Options, clean
from tests.injection import PLACES, PROMOS, Promo, inject, promos

LANGUAGES = "ar de en es fr it ja ko nl pl pt ru tr uk zh".split()
ABOUT = tomllib.loads((PROMOS / "about.toml").read_text(encoding="utf-8"))["paragraph"]


@pytest.mark.parametrize("split", ["train", "test"])
def test_every_language_has_blocks_that_can_be_filled(split: str) -> None:
    blocks = promos(split)
    assert sorted(blocks) == LANGUAGES
    for found in blocks.values():
        assert len(found) >= 8
        for promo in found:
            assert all(line.format(name="N", amount="5", month="May").strip() for line in promo.lines)


def test_training_and_test_wordings_are_apart() -> None:
    def long_lines(blocks: dict[str, list[Promo]]) -> set[str]:
        return {line for found in blocks.values() for promo in found for line in promo.lines if len(line.split()) > 4}

    assert not long_lines(promos("train")) & long_lines(promos("test"))


@pytest.mark.parametrize("place", PLACES)
def test_a_block_goes_where_it_should(place: str) -> None:
    dump = inject(["1", "2", "3", "4"], ["a", "b"], place)
    assert (
        dump.split()
        == {
            "start": ["1", "a", "b", "2", "3", "4"],
            "middle": ["1", "2", "a", "b", "3", "4"],
            "end": ["1", "2", "3", "4", "a", "b"],
        }[place]
    )


@pytest.mark.parametrize("language", sorted({paragraph["language"] for paragraph in ABOUT}))
def test_news_about_newsletters_donations_and_apps_is_kept(language: str) -> None:
    paragraphs = [paragraph["text"] for paragraph in ABOUT if paragraph["language"] == language]
    article = clean("\n\n".join(paragraphs), options=Options(input="text"))
    assert article.body.split("\n\n") == paragraphs
