"""A hundred runs, each killed with -9 at random moments and resumed, compared with one undisturbed run.

Run as `python -m tests.bench.soak [--rounds N] [--pages N] [--seed N] [--seconds N]`. Exits 1 at the first difference.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.conftest import ROOT
from tests.support.batches import html, rows, story, tree, write


def start(pages: Path, out: Path) -> subprocess.Popen[bytes]:
    """Start the command in quiet mode."""
    command = [sys.executable, "-m", "newsclean", "batch", str(pages), "--out", str(out), "--quiet", "--jobs", "2"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(pages: Path, out: Path) -> float:
    """Run to the end; return the seconds."""
    began = time.monotonic()
    with start(pages, out) as process:
        _, stderr = process.communicate()
    if (process.returncode, stderr) != (0, b""):
        raise SystemExit(f"exit code {process.returncode}: {stderr.decode()}")
    return time.monotonic() - began


def main() -> int:
    """Kill, resume and compare runs; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no round after this time")
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)  # noqa: S311 - no secrets
    kills, rounds, began = 0, 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        pages, calm = Path(folder, "pages"), Path(folder, "calm")
        made = {
            f"{n % 7}/{n:04}.{'html' if n % 3 else 'txt'}": (html if n % 3 else story)(n)
            for n in range(arguments.pages)
        }
        write(pages, made)
        seconds = finish(pages, calm)
        finish(pages, Path(folder, "calm.jsonl"))
        expected, stream = tree(calm), Path(folder, "calm.jsonl").read_bytes()
        for number in range(arguments.rounds):
            if time.monotonic() - began > arguments.seconds:
                break
            rounds += 1
            suffix = ".jsonl.newsclean" if number % 2 else ""
            out = Path(folder, f"out{number}{'.jsonl' if number % 2 else ''}")
            for _ in range(chance.randint(1, 3)):
                with start(pages, out) as process:
                    try:
                        process.wait(chance.uniform(0.1, seconds))
                    except subprocess.TimeoutExpired:
                        process.kill()
                        kills += 1
            finish(pages, out)
            manifest = Path(str(out).removesuffix(".jsonl") + suffix) if suffix else out
            is_same = len(rows(manifest)) == arguments.pages
            if suffix:
                is_same &= out.read_bytes() == stream
            else:
                is_same &= tree(out) == expected
            if not is_same or any((manifest / ".newsclean-tmp").iterdir()):
                sys.stdout.write(f"round {number}: not what an undisturbed run gives\n")
                return 1
            shutil.rmtree(manifest)
            if suffix:
                out.unlink()
    sys.stdout.write(f"{rounds} rounds, {kills} kills: all as undisturbed (one run takes {seconds:.1f} s)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
