"""`batch --learn`: rules learned from repetition do not depend on the order of pages or the number of workers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from newsclean import Options, clean
from newsclean.batch.pages.learn_pass import SurveyJob, SurveyTask
from newsclean.blocks import Category
from newsclean.rules.types import Rule
from tests.support.batches import rows, run, statuses, tree, write
from tests.support.golden import FIXTURES
from tests.support.piles import dump, story

PILE = FIXTURES / "tidewater-record"


def reasons(path: Path) -> dict[str, str]:
    return {entry["text"]: entry["reason"] for entry in json.loads(path.read_text(encoding="utf-8"))["ledger"]}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    shutil.copytree(PILE, tmp_path / "pages" / "tidewater")
    few = {f"few/{n}.txt": dump([*story(n), "Printed by the weir"]).encode() for n in range(4)}
    return write(tmp_path / "pages", few)


def test_repeated_lines_are_dropped_and_the_ledger_counts_their_pages(pages: Path, tmp_path: Path) -> None:
    summary, _ = run(tmp_path / "out", pages, learn=True, jobs=1)
    assert summary.exit_code == 0
    (ferry,) = (tmp_path / "out").rglob("ferry.json")
    found = reasons(ferry)
    assert found["A Message from The Tidewater Record:"] == "repetition:6/6 pages"
    assert found["Sign up for our free weekly newsletter"] == "repetition:5/6 pages"
    body = json.loads(ferry.read_text(encoding="utf-8"))["body"]
    assert body.startswith("The car ferry")
    assert body.endswith("The fare will not change.")


def test_learning_is_optional_and_needs_five_articles(pages: Path, tmp_path: Path) -> None:
    run(tmp_path / "off", pages, jobs=1)
    run(tmp_path / "on", pages, jobs=1, learn=True)
    for out, expected in (("off", False), ("on", True)):
        every = [reason for path in (tmp_path / out).rglob("*.json") for reason in reasons(path).values()]
        assert any(reason.startswith("repetition:") for reason in every) is expected
    (few,) = (tmp_path / "on").rglob("few/0.json")
    assert not any(reason.startswith("repetition:") for reason in reasons(few).values())


def test_order_and_workers_do_not_matter(pages: Path, tmp_path: Path) -> None:
    files = sorted(str(path) for path in pages.rglob("*.txt"))
    run(tmp_path / "one", *files, learn=True, jobs=1)
    run(tmp_path / "two", *reversed(files), learn=True, jobs=2)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_a_second_run_skips_pages_with_the_same_learned_rules(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(out, pages, learn=True, jobs=1)
    before = tree(out)
    run(out, pages, learn=True, jobs=1)
    assert set(statuses(out).values()) == {"skipped-unchanged"}
    run(out, pages, learn=True, jobs=1)
    assert set(statuses(out).values()) == {"skipped-unchanged"}
    assert tree(out) == before


def test_a_new_page_that_changes_the_rules_cleans_its_publication_again(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(out, pages, learn=True, jobs=1)
    appeal = (PILE / "bus.txt").read_text(encoding="utf-8").split("A Message")[1]
    (pages / "tidewater" / "new.txt").write_text(dump(story(50)) + "\nA Message" + appeal, encoding="utf-8")
    run(out, pages, learn=True, jobs=1)
    found = statuses(out)
    assert {name for name, status in found.items() if status == "skipped-unchanged"} == {f"{n}.txt" for n in range(4)}
    (ferry,) = out.rglob("ferry.json")
    assert reasons(ferry)["A Message from The Tidewater Record:"] == "repetition:7/7 pages"
    run(tmp_path / "afresh", pages, learn=True, jobs=1)
    assert tree(out) == tree(tmp_path / "afresh")


def test_switching_learning_on_or_off_cleans_all_pages_again(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(out, pages, learn=True, jobs=1)
    run(out, pages, jobs=1)
    assert not any(
        reason.startswith("repetition:") for path in out.rglob("*.json") for reason in reasons(path).values()
    )


def test_an_unreadable_page_is_ignored_by_the_pass_and_reported_once(pages: Path, tmp_path: Path) -> None:
    (pages / "tidewater" / "photo.txt").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 4)
    summary, _ = run(tmp_path / "out", pages, learn=True, jobs=1)
    assert summary.exit_code == 1
    assert statuses(tmp_path / "out")["photo.txt"] == "failed"
    assert len(rows(tmp_path / "out")) == 11
    assert SurveyJob(Options(), None).do(SurveyTask(1, str(pages / "nowhere"))) is None


def test_learned_rules_never_drop_the_page_s_own_headline() -> None:
    rule = Rule("4/9 pages", Category.RELATED, line=("Ferry number four returns to the island",))
    head = "<html><head><meta property='og:title' content='Ferry number four returns to the island'></head><body>"
    body = "<h1>Ferry number four returns to the island</h1>" + "".join(f"<p>{line}</p>" for line in story(3)[1:])
    article = clean(f"{head}<article>{body}</article></body></html>", learned=(rule,))
    assert article.headline == "Ferry number four returns to the island"
    assert not any(entry.reason.startswith("repetition:") for entry in article.ledger)
