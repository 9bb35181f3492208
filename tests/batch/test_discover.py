"""Finding inputs: files, folders, patterns, lists and links; each input is found once, and each failure is named."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from newsclean import UsageError
from tests.support.batches import rows, run, statuses, story, tree, write


def test_a_dangling_link_fails_alone(here: Path) -> None:
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
def test_a_missing_input_fails_and_has_a_row(here: Path, name: str, reason: str) -> None:
    write(here, {"a.txt": story(1)})
    summary, _ = run(here / "out", name, "a.txt")
    assert summary.exit_code == 1
    assert (rows(here / "out")[name]["status"], rows(here / "out")[name]["reason"]) == ("missing", reason)
    assert list(tree(here / "out")) == ["a.json"]


def test_a_file_named_twice_is_one_page(here: Path) -> None:
    write(here / "pages", {"a.txt": story(1), "b.txt": story(2)})
    heard = run(here / "out", "pages", "pages/a.txt", "./pages//b.txt", here / "pages/a.txt", "pages/*.txt")[1]
    assert heard.plan == (2, 2)


def test_patterns_and_lists_name_pages(here: Path) -> None:
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


def test_links_are_followed_but_never_in_circles(here: Path) -> None:
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


def test_special_files_are_never_opened(here: Path) -> None:
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


def test_outputs_are_no_inputs(here: Path) -> None:
    write(here, {"a.txt": story(1)})
    for _ in range(2):
        run(here / "out", ".")
        run(here / "all.jsonl", ".")
    # the JSON Lines file of another run is a page like any other
    assert list(rows(here / "out")) == ["a.txt", "all.jsonl"]
    assert list(rows(here / "all.jsonl.newsclean")) == ["a.txt"]
    for folder in ("out", "out/sub"):
        write(here / folder, {"b.txt": story(2)})
        with pytest.raises(UsageError, match="lies in the output folder"):
            run(here / "out", folder)
    with pytest.raises(UsageError, match="holds the outputs of newsclean"):
        run(here / "new", "out")
