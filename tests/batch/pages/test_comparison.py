"""A second run: what it leaves alone, what it does again, and what it clears away."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newsclean import Options
from newsclean.batch.fingerprint import current_fingerprint
from newsclean.batch.pages.comparison import previous_result
from newsclean.render import RenderOptions
from newsclean.rules import load_library
from tests.support.batches import rows, run, statuses, story, tree, write


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "pages", {f"{n}.txt": story(n) for n in range(6)})
    return tmp_path


def test_nothing_changed_nothing_done(here: Path) -> None:
    run(here / "out", "pages")
    before = {path: path.stat().st_mtime_ns for path in (here / "out/pages").iterdir()}
    summary, heard = run(here / "out", "pages")
    assert (summary.statuses, heard.plan, heard.pages, summary.exit_code) == ({"skipped-unchanged": 6}, (6, 0), [], 0)
    assert {path: path.stat().st_mtime_ns for path in (here / "out/pages").iterdir()} == before
    assert {row["result"] for row in rows(here / "out").values()} == {"ok"}


def test_a_changed_page_and_no_other_is_cleaned_again(here: Path) -> None:
    run(here / "out", "pages")
    write(here / "pages", {"3.txt": story(33)})
    # the same size, and a page that was touched but says what it said
    write(here / "pages", {"4.txt": story(7)})
    os.utime(here / "pages/5.txt", ns=(1, 1))
    summary, heard = run(here / "out", "pages")
    assert (heard.plan, heard.cleaned) == ((6, 3), ["3.txt", "4.txt"])
    assert summary.statuses == {"skipped-unchanged": 4, "ok": 2}
    assert run(here / "out", "pages")[1].plan == (6, 0)
    run(here / "fresh", "pages")
    assert tree(here / "out") == tree(here / "fresh")


def test_options_formats_and_force_do_all_again(here: Path) -> None:
    run(here / "out", "pages")
    assert run(here / "out", "pages", options=Options(encoding="utf-8"))[1].plan == (6, 6)
    assert run(here / "out", "pages", options=Options(encoding="utf-8"))[1].plan == (6, 0)
    assert run(here / "out", "pages", options=Options(encoding="utf-8"), force=True)[0].statuses == {"ok": 6}
    run(here / "out", "pages", format="markdown")
    assert sorted(tree(here / "out")) == [f"pages/{n}.md" for n in range(6)]


@pytest.mark.parametrize("damage", ["delete", "truncate"])
def test_an_output_that_is_gone_or_not_whole_is_made_again(here: Path, damage: str) -> None:
    run(here / "out", "pages")
    before = tree(here / "out")
    output = here / "out/pages/2.json"
    output.unlink() if damage == "delete" else os.truncate(output, 10)
    assert run(here / "out", "pages")[1].cleaned == ["2.txt"]
    assert tree(here / "out") == before


def test_what_is_gone_is_kept_and_said_and_pruned_on_request(here: Path) -> None:
    run(here / "out", "pages", here / "pages/none.txt")
    (here / "pages/1.txt").unlink()
    write(here, {"later/x.txt": story(9)})
    run(here / "out", "later")
    summary, _ = run(here / "out", "pages")
    assert (summary.exit_code, summary.gone, summary.pruned) == (0, 2, 0)
    assert "2 gone" in str(summary)
    assert statuses(here / "out")["1.txt"] == "missing"
    assert "pages/1.json" in tree(here / "out")
    summary, _ = run(here / "out", "pages", prune=True)
    assert (summary.gone, summary.pruned) == (2, 2)
    assert sorted(statuses(here / "out")) == ["0.txt", "2.txt", "3.txt", "4.txt", "5.txt", "x.txt"]
    assert "pages/1.json" not in tree(here / "out")
    assert "later/x.json" in tree(here / "out")


def test_a_disk_that_is_not_mounted_prunes_nothing(here: Path) -> None:
    run(here / "out", "pages")
    (here / "pages").rename(here / "elsewhere")
    assert run(here / "out", "pages", prune=True)[0].pruned == 0
    (here / "pages").mkdir()
    assert run(here / "out", "pages", prune=True)[0].pruned == 0
    assert len(tree(here / "out")) == 6
    (here / "pages").rmdir()
    (here / "elsewhere").rename(here / "pages")
    assert run(here / "out", "pages")[0].statuses == {"skipped-unchanged": 6}


def test_a_link_in_the_output_folder_is_not_followed_for_deleting(here: Path) -> None:
    run(here / "out", "pages")
    (here / "pages/1.txt").unlink()
    (here / "out/pages/1.json").unlink()
    (here / "out/pages/1.json").symlink_to(here / "pages/2.txt")
    run(here / "out", "pages", prune=True)
    assert (here / "pages/2.txt").exists()


def test_rules_count_only_for_the_pages_they_apply_to(here: Path) -> None:
    dump = Path(__file__).parents[3] / "fixtures" / "dumps" / "moscow-times-dump.txt"
    write(here / "pages", {"mt.txt": dump.read_bytes()})
    rules = here / "rules"
    rules.mkdir()
    options = Options(rules=(str(rules),))

    def rule(name: str, text: str) -> None:
        (rules / f"{name}.toml").write_text(f'id = "{name}"\n{text}')
        load_library.cache_clear()

    run(here / "out", "pages", options=options)
    # its rules: this page alone
    rule("moscow-times", 'language = "fr"\n')
    assert run(here / "out", "pages", options=options)[1].cleaned == ["mt.txt"]
    assert run(here / "out", "pages", options=options)[1].plan == (7, 0)
    # how publications are known: every page is read and none is cleaned, for they all go where they went
    rule("another", 'name = "Another"\ndomains = "another.example"\nsignatures = "Another"\n')
    summary, heard = run(here / "out", "pages", options=options)
    assert (heard.plan, heard.cleaned, summary.statuses) == ((7, 7), [], {"skipped-unchanged": 7})
    assert run(here / "out", "pages", options=options)[1].plan == (7, 0)
    # tests change nothing
    rule("moscow-times", 'language = "fr"\n[[test]]\ntext = "A page"\n')
    assert run(here / "out", "pages", options=options)[1].plan == (7, 0)
    # of a pack, the pages whose rules extend it
    rule("chain", 'name = "Chain"\n')
    rule("moscow-times", 'language = "fr"\nextends = "chain"\n')
    run(here / "out", "pages", options=options)
    rule("chain", 'name = "Chain"\n[policy]\nquote = "drop"\n')
    assert run(here / "out", "pages", options=options)[1].cleaned == ["mt.txt"]


def test_what_a_row_has_to_say_for_its_page_to_be_skipped() -> None:
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
