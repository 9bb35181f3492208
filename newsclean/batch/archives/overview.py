"""The state of a run over archives, read from its done-markers while it runs or later."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from newsclean.batch.archives.marker import FAILED_SUFFIX
from newsclean.batch.results import ShardReport
from newsclean.batch.summary import Tally


def archive_overview(reports: list[ShardReport]) -> dict[str, Any]:
    """Return the counts, publications and failures of finished archives, as JSON values."""
    tally = Tally()
    for report in reports:
        tally.add_report(report)
    return {
        "pages": tally.statuses.total(),
        "statuses": dict(tally.statuses.most_common()),
        "characters": dict(tally.chars.most_common()),
        "passed_over": dict(tally.passed_over.most_common()),
        "publications": _publications(tally),
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
        "failures": list(_failures(reports)),
    }


def _publications(tally: Tally) -> list[dict[str, Any]]:
    rows = [
        {
            "id": key,
            "name": sums["name"],
            "pages": sums["pages"],
            "kept_share": round(sums["kept_share"] / sums["pages"], 4),
            "drift": round(sums["drifted"] / sums["pages"], 4),
        }
        for key, sums in tally.publications.items()
    ]
    return sorted(rows, key=lambda row: (-row["pages"], row["name"]))


def _failures(reports: Iterable[ShardReport]) -> Iterator[dict[str, str]]:
    for report in reports:
        if report.failed_sha256 is not None:
            with Path(f"{report.sink}{FAILED_SUFFIX}").open("rb") as lines:
                for row in map(json.loads, lines):
                    yield {"path": row["source"], "status": row["status"], "reason": row["reason"]}
