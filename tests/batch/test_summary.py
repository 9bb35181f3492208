"""The summary: low confidence, drift and failures decide the exit code."""

from __future__ import annotations

from pathlib import Path

from newsclean.batch import overview
from tests.support.batches import run, story, write


def test_low_confidence_is_a_status_and_no_failure(here: Path) -> None:
    write(here, {"a.txt": b"!unsure 0.2\n" + story(1), "b.txt": b"!unsure 0.9\n" + story(2)})
    summary, _ = run(here / "out", "a.txt", "b.txt")
    assert (summary.exit_code, summary.statuses) == (0, {"low-confidence": 1, "ok": 1})
    assert str(summary).startswith("2 pages: 1 ok, 1 low-confidence; ")
    (page,) = overview(here / "out")["suspicious"]
    assert (page["path"], page["confidence"]) == ("a.txt", 0.2)


def test_a_publication_whose_pages_miss_their_container_drifts_in_the_run_that_cleans_them(here: Path) -> None:
    page = '<html><head><link rel="canonical" href="https://www.themoscowtimes.com/a"></head><body><div><p>{}</p></div></body></html>'
    write(here / "pages", {f"{n}.html": page.format(story(n).decode()).encode() for n in range(5)})
    summary, _ = run(here / "out", "pages", drift_over=0.2)
    (drift,) = summary.drifting
    assert (summary.exit_code, drift.publication, drift.share) == (4, "moscow-times", 1.0)
    assert str(drift) == "moscow-times: main missed on 5 of 5 pages; try `newsclean rules doctor PAGES`"
    assert "; 1 publication drifted; " in str(summary)
    assert summary.as_dict()["drifting"][0]["findings"][0]["fact"] == "main"
    assert run(here / "out", "pages", drift_over=0.2)[0].exit_code == 0
    summary, _ = run(here / "out", "pages", force=True)
    assert (summary.exit_code, len(summary.drifting)) == (0, 1)


def test_fail_over_tolerates_a_share_of_failures(here: Path) -> None:
    write(here / "pages", {f"{n}.txt": story(n) for n in range(9)} | {"bad.txt": b"\x89PNG" + bytes(range(32)) * 20})
    assert run(here / "out", "pages", fail_over=0.1)[0].exit_code == 0
    assert run(here / "out", "pages", fail_over=0.09)[0].exit_code == 1
