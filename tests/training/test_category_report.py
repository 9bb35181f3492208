"""Reports of categories."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsclean.blocks import Category
from newsclean.errors import UsageError
from newsclean.options import Options
from newsclean.training.category_report import CategoryReport, evaluate_categories
from newsclean.training.gold.pages import read_gold
from tests.conftest import Run
from tests.support.invented_gold import write_gold


def test_a_report_counts_footers_as_menus_and_skips_other_labels():
    report = CategoryReport("x")
    share, footer, related = Category.SHARE, Category.FOOTER, Category.RELATED
    report.add(["share", "navigation", "share", "optional", None], [share, footer, related, share, share])
    assert report.right(named=False) == pytest.approx(2 / 3)
    assert report.right(named=True) == 0.5
    assert report.rows() == [(share, 2, 0.5, 1.0), (Category.NAVIGATION, 1, 1.0, 1.0)]
    assert report.confusion(5) == [(share, related, 1)]


def test_categories_are_measured_on_gold_with_labelled_blocks(run: Run, tmp_path: Path):
    folder = write_gold(tmp_path / "gold", 2)
    rows = [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    comment = ("comments", "I was there too, says reader 0, and it rained.")
    rows[0]["blocks"] = [*(("body", text) for text in rows[0]["body"].split("\n\n")), comment]
    (folder / "gold.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    report = evaluate_categories(read_gold(folder), Options(input="html"))
    assert report.pairs == {(Category.BODY, Category.BODY): 3, (Category.COMMENTS, Category.COMMENTS): 1}
    printed = run("eval", "--categories", folder).stdout.decode()
    assert "category\tblocks\trecall\tprecision" in printed
    assert "body\t3\t1.000\t1.000" in printed


def test_gold_without_a_page_that_is_labelled_whole_is_an_error(tmp_path: Path):
    gold = write_gold(tmp_path / "gold", 1)
    row = json.loads((gold / "gold.jsonl").read_text(encoding="utf-8"))
    row |= {"partial": ["newsletter"], "blocks": [["newsletter", "Sign up"]]}
    (gold / "gold.jsonl").write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(UsageError, match="no page of this gold has a label for each block"):
        evaluate_categories(read_gold(gold), Options(publication="none"))
