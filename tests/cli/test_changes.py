"""Changes to files: the diff, the check, and files cleaned in place and restored again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newsclean.cli.pages import changes
from newsclean.errors import NewscleanError
from tests.conftest import Run
from tests.support.batches import story, write
from tests.support.golden import FIXTURES

PAGE = FIXTURES / "pages/harbour-post.html"

CLEAN = b"Ferry number 1 returns\n\nThe ferry will sail again on Monday, the harbour office said after the storm.\n"


def test_a_diff_shows_what_cleaning_removes_and_a_check_fails(call: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": story(1), "b.txt": CLEAN})
    done = call(tmp_path, "--diff")
    lines = done.stdout.decode().splitlines()
    assert (done.returncode, lines[:2]) == (0, [f"--- {tmp_path}/a.txt", f"+++ {tmp_path}/a.txt"])
    assert [line for line in lines[2:] if line.startswith(("+", "-"))] == ["-", "-Read more"]
    assert done.stderr == b"newsclean: 1 of 2 pages would change\n"
    assert call(tmp_path, "--check").returncode == 1
    assert call(tmp_path / "b.txt", "--check").returncode == 0
    assert b"\n-We use cookies" in call(PAGE, "--diff").stdout


@pytest.mark.parametrize("has_own_folder", [False, True])
def test_files_are_cleaned_in_place_and_restored_byte_for_byte(call: Run, tmp_path: Path, has_own_folder: bool) -> None:
    pages = {"a.txt": story(1), "sub/b.txt": story(2).replace(b"\n", b"\r\n"), "c.txt": CLEAN}
    folder = write(tmp_path / "dumps", pages)
    own = ("--ledger-dir", tmp_path / "ledgers") if has_own_folder else ()
    done = call(folder, "--in-place=.bak", *own)
    assert (done.returncode, done.stderr) == (0, b"newsclean: 2 of 3 pages changed\n")
    assert b"Read more" not in (folder / "a.txt").read_bytes() + (folder / "sub/b.txt").read_bytes()
    assert (folder / "a.txt.bak").read_bytes() == story(1)
    assert (folder / "c.txt").read_bytes() == CLEAN
    assert (folder / ".newsclean-ledger").exists() != has_own_folder
    assert call(folder, "--in-place=.bak", *own).stderr == b"newsclean: 0 of 3 pages changed\n"
    for path in folder.rglob("*.bak"):
        path.unlink()
    assert call(folder, "--in-place", *own).stderr == b"newsclean: 0 of 3 pages changed\n"
    done = call("restore", folder, "--in-place", *own)
    assert (done.returncode, done.stderr) == (0, b"newsclean: 2 files restored\n")
    assert {name: (folder / name).read_bytes() for name in pages} == pages
    assert call("restore", folder, "--in-place", *own).stderr == b"newsclean: 0 files restored\n"


def test_a_kill_between_ledger_and_file_leaves_the_old_file(
    call: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.txt": story(1)})

    def killed(_: object) -> bytes:
        raise NewscleanError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(changes, "_encoded", killed)
        assert call(tmp_path / "a.txt", "--in-place").returncode == 1
    assert (tmp_path / "a.txt").read_bytes() == story(1)
    assert call(tmp_path / "a.txt", "--in-place").returncode == 0
    assert [path.name for path in (tmp_path / ".newsclean-ledger").iterdir()] == ["a.txt.1.json"]
    call("restore", tmp_path / "a.txt", "--in-place")
    assert (tmp_path / "a.txt").read_bytes() == story(1)


def test_what_cannot_be_undone_is_refused(call: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a.html": PAGE.read_bytes(), "b.txt": story(1)})
    done = call(tmp_path / "a.html", "--in-place")
    assert (done.returncode, b"is HTML; --in-place is for text" in done.stderr) == (1, True)
    assert b"name the file that --in-place shall change" in call("-", "--in-place", stdin=story(1)).stderr
    assert b"are for --in-place" in call(tmp_path / "b.txt", "--backup", ".bak").stderr
    call(tmp_path / "b.txt", "--in-place")
    (tmp_path / "b.txt").write_bytes(b"Other words\n")
    done = call("restore", tmp_path / "b.txt", "--in-place")
    assert (done.returncode, b"has changed since it was cleaned" in done.stderr) == (1, True)
    assert (tmp_path / "b.txt").read_bytes() == b"Other words\n"


def test_links_and_pipes_lead_to_no_file_outside(call: Run, tmp_path: Path) -> None:
    write(tmp_path, {"outside/a.txt": story(1), "in/b.txt": story(2), "led/c.txt": story(3)})
    folder = tmp_path / "in"
    (folder / "a.txt").symlink_to(tmp_path / "outside/a.txt")
    os.mkfifo(folder / "pipe.txt")
    done = call(folder / "a.txt", folder / "pipe.txt", folder / "b.txt", "--in-place")
    assert done.returncode == 1
    assert [line.rpartition(b": ")[2] for line in done.stderr.splitlines()] == [
        *[b"is no file, or a link to one; name the file that --in-place shall change"] * 2,
        b"1 of 3 pages changed, 2 failed",
    ]
    assert call(folder / "pipe.txt", "--in-place").stderr.endswith(b": 0 of 1 page changed, 1 failed\n")
    # the ledgers of a folder, and one ledger, that lead elsewhere
    ledger = folder / ".newsclean-ledger/b.txt.1.json"
    ledger.rename(tmp_path / "outside/b.json")
    ledger.symlink_to(tmp_path / "outside/b.json")
    done = call("restore", folder, "--in-place")
    assert (done.returncode, b"b.txt.1.json: is no file" in done.stderr) == (1, True)
    (tmp_path / "led/.newsclean-ledger").symlink_to(tmp_path / "outside")
    done = call(tmp_path / "led", "--in-place")
    assert (done.returncode, b".newsclean-ledger: is a link" in done.stderr) == (1, True)
    assert sorted(path.name for path in (tmp_path / "outside").iterdir()) == ["a.txt", "b.json"]
    assert (tmp_path / "outside/a.txt").read_bytes() == story(1)
    assert (tmp_path / "led/c.txt").read_bytes() == story(3)
