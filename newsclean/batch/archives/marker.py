"""Done-markers: the report beside an output says that the output is complete, and what it was made of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from newsclean.batch.fingerprint import Fingerprint, hash_of
from newsclean.batch.results import ShardReport
from newsclean.batch.settings import ShardOptions
from newsclean.errors import UsageError
from newsclean.render import archive_format_of
from newsclean.sources.filesystem import Location
from newsclean.sources.registry import stamp
from newsclean.version import __version__

DONE_SUFFIX, FAILED_SUFFIX = ".done", ".failed.jsonl"


def settings_hash(options: ShardOptions, fingerprint: Fingerprint) -> str:
    """Return the hash of everything but the archive that a shard's output depends on."""
    rules = sorted(fingerprint.rules.items())
    made_with = (fingerprint.options, fingerprint.identity, rules, fingerprint.model, fingerprint.newsclean)
    return hash_of(made_with, options.wanted, options.low_confidence)


def expected_report(source: Location, sink: Location, options: ShardOptions, settings: str) -> ShardReport:
    """Return the report that cleaning a shard now would start from.

    Raises `UnreadableError` for a source that does not exist, and `UsageError` where `settings` is not the hash that
    the options expect.
    """
    if options.settings not in (None, settings):
        raise UsageError(
            f"{source.uri}: this worker would clean it differently: its newsclean ({__version__}), its rules or its "
            "model are others; install the same on all nodes"
        )
    return ShardReport(
        options.name or source.uri,
        sink.uri,
        source.path if source.is_local else source.uri,
        source_stamp=stamp(source),
        settings=settings,
        newsclean=__version__,
    )


def read_marker(sink: Location) -> ShardReport | None:
    """Return the report that a finished shard left; None if there is none. Raises `UnreadableError`."""
    data = sink.sibling(DONE_SUFFIX).read()
    return None if data is None else ShardReport.from_json(data)


def skipped_report(marker: ShardReport | None, expected: ShardReport, sink: Location) -> ShardReport | None:
    """Return the report of a shard that is done: its output is there, and cleaning it again would make the same one."""
    if marker is None or (marker.source, marker.source_stamp, marker.settings) != (
        expected.source,
        expected.source_stamp,
        expected.settings,
    ):
        return None
    info = sink.info()
    is_there = info is not None and info.get("size") == marker.sink_bytes
    return replace(marker, status="skipped") if is_there else None


def find_reports(out: Path) -> list[ShardReport]:
    """Return the reports of all outputs in a folder, or of the one output `out`, in the order of their names.

    Raises `OSError` for a marker that cannot be read.
    """
    if out.is_dir():
        every = sorted(out.rglob(f"*{DONE_SUFFIX}"))
        markers = [path for path in every if archive_format_of(path.name.removesuffix(DONE_SUFFIX))]
    else:
        markers = [path for path in (Path(f"{out}{DONE_SUFFIX}"),) if path.is_file()]
    reports = ((marker, ShardReport.from_json(marker.read_bytes())) for marker in markers)
    # the folder may have moved since
    return [replace(report, sink=str(marker).removesuffix(DONE_SUFFIX)) for marker, report in reports if report]
