"""Workers that hang, crash and starve: the page they were at is given up, and nothing else."""

from __future__ import annotations

import gzip
import os
import signal
from pathlib import Path

import pytest

from newsclean import NewscleanError, Options
from newsclean.batch import Stop, run_batch
from newsclean.batch.engines import pool
from newsclean.batch.fingerprint import current_fingerprint
from newsclean.batch.pages.task import PageJob, PageTask
from tests.support import short_lived
from tests.support.batches import RecordingListener, batch, rows, run, statuses, story, tree, write
from tests.support.faulty_cleaners import wait

MEBIBYTE = 1 << 20


@pytest.mark.parametrize(
    ("deed", "status", "reason"),
    [
        ("segfault", "failed", "the worker died on this page (killed by SIGSEGV)"),
        ("exit 0", "failed", "the worker died on this page (exit code 0)"),
        ("exit 7", "failed", "the worker died on this page (exit code 7)"),
        ("raise-exit 3", "failed", "the worker died on this page (exit code 1)"),
        ("kill", "failed", "the worker died on this page (killed by SIGKILL; out of memory?)"),
        ("hang", "timeout", "took longer than 0.3 s"),
        ("spin", "timeout", "took longer than 0.3 s"),
        ("hog", "failed", "out of memory (more than 128 MiB)"),
        ("fault", "failed", "newsclean failed on this page (KeyError: 'boom')"),
    ],
)
def test_a_bad_page_is_given_up_and_the_rest_goes_on(tmp_path: Path, deed: str, status: str, reason: str) -> None:
    write(tmp_path / "pages", {f"{n}.txt": story(n) for n in range(8)} | {"3.txt": f"!{deed}\n".encode()})
    limits = {"timeout": 0.3} if status == "timeout" else {"max_memory": 128 * MEBIBYTE}
    # one worker: the pages that wait behind the bad one are next to it
    summary, heard = run(tmp_path / "out", tmp_path / "pages", jobs=1, **limits)
    assert statuses(tmp_path / "out") == {f"{n}.txt": status if n == 3 else "ok" for n in range(8)}
    (row,) = [row for row in rows(tmp_path / "out").values() if row["status"] == status]
    assert (row["reason"], row["output"], summary.exit_code) == (reason, None, 1)
    assert len(tree(tmp_path / "out")) == 7
    assert [result.status for result in heard.pages if result.path.endswith("3.txt")] == [status]


def test_every_page_bad_in_its_own_way(tmp_path: Path) -> None:
    deeds = ["segfault", "exit 0", "fault", "hang", "kill", "raise-exit 1"] * 4
    write(tmp_path / "pages", {f"{n:02}.txt": f"!{deed}\n".encode() for n, deed in enumerate(deeds)})
    summary, heard = run(tmp_path / "out", tmp_path / "pages", jobs=3, timeout=1)
    assert summary.statuses == {"failed": 20, "timeout": 4}
    assert len(heard.pages) == 24
    assert tree(tmp_path / "out") == {}


def test_what_failed_is_tried_again_and_keeps_its_former_output(tmp_path: Path) -> None:
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


def test_a_page_that_vanishes_under_way(tmp_path: Path) -> None:
    pages = write(tmp_path / "pages", {f"{n}.txt": story(n) for n in range(4)})
    write(pages, {"0.txt": f"!delete {pages / '3.txt'}\n".encode() + story(0)})
    summary, _ = run(tmp_path / "out", pages, jobs=1)
    assert summary.statuses == {"ok": 3, "missing": 1}
    assert rows(tmp_path / "out")[str(pages / "3.txt")]["reason"] == "vanished during the run"


def test_sizes_are_looked_at_before_reading_and_after_unpacking(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as stream:
        stream.truncate(1 << 40)
    write(tmp_path, {"bomb.txt.gz": gzip.compress(b"word " * 300_000), "a.txt": story(1)})
    pages = [tmp_path / name for name in ("huge.txt", "bomb.txt.gz", "a.txt")]
    summary, _ = run(tmp_path / "out", *pages, options=Options(max_bytes=MEBIBYTE))
    assert summary.statuses == {"too-large": 2, "ok": 1}
    assert rows(tmp_path / "out")[str(pages[0])]["reason"] == "larger than 1 MiB; --max-size sets the limit"
    assert rows(tmp_path / "out")[str(pages[1])]["reason"].startswith("larger than 1,048,576 bytes unpacked")


def test_workers_that_cannot_start_end_the_run_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "serve", _stillborn)
    write(tmp_path, {"a.txt": story(1)})
    with pytest.raises(NewscleanError, match=r"cannot start workers \(exit code 4\)"):
        run(tmp_path / "out", tmp_path / "a.txt")
    monkeypatch.undo()
    assert run(tmp_path / "out", tmp_path / "a.txt")[0].statuses == {"ok": 1}


def _stillborn(*_: object) -> None:
    os._exit(4)


def test_workers_make_room_for_new_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "serve", short_lived.serve)
    write(tmp_path / "pages", {f"{n:02}.txt": story(n) for n in range(20)})
    assert run(tmp_path / "out", tmp_path / "pages")[0].statuses == {"ok": 20}


def test_a_worker_that_has_left_with_nothing_in_hand_is_not_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "PREFETCH", 3)
    monkeypatch.setattr(pool, "serve", short_lived.linger)
    write(tmp_path, {f"{n}.txt": story(n) for n in range(9)})
    one = batch(tmp_path, tmp_path)
    fingerprint = current_fingerprint(Options(), one.rendering)
    job = PageJob(Options(policy={}), one.rendering, fingerprint, one.clean_page, 0.5, None, str(tmp_path))
    workers = pool.WorkerPool(job, 1)
    tasks = (PageTask(n, str(tmp_path / f"{n}.txt"), f"out{n}", f"{n}.json") for n in range(9))
    done = []
    for task, result in workers.run(tasks):
        # the worker has done all three tasks and leaves before the pool reads the first result
        if task.ordinal % 3 == 0:
            wait(str(tmp_path / f"left-{workers._workers[0].process.pid}"))
        done.append((task.ordinal, result.status))
    assert done == [(n, "ok") for n in range(9)]


def test_a_second_signal_does_not_wait_for_the_pages_in_hand(tmp_path: Path) -> None:
    started = tmp_path / "started"
    write(tmp_path / "pages", {"0.txt": f"!touch {started}\n".encode() + story(1), "1.txt": b"!hang\n"})

    class Urgent(RecordingListener):
        def planned(self, inputs: int, to_clean: int) -> None:
            super().planned(inputs, to_clean)
            stop.request(signal.SIGINT)
            stop.request(signal.SIGINT)

    stop = Stop()
    summary = run_batch(batch(tmp_path / "out", tmp_path / "pages", timeout=None), Urgent(), stop)
    assert (summary.exit_code, summary.statuses) == (130, {"pending": 2})
