"""The run loop: listeners, stop requests, previews, and independence from the number of workers."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from newsclean.batch import Stop, plan_batch, run_batch
from newsclean.batch.pages.store import PageStore
from newsclean.batch.results import PageResult
from tests.support.batches import RecordingListener, batch, html, run, story, tree, write


def test_outputs_do_not_depend_on_the_number_of_workers(here: Path) -> None:
    write(here / "pages", {f"{n}.txt": story(n) for n in range(30)} | {f"{n}.html": html(n) for n in range(30)})
    for jobs in (1, 4):
        run(here / f"out{jobs}", "pages", jobs=jobs)
    assert tree(here / "out1") == tree(here / "out4")
    assert len(tree(here / "out1")) == 60


def test_a_preview_names_the_actions_and_changes_nothing(here: Path) -> None:
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


def test_the_next_run_resumes_after_a_stop(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_a_second_signal_drops_the_pages_in_hand(tmp_path: Path) -> None:
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
