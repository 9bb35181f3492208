"""The verb `label`."""

from __future__ import annotations

from pathlib import Path

from newsclean.training.gold.pages import read_gold
from tests.conftest import Run
from tests.support.invented_gold import write_gold

LABELS = """{"id": "p0", "labels": [[6, 6, "headline"], [7, 9, "body"], [10, 10, "comments"]]}
{"id": "p1", "labels": [[99, 99, "body"]]}
"""


def test_sheets_are_written_and_labels_become_gold(call: Run, tmp_path: Path):
    folder, labels, labelled = write_gold(tmp_path / "gold", 2), tmp_path / "labels.jsonl", tmp_path / "labelled"
    assert call("label", folder, "--output", tmp_path / "sheets").returncode == 0
    sheet = (tmp_path / "sheets" / "p1.txt").read_text(encoding="utf-8")
    assert sheet.startswith("https://www.site1.example/a\n[0-5] LINKS")
    labels.write_text(LABELS, encoding="utf-8")
    done = call("label", folder, "--labels", labels, "--output", labelled)
    assert done.returncode == 0
    assert b"p1: skipped" in done.stderr
    (page,) = read_gold(labelled)
    assert {label for label, _ in page.blocks} == {"navigation", "headline", "body", "comments"}


def test_labels_that_fit_no_page_are_an_error(call: Run, tmp_path: Path):
    folder, labels = write_gold(tmp_path / "gold", 2), tmp_path / "labels.jsonl"
    labels.write_text(LABELS.splitlines()[1], encoding="utf-8")
    done = call("label", folder, "--labels", labels, "--output", tmp_path / "labelled")
    assert done.returncode == 2
    assert b"no page" in done.stderr
