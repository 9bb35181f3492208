"""What the batch runner costs. Run as `python .ci/bench_batch.py BENCH [--files N] [--rounds R] [--jobs J]`.

The bench's pages, repeated and altered, are cleaned by `clean` in a loop on each core, by `newsclean batch`, by the
same command again, and by `trafilatura --input-dir`. One after the other in each round, because a shared machine is not
the same a minute later; what counts are the ratios. Prints a table, and exits 1 when a promise is not kept.
"""

from __future__ import annotations

import argparse
import gzip
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

BIN = Path(sys.executable).parent
MAX_OVERHEAD, MAX_MEBIBYTES, MIN_SPEEDUP = 1.15, 200, 50


def make_pages(bench: Path, folder: Path, wanted: int) -> list[Path]:
    """Write the bench's pages, each time a little different, into folders of 500."""
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
    """Call `clean` in a loop."""
    from newsclean import Options, Source, clean_one

    options = Options()
    for path in paths:
        clean_one(Source.from_path(path), options)


def time_loop(paths: list[Path], jobs: int) -> float:
    """Return the seconds that a loop on each core takes."""
    context = multiprocessing.get_context("spawn")
    start = time.monotonic()
    loops = [context.Process(target=loop, args=(paths[n::jobs],)) for n in range(jobs)]
    for process in loops:
        process.start()
    for process in loops:
        process.join()
    return time.monotonic() - start


def time_command(*command: str | Path) -> tuple[float, list[int]]:
    """Return the seconds that a command takes, and the memory its main process has, in MiB, at ten points."""
    memory: list[int] = []
    start = time.monotonic()
    with subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(0.2):
                lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
                memory.extend(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))

        watcher = threading.Thread(target=watch)
        watcher.start()
        process.wait()
        ended.set()
        watcher.join()
    return time.monotonic() - start, memory[:: max(1, len(memory) // 10)] + memory[-1:]


def main() -> int:
    """Run the bench and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    files, jobs = arguments.files, str(arguments.jobs)
    overheads, speedups, ahead, peaks = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        pages = Path(folder, "pages")
        paths = make_pages(arguments.bench, pages, files)
        for number in range(arguments.rounds):
            out, other = Path(folder, f"out{number}"), Path(folder, f"trafilatura{number}")
            command = (BIN / "newsclean", "batch", pages, "--out", out, "--jobs", jobs)
            alone = time_loop(paths, arguments.jobs)
            first, memory = time_command(*command)
            again, _ = time_command(*command)
            theirs, _ = time_command(BIN / "trafilatura", "-i", pages, "-o", other, "--parallel", jobs)
            written = sum(path.is_file() for path in other.rglob("*")) if other.exists() else 0
            overheads.append(first / alone)
            speedups.append(first / again)
            ahead.append(theirs / first)
            peaks.append(max(memory))
            print(
                f"{files:,} files: loop {alone:.1f} s, batch {first:.1f} s ({first / alone:.3f}), again {again:.2f} s "
                f"({first / again:.0f}x), trafilatura {theirs:.1f} s ({theirs / first:.2f}x, {written:,} outputs), "
                f"{files / first:.1f} against {files / theirs:.1f} pages/s; main process MiB over time {memory}",
                flush=True,
            )
    overhead, speedup = statistics.median(overheads), statistics.median(speedups)
    better = statistics.median(ahead)
    print(f"medians: overhead {overhead:.3f}, again {speedup:.0f}x, ahead {better:.2f}x, {max(peaks)} MiB")
    return int(overhead > MAX_OVERHEAD or speedup < MIN_SPEEDUP or max(peaks) > MAX_MEBIBYTES)


if __name__ == "__main__":
    sys.exit(main())
