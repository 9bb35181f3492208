"""What the markers in an output folder tell of its archives: the state of a run over them, during it or after."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from newsclean.batch.archives.shard import DONE_SUFFIX, FAILED_SUFFIX, ShardReport
from newsclean.render import archive_format_of


def finished_shards(out: Path) -> list[ShardReport]:
    """Return the reports of the archives whose outputs are in a folder, or are this file, by the outputs' names.

    Raises `OSError` for a marker that cannot be read.
    """
    if out.is_dir():
        markers = sorted(
            path for path in out.rglob(f"*{DONE_SUFFIX}") if archive_format_of(path.name.removesuffix(DONE_SUFFIX))
        )
    else:
        markers = [path for path in (Path(f"{out}{DONE_SUFFIX}"),) if path.is_file()]
    reports = []
    for marker in markers:
        report = ShardReport.from_json(marker.read_bytes())
        if report is not None:
            # the folder may have moved since
            reports.append(replace(report, sink=str(marker).removesuffix(DONE_SUFFIX)))
    return reports


def shards_overview(reports: list[ShardReport]) -> dict[str, Any]:
    """Return what finished archives come to, as JSON values: counts, publications, and all failures."""
    statuses: Counter[str] = Counter()
    chars: Counter[str] = Counter()
    passed_over: Counter[str] = Counter()
    for report in reports:
        statuses.update(report.statuses)
        chars.update(report.chars)
        passed_over.update(report.passed_over)
    return {
        "pages": statuses.total(),
        "statuses": dict(statuses.most_common()),
        "characters": dict(chars.most_common()),
        "passed_over": dict(passed_over.most_common()),
        "publications": _publications(reports),
        "shards": [
            {
                "source": report.source,
                "sink": report.sink,
                "pages": sum(report.statuses.values()),
                "failed": report.failed,
                "seconds": report.seconds,
            }
            for report in reports
        ],
        "failures": [row for report in reports for row in _failures(report)],
    }


def _failures(report: ShardReport) -> Iterator[dict[str, str]]:
    if report.failed_sha256 is None:
        return
    with Path(f"{report.sink}{FAILED_SUFFIX}").open("rb") as lines:
        for row in map(json.loads, lines):
            yield {"path": row["source"], "status": row["status"], "reason": row["reason"]}


def _publications(reports: list[ShardReport]) -> list[dict[str, Any]]:
    names: dict[str, str] = {}
    sums: dict[str, Counter[str]] = {}
    for report in reports:
        for key, own in report.publications.items():
            names[key] = own["name"]
            sums.setdefault(key, Counter()).update({name: own[name] for name in ("pages", "kept_share", "drifted")})
    rows = [
        {
            "id": key,
            "name": names[key],
            "pages": own["pages"],
            "kept_share": round(own["kept_share"] / own["pages"], 4),
            "drift": round(own["drifted"] / own["pages"], 4),
        }
        for key, own in sums.items()
    ]
    return sorted(rows, key=lambda row: (-row["pages"], row["name"]))
