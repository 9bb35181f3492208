"""One shard: one archive in, one file of articles out. Every engine calls `clean_shard`, so all make the same files."""

from __future__ import annotations

import tempfile
import time
import zlib
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from newsclean.batch.archives.marker import DONE_SUFFIX, expected_report, read_marker, settings_hash, skipped_report
from newsclean.batch.archives.records import ShardCleaner
from newsclean.batch.fingerprint import current_fingerprint
from newsclean.batch.results import ShardReport
from newsclean.batch.settings import ShardOptions
from newsclean.errors import NewscleanError, UsageError
from newsclean.render import FORMATS, archive_format_of
from newsclean.render.formats import RowFile
from newsclean.render.registry import ARCHIVE_FORMATS
from newsclean.sources.filesystem import Location, is_remote, locate

ATTEMPTS = 3
"""How often a shard is tried if its archive or its output is remote: networks fail briefly. A guess; not measured."""
PAUSE_SECONDS = 2.0
"""Seconds before the second attempt; each later pause is twice as long. A guess; not measured."""


@dataclass(frozen=True, slots=True)
class ShardTask:
    """A shard to clean: the archive as the caller named it, its full path or URI, and the output's.

    `root` is the local folder of all outputs.
    """

    name: str
    source: str
    sink: str
    root: str = ""


@dataclass(frozen=True, slots=True)
class ShardJob:
    """How the shards of a run are cleaned. The workers that do it start workers of their own for the pages."""

    is_daemon: ClassVar[bool] = False
    max_memory: ClassVar[int | None] = None
    options: ShardOptions

    @property
    def processors(self) -> int:
        """How many processors one shard uses."""
        return self.options.limits.jobs

    @property
    def rules(self) -> tuple[str, ...]:
        """The folders and files of the user's own rules."""
        return self.options.options.rules

    def with_rules(self, rules: tuple[str, ...]) -> ShardJob:
        """Return the same job with the rules in other places."""
        return ShardJob(replace(self.options, options=replace(self.options.options, rules=rules)))

    def do(self, task: ShardTask) -> ShardReport:
        """Clean a shard, several times if something remote fails; the report names the last failure."""
        attempts = ATTEMPTS if is_remote(task.source) or is_remote(task.sink) else 1
        for attempt in range(attempts):
            try:
                return clean_shard(task.source, task.sink, replace(self.options, name=task.name, root=task.root))
            except NewscleanError as error:
                reason = str(error).removeprefix(f"{task.source}: ")
                if isinstance(error, UsageError) or isinstance(error.__cause__, FileNotFoundError | PermissionError):
                    break
            except Exception as error:  # noqa: BLE001 - a fault of newsclean concerns this shard alone
                reason = f"newsclean failed on this archive ({type(error).__name__}: {error})"
            if attempt < attempts - 1:
                time.sleep(PAUSE_SECONDS * 2**attempt)
        return self.lost(task, "failed", reason, 0.0)

    def lost(self, task: ShardTask, status: str, reason: str, seconds: float) -> ShardReport:  # noqa: ARG002
        """Return the report of a shard that has no output."""
        return ShardReport(task.name, task.sink, status="failed", reason=reason)


def clean_shard(source_uri: str, sink_uri: str, options: ShardOptions | None = None) -> ShardReport:
    """Clean an archive into one file, and return the report. A second call finds it done and returns its report.

    The ending of the sink's name selects JSON Lines or Parquet. The sink appears whole or not at all. Beside it are
    `SINK.failed.jsonl`, if pages failed, and last of all `SINK.done`, the report. Memory does not grow with the
    archive.
    Raises `UsageError` for URIs, fields or packages that make it impossible, and `NewscleanError` if the archive cannot
    be read at all or the sink cannot be written. A script must call it below `if __name__ == "__main__":`.
    """
    start = time.monotonic()
    options = options or ShardOptions()
    source, sink = locate(source_uri), replace(locate(sink_uri), root=options.root)
    rows = _row_file(sink)
    options.check()
    fingerprint = current_fingerprint(options.options, options.rendering)
    expected = expected_report(source, sink, options, settings_hash(options, fingerprint))
    if not options.force:
        marker = read_marker(sink)
        if skipped := skipped_report(marker, expected, sink):
            return skipped
        _check_ours(sink, rows, marker, source)
    with tempfile.TemporaryDirectory(prefix="newsclean-", dir=options.spool) as spool:
        report = ShardCleaner(source, sink, rows, options, fingerprint, spool).clean(expected)
        report = replace(report, seconds=round(time.monotonic() - start, 3))
        sink.sibling(DONE_SUFFIX).write(report.to_json(), spool)
    return report


def _check_ours(sink: Location, rows: RowFile, marker: ShardReport | None, source: Location) -> None:
    """Raise `NewscleanError` if the output would replace a foreign file, or the output of another archive."""
    if marker is None and sink.info() is not None and not _is_ours(sink, rows):
        raise NewscleanError(f"{sink.uri}: is no output of newsclean; --force overwrites it")
    # the a.warc.gz of two folders must not take turns under one name; an archive that has moved may go on
    if marker is not None and source.is_local and marker.origin != source.path and Path(marker.origin).exists():
        raise NewscleanError(f"{sink.uri}: is the output of {marker.origin}; take another --out, or give full paths")


def _is_ours(sink: Location, rows: RowFile) -> bool:
    """Return whether newsclean wrote a file, or it is empty; broken files are not ours."""
    with suppress(NewscleanError, OSError, EOFError, ValueError, zlib.error), closing(sink.open()) as stream:
        return rows.is_ours(stream)
    return False


def _row_file(sink: Location) -> RowFile:
    """Return how the output is written. Raises `UsageError` for a name that selects no format."""
    output = archive_format_of(sink.uri)
    if output is None or output.rows is None:
        endings = ", ".join(FORMATS[name].ending for name in ARCHIVE_FORMATS)
        raise UsageError(f"{sink.uri}: a shard's output ends in {endings}")
    output.check_installed()
    return output.rows
