"""Power cuts at random moments, each followed by the same run again, compared with undisturbed runs.

Run as `python -m tests.bench.power [--cuts N] [--pages N] [--seed N]`. It needs strace. `tests.support.disk` says what
a cut may take from the disk. Exits 1 at the first difference.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, redirect_stderr
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from newsclean.batch.engines.job import Results, Workload
from newsclean.errors import ExitCode
from tests.conftest import ROOT
from tests.support.batches import html, rows, story, tree, write
from tests.support.disk import Disk, record

SETTLED = 6
"""Pages settled together in the recorded runs: few, so that cuts come between many transactions."""
OPTIONS = ("--quiet", "--jobs", "2", "--fail-over", "100%")
_SCRIPT = f"""
import sys
from newsclean.batch.pages.store import PageStore
PageStore.settle_size = {SETTLED}
from newsclean.cli import main
if __name__ == "__main__":
    main()
"""


@dataclass(frozen=True)
class Scenario:
    """A run to cut: its arguments, and the name of its output below the disk's root."""

    name: str
    arguments: tuple[str, ...]
    out: str
    is_second: bool = False
    """The run follows a complete one: pages have changed, some without a change of size, and some are gone."""

    @property
    def folder(self) -> str:
        """The folder of the outputs and of the manifest."""
        return self.out + ".newsclean" if self.out.endswith(".jsonl") else self.out


SCENARIOS = (
    Scenario("folder", ("pages", "--out", "out"), "out"),
    Scenario("second run", ("pages", "--out", "out", "--prune"), "out", is_second=True),
    Scenario("stream", ("pages", "--out", "all.jsonl"), "all.jsonl"),
    Scenario("second stream", ("pages", "--out", "all.jsonl", "--prune"), "all.jsonl", is_second=True),
    Scenario("other format", ("pages", "--out", "out", "--format", "markdown"), "out", is_second=True),
    Scenario("archives", ("rows", "--format", "jsonl.gz", "--out", "out"), "out"),
    Scenario("second archives", ("rows", "--format", "jsonl.gz", "--out", "out"), "out", is_second=True),
)


