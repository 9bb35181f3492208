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

from newsclean.cli.talk import printable, say
from newsclean.errors import NewscleanError
from newsclean.runners import Batch, Stop, Summary, plan_batch, run_batch
from newsclean.runners.manifest import FAILED
from newsclean.runners.work import Outcome

if TYPE_CHECKING:
    from rich.progress import Progress

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


@dataclass(frozen=True, slots=True)
class Talk:
    """How much a run says, and where. log_format is "text", "json" or None for none asked for."""

    quiet: bool = False
    log_file: Path | None = None
    log_format: str | None = None


def run_talking(batch: Batch, talk: Talk) -> int:
    """Run a batch, say how it goes, and return its exit code. Raises as `run_batch`."""
    stop = Stop()
    with _signals(stop), _log(talk) as log:
        with _progress() if _wants_progress(talk, log) else nullcontext() as progress:
            voice = Voice(log, progress, is_log_all=log is not None and log.stream is sys.stderr)
            summary = run_batch(batch, voice, stop)
        if log is not None:
            log.summary(summary)
        if not talk.quiet and not voice.is_log_all:
            with unheard():
                say(str(summary))
    return summary.exit_code


def print_plan(batch: Batch) -> int:
    """Print what a run would do, a line for each page, and sum it up on standard error; return 0."""
    counts: dict[str, int] = {}
    for action, path in plan_batch(batch):
        counts[action] = counts.get(action, 0) + 1
        sys.stdout.write(f"{action}\t{printable(path)}\n")
    sys.stdout.flush()
    pages = sum(n for action, n in counts.items() if action in ("clean", "skip", "fail"))
    parts = ", ".join(f"{n:,} to {action}" if action != "gone" else f"{n:,} gone" for action, n in counts.items())
    say(f"{pages:,} page{'' if pages == 1 else 's'}: {parts or 'nothing to do'}; nothing was changed")
    return 0


@dataclass(slots=True)
class Log:
    """The log: a line for each page and one for the summary, as text or JSON."""

    stream: TextIO
    is_json: bool
    is_only_failures: bool = False

    def page(self, path: str, outcome: Outcome, output: str | None) -> None:
        """Write what became of a page."""
        if self.is_only_failures and outcome.status not in FAILED:
            return
        match = outcome.facts.publication if outcome.facts else None
        values = {
            "path": path,
            "status": outcome.status,
            "reason": outcome.reason,
            "output": output,
            "publication": match and (match.id or match.name),
            "confidence": outcome.facts and outcome.facts.confidence,
            "kept_share": outcome.facts and outcome.facts.kept_share,
            "seconds": round(outcome.seconds, 4),
        }
        self._write("page", values, f"{outcome.status}: {path}" + (f": {outcome.reason}" if outcome.reason else ""))

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
        with unheard():
            self.stream.write(line + "\n")
            self.stream.flush()


@dataclass(slots=True)
class Voice:
    """The listener: failures are said at once, everything goes to the log, and the bar moves."""

    log: Log | None
    progress: Progress | None
    is_log_all: bool = False
    failed: int = 0
    task: Any = None

    def planned(self, pages: int, to_clean: int) -> None:  # noqa: ARG002 - the bar is about work, not about pages
        """Start the bar."""
        if self.progress is not None:
            self.task = self.progress.add_task("", total=to_clean, failed=0, publication="")

    def page(self, path: str, outcome: Outcome, output: str | None) -> None:
        """Tell of a page."""
        is_failed = outcome.status in FAILED
        self.failed += is_failed
        if self.log is not None:
            self.log.page(path, outcome, output)
        if is_failed and not self.is_log_all:
            self._say(f"{path}: {outcome.reason or outcome.status}")
        if self.progress is not None:
            match = outcome.facts.publication if outcome.facts else None
            shown: dict[str, Any] = {"publication": printable(match.name)[:40]} if match else {}
            self.progress.update(self.task, advance=1, failed=self.failed, **shown)

    def _say(self, message: str) -> None:
        if self.progress is None:
            with unheard():
                say(message)
        else:
            # above the bar, which is on standard error too
            self.progress.console.print(
                f"newsclean: {printable(message)}", markup=False, highlight=False, soft_wrap=True
            )


def _wants_progress(talk: Talk, log: Log | None) -> bool:
    is_log_there = log is not None and log.stream is sys.stderr
    return sys.stderr.isatty() and not talk.quiet and not is_log_there


def _progress() -> Progress:
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
        """Pages per second."""

        def render(self, task: Task) -> Text:
            return Text("" if task.speed is None else f"{task.speed:,.1f} pages/s")

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
def _log(talk: Talk) -> Iterator[Log | None]:
    """Open the log; without a file, one that was asked for goes to standard error. Raises `NewscleanError`."""
    is_json = talk.log_format == "json"
    if talk.log_file is None:
        yield Log(sys.stderr, is_json, is_only_failures=talk.quiet) if talk.log_format else None
        return
    try:
        stream = talk.log_file.open("a", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise NewscleanError(f"{talk.log_file}: cannot write the log: {error.strerror or error}") from error
    with stream:
        yield Log(stream, is_json)


@contextmanager
def unheard() -> Iterator[None]:
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
