"""CSV: a row for each article."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from dataclasses import replace

import pytest

from newsclean import Article
from newsclean.metadata import Access
from newsclean.render import (
    to_csv,
)
from newsclean.render.csv import CSV_FIELDS, csv_header
from tests.support.golden import PAGES

AWKWARD = Article(
    source="x",
    encoding="utf-8",
    headline='Mayor: "No, not yet" # 1\n---',
    authors=("Ana Ruiz", "Yes: No"),
    published="2023-04-03",
    section="null",
    tags=("no", "1.0", "a, b; c"),
    image={"url": "https://island.example/a.jpg"},
    access=Access("truncated", 0.43),
    body="One.",
)


NAMES = ("headline", "authors", "body")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "newsclean", *arguments], capture_output=True, text=True)


def test_csv_reads_back() -> None:
    rows = list(csv.DictReader(io.StringIO(csv_header() + to_csv(AWKWARD))))
    assert len(rows) == 1
    assert list(rows[0]) == CSV_FIELDS
    assert rows[0]["headline"] == AWKWARD.headline
    assert (rows[0]["authors"], rows[0]["image"]) == ("Ana Ruiz; Yes: No", "https://island.example/a.jpg")
    assert (rows[0]["access"], rows[0]["standfirst"], rows[0]["word_count"]) == ("truncated", "", "0")


def test_csv_of_any_field() -> None:
    row = next(csv.DictReader(io.StringIO(csv_header(("ledger", "fields")) + to_csv(AWKWARD, ("ledger", "fields")))))
    assert row == {"ledger": "", "fields": "{}"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "＝", "＋", "－", "＠"])
def test_safe_csv_has_no_cell_that_a_spreadsheet_runs(start: str) -> None:
    formula = f'{start}HYPERLINK("http://evil.example","x")'
    article = replace(AWKWARD, headline=formula, authors=("Ana Ruiz", formula), body=formula)
    row = next(
        csv.DictReader(io.StringIO(to_csv(article, ("headline", "authors", "body"), safe=True), newline=""), NAMES)
    )
    assert row == {"headline": f"'{formula}", "authors": f"Ana Ruiz; '{formula}", "body": f"'{formula}"}
    raw = next(csv.DictReader(io.StringIO(to_csv(article, ("headline", "authors", "body")), newline=""), NAMES))
    assert raw["headline"] == formula


def test_safe_csv_leaves_other_cells_alone() -> None:
    assert to_csv(AWKWARD, safe=True) == to_csv(AWKWARD)


def test_safe_csv_on_the_command_line() -> None:
    page = (
        "<h1>@SUM(1+1)</h1>"
        + "<p>The ferry will sail again on Monday, the harbour office said after the storm.</p>" * 5
    )
    command = [sys.executable, "-m", "newsclean", "-f", "csv", "--fields", "headline", "--input", "html"]
    done = [
        subprocess.run([*command, *more], input=page, capture_output=True, text=True) for more in ([], ["--csv-safe"])
    ]
    assert [one.stdout.splitlines()[1] for one in done] == ["@SUM(1+1)", "'@SUM(1+1)"]


def test_safe_csv_is_for_csv() -> None:
    done = run("-f", "json", "--csv-safe", str(PAGES / "harbour-post.html"))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_lone_surrogate_is_escaped() -> None:
    assert (
        to_csv(replace(AWKWARD, source="a\udcff", url="http://\ud800"), ("source", "url"))
        == "a\\udcff,http://\\ud800\n"
    )


def test_several_pages_are_one_csv_with_one_header() -> None:
    done = run("-f", "csv", "--fields", "source,headline", *(str(PAGES / name) for name in ("harbour-post.html",) * 2))
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert rows[0] == ["source", "headline"]
    assert [row[1] for row in rows[1:]] == ["Lighthouse keeper retires after 41 winters"] * 2
