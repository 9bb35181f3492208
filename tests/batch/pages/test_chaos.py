"""All faults in one folder, and runs killed at random moments: no page is lost, no output is half-written."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support.batches import rows, story, tree, write

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs links, pipes and signals")


def make_chaos(folder: Path) -> int:
    """Write a folder with every fault that batches meet; return how many inputs it has."""
    pages = {f"good/{n:02}.txt": story(n) for n in range(40)}
    pages |= {
        "empty.txt": b"",
        "binary.png": b"\x89PNG\r\n" + bytes(range(32)) * 50,
        "huge.txt": b"",
        "unreadable.txt": story(101),
        "twin1.txt": story(102),
        "twin2.txt": story(102),
        "b.html": story(103),
        "b.txt": story(104),
        "crash/segfault.txt": b"!segfault\n",
        "crash/exit.txt": b"!exit 0\n",
        "crash/kill.txt": b"!kill\n",
        "crash/hog.txt": b"!hog\n",
        "crash/hang.txt": b"!hang\n",
        "crash/spin.txt": b"!spin\n",
        "crash/fault.txt": b"!fault\n",
        "0-vanish.txt": f"!delete {folder}/zz/victim.txt\n".encode() + story(105),
        "zz/victim.txt": story(106),
    }
    write(folder, pages)
    os.truncate(folder / "huge.txt", 1 << 36)
    (folder / "unreadable.txt").chmod(0)
    count = len(pages)
    for link, target in {"dangling.txt": "nowhere", "loop": "loop", "good/up": ".."}.items():
        if not (folder / link).is_symlink():
            (folder / link).symlink_to(target)
    if not (folder / "pipe").exists():
        os.mkfifo(folder / "pipe")
    try:
        (folder / os.fsdecode(b"caf\xe9.txt")).write_bytes(story(107))
    except OSError:
        count -= 1
    return count + 4


def start(folder: Path, out: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    limits = ["--timeout", "1", "--max-memory", "64M", "--max-size", "1M", "--jobs", "2"]
    command = [sys.executable, "-m", "tests.support.faulty_cleaners", "batch", str(folder), "--out", str(out), *limits]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finish(folder: Path, out: Path, environment: dict[str, str]) -> float:
    """Run to the end; return the seconds."""
    began = time.monotonic()
    with start(folder, out, environment) as process:
        stdout, stderr = process.communicate(timeout=300)
    assert (process.returncode, stdout) == (1, b"")
    assert b"Traceback" not in stderr
    return time.monotonic() - began


def test_a_killed_and_resumed_run_gives_the_outputs_of_an_undisturbed_one(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    folder, calm, killed = tmp_path / "pages", tmp_path / "calm", tmp_path / "killed"
    count = make_chaos(folder)
    seconds = finish(folder, calm, environment)
    expected = {path: row["status"] for path, row in rows(calm).items()}
    assert len(expected) == count
    by_name = {os.fsencode(path).removeprefix(os.fsencode(f"{folder}/")): status for path, status in expected.items()}
    assert {name.decode(): by_name.pop(name) for name in sorted(by_name) if by_name[name] != "ok"} == {
        "binary.png": "failed",
        "crash/exit.txt": "failed",
        "crash/fault.txt": "failed",
        "crash/hang.txt": "timeout",
        "crash/hog.txt": "failed",
        "crash/kill.txt": "failed",
        "crash/segfault.txt": "failed",
        "crash/spin.txt": "timeout",
        "dangling.txt": "missing",
        "empty.txt": "no-article",
        "huge.txt": "too-large",
        "loop": "failed",
        "pipe": "failed",
        "zz/victim.txt": "missing",
    } | ({} if os.geteuid() == 0 else {"unreadable.txt": "failed"})

    make_chaos(folder)
    chance = random.Random(20240203)  # noqa: S311 - chance, not secrecy
    for _ in range(2):
        with start(folder, killed, environment) as process:
            try:
                process.wait(timeout=chance.uniform(0.2, seconds))
            except subprocess.TimeoutExpired:
                process.kill()
        whole = tree(calm)
        assert {name: whole[name] for name in tree(killed)} == tree(killed)
    finish(folder, killed, environment)
    after = rows(killed)
    assert {
        path: "ok"
        if row["status"] == "skipped-unchanged" and row["result"] == "ok"
        else row["status"]
        if row["status"] != "skipped-unchanged"
        else row["result"]
        for path, row in after.items()
    } == expected
    assert tree(killed) == tree(calm)
    assert not any((killed / ".newsclean-tmp").iterdir())
    assert all(json.loads(data) for data in tree(killed).values())
