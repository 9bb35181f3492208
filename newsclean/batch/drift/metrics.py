"""The metrics of a run in the text format of Prometheus, for the textfile collector of its node exporter."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

from newsclean.batch.drift.facts import Facts
from newsclean.batch.summary import Summary

_HELP = {
    "newsclean_pages": "Pages of the run by status.",
    "newsclean_pages_cleaned": "Pages that went through a worker.",
    "newsclean_pages_gone": "Inputs of earlier runs that no longer exist.",
    "newsclean_archives": "Archives of the run by status.",
    "newsclean_run_seconds": "Duration of the run.",
    "newsclean_run_exit_code": "Exit code of the run.",
    "newsclean_run_end_timestamp_seconds": "Time at which the run ended.",
    "newsclean_publication_pages_cleaned": "Pages of a publication that the run cleaned.",
    "newsclean_publication_fault_ratio": "Share of these pages with a fault.",
    "newsclean_publication_median": "Median of a measure over these pages.",
    "newsclean_publication_drift_ratio": "Size of a change against earlier runs, 0 to 1; absent without one.",
}
_Sample = tuple[str, Mapping[str, str], float]


def metrics_of(summary: Summary) -> str:
    """Return the counts, the facts of publications and the drift of a run. All metrics are gauges."""
    by_name: dict[str, list[str]] = {}
    for name, labels, value in _samples(summary):
        pairs = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
        by_name.setdefault(name, []).append(f"{name}{{{pairs}}} {value:.10g}" if pairs else f"{name} {value:.10g}")
    lines = []
    for name, samples in by_name.items():
        lines += [f"# HELP {name} {_HELP[name]}", f"# TYPE {name} gauge", *samples]
    return "\n".join(lines) + "\n"


def _samples(summary: Summary) -> Iterator[_Sample]:
    for status, pages in summary.statuses.items():
        yield "newsclean_pages", {"status": status}, pages
    yield "newsclean_pages_cleaned", {}, summary.cleaned
    yield "newsclean_pages_gone", {}, summary.gone
    for status, archives in summary.shards.items():
        yield "newsclean_archives", {"status": status}, archives
    yield "newsclean_run_seconds", {}, summary.seconds
    yield "newsclean_run_exit_code", {}, summary.exit_code
    yield "newsclean_run_end_timestamp_seconds", {}, time.time()
    for publication, facts in summary.publications.items():
        yield from _facts_samples(publication, facts)
    for drift in summary.drifting:
        for finding in drift.findings:
            labels = {"publication": drift.publication, "fact": finding.fact}
            yield "newsclean_publication_drift_ratio", labels, finding.share


def _facts_samples(publication: str, facts: Facts) -> Iterator[_Sample]:
    yield "newsclean_publication_pages_cleaned", {"publication": publication}, facts.pages
    for fault, (pages, of) in facts.counts.items():
        yield "newsclean_publication_fault_ratio", {"publication": publication, "fault": fault}, pages / of
    for measure in facts.measures:
        labels = {"publication": publication, "measure": measure}
        yield "newsclean_publication_median", labels, facts.median(measure) or 0.0


def _escaped(text: str) -> str:
    """Return the value of a label."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
