"""Pages for the tests of batches, a listener, and functions that read what a run left."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import Any

from newsclean.batch import (
    Batch,
    Inputs,
    Limits,
    Listener,
    RenderOptions,
    Summary,
    Thresholds,
    read_manifest,
    run_batch,
)
from newsclean.batch.output_names import loaded
from newsclean.batch.results import PageResult, ShardReport
from tests.support.faulty_cleaners import clean_page

STORY = (
    "Ferry number {n} returns to the island\n\nThe ferry will sail again on Monday, the harbour office said after "
    "storm number {n}, the last of the winter.\n\nIt had been in dry dock since the autumn, with its crew of {n}.\n\n"
    "Read more\n"
)
HTML = "<!doctype html><html><head><title>Ferry {n}</title></head><body><article><p>{p}</p></article></body></html>"


def story(n: int) -> bytes:
    """Return text dump number n."""
    return STORY.format(n=n).encode()


def html(n: int) -> bytes:
    """Return HTML page number n."""
    return HTML.format(n=n, p=STORY.format(n=n).replace("\n\n", "</p><p>")).encode()


def write(folder: Path, pages: dict[str, bytes]) -> Path:
    """Write files below a folder."""
    for name, data in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


class RecordingListener(Listener):
    """A listener that keeps every event."""

    def __init__(self) -> None:
        self.pages: list[PageResult] = []
        self.shards: list[ShardReport] = []
        self.plan = (0, 0)

    def planned(self, inputs: int, to_clean: int) -> None:
        """Keep the plan."""
        self.plan = (inputs, to_clean)

    def page(self, result: PageResult) -> None:
        """Keep a page."""
        self.pages.append(result)

    def shard(self, report: ShardReport) -> None:
        """Keep an archive."""
        self.shards.append(report)

    @property
    def cleaned(self) -> list[str]:
        """The names of the pages that were cleaned."""
        return sorted(Path(result.path).name for result in self.pages if result.stats)


def batch(out: Path, *inputs: str | Path, **settings: Any) -> Batch:
    """Return a batch with two workers that obey faulty pages."""
    limits = Limits(settings.pop("timeout", 20.0), settings.pop("max_memory", None), settings.pop("jobs", 2))
    format_ = settings.pop("format", "jsonl" if out.suffix == ".jsonl" else "json")
    thresholds = Thresholds(settings.pop("fail_over", 0.0), settings.pop("drift_over", None))
    names = Inputs(tuple(map(str, inputs)), settings.pop("files_from", None))
    return Batch(
        names,
        out,
        rendering=RenderOptions(format_),
        limits=limits,
        thresholds=thresholds,
        clean_page=clean_page,
        **settings,
    )


def run(out: Path, *inputs: str | Path, **settings: Any) -> tuple[Summary, RecordingListener]:
    """Run a batch; return its summary and the listener."""
    listener = RecordingListener()
    return run_batch(batch(out, *inputs, **settings), listener), listener


def rows(out: Path) -> dict[str, dict[str, Any]]:
    """Return the manifest's rows by path."""
    with closing(read_manifest(out)) as database:
        return {loaded(row["path"]): dict(row) for row in database.execute("SELECT * FROM pages ORDER BY ordinal")}


def statuses(out: Path) -> dict[str, str]:
    """Return the statuses in the manifest by file name."""
    return {os.path.basename(path): row["status"] for path, row in rows(out).items()}  # noqa: PTH119 - bytes in names


def tree(folder: Path) -> dict[str, bytes]:
    """Return the outputs below a folder by name, without the manifest and the lock."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).parts[0].startswith((".newsclean", "newsclean.sqlite"))
    }
