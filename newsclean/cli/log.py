"""The log of a batch: a line for each page or archive, and one for the summary, as text or JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TextIO

from newsclean.batch import PageResult, ShardReport, Summary
from newsclean.batch.results import FAILED
from newsclean.cli.console import Verbosity, printable, silence_stderr
from newsclean.cli.layers import rule_layers, rules_line
from newsclean.errors import NewscleanError


@dataclass(slots=True)
class Log:
    """Writes the events of a run to a stream. problem: why the stream took no more; the run goes on without a log."""

    stream: TextIO
    is_json: bool
    is_only_failures: bool = False
    problem: str | None = None

    @property
    def is_stderr(self) -> bool:
        """Whether the log takes the place of messages on standard error."""
        return self.stream is sys.stderr

    def page(self, result: PageResult) -> None:
        """Write the result of a page."""
        if self.is_only_failures and result.status not in FAILED:
            return
        match = result.stats.publication if result.stats else None
        values = {
            "path": result.path,
            "status": result.status,
            "reason": result.reason,
            "output": result.output,
            "publication": match and (match.id or match.name),
            "confidence": result.stats and result.stats.confidence,
            "kept_share": result.stats and result.stats.kept_share,
            "seconds": round(result.seconds, 4),
        }
        text = f"{result.status}: {result.path}" + (f": {result.reason}" if result.reason else "")
        self._write("page", values, text)

    def shard(self, report: ShardReport) -> None:
        """Write the result of an archive."""
        if self.is_only_failures and report.status != "failed":
            return
        values = {
            "path": report.source,
            "status": report.status,
            "reason": report.reason,
            "output": report.sink,
            "statuses": dict(report.statuses),
            "passed_over": dict(report.passed_over),
            "seconds": report.seconds,
        }
        more = report.reason or ", ".join(f"{n:,} {name}" for name, n in report.statuses.items())
        self._write("archive", values, f"{report.status}: {report.source}" + (f": {more}" if more else ""))

    def summary(self, summary: Summary, rules: tuple[str, ...] = ()) -> None:
        """Write what has drifted, the summary of the run, and the layers of its rules."""
        for drift in summary.drifting:
            self._write("drift", drift.to_json(), f"drift: {drift}")
        if not self.is_only_failures:
            values = summary.as_dict() | {"rules": dict(rule_layers(rules))}
            self._write("summary", values, f"{summary}; {rules_line(rules)}")

    def _write(self, event: str, values: dict[str, Any], text: str) -> None:
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        line = json.dumps({"time": now, "event": event, **values}) if self.is_json else f"{now} {printable(text)}"
        if self.problem is not None:
            return
        try:
            self.stream.write(line + "\n")
            self.stream.flush()
        except OSError as error:
            if self.is_stderr:
                silence_stderr()
            if not isinstance(error, BrokenPipeError):
                self.problem = error.strerror or str(error)


@contextmanager
def open_log(verbosity: Verbosity) -> Iterator[Log | None]:
    """Open the log that a run asks for, or give None; without a file it goes to standard error.

    Raises `NewscleanError` if the file cannot be written.
    """
    is_json = verbosity.log_format == "json"
    if verbosity.log_file is None:
        yield Log(sys.stderr, is_json, is_only_failures=verbosity.quiet) if verbosity.log_format else None
        return
    try:
        stream = verbosity.log_file.open("a", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise NewscleanError(f"{verbosity.log_file}: cannot write the log: {error.strerror or error}") from error
    try:
        yield Log(stream, is_json)
    finally:
        # a full disk fails once more here; the log has noted it already
        with suppress(OSError):
            stream.close()
