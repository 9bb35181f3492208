"""`newsclean batch` and `newsclean status` as cron, a shell and a person at a terminal meet them."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from tests.conftest import ROOT, Run
from tests.support.batches import rows, statuses, story, tree, write

BINARY = b"\x89PNG\r\n" + bytes(range(32)) * 50
POSIX = pytest.mark.skipif(os.name == "nt", reason="signals and terminals are others there")


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    return write(tmp_path / "pages", {"a.txt": story(1), "b.txt": story(2), "home.txt": b"Home\n\nNews\n"})


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start the command with evil pages, in a process group of its own."""
    started = []

    def call(*arguments: str | Path, **settings: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.support.faulty_cleaners", *map(str, arguments)]
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | settings
        process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, **streams)
        started.append(process)
        return process

    yield call
    for process in started:
        process.kill()
        process.communicate()


@contextmanager
def until(path: Path, process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Wait until a page has made a file."""
    while not path.exists():
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=0.02)
    yield


def test_one_line_at_the_end_and_one_for_each_failure(call: Run, pages: Path, tmp_path: Path) -> None:
    done = call("batch", pages, "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.startswith(b"newsclean: 3 pages: 2 ok, 1 no-article; ")
    assert len(done.stderr.splitlines()) == 1
    write(pages, {"bad\x1b[2J.png": BINARY})
    done = call("batch", pages, tmp_path / "none", "--out", tmp_path / "out")
    assert done.returncode == 1
    first, second, summary = done.stderr.decode().splitlines()
    assert first == f"newsclean: {tmp_path}/none: No such file or directory"
    assert second.startswith(f"newsclean: {pages}/bad\\x1b[2J.png: not text in any encoding")
    assert summary.startswith("newsclean: 5 pages: 2 failed (1 missing); 3 skipped unchanged; ")


def test_quiet_says_failures_and_nothing_else(call: Run, pages: Path, tmp_path: Path) -> None:
    assert call("batch", pages, "--out", tmp_path / "out", "--quiet").stderr == b""
    done = call("batch", pages, tmp_path / "none", "--out", tmp_path / "out", "-q")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_logs(call: Run, pages: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    for _ in range(2):
        call("batch", pages, tmp_path / "none", "--out", tmp_path / "out", "--log-format", "json", "--log-file", log)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["event"] for line in lines] == ["page"] * 4 + ["summary"] + ["page"] + ["summary"]
    keys = "time event path status reason output publication confidence kept_share seconds".split()
    assert [list(line) for line in lines if line["event"] == "page"] == [keys] * 5
    assert lines[4]["statuses"] == {"ok": 2, "missing": 1, "no-article": 1}
    assert (lines[4]["exit_code"], lines[6]["statuses"]["skipped-unchanged"]) == (1, 3)
    done = call("batch", pages, "--out", tmp_path / "out2", "--log-format", "text")
    *texts, summary = done.stderr.decode().splitlines()
    assert sorted(text.split(" ")[1] for text in texts) == ["no-article:", "ok:", "ok:"]
    assert "3 pages: 2 ok, 1 no-article" in summary
    done = call("batch", pages, "--out", tmp_path / "out3", "--log-file", tmp_path / "no" / "log")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"cannot write the log: No such file or directory" in done.stderr


def test_names_from_a_list(call: Run, pages: Path, tmp_path: Path) -> None:
    names = f"{pages}/a.txt\0{pages}/b.txt".encode()
    call("batch", "--files-from", "-", "-0", "--out", tmp_path / "out", stdin=names)
    assert statuses(tmp_path / "out") == {"a.txt": "ok", "b.txt": "ok"}
    call("batch", "--files-from", "-", "--out", tmp_path / "all.jsonl", stdin=names.replace(b"\0", b"\n"))
    assert len((tmp_path / "all.jsonl").read_bytes().splitlines()) == 2


def test_a_dry_run(call: Run, pages: Path, tmp_path: Path) -> None:
    done = call("batch", pages, "--out", tmp_path / "out", "--dry-run")
    assert done.stdout.decode().splitlines() == [f"clean\t{pages}/{name}.txt" for name in ("a", "b", "home")]
    assert done.stderr == b"newsclean: 3 pages: 3 to clean; nothing was changed\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "no --out; name a folder"),
        (("--out", "x"), "no inputs; name files or folders"),
        (("--out", "x", "a", "--format", "jsonl"), "--format jsonl writes one file; name it, as in --out x.jsonl"),
        (
            ("--out", "x.jsonl", "a", "--format", "text"),
            "--out x.jsonl is a stream of jsonl; --format text contradicts it",
        ),
        (("--out", "x", "a", "--max-size", "lots"), "--max-size 'lots': expected a size, as in 50M"),
        (("--out", "x", "a", "--fail-over", "120%"), "--fail-over '120%': expected a share, as in 5% or 0.05"),
        (("--out", "x", "a", "--drift-over", "many"), "--drift-over 'many': expected a share"),
        (("--out", "x", "a", "--jobs", "0"), "--jobs 0: at least one worker is needed"),
        (("--out", "x", "a", "--timeout", "-1"), "--timeout -1: expected seconds, 0 for no limit"),
        (("--out", "x", "a", "--keep", "captin"), "unknown category 'captin'; did you mean 'caption'?"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(call: Run, arguments: tuple[str, ...], message: str) -> None:
    done = call("batch", *arguments)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, b"", 1)
    assert message in done.stderr.decode()
    assert not (ROOT / "x").exists()


def test_the_lock(call: Run, start: Callable[..., subprocess.Popen[bytes]], pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with FileLock(out / ".newsclean.lock"):
        done = call("batch", pages, "--out", out)
        assert done.returncode == 75
        assert done.stderr.decode() == f"newsclean: {out}: another run is at work here; --wait waits for it\n"
        waiting = start("batch", pages, "--out", out, "--wait")
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(timeout=1)
    waiting.communicate(timeout=120)
    assert (waiting.returncode, len(tree(out))) == (0, 3)


@POSIX
@pytest.mark.parametrize(
    ("number", "is_group"), [(signal.SIGTERM, True), (signal.SIGINT, True), (signal.SIGTERM, False)]
)
def test_a_signal_finishes_the_pages_in_hand(
    start: Callable[..., subprocess.Popen[bytes]], call: Run, tmp_path: Path, number: int, is_group: bool
) -> None:
    started, go, out = tmp_path / "started", tmp_path / "go", tmp_path / "out"
    pages = write(tmp_path / "pages", {f"{n:02}.txt": story(n) for n in range(20)})
    write(pages, {"00.txt": f"!touch {started}\n".encode(), "01.txt": f"!wait {go}\n".encode() + story(1)})
    process = start("batch", pages, "--out", out, "--jobs", "1")
    with until(started, process):
        # a terminal and a service manager tell everybody; the workers do not listen
        os.killpg(process.pid, number) if is_group else process.send_signal(number)
    go.touch()
    stdout, stderr = process.communicate(timeout=120)
    assert (process.returncode, stdout) == (128 + number, b"")
    assert "left for the next run; " in stderr.decode()
    assert stderr.decode().endswith(f"interrupted by signal {int(number)}\n")
    assert statuses(out)["01.txt"] == "ok"
    assert "pending" in statuses(out).values()
    assert call("batch", pages, "--out", out).returncode == 0
    assert set(statuses(out).values()) <= {"ok", "skipped-unchanged", "no-article"}


@POSIX
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_all_while_workers_start(
    start: Callable[..., subprocess.Popen[bytes]], pages: Path, tmp_path: Path, number: int
) -> None:
    go = tmp_path / "go"
    write(pages, {f"{i}.txt": story(i) for i in range(300)})
    # the last page keeps a run at work that is faster than the signal
    write(pages, {"last.txt": f"!wait {go}\n".encode() + story(300)})
    process = start("batch", pages, "--out", tmp_path / "out")
    with until(tmp_path / "out/.newsclean-tmp", process):
        os.killpg(process.pid, number)
    go.touch()
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 128 + number
    assert len(stderr.decode().splitlines()) == 1
    assert stderr.decode().endswith(f"interrupted by signal {int(number)}\n")


@POSIX
@pytest.mark.parametrize("command", ["batch fixtures --out {out} --dry-run", "status {done}", "status {done} --json"])
def test_a_reader_that_goes_away_ends_it_quietly(
    call: Run, environment: dict[str, str], tmp_path: Path, pages: Path, command: str
) -> None:
    if "done" in command:
        call("batch", pages, "--out", tmp_path / "done")
    shell = f"{sys.executable} -m newsclean {command.format(out=tmp_path / 'out', done=tmp_path / 'done')} | head -c 1"
    done = subprocess.run(["bash", "-c", shell], cwd=ROOT, env=environment, capture_output=True, timeout=300)
    assert len(done.stdout) == 1
    assert b"Traceback" not in done.stderr
    assert b"roken" not in done.stderr


@POSIX
def test_progress_on_a_terminal_and_nothing_of_it_afterwards(
    start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path, pages: Path
) -> None:
    import pty

    write(pages, {"bad.png": BINARY, "noise.txt": b"!say\n" + story(3)})
    ours, theirs = pty.openpty()
    process = start("batch", pages, "--out", tmp_path / "out", stderr=theirs)
    os.close(theirs)
    shown = b""
    while chunk := _read(ours):
        shown += chunk
    os.close(ours)
    assert process.wait(timeout=120) == 1
    assert process.stdout is not None
    assert process.stdout.read() == b""
    text = shown.decode()
    assert "5/5" in text
    assert "1 failed" in text
    assert "bad.png: not text in any encoding" in text
    assert "noise" not in text.replace("noise.txt", "")
    assert (
        text.splitlines()[-1]
        .removeprefix("\x1b[1A\x1b[2K")
        .startswith("newsclean: 5 pages: 3 ok, 1 no-article, 1 failed; ")
    )


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:
        # the other side of a terminal is closed
        return b""


def test_status(call: Run, pages: Path, tmp_path: Path) -> None:
    write(pages, {"bad.png": BINARY})
    call("batch", pages, ROOT / "fixtures", "--out", tmp_path / "out")
    shown = call("status", tmp_path / "out").stdout.decode()
    for part in (
        "ok",
        "no-article",
        "The Moscow Times",
        "Slowest",
        "Suspicious",
        "bad.png",
        "not text in any encoding",
    ):
        assert part in shown
    assert "\x1b" not in shown
    told = json.loads(call("status", tmp_path / "out", "--json").stdout)
    assert list(told) == "pages statuses results characters publications slowest suspicious failures".split()
    assert told["pages"] == sum(told["statuses"].values())
    assert told["failures"] == [
        {
            "path": f"{pages}/bad.png",
            "status": "failed",
            "reason": "not text in any encoding (an image, a PDF or an archive?)",
        }
    ]
    assert {"id": "moscow-times", "name": "The Moscow Times", "drift": 0.0}.items() <= told["publications"][1].items()
    call("batch", pages, "--out", tmp_path / "all.jsonl")
    assert json.loads(call("status", tmp_path / "all.jsonl", "--json").stdout)["pages"] == 4


def test_status_since_a_time_shows_what_later_runs_worked_on(call: Run, pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call("batch", pages, "--out", out, "-q")
    with closing(sqlite3.connect(out / "newsclean.sqlite")) as database, database:
        database.execute("UPDATE runs SET started = '2020-01-01T02:00:00+00:00'")
    write(pages, {"bad.png": BINARY, "new.txt": story(77)})
    call("batch", pages, "--out", out, "-q")
    told = json.loads(call("status", out, "--json", "--since", "1d").stdout)
    assert (told["pages"], told["results"]) == (2, {"failed": 1, "ok": 1})
    assert [(run["cleaned"], run["failed"], run["drift"]) for run in told["runs"]] == [(2, 1, [])]
    assert json.loads(call("status", out, "--json", "--since", "2020-01-01T00:00Z").stdout)["pages"] == 5
    assert "1 run\n" in call("status", out, "--since", "24h").stdout.decode()
    assert json.loads(call("status", out, "--json", "--since", "9999-01-01").stdout)["pages"] == 0
    wrong = call("status", out, "--since", "yesterday")
    assert (wrong.returncode, b"--since 'yesterday': expected a time" in wrong.stderr) == (2, True)


def test_status_of_a_run_that_is_going_on(
    start: Callable[..., subprocess.Popen[bytes]], call: Run, tmp_path: Path, pages: Path
) -> None:
    started, go = tmp_path / "started", tmp_path / "go"
    write(pages, {"a.txt": f"!touch {started}\n".encode(), "b.txt": f"!wait {go}\n".encode() + story(1)})
    process = start("batch", pages, "--out", tmp_path / "out", "--jobs", "1")
    with until(started, process):
        assert json.loads(call("status", tmp_path / "out", "--json").stdout)["pages"] == 3
    go.touch()
    assert process.wait(timeout=120) == 0


def test_status_of_nothing(call: Run, tmp_path: Path) -> None:
    done = call("status", tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(f"newsclean: {tmp_path}: no manifest here".encode())
    (tmp_path / "newsclean.sqlite").write_bytes(b"")
    assert b"not a manifest" in call("status", tmp_path).stderr


def test_an_output_folder_that_cannot_be_made_is_one_line(call: Run, pages: Path) -> None:
    done = call("batch", pages, "--out", pages / "a.txt" / "out")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, b"", 1)
    assert b"cannot write: Not a directory" in done.stderr


def test_a_full_disk_is_a_reason(start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path) -> None:
    pytest.importorskip("resource")
    pages = write(tmp_path / "pages", {f"{n}.txt": b"!full\n" + story(n) for n in range(3)})
    process = start("batch", pages, "--out", tmp_path / "out")
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 1
    assert stderr.decode().splitlines()[-1].startswith("newsclean: 3 pages: 3 failed; ")
    assert {row["reason"] for row in rows(tmp_path / "out").values()} == {"cannot write the output: File too large"}


def test_tables_of_long_names_stay_narrow(call: Run, tmp_path: Path) -> None:
    names = [character * 250 + ".txt" for character in "ab"]
    pages = write(tmp_path / "pages", {name: story(n) for n, name in enumerate(names)})
    call("batch", pages, "--out", tmp_path / "out")
    printed = call("status", tmp_path / "out").stdout.decode()
    assert max(map(len, printed.splitlines())) < 250
    assert "aaaa.txt" in printed
    assert json.loads(call("status", "--json", tmp_path / "out").stdout)["slowest"][0]["path"][-254:] in names
