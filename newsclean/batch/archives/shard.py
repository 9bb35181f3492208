"""A shard: one archive in, one file of articles out. `clean_shard` is what every engine calls, here and elsewhere."""

from __future__ import annotations

import json
import tempfile
import time
import zlib
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from newsclean.batch.fingerprint import Fingerprint, current_fingerprint, hash_of
from newsclean.batch.pages.manifest import FAILED
from newsclean.batch.settings import Limits, PageCleaner
from newsclean.errors import NewscleanError, UsageError
from newsclean.options import Options
from newsclean.pipeline import clean_one
from newsclean.render import FORMATS, RenderOptions, archive_format_of
from newsclean.render.json import FIELD_ORDER
from newsclean.render.output_format import RowFile
from newsclean.render.registry import ARCHIVE_FORMATS
from newsclean.sources.filesystem import Location, locate
from newsclean.sources.records import ArchiveOptions
from newsclean.sources.registry import stamp
from newsclean.version import __version__

DONE_SUFFIX, FAILED_SUFFIX = ".done", ".failed.jsonl"


@dataclass(frozen=True, slots=True)
class ShardOptions:
    """How shards are cleaned.

    wanted: which fields of rows hold pages, and what is carried along; its `max_bytes` is that of `options`.
    blocks: the articles have their body's blocks. limits: of a page; `jobs` are the workers of one shard.
    low_confidence: articles of which the classifier is less sure are marked.
    force: clean a shard that is done, and overwrite files that are not ours.
    name: what to call the archive in the articles' `source`; None for its URI.
    settings: the `settings_hash` of whoever gives shards away; a worker with another must not clean them.
    spool: a folder for pages on their way; None for the system's.
    """

    options: Options = field(default_factory=Options)
    wanted: ArchiveOptions = field(default_factory=ArchiveOptions)
    blocks: bool = False
    limits: Limits = field(default_factory=lambda: Limits(jobs=1))
    low_confidence: float = 0.5
    force: bool = False
    name: str | None = None
    settings: str | None = None
    spool: str | None = None
    clean_page: PageCleaner = clean_one


