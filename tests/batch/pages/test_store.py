"""A batch as its user wants it: every input accounted for, in names that can be told beforehand."""

from __future__ import annotations

import gzip
import json
import os
import socket
import sqlite3
from pathlib import Path

import pytest

from newsclean import NewscleanError, Options, UsageError
from newsclean.batch import Stop, overview, plan_batch, run_batch
from newsclean.batch.pages.store import PageStore
from newsclean.batch.results import PageResult
from newsclean.blocks import Category, Policy
from tests.support.batches import RecordingListener, batch, html, rows, run, statuses, story, tree, write


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_relative_and_an_absolute_folder_give_all_their_pages(here: Path) -> None:
    pages = write(
        here / "pages", {"a.html": html(1), "sub/b.txt": story(2), "sub/deep/c.html.gz": gzip.compress(html(3))}
    )
    summary, heard = run(here / "out", "pages")
    assert (summary.exit_code, summary.statuses, heard.plan) == (0, {"ok": 3}, (3, 3))
    assert sorted(tree(here / "out")) == ["pages/a.json", "pages/sub/b.json", "pages/sub/deep/c.json"]
    absolute = run(here / "other", pages)[0]
    assert absolute.statuses == {"ok": 3}
    assert sorted(tree(here / "other")) == [
        f"{pages}/{name}"[1:] for name in ("a.json", "sub/b.json", "sub/deep/c.json")
    ]
    assert (
        json.loads((here / "out/pages/sub/b.json").read_bytes())["headline"] == "Ferry number 2 returns to the island"
    )


def test_identical_texts_have_an_output_each(here: Path) -> None:
    write(here / "pages", {"a.txt": story(1), "b.txt": story(1)})
    run(here / "out", "pages")
    outputs = tree(here / "out")
    assert sorted(outputs) == ["pages/a.json", "pages/b.json"]
    assert outputs["pages/a.json"].replace(b"pages/a.txt", b"pages/b.txt") == outputs["pages/b.json"]


def test_a_dangling_link_among_good_files_loses_nothing_but_itself(here: Path) -> None:
    write(here / "pages", {f"{n:02}.txt": story(n) for n in range(12)})
    (here / "pages/05b.txt").symlink_to("nowhere.txt")
    summary, _ = run(here / "out", "pages")
    assert (summary.exit_code, summary.statuses) == (1, {"ok": 12, "missing": 1})
    assert rows(here / "out")["pages/05b.txt"]["reason"] == "a link that leads nowhere"
    assert len(tree(here / "out")) == 12


@pytest.mark.parametrize(
    ("name", "reason"),
    [("nowhere", "No such file or directory"), ("no/*.html", "no file matches this pattern"), ("", "an empty name")],
)
def test_a_missing_input_is_a_row_and_a_failure(here: Path, name: str, reason: str) -> None:
    write(here, {"a.txt": story(1)})
    summary, _ = run(here / "out", name, "a.txt")
    assert summary.exit_code == 1
    assert (rows(here / "out")[name]["status"], rows(here / "out")[name]["reason"]) == ("missing", reason)
    assert list(tree(here / "out")) == ["a.json"]


def test_an_extension_that_says_nothing_is_no_reason_to_leave_a_page_out(here: Path) -> None:
    write(here / "pages", {"a.com_news_1": html(1), "b": story(2), "c.2024": story(3), "d.HTML": html(4)})
    assert run(here / "out", "pages")[0].statuses == {"ok": 4}
    assert sorted(tree(here / "out")) == [f"pages/{name}.json" for name in ("a.com_news_1", "b", "c.2024", "d")]


def test_colliding_names_are_all_written_out(here: Path) -> None:
    write(
        here / "pages", {name: story(n) for n, name in enumerate(["b.html", "b.txt", "B.md", "b.html.gz.md", "c.txt"])}
    )
    run(here / "out", "pages")
    assert set(tree(here / "out")) == {f"pages/{name}.json" for name in ("B.md", "b.html", "b.html.gz", "b.txt", "c")}
    # both would be x/a.html.json: that one has it whose short name it is
    write(
        here,
        {
            "x/a.html": story(1),
            "x/a.txt": story(2),
            "x/a.html.txt": story(3),
            "../x/a.html".replace("..", "y"): story(4),
        },
    )
    run(here / "more", "x", "y/../x/a.html")
    assert sorted(tree(here / "more")) == ["x/a.html.json", "x/a.html~2.json", "x/a.txt.json", "y/x/a.json"]


