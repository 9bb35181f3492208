"""The output folder: names of any bytes, foreign files, and links."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from newsclean import NewscleanError, UsageError
from newsclean.sources.filesystem import write_new
from tests.support.batches import rows, run, story, tree, write


def test_names_of_any_bytes(here: Path) -> None:
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


def test_foreign_files_are_not_overwritten(here: Path) -> None:
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


@pytest.mark.usefixtures("six_pages")
def test_pruning_does_not_follow_links(here: Path) -> None:
    run(here / "out", "pages")
    (here / "pages/1.txt").unlink()
    (here / "out/pages/1.json").unlink()
    (here / "out/pages/1.json").symlink_to(here / "pages/2.txt")
    run(here / "out", "pages", prune=True)
    assert (here / "pages/2.txt").exists()


@pytest.mark.usefixtures("six_pages")
@pytest.mark.parametrize("out", ["out", "all.jsonl"])
def test_a_file_that_is_what_would_be_written_is_ours(here: Path, out: str) -> None:
    run(here / out, "pages")
    folder = here / (out if out == "out" else "all.jsonl.newsclean")
    for manifest in folder.glob("newsclean.sqlite*"):
        manifest.unlink()
    assert run(here / out, "pages")[0].statuses == {"ok": 6}
    assert run(here / out, "pages")[0].statuses == {"skipped-unchanged": 6}


@pytest.mark.usefixtures("six_pages")
def test_a_stream_that_is_not_what_would_be_written_is_not_ours(here: Path) -> None:
    run(here / "all.jsonl", "pages")
    for manifest in (here / "all.jsonl.newsclean").glob("newsclean.sqlite*"):
        manifest.unlink()
    mine = (here / "all.jsonl").read_bytes() * 2
    (here / "all.jsonl").write_bytes(mine)
    with pytest.raises(UsageError, match="is no stream of newsclean"):
        run(here / "all.jsonl", "pages")
    assert (here / "all.jsonl").read_bytes() == mine


@pytest.fixture
def victim(here: Path) -> Path:
    """Return a folder outside the output folder, with a file that has the name of an output."""
    return write(here / "victim", {"0.json": b"precious", "5-0": b"precious"})


@pytest.mark.usefixtures("six_pages")
@pytest.mark.parametrize("link", ["out/.newsclean-tmp", "all.jsonl.newsclean/.newsclean-tmp"])
def test_a_folder_of_unfinished_outputs_that_is_a_link_is_refused(here: Path, victim: Path, link: str) -> None:
    (here / link).parent.mkdir()
    (here / link).symlink_to(victim)
    with pytest.raises(NewscleanError, match=r"\.newsclean-tmp is a link, and outputs do not go through links"):
        run(here / ("out" if link.startswith("out") else "all.jsonl"), "pages")
    assert tree(victim) == {"0.json": b"precious", "5-0": b"precious"}


@pytest.mark.usefixtures("six_pages")
def test_outputs_do_not_go_through_a_link(here: Path, victim: Path) -> None:
    run(here / "out", "pages")
    before = tree(here / "out")
    (here / "out/pages").rename(here / "out/moved")
    (here / "out/pages").symlink_to(victim)
    summary, listener = run(here / "out", "pages", force=True)
    assert summary.statuses == {"failed": 6}
    assert "pages is a link" in (listener.pages[0].reason or "")
    assert run(here / "out", "pages", format="markdown")[0].statuses == {"failed": 6}
    (here / "pages/0.txt").unlink()
    run(here / "out", "pages", prune=True)
    assert tree(victim) == {"0.json": b"precious", "5-0": b"precious"}
    (here / "pages/0.txt").write_bytes(story(0))
    (here / "out/pages").unlink()
    assert run(here / "out", "pages")[0].statuses == {"ok": 6}
    assert {name: data for name, data in tree(here / "out").items() if name in before} == before


@pytest.mark.usefixtures("six_pages")
def test_a_link_in_the_place_of_an_output_is_replaced_not_followed(here: Path, victim: Path) -> None:
    run(here / "out", "pages")
    whole = tree(here / "out")
    size = (here / "out/pages/0.json").stat().st_size
    (victim / "0.json").write_bytes(b"p" * size)
    (here / "out/pages/0.json").unlink()
    (here / "out/pages/0.json").symlink_to(victim / "0.json")
    assert run(here / "out", "pages")[0].statuses == {"skipped-unchanged": 5, "ok": 1}
    assert (victim / "0.json").read_bytes() == b"p" * size
    assert not (here / "out/pages/0.json").is_symlink()
    assert tree(here / "out") == whole


@pytest.mark.usefixtures("six_pages")
def test_a_manifest_that_is_a_link_is_refused(here: Path) -> None:
    write(here, {"victim/newsclean.sqlite": b"", "out/x": b""})
    (here / "out/newsclean.sqlite").symlink_to(here / "victim/newsclean.sqlite")
    with pytest.raises(NewscleanError, match="is a link"):
        run(here / "out", "pages")
    assert (here / "victim/newsclean.sqlite").read_bytes() == b""


@pytest.mark.usefixtures("six_pages")
def test_a_journal_that_is_a_link_is_not_followed(here: Path) -> None:
    write(here, {"victim": b"precious", "out/x": b""})
    for name in ("newsclean.sqlite-wal", "newsclean.sqlite-journal", "newsclean.sqlite-shm"):
        (here / "out" / name).symlink_to(here / "victim")
    with pytest.raises(NewscleanError, match="cannot use the manifest"):
        run(here / "out", "pages")
    assert (here / "victim").read_bytes() == b"precious"


def test_a_worker_does_not_write_through_a_link(here: Path) -> None:
    write(here, {"victim": b"precious", "tmp/x": b""})
    (here / "tmp/1-1").symlink_to(here / "victim")
    with write_new(here / "tmp/1-1") as stream:
        stream.write(b"output")
    assert ((here / "victim").read_bytes(), (here / "tmp/1-1").read_bytes()) == (b"precious", b"output")
    (here / "link").symlink_to(here / "tmp")
    with pytest.raises(OSError, match=r"Not a directory|Too many levels"):
        write_new(here / "link/1-1")
    assert (here / "tmp/1-1").read_bytes() == b"output"


@pytest.mark.parametrize("name", ["x" * 251, "x" * 255, "ü" * 127, "x" * 246 + ".html", "x" * 252 + ".gz"])
def test_long_names_are_shortened_and_stay_distinct(here: Path, name: str) -> None:
    write(here, {f"pages/{name}": story(1), f"pages/{name[:-1]}y": story(2)})
    summary, _ = run(here / "out", "pages")
    assert summary.statuses == {"ok": 2}
    outputs = tree(here / "out")
    assert len(outputs) == 2
    assert all(len(os.fsencode(Path(output).name)) <= 255 for output in outputs)
    assert run(here / "out", "pages")[0].statuses == {"skipped-unchanged": 2}
