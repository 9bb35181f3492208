"""No shape of page takes the square of its size, and what a page does not get within its budget is named."""

from __future__ import annotations

import pytest

from newsclean import Options, clean
from tests.fuzz.shapes import SHAPES, measure

SMALL, LARGE = 8_000, 64_000  # bytes
MAX_SECONDS = 2.5  # of CPU for the large page; a quiet machine takes a tenth
MAX_GROWTH = 16  # times the small page's seconds; the square would be 64 times
NO_TEXT = {"zero bytes"}


def _shapes() -> list[object]:
    """Return all shapes. The suite takes every third; CI takes the rest with `-m shapes`."""
    names = sorted(SHAPES.keys() - NO_TEXT)
    return [name if n % 3 == 0 else pytest.param(name, marks=pytest.mark.shapes) for n, name in enumerate(names)]


@pytest.mark.parametrize("name", _shapes())
def test_time_grows_with_the_page_and_not_with_its_square(name: str) -> None:
    small = measure(SHAPES[name], SMALL)
    large = measure(SHAPES[name], LARGE)
    assert large <= MAX_SECONDS
    assert large <= MAX_GROWTH * small + 0.5


def test_other_extractor_reads_no_page_beyond_the_budget() -> None:
    article = clean(SHAPES["titles"](600_000), options=Options(second_opinion="always"))
    assert "budget:fallback" in article.warnings


def test_broken_json_ld_is_repaired_within_the_budget() -> None:
    article = clean(SHAPES["JSON-LD with open quotes"](60_000))
    assert article.warnings == ("budget:json-ld",)
    assert "The ferry will sail again" in article.body


def test_attributes_beyond_the_budget_are_cut() -> None:
    article = clean(SHAPES["attributes with greater-than signs"](60_000))
    assert article.warnings == ("budget:attributes",)
    assert "The ferry will sail again" in article.body


@pytest.mark.parametrize("name", ["paragraphs, never closed", "letters on lines, dump"])
def test_blocks_beyond_the_budget_are_one_block(name: str) -> None:
    article = clean(SHAPES[name](100_000))
    assert article.warnings == ("budget:blocks",)


def test_blocks_far_beyond_the_budget_take_no_time_each() -> None:
    assert measure(SHAPES["paragraphs, never closed"], 4 * LARGE) <= MAX_SECONDS


def test_control_characters_in_the_name_of_a_tag_are_no_error() -> None:
    assert clean("<html><h2>Ferry</h2><p\x0e><b>by Ana Ruiz").headline == "Ferry"
