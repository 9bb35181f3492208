"""The page about a run: `batch --report` and `status --html` write it."""

from __future__ import annotations

from pathlib import Path

from newsclean.batch import ArchiveBatch, Batch
from newsclean.cli.streams import write_text
from newsclean.errors import UsageError
from newsclean.review.runs import run_overview
from newsclean.review.write import check_installed, render_review


def check_report(batch: Batch | ArchiveBatch) -> None:
    """Raise `UsageError` if the run cannot have a report, before it starts."""
    check_installed()
    if isinstance(batch, ArchiveBatch):
        raise UsageError("--report is for single pages, not for archives; `newsclean status` counts their articles")


def write_report(out: Path, report: Path) -> None:
    """Write the page about the last run. Raises `NewscleanError` if it cannot be written or no batch wrote `out`."""
    write_text(report, render_review(run_overview(out), None))
