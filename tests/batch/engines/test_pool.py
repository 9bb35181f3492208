"""The pool: a worker that hangs, crashes or runs out of memory costs one page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newsclean import NewscleanError, Options
from newsclean.batch.engines import pool
from newsclean.batch.fingerprint import current_fingerprint
from newsclean.batch.pages.task import PageJob, PageTask
from tests.support import short_lived
from tests.support.batches import batch, rows, run, statuses, story, tree, write
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
def test_a_faulty_page_fails_alone(tmp_path: Path, deed: str, status: str, reason: str) -> None:
    write(tmp_path / "pages", {f"{n}.txt": story(n) for n in range(8)} | {"3.txt": f"!{deed}\n".encode()})
    limits = {"timeout": 0.3} if status == "timeout" else {"max_memory": 128 * MEBIBYTE}
    # with one worker the other pages wait right behind the faulty one
    summary, heard = run(tmp_path / "out", tmp_path / "pages", jobs=1, **limits)
    assert statuses(tmp_path / "out") == {f"{n}.txt": status if n == 3 else "ok" for n in range(8)}
    (row,) = [row for row in rows(tmp_path / "out").values() if row["status"] == status]
    assert (row["reason"], row["output"], summary.exit_code) == (reason, None, 1)
    assert len(tree(tmp_path / "out")) == 7
    assert [result.status for result in heard.pages if result.path.endswith("3.txt")] == [status]


def test_a_run_of_faulty_pages_ends(tmp_path: Path) -> None:
    deeds = ["segfault", "exit 0", "fault", "hang", "kill", "raise-exit 1"] * 4
    write(tmp_path / "pages", {f"{n:02}.txt": f"!{deed}\n".encode() for n, deed in enumerate(deeds)})
    summary, heard = run(tmp_path / "out", tmp_path / "pages", jobs=3, timeout=1)
    assert summary.statuses == {"failed": 20, "timeout": 4}
    assert len(heard.pages) == 24
    assert tree(tmp_path / "out") == {}


def test_workers_that_cannot_start_end_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "serve", _stillborn)
    write(tmp_path, {"a.txt": story(1)})
    with pytest.raises(NewscleanError, match=r"cannot start workers \(exit code 4\)"):
        run(tmp_path / "out", tmp_path / "a.txt")
    monkeypatch.undo()
    assert run(tmp_path / "out", tmp_path / "a.txt")[0].statuses == {"ok": 1}


def _stillborn(*_: object) -> None:
    os._exit(4)


def test_workers_are_replaced_after_their_last_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "serve", short_lived.serve)
    write(tmp_path / "pages", {f"{n:02}.txt": story(n) for n in range(20)})
    assert run(tmp_path / "out", tmp_path / "pages")[0].statuses == {"ok": 20}


def test_a_worker_that_leaves_idle_does_not_end_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
