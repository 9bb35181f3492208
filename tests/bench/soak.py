"""A hundred runs, each killed with -9 at random moments and resumed, compared with one undisturbed run.

Run as `python -m tests.bench.soak [--rounds N] [--pages N] [--seed N] [--seconds N]`. Exits 1 at the first difference.
To spend the time on kills and not on imports, nine rounds of ten fork this process, which has everything loaded; a kill
ends their workers too, as a lack of memory or a container's end does. The tenth round starts the command anew, and the
kill ends its main process alone.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

from newsclean.batch.engines import pool
from newsclean.cli import main as newsclean
from tests.conftest import ROOT
from tests.support.batches import html, rows, story, tree, write

COMMANDS_EVERY = 10
_FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the command: `wait` takes seconds or None and returns its exit code, None if it still runs."""

    wait: Callable[[float | None], int | None]
    kill: Callable[[], None]


def start_command(arguments: list[str], log: Path) -> Run:
    """Start the command in a new interpreter; `kill` ends its main process."""
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "newsclean", *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=stream
        )

    def wait(seconds: float | None) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            return process.wait(seconds)
        return None

    def kill() -> None:
        process.kill()
        process.wait()

    return Run(wait, kill)


def start_fork(arguments: list[str], log: Path) -> Run:
    """Start the command as a fork of this process; `kill` ends its workers too."""
    process: Any = _FORK.Process(target=_in_fork, args=(arguments, log))
    process.start()

    def wait(seconds: float | None) -> int | None:
        process.join(seconds)
        return process.exitcode  # type: ignore[no-any-return]

    def kill() -> None:
        # the fork may not have made its process group yet
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.join()

    return Run(wait, kill)


def _in_fork(arguments: list[str], log: Path) -> None:
    os.setpgid(0, 0)
    with log.open("wb") as stream:
        os.dup2(stream.fileno(), sys.stderr.fileno())
    with Path(os.devnull).open("wb") as nothing:
        os.dup2(nothing.fileno(), sys.stdout.fileno())
    pool._start_method = lambda: _FORK
    sys.argv = ["newsclean", *arguments]
    newsclean()


@dataclass(frozen=True, slots=True)
class Soak:
    """Pages in a folder, and what an undisturbed run makes of them."""

    folder: Path
    pages: int
    expected: MappingProxyType[str, bytes]
    stream: bytes
    seconds: float
    chance: random.Random

    def round(self, number: int) -> tuple[int, bool]:
        """Kill and resume a run; return the kills, and whether its outputs are those of an undisturbed run."""
        start = start_fork if number % COMMANDS_EVERY else start_command
        is_stream = number % 2 == 1
        out = self.folder / f"out{number}{'.jsonl' if is_stream else ''}"
        manifest = self.folder / f"out{number}.jsonl.newsclean" if is_stream else out
        kills = 0
        for _ in range(self.chance.randint(1, 3)):
            run = start(_arguments(self.folder, out), self.folder / "log")
            if run.wait(self.chance.uniform(0.0, self.seconds * (1 if start is start_fork else 4))) is None:
                run.kill()
                kills += 1
        finish(start, self.folder, out)
        is_same = len(rows(manifest)) == self.pages and not any((manifest / ".newsclean-tmp").iterdir())
        is_same &= out.read_bytes() == self.stream if is_stream else tree(out) == self.expected
        if is_same:
            shutil.rmtree(manifest)
            if is_stream:
                out.unlink()
        return kills, is_same


def _arguments(folder: Path, out: Path) -> list[str]:
    return ["batch", str(folder / "pages"), "--out", str(out), "--quiet", "--jobs", "2"]


def finish(start: Callable[[list[str], Path], Run], folder: Path, out: Path) -> float:
    """Run to the end; return the seconds."""
    began = time.monotonic()
    code = start(_arguments(folder, out), folder / "log").wait(None)
    said = (folder / "log").read_text("utf-8", "replace")
    if code or said:
        raise SystemExit(f"exit code {code}: {said}")
    return time.monotonic() - began


def prepare(folder: Path, pages: int, seed: int) -> Soak:
    """Write the pages and clean them undisturbed."""
    made = {f"{n % 7}/{n:04}.{'html' if n % 3 else 'txt'}": (html if n % 3 else story)(n) for n in range(pages)}
    write(folder / "pages", made)
    calm = folder / "calm"
    seconds = finish(start_fork, folder, calm)
    finish(start_command, folder, folder / "calm.jsonl")
    expected, stream = MappingProxyType(tree(calm)), (folder / "calm.jsonl").read_bytes()
    return Soak(folder, pages, expected, stream, seconds, random.Random(seed))  # noqa: S311 - no secrets


def main() -> int:
    """Kill, resume and compare runs; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no round after this time")
    arguments = parser.parse_args()
    import_module("newsclean.batch.engines.preload")  # what forks need not load again
    kills, rounds, began = 0, 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        soak = prepare(Path(folder), arguments.pages, arguments.seed)
        while rounds < arguments.rounds and time.monotonic() - began < arguments.seconds:
            found, is_same = soak.round(rounds)
            if not is_same:
                sys.stdout.write(f"round {rounds}: not what an undisturbed run gives; kept in {folder}\n")
                os._exit(1)
            rounds, kills = rounds + 1, kills + found
            if rounds % 10 == 0:
                sys.stdout.write(f"{rounds} rounds, {kills} kills\n")
                sys.stdout.flush()
    sys.stdout.write(f"{rounds} rounds, {kills} kills: all as undisturbed (one run takes {soak.seconds:.1f} s)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
