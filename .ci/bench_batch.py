"""Measure the overhead of batch runs: `python .ci/bench_batch.py BENCH [--files N] [--rounds R] [--jobs J]`.

The script cleans altered copies of the bench's pages four times: by `clean` in a loop on each core, by `newsclean
batch`, by the same command again, and by `trafilatura --input-dir`. It compares processor time, because wall-clock time
on a shared machine says little.

Exits with 1 when the overhead, the speed of the second run or the memory misses its limit.
"""

from __future__ import annotations

import argparse
import gzip
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

BIN = Path(sys.executable).parent
MAX_OVERHEAD, MAX_MEBIBYTES, MIN_SPEEDUP = 1.15, 200, 50
"""Limits: processor time of a batch by that of the loop, memory of its main process, and processor time of the first
run by that of the second."""


def make_pages(bench: Path, folder: Path, wanted: int) -> list[Path]:
    """Write altered copies of the bench's pages into folders of 500, and return their paths."""
    originals = sorted(bench.glob("*/*.html.gz"))
    made = []
    for number in range(wanted):
        data = gzip.decompress(originals[number * 7919 % len(originals)].read_bytes())
        path = folder / f"{number // 500:03}" / f"{number:06}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.replace(b"</body>", f"<p>Altered for the {number}th time.</p></body>".encode()))
        made.append(path)
    return made


def loop(paths: list[Path]) -> None:
    """Clean files one after the other."""
    from newsclean import Options, Source, clean_one

    options = Options()
    for path in paths:
        clean_one(Source.from_path(path), options)


def loop_on_each_core(pages: Path, jobs: int) -> None:
    """Clean files in `jobs` processes."""
    paths = sorted(pages.rglob("*.html"))
    context = multiprocessing.get_context("spawn")
    loops = [context.Process(target=loop, args=(paths[n::jobs],)) for n in range(jobs)]
    for process in loops:
        process.start()
    for process in loops:
        process.join()


@dataclass
class Cost:
    """The cost of a command: seconds, processor seconds of all its processes, memory samples of the main one in MiB."""

    seconds: float
    cpu: float
    memory: list[int]


def cost_of(*command: str | Path) -> Cost:
    """Run a command and return its cost."""
    memory: list[int] = []
    ticks: dict[str, int] = {}
    start = time.monotonic()
    with subprocess.Popen(  # noqa: S603
        [*map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        while process.poll() is None:
            for stat in Path("/proc").glob("[0-9]*/stat"):
                with suppress(OSError):
                    fields = stat.read_text().rpartition(")")[2].split()
                    if int(fields[3]) == process.pid:
                        ticks[stat.parent.name] = int(fields[11]) + int(fields[12])
            with suppress(OSError):
                lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
                memory.extend(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
    seconds = time.monotonic() - start
    return Cost(seconds, sum(ticks.values()) / os.sysconf("SC_CLK_TCK"), memory[:: max(1, len(memory) // 10)])


def main() -> int:
    """Run the bench and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--loop", action="store_true", help="only clean the files in BENCH in a loop")
    arguments = parser.parse_args()
    if arguments.loop:
        loop_on_each_core(arguments.bench, arguments.jobs)
        return 0
    files, jobs = arguments.files, str(arguments.jobs)
    overheads, speedups, ahead, peaks = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        pages = Path(folder, "pages")
        make_pages(arguments.bench, pages, files)
        for number in range(arguments.rounds):
            out, other = Path(folder, f"out{number}"), Path(folder, f"trafilatura{number}")
            command = (BIN / "newsclean", "batch", pages, "--out", out, "--jobs", jobs)
            alone = cost_of(sys.executable, __file__, pages, "--loop", "--jobs", jobs)
            first, again = cost_of(*command), cost_of(*command)
            theirs = cost_of(BIN / "trafilatura", "--input-dir", pages, "--output-dir", other, "--parallel", jobs)
            written = sum(path.is_file() for path in other.rglob("*")) if other.exists() else 0
            overheads.append(first.cpu / alone.cpu)
            speedups.append(first.cpu / again.cpu)
            ahead.append(theirs.cpu / first.cpu)
            peaks.append(max(first.memory))
            for name, cost in (("loop", alone), ("batch", first), ("again", again), ("trafilatura", theirs)):
                rate = files / cost.seconds
                print(
                    f"  {name:<12}{cost.seconds:8.1f} s {cost.cpu:8.1f} cpu-s {rate:9.1f} pages/s", cost.memory, "MiB"
                )
            print(
                f"{files:,} files: overhead cpu {overheads[-1]:.3f}, wall {first.seconds / alone.seconds:.3f}; "
                f"again {speedups[-1]:.0f}x cpu, {first.seconds / again.seconds:.0f}x wall; "
                f"trafilatura takes {ahead[-1]:.2f}x cpu, {theirs.seconds / first.seconds:.2f}x wall, "
                f"{written:,} outputs",
                flush=True,
            )
    overhead, speedup = statistics.median(overheads), statistics.median(speedups)
    better = statistics.median(ahead)
    print(f"medians: overhead {overhead:.3f}, again {speedup:.0f}x, ahead {better:.2f}x, {max(peaks)} MiB")
    return int(overhead > MAX_OVERHEAD or speedup < MIN_SPEEDUP or max(peaks) > MAX_MEBIBYTES)


if __name__ == "__main__":
    sys.exit(main())