def make_pages(root: Path, count: int, *, is_second: bool) -> None:
    """Write the pages and archives of a scenario, or change them for its second run."""
    numbers = [n for n in range(count) if not (is_second and n % 7 == 6)]
    shift = 100 if is_second else 0
    pages = {
        f"pages/{n % 4}/{n:03}.{'html' if n % 3 else 'txt'}": (html if n % 3 else story)(
            100 + n + (shift if n % 2 else 0)
        )
        for n in numbers
    }
    for archive in range(3):
        lines = [json.dumps({"text": story(100 * archive + n + shift).decode()}) for n in range(count // 3)]
        lines.append(json.dumps({"text": None}))
        pages[f"rows/{archive}.jsonl"] = ("\n".join(lines) + "\n").encode()
    shutil.rmtree(root / "pages", ignore_errors=True)
    write(root, pages)


class PowerTest:
    """The recorded run of a scenario, and what must be there in the end."""

    def __init__(self, scenario: Scenario, folder: Path, pages: int, environment: dict[str, str]) -> None:
        self.scenario, self.folder, self.environment = scenario, folder, environment
        root = folder / "root"
        make_pages(root, pages, is_second=False)
        if scenario.is_second:
            arguments = scenario.arguments[: scenario.arguments.index("--out") + 2]
            self.run(root, arguments)
            make_pages(root, pages, is_second=True)
        (root / "tmp").mkdir(exist_ok=True)
        script = folder / "run.py"
        script.write_text(_SCRIPT)
        command = [sys.executable, str(script), "batch", *scenario.arguments, *OPTIONS]
        environment = environment | {"TMPDIR": str(root / "tmp"), "PYTHONPATH": str(ROOT)}
        self.disk: Disk = record(command, root, folder / "trace", environment)
        self.expected = self.outputs(root)
        # a cut is replayed in the same place: batches know the folders of their inputs
        root.rename(folder / "recorded")
        self.root = root

    def run(self, root: Path, arguments: tuple[str, ...]) -> int:
        """Run newsclean in this process, with `root` as its folder, and return its exit code."""
        before = Path.cwd()
        os.chdir(root)
        try:
            return run_here(["batch", *arguments, *OPTIONS])
        finally:
            os.chdir(before)

    def outputs(self, root: Path) -> dict[str, bytes]:
        """Return the outputs by name; of done-markers what does not depend on time and place."""
        found = tree(root / self.scenario.out) if not self.scenario.out.endswith(".jsonl") else {}
        if self.scenario.out.endswith(".jsonl"):
            found = {"": (root / self.scenario.out).read_bytes(), **tree(root / self.scenario.folder)}
        for name in [name for name in found if name.endswith(".done")]:
            report = json.loads(found[name])
            found[name] = repr(
                sorted((key, value) for key, value in report.items() if key not in ("seconds", "source_stamp"))
            ).encode()
        return found

    def cut(self, number: int, seed: int) -> str | None:
        """Cut the power once, run again, and return what is wrong then."""
        chance = random.Random(f"{self.scenario.name} {seed} {number}")  # noqa: S311 - no secrets
        moment = chance.randint(0, len(self.disk.events))
        root = self.root
        self.disk.after_cut(moment, chance, root)
        (root / "tmp").mkdir(exist_ok=True)
        code = self.run(root, self.scenario.arguments)
        where = f"{self.scenario.name}, cut {number} at {moment} of {len(self.disk.events)} calls"
        if code != ExitCode.OK:
            return f"{where}: exit code {code}"
        found = self.outputs(root)
        wrong = sorted(name for name in found.keys() | self.expected if found.get(name) != self.expected.get(name))
        if wrong:
            return f"{where}: {len(wrong)} outputs differ: {wrong[:3]}"
        return self._wrong_manifest(root / self.scenario.folder, where)

    def _wrong_manifest(self, folder: Path, where: str) -> str | None:
        if not (folder / "newsclean.sqlite").exists():
            return None if "archives" in self.scenario.name else f"{where}: no manifest"
        with closing(sqlite3.connect(folder / "newsclean.sqlite")) as database:
            (health,) = database.execute("PRAGMA integrity_check").fetchone()
        bad = [path for path, row in rows(folder).items() if row["temporary"] or row["stale"] or row["result"] != "ok"]
        left = list((folder / ".newsclean-tmp").iterdir())
        return None if (health, bad, left) == ("ok", [], []) else f"{where}: {health}, rows {bad[:3]}, left {left}"


class InProcessPool:
    """Does tasks in this process. The recorded runs have workers; those after a cut are quicker without."""

    def __init__(self, job: Any, *_: object) -> None:
        self.job = job

    def run(self, tasks: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """Do tasks; None is none."""
        yield from ((task, self.job.do(task)) for task in tasks if task is not None)


def _engine(work: Workload) -> Results:
    return InProcessPool(work.make_job(1)).run(work.tasks)


def run_here(arguments: list[str]) -> int:
    """Run the command line in this process, without workers, and return its exit code."""
    from newsclean.cli import main

    before = sys.argv
    sys.argv = ["newsclean", *arguments]
    try:
        with redirect_stderr(StringIO()), pytest.MonkeyPatch.context() as patch:
            patch.setattr("newsclean.batch.run.run_on_pool", _engine)
            patch.setattr("newsclean.batch.archives.records.WorkerPool", InProcessPool)
            main()
    except SystemExit as end:
        return int(end.code or 0)
    finally:
        sys.argv = before
    return 0


def main() -> int:
    """Cut, resume and compare runs; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=200)
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--go-on", action="store_true", help="go on after a difference, and count them")
    arguments = parser.parse_args()
    began, wrong = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as folder:
        tests = []
        for number, scenario in enumerate(SCENARIOS):
            place = Path(folder, str(number))
            tests.append(PowerTest(scenario, place, arguments.pages, dict(os.environ)))
        for number in range(arguments.cuts):
            problem = tests[number % len(tests)].cut(number, arguments.seed)
            if number % 20 == 19:
                sys.stdout.write(f"{number + 1} cuts, {wrong + bool(problem)} differences\n")
                sys.stdout.flush()
            if problem:
                wrong += 1
                sys.stdout.write(problem + "\n")
                if not arguments.go_on:
                    return 1
    seconds = time.monotonic() - began
    sys.stdout.write(f"{arguments.cuts} cuts in {len(tests)} kinds of runs: {wrong} differences; {seconds:.0f} s\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
