"""Verification and repair of an output folder of archives: each output against its done-marker and its archive."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from newsclean.batch.archives.marker import DONE_SUFFIX, FAILED_SUFFIX
from newsclean.batch.results import Difference, ShardReport
from newsclean.errors import NewscleanError
from newsclean.render import archive_format_of
from newsclean.sources.filesystem import locate
from newsclean.sources.registry import stamp


def verify_archives(out: Path) -> Iterator[Difference]:
    """Yield what differs among the outputs of a folder, or in the one output `out`. Raises `OSError`."""
    for sink in _outputs(out):
        name = os.path.relpath(sink, out) if out.is_dir() else str(sink)
        report = _report(sink)
        if report is None:
            yield Difference(name, "has no done-marker, or a damaged one; the next run cleans its archive again")
        elif problem := _output_problem(sink, report) or _archive_problem(report):
            yield Difference(name, problem, report.source)


def repair_archives(out: Path) -> int:
    """Mark outputs that are not what their done-marker says, so that the next run makes them again; return how many."""
    repaired = 0
    for sink in _outputs(out):
        report = _report(sink)
        marker = Path(f"{sink}{DONE_SUFFIX}")
        if report is None and marker.is_file():
            marker.unlink()
        elif report is not None and _output_problem(sink, report):
            locate(str(marker)).write(replace(report, settings="").to_json(), "")
        else:
            continue
        repaired += 1
    return repaired


def _outputs(out: Path) -> list[Path]:
    """Return the outputs that have a done-marker, or the ending of an archive's output."""
    if not out.is_dir():
        return [out]
    markers = {Path(str(marker).removesuffix(DONE_SUFFIX)) for marker in out.rglob(f"*{DONE_SUFFIX}")}
    files = {path for path in out.rglob("*") if path.is_file() and not path.name.endswith(FAILED_SUFFIX)}
    return sorted(path for path in markers | files if archive_format_of(path.name) and not path.name.startswith("."))


def _report(sink: Path) -> ShardReport | None:
    with suppress(OSError):
        return ShardReport.from_json(Path(f"{sink}{DONE_SUFFIX}").read_bytes())
    return None


def _output_problem(sink: Path, report: ShardReport) -> str | None:
    if not sink.is_file() or sink.is_symlink():
        return "is missing, or no file"
    if _hash(sink) != report.sink_sha256:
        return "has another content than newsclean wrote"
    failures = Path(f"{sink}{FAILED_SUFFIX}")
    if (_hash(failures) if failures.is_file() else None) != report.failed_sha256:
        return f"has another file of failures ({failures.name}) than newsclean wrote"
    return None


def _archive_problem(report: ShardReport) -> str | None:
    try:
        is_same = stamp(locate(report.origin)) == report.source_stamp
    except NewscleanError:
        return "is that of an archive that is gone"
    return None if is_same else "is that of an archive that has changed"


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