def test_a_name_that_a_former_run_gave_is_not_given_again(here: Path) -> None:
    write(here, {"a.html": html(1)})
    run(here / "out", "a.html")
    first = tree(here / "out")
    write(here, {"a.txt": story(2)})
    run(here / "out", "a.txt")
    assert tree(here / "out") == first | {"a.txt.json": tree(here / "out")["a.txt.json"]}
    # together they are both written out, and the former name is gone
    run(here / "out", "a.html", "a.txt")
    assert sorted(tree(here / "out")) == ["a.html.json", "a.txt.json"]


def test_the_same_file_named_twice_is_one_page(here: Path) -> None:
    write(here / "pages", {"a.txt": story(1), "b.txt": story(2)})
    heard = run(here / "out", "pages", "pages/a.txt", "./pages//b.txt", here / "pages/a.txt", "pages/*.txt")[1]
    assert heard.plan == (2, 2)


def test_patterns_and_lists(here: Path) -> None:
    write(here / "pages", {"a.txt": story(1), "deep/b.txt": story(2), "odd\nname.txt": story(3), "[x].txt": story(4)})
    assert sorted(statuses_of(here, "pages/**/*.txt")) == ["[x].txt", "a.txt", "b.txt", "odd\nname.txt"]
    assert statuses_of(here, "pages/[x].txt") == ["[x].txt"]
    write(here, {"list": b"pages/a.txt\r\n\npages/deep\n", "nulls": b"pages/odd\nname.txt\0pages/deep/b.txt"})
    assert statuses_of(here, files_from="list") == ["a.txt", "b.txt"]
    with pytest.raises(UsageError, match="--files-from nolist: No such file"):
        run(here / "out", files_from="nolist")


def statuses_of(here: Path, *inputs: str, **settings: object) -> list[str]:
    out = here / f"out{len(list(here.iterdir()))}"
    run(out, *inputs, **settings)
    return list(statuses(out))


def test_links_are_followed_but_not_round_in_circles(here: Path) -> None:
    write(here, {"pages/a.txt": story(1), "pages/sub/b.txt": story(2), "outside/c.txt": story(3), "d.txt": story(4)})
    for link, target in {
        "loop": "loop",
        "sub/up": "..",
        "out1": "../outside",
        "out2": "../outside",
        "d.txt": "../d.txt",
    }.items():
        (here / "pages" / link).symlink_to(target)
    summary, _ = run(here / "out", "pages")
    assert {path: row["status"] for path, row in rows(here / "out").items()} == {
        "pages/a.txt": "ok",
        "pages/d.txt": "ok",
        "pages/loop": "failed",
        "pages/out1/c.txt": "ok",
        "pages/sub/b.txt": "ok",
    }
    assert rows(here / "out")["pages/loop"]["reason"] == "Too many levels of symbolic links"
    assert summary.exit_code == 1


