"""What is known of an output folder or file, whichever store made it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from newsclean.batch.archives.marker import find_reports
from newsclean.batch.archives.overview import archive_overview
from newsclean.batch.pages.manifest import failures_named, read_manifest
from newsclean.batch.pages.overview import page_overview
from newsclean.batch.settings import MANIFEST_NAME, stream_folder


def overview(out: Path) -> dict[str, Any]:
    """Return what is known of an output folder or file, as JSON values.

    Both kinds of runs have `pages` (a count), `statuses`, `characters`, `publications` and `failures`. Runs over pages
    add `slowest` and `suspicious`, runs over archives `shards` and `passed_over`.
    Raises `NewscleanError` where no batch has been.
    """
    folder = out if out.is_dir() else stream_folder(out)
    if not (folder / MANIFEST_NAME).exists():
        with failures_named(out):
            reports = find_reports(out)
            if reports:
                return archive_overview(reports)
    with failures_named(folder / MANIFEST_NAME), closing(read_manifest(folder)) as database:
        return page_overview(database)
