"""CSV: a row for each article."""

from __future__ import annotations

import csv
import io
import subprocess
import sys

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


def test_several_pages_are_one_csv_with_one_header() -> None:
    done = run("-f", "csv", "--fields", "source,headline", *(str(PAGES / name) for name in ("harbour-post.html",) * 2))
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert rows[0] == ["source", "headline"]
    assert [row[1] for row in rows[1:]] == ["Lighthouse keeper retires after 41 winters"] * 2
