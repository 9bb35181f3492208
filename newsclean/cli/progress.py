"""A batch run as the person at the terminal sees it: messages, a progress bar, a log, and signals."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsclean.batch import ArchiveBatch, Batch, Listener, PageResult, ShardReport, Stop, plan_batch, run_batch
from newsclean.batch.archives.marker import FAILED_SUFFIX
from newsclean.batch.drift.metrics import metrics_of
from newsclean.batch.results import FAILED
from newsclean.cli.console import Verbosity, counted, print_message, printable
from newsclean.cli.layers import rules_line
from newsclean.cli.log import Log, open_log
from newsclean.cli.report import check_report, write_report
from newsclean.cli.streams import write_text
from newsclean.errors import ExitCode

if TYPE_CHECKING:
    from rich.progress import Progress

MAX_NAME_CHARS = 40  # the characters of a publication's name beside the bar; a longer name is cut (a guess)
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


def run_with_progress(batch: Batch | ArchiveBatch, verbosity: Verbosity) -> int:
    """Run a batch, print its progress and its summary, and return its exit code. Raises as `run_batch`.

    A log or a standard error that takes no more does not end the run; the exit code is 1 then.
    """
    stop = Stop()
    if verbosity.report is not None:
        check_report(batch)
    with _signals(stop), open_log(verbosity) as log:
        logs_to_stderr = log is not None and log.is_stderr
        has_bar = sys.stderr.isatty() and not verbosity.quiet and not logs_to_stderr
        unit = "archives" if isinstance(batch, ArchiveBatch) else "pages"
        with _progress_bar(unit) if has_bar else nullcontext() as progress:
            listener = ConsoleListener(log, progress, unit, logs_to_stderr=logs_to_stderr)
            summary = run_batch(batch, listener, stop)
        listener.progress = None
        if log is not None:
            log.summary(summary, _rules_of(batch))
        if log is not None and log.problem is not None:
            listener.print(f"{verbosity.log_file or 'standard error'}: cannot write the log: {log.problem}")
            listener.is_unheard = True
        for drift in () if logs_to_stderr else summary.drifting:
            listener.print(str(drift))
        if not verbosity.quiet and not logs_to_stderr:
            rules = "" if summary.signal else f"; {rules_line(_rules_of(batch))}"
            listener.print(f"{summary}{rules}")
        if verbosity.metrics is not None:
            write_text(verbosity.metrics, metrics_of(summary))
        if verbosity.report is not None:
            write_report(Path(batch.out), verbosity.report)
    return summary.exit_code or (ExitCode.FAILED if listener.is_unheard else ExitCode.OK)


def _rules_of(batch: Batch | ArchiveBatch) -> tuple[str, ...]:
    return (batch.shard.options if isinstance(batch, ArchiveBatch) else batch.options).rules


def print_plan(batch: Batch | ArchiveBatch) -> int:
    """Print what a run would do with each page or archive, and the totals on standard error; return 0."""
    counts: dict[str, int] = {}
    for action, path in plan_batch(batch):
        counts[action] = counts.get(action, 0) + 1
        sys.stdout.write(f"{action}\t{printable(path)}\n")
    sys.stdout.flush()
    total = sum(n for action, n in counts.items() if action in ("clean", "skip", "fail"))
    parts = ", ".join(f"{n:,} to {action}" if action != "gone" else f"{n:,} gone" for action, n in counts.items())
    inputs = counted(total, "archive" if isinstance(batch, ArchiveBatch) else "page")
    print_message(f"{inputs}: {parts or 'nothing to do'}; nothing was changed")
    return 0


@dataclass(slots=True)
class ConsoleListener(Listener):
    """Prints failures at once, logs everything, and moves the progress bar, which counts pages or archives.

    is_unheard: standard error did not take a message.
    """

    log: Log | None
    progress: Progress | None
    unit: str
    logs_to_stderr: bool = False
    failed: int = 0
    task: Any = None
    is_unheard: bool = False

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
            self.print(f"{result.path}: {result.reason or result.status}")
        if self.progress is not None and self.unit == "pages":
            match = result.stats.publication if result.stats else None
            shown: dict[str, Any] = {"publication": printable(match.name)[:MAX_NAME_CHARS]} if match else {}
            self.progress.update(self.task, advance=1, failed=self.failed, **shown)

    def shard(self, report: ShardReport) -> None:
        """Report an archive."""
        unnamed = report.failed - len(report.failures)
        self.failed += max(0, unnamed) + (report.status == "failed")
        if self.log is not None:
            self.log.shard(report)
        if not self.logs_to_stderr:
            if report.status == "failed":
                self.print(f"{report.source}: {report.reason}")
            if unnamed > 0:
                self.print(f"{report.source}: {unnamed:,} more failed; {report.sink}{FAILED_SUFFIX} has all")
        if self.progress is not None and report.status != "skipped":
            self.progress.update(self.task, advance=1, failed=self.failed)

    def print(self, message: str) -> None:
        """Print a message, above the bar if there is one."""
        if self.progress is None:
            self.is_unheard |= not print_message(message)
        else:
            # the bar is on standard error too; its console prints the message above it
            self.progress.console.print(
                f"newsclean: {printable(message)}", markup=False, highlight=False, soft_wrap=True
            )


def _progress_bar(unit: str) -> Progress:
    # heavy: rich, and a run in cron shows no bar
    from rich import console, progress, text

    class Rate(progress.ProgressColumn):
        """Pages or archives per second."""

        def render(self, task: progress.Task) -> text.Text:
            return text.Text("" if task.speed is None else f"{task.speed:,.1f} {unit}/s")

    return progress.Progress(
        progress.BarColumn(bar_width=20),
        progress.MofNCompleteColumn(),
        Rate(),
        progress.TimeRemainingColumn(),
        progress.TextColumn("{task.fields[failed]} failed"),
        progress.TextColumn("{task.fields[publication]}", markup=False),
        console=console.Console(stderr=True),
        transient=True,
    )


@contextmanager
def _signals(stop: Stop) -> Iterator[None]:
    """Let the first signal end the run in good order, and the second at once."""
    before: dict[int, Any] = {}
    if hasattr(signal, "SIGPIPE"):
        # a worker may die while the run sends it a page; the run goes on
        before[signal.SIGPIPE] = signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    for name in _SIGNALS:
        number = getattr(signal, name, None)
        # nohup ignores the signal of a closed terminal, and so do we
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, lambda received, _: stop.request(received))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