def test_what_is_no_file_is_never_opened(here: Path) -> None:
    write(here / "pages", {"a.txt": story(1), ".hidden": story(2), ".git/b.txt": story(3)})
    os.mkfifo(here / "pages/pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("pages/socket")
        run(here / "out", "pages", "/dev/null")
    reasons = {Path(path).name: row["reason"] for path, row in rows(here / "out").items() if row["reason"]}
    assert reasons == {
        "pipe": "is a named pipe, not a file",
        "socket": "is a socket, not a file",
        "null": "is a device, not a file",
    }
    assert statuses(here / "out")["a.txt"] == "ok"
    assert len(rows(here / "out")) == 4


def test_outputs_among_the_inputs_are_no_inputs(here: Path) -> None:
    write(here, {"a.txt": story(1)})
    for _ in range(2):
        run(here / "out", ".")
        run(here / "all.jsonl", ".")
    # the stream of another run is a file like any other
    assert list(rows(here / "out")) == ["a.txt", "all.jsonl"]
    assert list(rows(here / "all.jsonl.newsclean")) == ["a.txt"]
    for folder in ("out", "out/sub"):
        write(here / folder, {"b.txt": story(2)})
        with pytest.raises(UsageError, match="lies in the output folder"):
            run(here / "out", folder)
    with pytest.raises(UsageError, match="holds the outputs of newsclean"):
        run(here / "new", "out")


def test_a_name_of_any_bytes(here: Path) -> None:
    name = os.fsdecode(b"caf\xe9 \n\x1b[31m.txt")
    try:
        write(here / "pages", {name: story(1)})
    except OSError:
        pytest.skip("this file system wants UTF-8")
    run(here / "out", "pages")
    (row,) = rows(here / "out").values()
    assert (row["path"], row["output"]) == (os.fsencode(f"pages/{name}"), os.fsencode(f"pages/{name[:-4]}.json"))
    article = json.loads((here / "out" / os.fsdecode(row["output"])).read_bytes())
    assert os.fsencode(article["source"]) == row["path"]
    assert run(here / "out", "pages")[0].statuses == {"skipped-unchanged": 1}


def test_somebody_elses_file_is_not_overwritten(here: Path) -> None:
    write(here, {"a.txt": story(1), "b.txt": story(2), "out/a.json": b"mine", "out/b.json/c": b"a folder"})
    summary, _ = run(here / "out", "a.txt", "b.txt")
    assert (summary.exit_code, summary.statuses) == (1, {"failed": 2})
    assert "is no output of newsclean; --force does it" in rows(here / "out")["a.txt"]["reason"]
    assert (here / "out/a.json").read_bytes() == b"mine"
    assert run(here / "out", "a.txt", "b.txt")[0].statuses == {"failed": 2}
    assert run(here / "out", "a.txt", "b.txt", force=True)[0].statuses == {"failed": 1, "ok": 1}
    assert rows(here / "out")["b.txt"]["reason"].startswith("cannot write")
    assert (here / "out/a.json").read_bytes() != b"mine"
    assert run(here / "out", "a.txt")[0].statuses == {"skipped-unchanged": 1}


def test_a_stream_has_all_articles_in_order_of_the_inputs(here: Path) -> None:
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


def test_a_stream_does_not_overwrite_what_it_did_not_write(here: Path) -> None:
    write(here, {"a.txt": story(1), "all.jsonl": b"mine"})
    with pytest.raises(UsageError, match="exists and is no stream of newsclean"):
        run(here / "all.jsonl", "a.txt")
    assert (here / "all.jsonl").read_bytes() == b"mine"
    run(here / "all.jsonl", "a.txt", force=True)
    assert json.loads((here / "all.jsonl").read_bytes())["source"] == "a.txt"


def test_order_and_content_do_not_depend_on_the_workers(here: Path) -> None:
    write(here / "pages", {f"{n}.txt": story(n) for n in range(30)} | {f"{n}.html": html(n) for n in range(30)})
    for jobs in (1, 4):
        run(here / f"out{jobs}", "pages", jobs=jobs)
    assert tree(here / "out1") == tree(here / "out4")
    assert len(tree(here / "out1")) == 60


@pytest.mark.parametrize(
    ("format_", "names"), [("text", ["a.txt"]), ("markdown", ["a.md"]), ("json", ["a.json", "b.json"])]
)
def test_formats(here: Path, format_: str, names: list[str]) -> None:
    write(here, {"a.html": html(1), "b.txt": b"Home\n\nNews\n"})
    summary, _ = run(here / "out", "a.html", "b.txt", format=format_)
    assert (summary.exit_code, summary.statuses) == (0, {"no-article": 1, "ok": 1})
    assert sorted(tree(here / "out")) == names
    assert run(here / "out", "a.html", "b.txt", format=format_)[0].statuses == {"skipped-unchanged": 2}


def test_options_reach_the_pages(here: Path) -> None:
    write(here, {"a.txt": story(1)})
    kept = Options(policy={Category.RELATED: Policy.KEEP})
    run(here / "out", "a.txt", format="text", options=kept)
    assert (here / "out/a.txt").read_text().endswith("Read more\n")


def test_a_dry_run_says_what_would_be_done_and_changes_nothing(here: Path) -> None:
    write(here, {"a.txt": story(1), "b.txt": story(2), "c.txt": story(3)})
    first = batch(here / "out", "a.txt", "b.txt", "none.txt", prune=True)
    assert list(plan_batch(first)) == [("clean", "a.txt"), ("clean", "b.txt"), ("fail", "none.txt")]
    assert not (here / "out").exists()
    run(here / "out", "a.txt", "b.txt", "c.txt")
    (here / "c.txt").unlink()
    write(here, {"b.txt": story(5)})
    before = (here / "out/newsclean.sqlite").read_bytes()
    assert list(plan_batch(first))[:2] == [("skip", "a.txt"), ("clean", "b.txt")]
    assert list(plan_batch(first))[-1] == ("prune", "c.txt")
    assert (here / "out/newsclean.sqlite").read_bytes() == before
    assert sorted(tree(here / "out")) == ["a.json", "b.json", "c.json"]


def test_articles_of_little_confidence_are_marked(here: Path) -> None:
    write(here, {"a.txt": b"!unsure 0.2\n" + story(1), "b.txt": b"!unsure 0.9\n" + story(2)})
    summary, _ = run(here / "out", "a.txt", "b.txt")
    assert (summary.exit_code, summary.statuses) == (0, {"low-confidence": 1, "ok": 1})
    assert str(summary).startswith("2 pages: 1 ok, 1 low-confidence; ")
    (page,) = overview(here / "out")["suspicious"]
    assert (page["path"], page["confidence"]) == ("a.txt", 0.2)


def test_drift_is_a_publications_and_sets_the_exit_code(here: Path) -> None:
    page = '<html><head><link rel="canonical" href="https://www.themoscowtimes.com/a"></head><body><div><p>{}</p></div></body></html>'
    write(here / "pages", {f"{n}.html": page.format(story(n).decode()).encode() for n in range(5)})
    assert run(here / "out", "pages")[0].exit_code == 0
    for _ in range(2):
        summary, _ = run(here / "out", "pages", drift_over=0.2)
        assert (summary.exit_code, summary.drifting) == (1, {"moscow-times": 1.0})
    assert "moscow-times drifts (100% of its pages)" in str(summary)
    assert run(here / "out", "pages/0.html", drift_over=0.2)[0].exit_code == 0


def test_a_share_of_failures_can_be_let_pass(here: Path) -> None:
    write(here / "pages", {f"{n}.txt": story(n) for n in range(9)} | {"bad.txt": b"\x89PNG" + bytes(range(32)) * 20})
    assert run(here / "out", "pages", fail_over=0.1)[0].exit_code == 0
    assert run(here / "out", "pages", fail_over=0.09)[0].exit_code == 1


def test_wrong_use(here: Path) -> None:
    write(here, {"a.txt": story(1), "folder/x": b""})
    for settings, message in (
        ({"out": here / "out"}, "no inputs"),
        ({"out": here / "a.txt", "inputs": ["a.txt"]}, "is a file; --out takes a folder"),
        ({"out": here / "folder", "inputs": ["a.txt"], "format": "jsonl"}, "is a directory; --format jsonl"),
        ({"out": here / "out", "inputs": ["-"]}, "use --files-from -"),
        ({"out": here / "out", "inputs": ["a.txt"], "options": Options(publication="moscow-time")}, "did you mean"),
        ({"out": here / "out", "inputs": ["a.txt"], "options": Options(encoding="klingon")}, "unknown encoding"),
    ):
        with pytest.raises(UsageError, match=message):
            run(settings.pop("out"), *settings.pop("inputs", []), **settings)  # type: ignore[arg-type, misc]


def test_another_folders_pages_do_not_take_turns_under_one_name(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, {"one/a.txt": story(1), "two/a.txt": story(2)})
    monkeypatch.chdir(here / "one")
    run(here / "out", "a.txt")
    monkeypatch.chdir(here / "two")
    with pytest.raises(UsageError, match=r"the outputs in .* are those of .*one/a.txt"):
        run(here / "out", "a.txt")
    # a folder that has moved goes on where it was
    monkeypatch.chdir(here)
    (here / "one").rename(here / "three")
    monkeypatch.chdir(here / "three")
    assert run(here / "out", "a.txt")[0].statuses == {"skipped-unchanged": 1}


def test_a_stop_leaves_a_state_to_go_on_from(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here / "pages", {f"{n:02}.txt": story(n) for n in range(50)})

    class Impatient(RecordingListener):
        def page(self, result: PageResult) -> None:
            super().page(result)
            stop.request(15)

    stop = Stop()
    write(here / "pages", {"03.txt": b"!wait " + bytes(here / "go") + b"\n" + story(3)})
    (here / "go").touch()
    monkeypatch.setattr(PageStore, "settle_size", 5)
    summary = run_batch(batch(here / "out", "pages"), Impatient(), stop)
    assert (summary.signal, summary.exit_code) == (15, 143)
    done = summary.statuses["ok"]
    assert summary.statuses == {"ok": done, "pending": 50 - done}
    assert 0 < done < 50
    summary, _ = run(here / "out", "pages")
    assert summary.statuses == {"skipped-unchanged": done, "ok": 50 - done}
    run(here / "other", "pages")
    assert tree(here / "out") == tree(here / "other")


def test_a_folder_that_is_no_manifest_of_ours(here: Path) -> None:
    write(here, {"a.txt": story(1), "out/newsclean.sqlite": b"no database at all, but long enough to look at" * 9})
    with pytest.raises(NewscleanError, match="cannot use the manifest: file is not a database"):
        run(here / "out", "a.txt")
    (here / "newer").mkdir()
    database = sqlite3.connect(here / "newer/newsclean.sqlite")
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(NewscleanError, match="not a manifest of this version of newsclean"):
        run(here / "newer", "a.txt")