@dataclass(frozen=True, slots=True)
class ShardReport:
    """What became of a shard: it is the content of its done-marker, too.

    origin: the archive's full path or URI.
    status: "done"; "skipped" where the marker of a former run fits; "failed" where there is no output, with the reason.
    source_stamp: size and ETag or age of the archive; settings: the hash of all else that the output depends on.
    statuses: pages and faults by status; passed_over: what was no page, by kind; chars: characters by category.
    publications: by the id of those we have rules for: their name, pages, kept share, share of pages that have drifted.
    failures: the first of the pages that failed, as name, status and reason; the rest is in the file of failures.
    sink_bytes, sink_sha256, failed_sha256: of the output, and of the file of failures where there is one.
    """

    source: str
    sink: str
    origin: str = ""
    status: Literal["done", "skipped", "failed"] = "done"
    reason: str | None = None
    source_stamp: str = ""
    settings: str = ""
    newsclean: str = ""
    statuses: Mapping[str, int] = field(default_factory=dict)
    passed_over: Mapping[str, int] = field(default_factory=dict)
    chars: Mapping[str, int] = field(default_factory=dict)
    publications: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    failures: tuple[tuple[str, str, str], ...] = ()
    sink_bytes: int = 0
    sink_sha256: str = ""
    failed_sha256: str | None = None
    seconds: float = 0.0

    @property
    def failed(self) -> int:
        """How many pages failed."""
        return sum(self.statuses.get(status, 0) for status in FAILED)

    def to_json(self) -> str:
        """Return the report as the content of a marker."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> ShardReport | None:
        """Return the report that a marker holds, None for what is no marker of this version."""
        try:
            values = json.loads(text)
            values["failures"] = tuple(tuple(failure) for failure in values["failures"])
            return cls(**values)
        except (ValueError, TypeError, KeyError):
            return None


def clean_shard(source_uri: str, sink_uri: str, options: ShardOptions | None = None) -> ShardReport:
    """Clean an archive into one file, and return how it went; a second call finds it done.

    The sink, JSON Lines or Parquet by its name, appears whole or not at all. Beside it are `SINK.failed.jsonl`, if
    pages failed, and last of all `SINK.done`, the report. Memory does not grow with the archive.
    Raises `UsageError` for URIs, fields or packages that make it impossible, and `NewscleanError` when the archive
    cannot be read at all or the sink not be written. In a script, call it below `if __name__ == "__main__":`.
    """
    from newsclean.batch.archives.worker import ShardCleaner

    start = time.monotonic()
    options = options or ShardOptions()
    source, sink = locate(source_uri), locate(sink_uri)
    rows = _checked_rows(sink, options)
    state = current_fingerprint(options.options, RenderOptions("jsonl", blocks=options.blocks))
    known, report = known_and_expected(source, sink, options, settings_hash(options, state))
    if known is not None and known.status == "skipped":
        return known
    if not options.force:
        _check_ours(sink, rows, known, source)
    with tempfile.TemporaryDirectory(prefix="newsclean-", dir=options.spool) as spool:
        report = ShardCleaner(source, sink, rows, options, state, spool).done(report)
        report = replace(report, seconds=round(time.monotonic() - start, 3))
        sink.sibling(DONE_SUFFIX).write(report.to_json().encode("utf-8", "backslashreplace"), spool)
    return report


def known_and_expected(
    source: Location, sink: Location, options: ShardOptions, settings: str
) -> tuple[ShardReport | None, ShardReport]:
    """Return what the marker says, "skipped" if the shard need not be cleaned again, and the report of a new start.

    Raises `UnreadableError` for a source that is not there, and `UsageError` where `settings` are not those that
    the options ask for.
    """
    if options.settings not in (None, settings):
        raise UsageError(
            f"{source.uri}: this worker would not clean it as was asked: its newsclean ({__version__}), its rules or "
            "its model are others; install the same on all nodes"
        )
    expected = ShardReport(
        options.name or source.uri,
        sink.uri,
        source.uri if not source.is_local else source.path,
        source_stamp=stamp(source),
        settings=settings,
        newsclean=__version__,
    )
    known = read_marker(sink)
    if known is None or options.force:
        return known, expected
    info = sink.info()
    is_there = info is not None and info.get("size") == known.sink_bytes
    made_of = (known.source, known.source_stamp, known.settings)
    if is_there and made_of == (expected.source, expected.source_stamp, expected.settings):
        known = replace(known, status="skipped")
    return known, expected


def settings_hash(options: ShardOptions, state: Fingerprint) -> str:
    """Return the hash of all that a shard's output depends on besides the archive."""
    made_with = (state.options, state.identity, sorted(state.rules.items()), state.model, state.newsclean)
    return hash_of(made_with, options.wanted, options.low_confidence)


def read_marker(sink: Location) -> ShardReport | None:
    """Return the report that a finished shard left, None if there is none. Raises `UnreadableError`."""
    data = sink.sibling(DONE_SUFFIX).read()
    return None if data is None else ShardReport.from_json(data)


def check_carried(names: tuple[str, ...]) -> None:
    """Raise `UsageError` when something carried along would take the name of a field of the article."""
    for name in names:
        if name in FIELD_ORDER:
            raise UsageError(
                f"--carry {name}: articles have a field of this name; --url-field names the page's address"
            )


def _check_ours(sink: Location, rows: RowFile, known: ShardReport | None, source: Location) -> None:
    """Raise `NewscleanError` where the output would take the place of a file that is not ours, or of another's."""
    if known is None and sink.info() is not None and not _is_ours(sink, rows):
        raise NewscleanError(f"{sink.uri}: is no output of newsclean; --force overwrites it")
    # two folders' a.warc.gz must not take turns under one name; one that has moved may go on
    if known is not None and source.is_local and known.origin != source.path and Path(known.origin).exists():
        raise NewscleanError(f"{sink.uri}: is the output of {known.origin}; take another --out, or give full paths")


def _is_ours(sink: Location, rows: RowFile) -> bool:
    """Return whether newsclean wrote a file, or it is empty; broken files are not ours."""
    with suppress(NewscleanError, OSError, EOFError, ValueError, zlib.error), closing(sink.open()) as stream:
        return rows.is_ours(stream)
    return False


def _checked_rows(sink: Location, options: ShardOptions) -> RowFile:
    output = archive_format_of(sink.uri)
    if output is None or output.rows is None:
        endings = ", ".join(FORMATS[name].ending for name in ARCHIVE_FORMATS)
        raise UsageError(f"{sink.uri}: a shard's output ends in {endings}")
    output.check_installed()
    check_carried(options.wanted.carry)
    return output.rows
