"""The settings of a run: frozen values, the same for the whole run."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from newsclean.article import Article
from newsclean.errors import UsageError
from newsclean.options import Options
from newsclean.pipeline import Failure, clean_one
from newsclean.render import FIELD_ORDER, RenderOptions, output_format
from newsclean.render.registry import BATCH_FORMATS
from newsclean.rules.types import Rule
from newsclean.sources import Source
from newsclean.sources.filesystem import is_remote
from newsclean.sources.records import ArchiveOptions

MANIFEST_NAME = "newsclean.sqlite"
LOCK_NAME = ".newsclean.lock"
TEMPORARY_NAME = ".newsclean-tmp"
"""The folder of unfinished outputs; the next run empties it."""
STREAM_FOLDER_SUFFIX = ".newsclean"
MEBIBYTE = 1 << 20


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
    """The names of a run's pages or archives.

    arguments: files, folders and glob patterns; for archives URIs too.
    files_from: a file with one name a line, "-" for standard input; None for no such list.
    is_null_separated: names in that list end with NUL instead of a line end.
    """

    arguments: tuple[str, ...] = ()
    files_from: str | None = None
    is_null_separated: bool = False

    @property
    def is_empty(self) -> bool:
        """Return whether the caller named no input."""
        return not self.arguments and self.files_from is None


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one page; the batch gives up a page that exceeds one.

    timeout: seconds; None for no limit.
    max_memory: bytes on top of a worker's size at its start; None for no limit.
    jobs: worker processes; by default one for each available processor.
    """

    timeout: float | None = 30.0
    max_memory: int | None = 2048 * MEBIBYTE
    jobs: int = field(default_factory=available_processors)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a run fails although most pages are clean. All values are shares between 0 and 1.

    fail_over: a run fails if more than this share of its pages failed.
    drift_over: a run exits with `ExitCode.DRIFT` if a publication has drifted by more than this share; None never does.
    low_confidence: articles with less confidence get the status "low-confidence". A guess; not measured.
    """

    fail_over: float = 0.0
    drift_over: float | None = None
    low_confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Batch:
    """A run over single pages. `out` is a folder, or with a format that is a stream one file for all articles.

    force: clean unchanged pages too, and overwrite files that newsclean did not write.
    prune: delete the outputs of pages that no longer exist.
    wait: wait for another run in the same folder to end.
    learn: learn rules from repetition among the pages of each publication that has no rules.
    clean_page: the function that cleans a page; workers import it by its name.
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
        """Return whether all articles go to one file."""
        return output_format(self.rendering.format).is_stream

    @property
    def folder(self) -> Path:
        """The folder of the outputs and of the manifest."""
        return stream_folder(self.out) if self.is_stream else self.out

    @property
    def page_ending(self) -> str:
        """The ending of each page's own file. Raises `UsageError` for a format that has no such files."""
        ending = output_format(self.rendering.format).page_ending
        if ending is None:
            raise UsageError(f"a batch writes no {self.rendering.format}; use --format {' or '.join(BATCH_FORMATS)}")
        return ending

    def check(self) -> None:
        """Raise `UsageError` if there is nothing to do, or if `out` cannot take the outputs."""
        if self.inputs.is_empty:
            raise UsageError("no inputs; name files or folders, or give a list with --files-from")
        if "-" in self.inputs.arguments:
            raise UsageError("a batch takes no page from standard input; for a list of names use --files-from -")
        if self.is_stream and self.out.is_dir():
            raise UsageError(
                f"{self.out}: is a directory; --format {self.rendering.format} writes one file, as in --out all.jsonl"
            )
        if not self.is_stream and self.folder.exists() and not self.folder.is_dir():
            raise UsageError(f"{self.out}: is a file; --out takes a folder, or a name that ends in .jsonl or .csv")


@dataclass(frozen=True, slots=True)
class ShardOptions:
    """How one archive is cleaned.

    wanted: which fields of rows hold pages, and what is carried along; `options.max_bytes` replaces its limit.
    blocks: articles get the blocks of their body.
    limits: of one page; `jobs` are the workers of one shard.
    low_confidence: see `Thresholds`.
    force: clean a shard that is done, and overwrite files that newsclean did not write.
    has_ledger: articles get their ledger, and what else `restore` needs.
    name: the archive's name in the `source` of articles; None for its URI.
    settings: the hash of settings that the caller expects; a worker with another hash refuses the shard.
    spool: a folder for pages between processes; None for the system's.
    root: the local folder of all outputs; no output goes through a link below it.
    """

    options: Options = field(default_factory=Options)
    wanted: ArchiveOptions = field(default_factory=ArchiveOptions)
    blocks: bool = False
    limits: Limits = field(default_factory=lambda: Limits(jobs=1))
    low_confidence: float = 0.5
    force: bool = False
    has_ledger: bool = True
    name: str | None = None
    settings: str | None = None
    spool: str | None = None
    root: str = ""
    clean_page: PageCleaner = clean_one

    @property
    def rendering(self) -> RenderOptions:
        """How articles are written before they become rows."""
        return RenderOptions("jsonl", blocks=self.blocks, ledger=self.has_ledger)

    def check(self) -> None:
        """Raise `UsageError` if something carried along has the name of a field of the article."""
        for name in self.wanted.carry:
            if name in FIELD_ORDER:
                raise UsageError(
                    f"--carry {name}: articles have a field of this name; --url-field names the page's address"
                )


@dataclass(frozen=True, slots=True)
class ArchiveBatch:
    """A run over archives.

    out: a folder or URI for the outputs, or the one file of a single archive. format: that of the outputs.
    shard: how each archive is cleaned; `shard.limits.jobs` are the workers of the whole run.
    engine: where archives are cleaned. address: that of a Ray cluster; None starts one on this machine.
    """

    inputs: Inputs
    out: str
    format: str = "jsonl.gz"
    shard: ShardOptions = field(default_factory=lambda: ShardOptions(limits=Limits()))
    thresholds: Thresholds = field(default_factory=Thresholds)
    wait: bool = False
    engine: Literal["local", "ray"] = "local"
    address: str | None = None

    def check(self) -> None:
        """Raise `UsageError` if there is nothing to do, or if it cannot be done here."""
        if self.inputs.is_empty:
            raise UsageError("no inputs; name archives or folders, or give a list with --files-from")
        self.shard.check()
        if not is_remote(self.out) and (Path(self.out) / MANIFEST_NAME).exists():
            raise UsageError(f"{self.out}: holds the articles of single pages; archives take another --out")
        if self.address is not None and self.engine != "ray":
            raise UsageError("--address is that of a Ray cluster; it needs --engine ray")


def stream_folder(stream: Path) -> Path:
    """Return the folder that holds the parts and the manifest of a file of all articles."""
    return stream.with_name(stream.name + STREAM_FOLDER_SUFFIX)
