"""The summary of a run: counts, drift, and the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from newsclean.batch.drift.facts import Facts
from newsclean.batch.drift.judge import Drift
from newsclean.batch.results import CLEANED, FAILED, PageResult, ShardReport
from newsclean.batch.settings import Thresholds
from newsclean.errors import ExitCode


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in numbers.

    statuses: all pages of the run by status; "pending" are those left for the next run.
    cleaned: pages that went through a worker. gone: inputs of earlier runs that no longer exist.
    drifting: the publications whose pages have changed. publications: the facts of the pages that the run cleaned, by
        publication.
    signal: the signal that ended the run early. seconds: how long the run took.
    shards: archives by status, "left" are those left for the next run. passed_over: records that are no pages, by kind.
    """

    statuses: Mapping[str, int]
    cleaned: int = 0
    seconds: float = 0.0
    gone: int = 0
    pruned: int = 0
    drifting: tuple[Drift, ...] = ()
    publications: Mapping[str, Facts] = field(default_factory=dict)
    thresholds: Thresholds = field(default_factory=Thresholds)
    signal: int | None = None
    shards: Mapping[str, int] = field(default_factory=dict)
    passed_over: Mapping[str, int] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """How many pages the run was given."""
        return sum(self.statuses.values())

    @property
    def failed(self) -> int:
        """How many of them failed."""
        return sum(self.statuses.get(status, 0) for status in FAILED)

    @property
    def exit_code(self) -> int:
        """`ExitCode.OK`, `FAILED` if too much failed, else `DRIFT` if too much drifted; after a signal 128 and it."""
        if self.signal is not None:
            return 128 + self.signal
        # only a signal may leave pages; if a fault ever did, the run must not count as a success
        has_failed = self.failed > self.thresholds.fail_over * self.pages or "pending" in self.statuses
        has_failed |= "failed" in self.shards or "left" in self.shards
        if has_failed:
            return ExitCode.FAILED
        limit = self.thresholds.drift_over
        has_drifted = limit is not None and any(drift.share > limit for drift in self.drifting)
        return ExitCode.DRIFT if has_drifted else ExitCode.OK

    def __str__(self) -> str:
        """Return the summary as one line."""
        parts = [f"{n:,} {name}" for name in CLEANED if (n := self.statuses.get(name))]
        if self.failed:
            kinds = [f"{n:,} {name}" for name in FAILED[1:] if (n := self.statuses.get(name))]
            parts.append(f"{self.failed:,} failed" + (f" ({', '.join(kinds)})" if kinds else ""))
        more = [
            f"{self.statuses.get('skipped-unchanged', 0):,} skipped unchanged",
            f"{self.statuses.get('pending', 0):,} left for the next run",
            f"{self.gone:,} gone" + (f" ({self.pruned:,} pruned)" if self.pruned else ""),
        ]
        parts = [", ".join(parts), *(part for part in more if not part.startswith("0 "))]
        line = f"{self.pages:,} page{'' if self.pages == 1 else 's'}: " + "; ".join(filter(None, parts))
        if self.shards:
            line += "; " + self._archives()
        if self.drifting:
            line += f"; {len(self.drifting):,} publication{'' if len(self.drifting) == 1 else 's'} drifted"
        rate = self.cleaned / self.seconds if self.seconds else 0.0
        line += f"; {self.seconds:,.0f} s" if self.seconds >= 10 else f"; {self.seconds:.1f} s"
        line += f", {rate:,.0f} pages/s" if rate >= 10 else f", {rate:.1f} pages/s" if self.cleaned else ""
        return line + (f"; interrupted by signal {self.signal}" if self.signal is not None else "")

    def _archives(self) -> str:
        n = sum(self.shards.values())
        line = f"{n:,} archive{'' if n == 1 else 's'}: " + ", ".join(f"{n:,} {name}" for name, n in self.shards.items())
        passed = sum(self.passed_over.values())
        return line + (f" ({passed:,} records are no pages)" if passed else "")

    def as_dict(self) -> dict[str, Any]:
        """Return the summary as JSON values."""
        return {
            "pages": self.pages,
            "statuses": dict(self.statuses),
            "failed": self.failed,
            "cleaned": self.cleaned,
            "gone": self.gone,
            "pruned": self.pruned,
            "drifting": [drift.to_json() for drift in self.drifting],
            "seconds": round(self.seconds, 3),
            "signal": self.signal,
            "exit_code": int(self.exit_code),
        } | ({"shards": dict(self.shards), "passed_over": dict(self.passed_over)} if self.shards else {})


@dataclass(slots=True)
class Tally:
    """Running counts of pages: those of one shard, or of many shards added up.

    publications: by id: name, pages, sum of kept shares, and pages that have drifted.
    facts: those of the pages, by publication; a page that names none counts for none.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)
    chars: Counter[str] = field(default_factory=Counter)
    publications: dict[str, dict[str, Any]] = field(default_factory=dict)
    facts: dict[str, Facts] = field(default_factory=dict)

    def add(self, result: PageResult) -> None:
        """Count one page."""
        self.statuses[result.status] += 1
        if (stats := result.stats) is None:
            return
        self.chars.update(stats.chars)
        if stats.key is not None:
            self.facts.setdefault(stats.key, Facts()).add_page(stats)
        if stats.publication is not None and stats.publication.id is not None:
            sums = {"pages": 1, "kept_share": stats.kept_share or 0.0, "drifted": int(stats.has_drifted)}
            self._add_publication(stats.publication.id, {"name": stats.publication.name, **sums})

    def add_report(self, report: ShardReport) -> None:
        """Count the pages of one shard."""
        self.statuses.update(report.statuses)
        self.passed_over.update(report.passed_over)
        self.chars.update(report.chars)
        for key, counted in report.publications.items():
            self._add_publication(key, counted)
        for key, values in report.facts.items():
            self.facts.setdefault(key, Facts()).add(Facts.from_json(values))

    def _add_publication(self, key: str, counted: Mapping[str, Any]) -> None:
        sums = self.publications.setdefault(key, {"name": "", "pages": 0, "kept_share": 0.0, "drifted": 0})
        sums["name"] = counted["name"]
        sums["pages"] += counted["pages"]
        sums["kept_share"] = round(sums["kept_share"] + counted["kept_share"], 4)
        sums["drifted"] += counted["drifted"]
