"""Hand labels: checked, and joined with pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsclean.errors import UsageError
from newsclean.training.gold.hand_labels import LABELS_FILE, UNNAMED, gold_rows, labelled_blocks, read_labels
from newsclean.training.gold.pages import read_gold
from newsclean.training.gold.sheets import cut
from tests.support.invented_gold import write_gold

LINKS = b"<ul><li><a>One</a><li><a>Two</a><li><a>Three</a><li><a>Four</a></ul>"
PAGE = b"<body>" + LINKS + b"<p class='lead'>Ferry<br><br>Sails <b>again</b></p></body>"


@pytest.mark.parametrize(
    ("ranges", "message"),
    [
        ([[0, 1, "newletter"]], "did you mean"),
        ([[3, 2, "body"]], "does not follow"),
        ([[0, 2, "body"], [2, 3, "share"]], "does not follow"),
        ([[0, "body"]], "not an object with an id and labels"),
    ],
)
def test_invalid_labels_are_refused(tmp_path: Path, ranges: list[object], message: str):
    path = tmp_path / "labels.jsonl"
    path.write_text(json.dumps({"id": "a", "labels": ranges}), encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        read_labels(path)


def test_a_file_without_labels_is_an_error(tmp_path: Path):
    with pytest.raises(UsageError, match="no labels here"):
        read_labels(tmp_path / "none.jsonl")


def test_blocks_without_a_range_are_menus_and_other_pages_are_refused():
    row = {"id": "a", "labels": [[4, 4, "headline"], [5, 5, "body"]]}
    assert [label for label, _ in labelled_blocks(row, cut(PAGE))] == [*["navigation"] * 4, "headline", "body"]
    with pytest.raises(UsageError, match="another version of the page"):
        labelled_blocks(row | {"blocks": 7}, cut(PAGE))


def test_blocks_without_a_range_of_a_partial_row_are_unnamed():
    row = {"id": "a", "labels": [[4, 4, "newsletter"]], "partial": ["newsletter", "paywall"]}
    assert [label for label, _ in labelled_blocks(row, cut(PAGE))] == [*[UNNAMED] * 4, "newsletter", UNNAMED]


@pytest.mark.parametrize(
    ("partial", "message"),
    [('["newsleter"]', "did you mean 'newsletter'"), ('"newsletter"', "partial must be a list of categories")],
)
def test_a_partial_row_names_categories(tmp_path: Path, partial: str, message: str):
    path = tmp_path / "labels.jsonl"
    path.write_text(f'{{"id": "a", "labels": [], "partial": {partial}}}', encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        read_labels(path)


def test_shipped_labels_are_valid():
    rows = read_labels(LABELS_FILE)
    assert sum("partial" not in row for row in rows.values()) == 255
    assert all(row["labels"][-1][1] < row["blocks"] for row in rows.values() if row["labels"])


def test_labels_become_gold(tmp_path: Path):
    pages = list(read_gold(write_gold(tmp_path / "gold", 2)))
    rows = {
        "gold--p0": {"id": "gold--p0", "lang": "en", "labels": [[7, 8, "body"]], "partial": ["newsletter"]},
        "p1": {"id": "p1", "labels": [[99, 99, "body"]]},
    }
    (first, gold), (second, nothing) = gold_rows(pages, rows)
    assert (first.id, second.id, nothing) == ("p0", "p1", None)
    assert json.loads(gold or "")["body"] == "\n\n".join(pages[0].body.split("\n\n")[:2])
    assert json.loads(gold or "")["partial"] == ["newsletter"]
