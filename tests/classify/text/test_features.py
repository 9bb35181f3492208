"""The features of lines in their surroundings."""

from __future__ import annotations

import numpy as np
import pytest

from newsclean import Options, Source
from newsclean.classify.model import shipped_model
from newsclean.classify.text.feature_set import TEXT
from newsclean.classify.text.features import FEATURES, MAX_DISTANCE, TextTable, distances, text_table
from newsclean.classify.text.line_features import line_ends, line_table
from newsclean.readers import read
from tests.classify.test_line_rules import BODY, FOOTER, HEADLINE, MENU


def table_of(lines: list[str]) -> TextTable:
    page = read(Source.from_str("\n".join(lines)), Options(input="text"))
    return text_table(line_table(page.blocks, line_ends(page), "en", shipped_model(TEXT).known_words))


def test_prose_and_furniture_have_separate_runs() -> None:
    lines = [*MENU, HEADLINE, *BODY, *FOOTER]
    table = table_of(lines)
    first = len(MENU) + 1
    assert table.matrix.shape == (len(lines), len(FEATURES))
    assert table.column("run")[:first].tolist() == [first] * first
    assert table.column("paragraphs_before")[first : first + len(BODY)].tolist() == [0, 1, 2]


def test_digits_do_not_separate_copies() -> None:
    table = table_of(["Story 1 of the day", *BODY, "Story 2 of the day"])
    assert table.column("copies").tolist() == [2, 1, 1, 1, 2]
    assert table.column("copy").tolist() == [1, 1, 1, 1, 2]


@pytest.mark.parametrize("lines", [["x"], ["x"] * 200, ["港"], ["“", "3"]])
def test_any_text_has_finite_features(lines: list[str]) -> None:
    assert np.isfinite(table_of(lines).matrix).all()


def test_distances_are_capped() -> None:
    since, until = distances(np.array([False, True, False, False]))
    assert since.tolist() == [MAX_DISTANCE, 0, 1, 2]
    assert until.tolist() == [1, 0, MAX_DISTANCE, MAX_DISTANCE]
