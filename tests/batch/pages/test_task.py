"""The task of a worker for one page: size limits, pages that vanish, and rules that travel."""

from __future__ import annotations

import gzip
from pathlib import Path

from newsclean import Options
from newsclean.batch.pages.task import LearnedRules, rules_to_json
from newsclean.blocks import Category
from newsclean.rules.types import Rule
from tests.support.batches import rows, run, story, write

MEBIBYTE = 1 << 20


def test_a_page_that_vanishes_during_the_run_is_missing(tmp_path: Path) -> None:
    pages = write(tmp_path / "pages", {f"{n}.txt": story(n) for n in range(4)})
    write(pages, {"0.txt": f"!delete {pages / '3.txt'}\n".encode() + story(0)})
    summary, _ = run(tmp_path / "out", pages, jobs=1)
    assert summary.statuses == {"ok": 3, "missing": 1}
    assert rows(tmp_path / "out")[str(pages / "3.txt")]["reason"] == "vanished during the run"


def test_the_size_limit_holds_before_reading_and_after_unpacking(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as stream:
        stream.truncate(1 << 40)
    write(tmp_path, {"bomb.txt.gz": gzip.compress(b"word " * 300_000), "a.txt": story(1)})
    pages = [tmp_path / name for name in ("huge.txt", "bomb.txt.gz", "a.txt")]
    summary, _ = run(tmp_path / "out", *pages, options=Options(max_bytes=MEBIBYTE))
    assert summary.statuses == {"too-large": 2, "ok": 1}
    assert rows(tmp_path / "out")[str(pages[0])]["reason"] == "larger than 1 MiB; --max-size sets the limit"
    assert rows(tmp_path / "out")[str(pages[1])]["reason"].startswith("larger than 1,048,576 bytes unpacked")


def test_learned_rules_survive_json() -> None:
    rules = (
        Rule("3/5 pages", Category.DONATION, line=("Support us",), regex=("^a$",)),
        Rule("5/5 pages", Category.RELATED, from_=("Read",), through=("more",), max_blocks=7),
    )
    assert LearnedRules(rules_to_json(rules), "").rules() == rules
