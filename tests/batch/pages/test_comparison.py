"""A second run: it skips pages whose output would be the same, and cleans all others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newsclean import Options
from newsclean.batch.fingerprint import current_fingerprint
from newsclean.batch.pages.comparison import previous_result
from newsclean.render import RenderOptions
from newsclean.rules import load_library
from tests.support.batches import rows, run, story, tree, write


@pytest.mark.usefixtures("six_pages")
def test_unchanged_pages_are_skipped(here: Path) -> None:
    run(here / "out", "pages")
    before = {path: path.stat().st_mtime_ns for path in (here / "out/pages").iterdir()}
    summary, heard = run(here / "out", "pages")
    assert (summary.statuses, heard.plan, heard.pages, summary.exit_code) == ({"skipped-unchanged": 6}, (6, 0), [], 0)
    assert {path: path.stat().st_mtime_ns for path in (here / "out/pages").iterdir()} == before
    assert {row["result"] for row in rows(here / "out").values()} == {"ok"}


@pytest.mark.usefixtures("six_pages")
def test_only_changed_pages_are_cleaned_again(here: Path) -> None:
    run(here / "out", "pages")
    write(here / "pages", {"3.txt": story(33)})
    # 4.txt keeps its size, 5.txt keeps its content
    write(here / "pages", {"4.txt": story(7)})
    os.utime(here / "pages/5.txt", ns=(1, 1))
    summary, heard = run(here / "out", "pages")
    assert (heard.plan, heard.cleaned) == ((6, 3), ["3.txt", "4.txt"])
    assert summary.statuses == {"skipped-unchanged": 4, "ok": 2}
    assert run(here / "out", "pages")[1].plan == (6, 0)
    run(here / "fresh", "pages")
    assert tree(here / "out") == tree(here / "fresh")


@pytest.mark.usefixtures("six_pages")
def test_options_format_and_force_clean_all_pages_again(here: Path) -> None:
    run(here / "out", "pages")
    assert run(here / "out", "pages", options=Options(encoding="utf-8"))[1].plan == (6, 6)
    assert run(here / "out", "pages", options=Options(encoding="utf-8"))[1].plan == (6, 0)
    assert run(here / "out", "pages", options=Options(encoding="utf-8"), force=True)[0].statuses == {"ok": 6}
    run(here / "out", "pages", format="markdown")
    assert sorted(tree(here / "out")) == [f"pages/{n}.md" for n in range(6)]


@pytest.mark.usefixtures("six_pages")
@pytest.mark.parametrize("damage", ["delete", "truncate"])
def test_a_missing_or_truncated_output_is_made_again(here: Path, damage: str) -> None:
    run(here / "out", "pages")
    before = tree(here / "out")
    output = here / "out/pages/2.json"
    output.unlink() if damage == "delete" else os.truncate(output, 10)
    assert run(here / "out", "pages")[1].cleaned == ["2.txt"]
    assert tree(here / "out") == before


@pytest.mark.usefixtures("six_pages")
def test_a_changed_rule_affects_only_its_own_pages(here: Path) -> None:
    dump = Path(__file__).parents[3] / "fixtures" / "dumps" / "moscow-times-dump.txt"
    write(here / "pages", {"mt.txt": dump.read_bytes()})
    rules = here / "rules"
    rules.mkdir()
    options = Options(rules=(str(rules),))

    def rule(name: str, text: str) -> None:
        (rules / f"{name}.toml").write_text(f'id = "{name}"\n{text}')
        load_library.cache_clear()

    run(here / "out", "pages", options=options)
    # changed rules clean the page they apply to
    rule("moscow-times", 'language = "fr"\n')
    assert run(here / "out", "pages", options=options)[1].cleaned == ["mt.txt"]
    assert run(here / "out", "pages", options=options)[1].plan == (7, 0)
    # a new publication has every page read; none is cleaned, because each belongs to the same publication as before
    rule("another", 'name = "Another"\ndomains = "another.example"\nsignatures = "Another"\n')
    summary, heard = run(here / "out", "pages", options=options)
    assert (heard.plan, heard.cleaned, summary.statuses) == ((7, 7), [], {"skipped-unchanged": 7})
    assert run(here / "out", "pages", options=options)[1].plan == (7, 0)
    # the tests in a rule file change nothing
    rule("moscow-times", 'language = "fr"\n[[test]]\ntext = "A page"\n')
    assert run(here / "out", "pages", options=options)[1].plan == (7, 0)
    # a changed pack cleans the pages whose rules extend it
    rule("chain", 'name = "Chain"\n')
    rule("moscow-times", 'language = "fr"\nextends = "chain"\n')
    run(here / "out", "pages", options=options)
    rule("chain", 'name = "Chain"\n[policy]\nquote = "drop"\n')
    assert run(here / "out", "pages", options=options)[1].cleaned == ["mt.txt"]


def test_every_column_of_a_row_must_fit_for_its_page_to_be_skipped() -> None:
    state = current_fingerprint(Options(), RenderOptions("json"))
    row = {
        "options_hash": state.options,
        "model": state.model,
        "newsclean": state.newsclean,
        "result": "ok",
        "input_hash": "x",
        "rules_hash": "",
        "identity_hash": state.identity,
        "publication": None,
        "publication_name": None,
        "matched_by": None,
    }
    known = previous_result(row, state)  # type: ignore[arg-type]
    assert known is not None
    assert known.is_same_library
    for column in ("options_hash", "model", "newsclean", "result", "rules_hash"):
        assert previous_result(row | {column: "other"}, state) is None, column  # type: ignore[arg-type]
    assert previous_result(row | {"input_hash": None}, state) is None  # type: ignore[arg-type]
    other_library = previous_result(row | {"identity_hash": "other"}, state)  # type: ignore[arg-type]
    assert other_library is not None
    assert not other_library.is_same_library
    assert current_fingerprint(Options(encoding="utf-8"), RenderOptions("json")).options != state.options
    assert current_fingerprint(Options(), RenderOptions("json", blocks=True)).options != state.options


def test_another_version_of_a_library_is_another_state(monkeypatch: pytest.MonkeyPatch) -> None:
    state = current_fingerprint(Options(), RenderOptions("json"))
    assert current_fingerprint(Options(), RenderOptions("json")) == state
    monkeypatch.setattr("newsclean.batch.fingerprint.version", lambda name: f"9.{name}")
    assert current_fingerprint(Options(), RenderOptions("json")).options != state.options


def test_a_failed_page_is_tried_again_and_keeps_its_earlier_output(tmp_path: Path) -> None:
    page = tmp_path / "a.txt"
    page.write_bytes(story(1))
    run(tmp_path / "out", page)
    before = tree(tmp_path / "out")
    page.write_bytes(b"!fault\n" + story(1))
    assert run(tmp_path / "out", page)[0].statuses == {"failed": 1}
    assert run(tmp_path / "out", page)[1].plan == (1, 1)
    assert tree(tmp_path / "out") == before
    (row,) = rows(tmp_path / "out").values()
    assert (row["status"], row["result"]) == ("failed", "ok")
    page.write_bytes(story(1))
    assert run(tmp_path / "out", page)[0].statuses == {"ok": 1}
    assert tree(tmp_path / "out") == before
