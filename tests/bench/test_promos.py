"""The test appeals are well-formed, and articles about newsletters, donations and apps keep their paragraphs."""

from __future__ import annotations

import tomllib

import pytest

from newsclean import Options, clean
from newsclean.lexicon.data import LANGUAGES
from newsclean.training.augment import hard_negatives
from tests.bench.injection import PLACES, PROMOS, inject, promos, words

RUN = 6
"""Words in a row that two texts do not share by chance."""
ABOUT = tomllib.loads((PROMOS / "about.toml").read_text(encoding="utf-8"))["paragraph"]


@pytest.mark.parametrize("split", ["train", "test"])
def test_every_language_has_appeals_whose_placeholders_can_be_filled(split: str) -> None:
    blocks = promos(split)
    assert sorted(blocks) == list(LANGUAGES)
    for found in blocks.values():
        assert len(found) >= 8
        for promo in found:
            assert all(line.format(name="N", amount="5", month="May").strip() for line in promo.lines)


def runs_of(text: str) -> set[str]:
    """Return the runs of `RUN` words of a text, Chinese and Japanese characters in twos."""
    found = words(text)
    size = RUN * 2 if any("\u3040" <= word <= "\u9fff" for word in found) else RUN
    return {" ".join(found[index : index + size]) for index in range(len(found) - size + 1)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_training_and_test_appeals_share_no_wording(language: str) -> None:
    taught = [line for promo in promos("train")[language] for line in promo.lines] + [*hard_negatives(language)]
    asked = [line for promo in promos("test")[language] for line in promo.lines]
    asked += [paragraph["text"] for paragraph in ABOUT if paragraph["language"] == language]
    shared = set().union(*map(runs_of, taught)) & set().union(*map(runs_of, asked))
    assert not shared


@pytest.mark.parametrize("place", PLACES)
def test_an_appeal_is_inserted_at_its_place(place: str) -> None:
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
