"""What a batch run is asked to do: frozen values, the same for the whole run."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from newsclean.article import Article
from newsclean.errors import UsageError
from newsclean.options import Options
from newsclean.pipeline import Failure, clean_one
from newsclean.render import RenderOptions, output_format
from newsclean.render.registry import BATCH_FORMATS
from newsclean.rules.types import Rule
from newsclean.sources import Source

MANIFEST_NAME = "newsclean.sqlite"
LOCK_NAME = ".newsclean.lock"
TEMPORARY_NAME = ".newsclean-tmp"
STREAM_FOLDER_SUFFIX = ".newsclean"
MEBIBYTE = 1 << 20
MIN_DRIFT_PAGES = 5
"""A publication with fewer pages in the run says nothing about drift."""


class PageCleaner(Protocol):
    """A function that cleans one page, as `clean_one` does; `learned` are rules learned from the same publication."""

    def __call__(self, source: Source, options: Options, learned: tuple[Rule, ...] = ()) -> Article | Failure:
        """Return the article, or the failure that the batch reports for the page."""


def available_processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Inputs:
    """Where a run's pages are.

    arguments: files, folders and glob patterns.
    files_from: a file with a name on each line, "-" for standard input; None for no such list.
    is_null_separated: the names of that list end with NUL instead of a line end.
    """

    arguments: tuple[str, ...] = ()
    files_from: str | None = None
    is_null_separated: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may cost before it is given up.

    timeout: seconds; None for no limit.
    max_memory: bytes on top of what a worker takes by itself; None for no limit.
    jobs: worker processes; one for each processor we may use.
    """

    timeout: float | None = 30.0
    max_memory: int | None = 2048 * MEBIBYTE
    jobs: int = field(default_factory=available_processors)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a run that went well page by page still has not gone well; shares between 0 and 1.

    fail_over: the share of failed pages up to which the run is a success.
    drift_over: the share of a publication's pages in which its main container may be missing; None does not look.
    low_confidence: articles of which the classifier is less sure are marked.
    """

    fail_over: float = 0.0
    drift_over: float | None = None
    low_confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Batch:
    """One run. `out` is a folder, or with a form of "jsonl" the file of the stream.

    learn: use repetition among the pages of a publication that has no rules.
    clean_page: what cleans a page in the workers; a function they can import by its name.
    """

    inputs: Inputs
    out: Path
    options: Options = field(default_factory=Options)
    rendering: RenderOptions = field(default_factory=lambda: RenderOptions("json"))
    limits: Limits = field(default_factory=Limits)
    thresholds: Thresholds = field(default_factory=Thresholds)
    force: bool = False
    prune: bool = False
    wait: bool = False
    learn: bool = False
    clean_page: PageCleaner = clean_one

    @property
    def is_stream(self) -> bool:
        """Whether the articles end up in one file."""
        return self.rendering.format == "jsonl"

    @property
    def page_ending(self) -> str:
        """The ending of each page's own file. Raises `UsageError` for a format that has no such files."""
        ending = output_format(self.rendering.format).page_ending
        if ending is None:
            raise UsageError(f"a batch writes no {self.rendering.format}; use --format {' or '.join(BATCH_FORMATS)}")
        return ending

    @property
    def folder(self) -> Path:
        """The folder of the outputs and of the manifest."""
        return stream_folder(self.out) if self.is_stream else self.out

    def check(self) -> None:
        """Raise `UsageError` when there is nothing to do, or the place for the outputs cannot be one."""
        if not self.inputs.arguments and self.inputs.files_from is None:
            raise UsageError("no inputs; name files or folders, or give a list with --files-from")
        if "-" in self.inputs.arguments:
            raise UsageError("a batch takes no page from standard input; for a list of names use --files-from -")
        if self.is_stream and self.out.is_dir():
            raise UsageError(f"{self.out}: is a directory; --format jsonl writes one file, as in --out articles.jsonl")
        if not self.is_stream and self.folder.exists() and not self.folder.is_dir():
            raise UsageError(f"{self.out}: is a file; --out takes a folder, or a name that ends in .jsonl")


def stream_folder(stream: Path) -> Path:
    """Return the folder that holds the parts and the manifest of a stream."""
    return stream.with_name(stream.name + STREAM_FOLDER_SUFFIX)
