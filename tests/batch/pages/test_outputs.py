"""The output folder: names of any bytes, foreign files, and links."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support.batches import rows, run, story, write


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
