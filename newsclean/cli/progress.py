"""A batch as the person at the terminal, the log and the process table see it."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from newsclean.batch import (
    ArchiveBatch,
    Batch,
    PageResult,
    ShardReport,
    Stop,
    Summary,
    plan_batch,
    run_batch,
)
from newsclean.batch.archives.marker import FAILED_SUFFIX
from newsclean.batch.results import FAILED
from newsclean.cli.console import print_message, printable
from newsclean.errors import NewscleanError

if TYPE_CHECKING:
    from rich.progress import Progress

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


@dataclass(frozen=True, slots=True)
class Verbosity:
    """How much a run says, and where. log_format is "text", "json" or None for none asked for."""

    quiet: bool = False
    log_file: Path | None = None
    log_format: str | None = None


def run_with_progress(batch: Batch | ArchiveBatch, verbosity: Verbosity) -> int:
    """Run a batch, say how it goes, and return its exit code. Raises as `run_batch`."""
    stop = Stop()
    with _signals(stop), _open_log(verbosity) as log:
        logs_to_stderr = log is not None and log.stream is sys.stderr
        unit = "archives" if isinstance(batch, ArchiveBatch) else "pages"
        with _progress(unit) if _wants_progress(verbosity, log) else nullcontext() as progress:
            summary = run_batch(batch, ConsoleListener(log, progress, unit, logs_to_stderr=logs_to_stderr), stop)
        if log is not None:
            log.summary(summary)
        if not verbosity.quiet and not logs_to_stderr:
            with ignore_broken_pipe():
                print_message(str(summary))
    return summary.exit_code


def print_plan(batch: Batch | ArchiveBatch) -> int:
    """Print what a run would do, a line for each page or archive, and sum it up on standard error; return 0."""
    counts: dict[str, int] = {}
    for action, path in plan_batch(batch):
        counts[action] = counts.get(action, 0) + 1
        sys.stdout.write(f"{action}\t{printable(path)}\n")
    sys.stdout.flush()
    pages = sum(n for action, n in counts.items() if action in ("clean", "skip", "fail"))
    parts = ", ".join(f"{n:,} to {action}" if action != "gone" else f"{n:,} gone" for action, n in counts.items())
    unit = "archive" if isinstance(batch, ArchiveBatch) else "page"
    print_message(f"{pages:,} {unit}{'' if pages == 1 else 's'}: {parts or 'nothing to do'}; nothing was changed")
    return 0


@dataclass(slots=True)
class Log:
    """The log: a line for each page and one for the summary, as text or JSON."""

    stream: TextIO
    is_json: bool
    is_only_failures: bool = False

    def page(self, result: PageResult) -> None:
        """Write what became of a page."""
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
        """Write what became of an archive."""
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

    def summary(self, summary: Summary) -> None:
        """Write how the run went."""
        if not self.is_only_failures:
            self._write("summary", summary.as_dict(), str(summary))

    def _write(self, event: str, values: dict[str, Any], text: str) -> None:
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        if self.is_json:
            import json

            line = json.dumps({"time": now, "event": event, **values})
        else:
            line = f"{now} {printable(text)}"
        with ignore_broken_pipe():
            self.stream.write(line + "\n")
            self.stream.flush()


@dataclass(slots=True)
class ConsoleListener:
    """Prints failures at once, logs everything, and moves the progress bar, which counts pages or archives."""

    log: Log | None
    progress: Progress | None
    unit: str
    logs_to_stderr: bool = False
    failed: int = 0
    task: Any = None

    def planned(self, inputs: int, to_clean: int) -> None:  # noqa: ARG002 - the bar counts work, not inputs
        """Start the bar."""
        if self.progress is not None:
            self.task = self.progress.add_task("", total=to_clean, failed=0, publication="")

    def page(self, result: PageResult) -> None:
        """Report a page."""
        is_failed = result.status in FAILED
        self.failed += is_failed
        if self.log is not None:
            self.log.page(result)
        if is_failed and not self.logs_to_stderr:
            self._print(f"{result.path}: {result.reason or result.status}")
        if self.progress is not None and self.unit == "pages":
            match = result.stats.publication if result.stats else None
            shown: dict[str, Any] = {"publication": printable(match.name)[:40]} if match else {}
            self.progress.update(self.task, advance=1, failed=self.failed, **shown)

    def shard(self, report: ShardReport) -> None:
        """Report an archive."""
        unnamed = report.failed - len(report.failures)
        self.failed += max(0, unnamed) + (report.status == "failed")
        if self.log is not None:
            self.log.shard(report)
        if not self.logs_to_stderr:
            if report.status == "failed":
                self._print(f"{report.source}: {report.reason}")
            if unnamed > 0:
                self._print(f"{report.source}: {unnamed:,} more failed; {report.sink}{FAILED_SUFFIX} has all")
        if self.progress is not None and report.status != "skipped":
            self.progress.update(self.task, advance=1, failed=self.failed)

    def _print(self, message: str) -> None:
        if self.progress is None:
            with ignore_broken_pipe():
                print_message(message)
        else:
            # above the bar, which is on standard error too
            self.progress.console.print(
                f"newsclean: {printable(message)}", markup=False, highlight=False, soft_wrap=True
            )


def _wants_progress(verbosity: Verbosity, log: Log | None) -> bool:
    is_log_there = log is not None and log.stream is sys.stderr
    return sys.stderr.isatty() and not verbosity.quiet and not is_log_there


def _progress(unit: str) -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Pages per second, or archives."""

        def render(self, task: Task) -> Text:
            return Text("" if task.speed is None else f"{task.speed:,.1f} {unit}/s")

    return Progress(
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]} failed"),
        TextColumn("{task.fields[publication]}", markup=False),
        console=Console(stderr=True),
        transient=True,
    )


@contextmanager
def _open_log(verbosity: Verbosity) -> Iterator[Log | None]:
    """Open the log; without a file, one that was asked for goes to standard error. Raises `NewscleanError`."""
    is_json = verbosity.log_format == "json"
    if verbosity.log_file is None:
        yield Log(sys.stderr, is_json, is_only_failures=verbosity.quiet) if verbosity.log_format else None
        return
    try:
        stream = verbosity.log_file.open("a", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise NewscleanError(f"{verbosity.log_file}: cannot write the log: {error.strerror or error}") from error
    with stream:
        yield Log(stream, is_json)


@contextmanager
def ignore_broken_pipe() -> Iterator[None]:
    """Say something that perhaps nobody hears any more; a run does not end because its reader has gone."""
    try:
        yield
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stderr.fileno())
        os.close(nowhere)


@contextmanager
def _signals(stop: Stop) -> Iterator[None]:
    """Let a signal end the run in good order; a second one at once."""
    before: dict[int, Any] = {}
    if hasattr(signal, "SIGPIPE"):
        # a worker may die while it is sent a page; that must not end us
        before[signal.SIGPIPE] = signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    for name in _SIGNALS:
        number = getattr(signal, name, None)
        # nohup has us ignore what a closed terminal sends
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, lambda received, _: stop.request(received))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
