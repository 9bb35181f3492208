"""The one file of all articles: the order of the pages, and never over a foreign file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsclean import UsageError
from tests.support.batches import run, story, write


def test_the_file_has_all_articles_in_the_order_of_the_pages(here: Path) -> None:
    write(here / "pages", {f"{n:03}.txt": story(n) for n in range(40)} | {"005.txt": b"Home\n", "006.txt": b"!fault"})
    one = run(here / "one.jsonl", "pages", jobs=1)[0]
    many = run(here / "many.jsonl", "pages", jobs=3)[0]
    assert one.statuses == many.statuses == {"ok": 38, "no-article": 1, "failed": 1}
    lines = (here / "one.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["source"] for line in lines] == [f"pages/{n:03}.txt" for n in range(40) if n != 6]
    assert (here / "many.jsonl").read_bytes() == (here / "one.jsonl").read_bytes()
    before = (here / "one.jsonl").stat()
    run(here / "one.jsonl", "pages/000.txt", "pages/001.txt")
    assert len((here / "one.jsonl").read_bytes().splitlines()) == 2
    run(here / "one.jsonl", "pages")
    assert (here / "one.jsonl").stat().st_size == before.st_size


def test_a_foreign_file_is_not_overwritten(here: Path) -> None:
    write(here, {"a.txt": story(1), "all.jsonl": b"mine"})
    with pytest.raises(UsageError, match="exists and is no stream of newsclean"):
        run(here / "all.jsonl", "a.txt")
    assert (here / "all.jsonl").read_bytes() == b"mine"
    run(here / "all.jsonl", "a.txt", force=True)
    assert json.loads((here / "all.jsonl").read_bytes())["source"] == "a.txt"
