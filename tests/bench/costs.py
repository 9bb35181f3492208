"""Measures the processor time that a page of an archive costs in each step.

`python -m tests.bench.costs ARCHIVE [--pages N]` cleans pages of an archive in this process and prints the
milliseconds of each step for a page, the share that reading the archive adds, pages per core-second, and core-hours for
CC-NEWS and for the news in a snapshot of Common Crawl. `tests.support.archives` makes an archive.
"""

from __future__ import annotations

import argparse
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsclean import Options, Source
from newsclean.assemble import assemble
from newsclean.classify import classify
from newsclean.readers import read
from newsclean.render import to_jsonl
from newsclean.rules import apply_rules, identify
from newsclean.sources.filesystem import locate
from newsclean.sources.records import ArchiveOptions, Record
from newsclean.sources.registry import read_items

WARM_UP = 100
"""Pages cleaned before the measurement: they load models and rules, and fill caches."""
CORPORA = {
    "CC-NEWS, a day": 381_000,
    "CC-NEWS, a year": 139_000_000,
    "CC-NEWS, 2016 to 2026": 1_350_000_000,
    "a Common Crawl snapshot, news share": 52_000_000,
}
"""Pages in each corpus; docs/scale.md names the sources of these sizes."""


class Clock:
    """Processor time by step."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    @contextmanager
    def of(self, step: str) -> Iterator[None]:
        """Add the time of a block of code to a step."""
        start = time.process_time()
        yield
        self.seconds[step] += time.process_time() - start


def measure(archive: Path, pages: int) -> tuple[Clock, int, int, int]:
    """Clean pages of an archive; return the times, the number of pages, and the bytes of HTML and of JSON."""
    options, clock = Options(), Clock()
    packer = zlib.compressobj(6)
    done = size = written = 0
    found = (item for item in read_items(locate(str(archive)), ArchiveOptions()) if isinstance(item, Record))
    for number in range(WARM_UP + pages):
        if number == WARM_UP:
            clock.seconds.clear()
            done = size = written = 0
        with clock.of("read and unpack WARC"):
            record = next(found, None)
        if record is None:
            break
        with clock.of("decode, parse, walk, metadata"):
            page = read(Source("page", record.data, record.url, record.encoding), options)
        with clock.of("rules"):
            page, publication = identify(page, options)
            page = apply_rules(page, publication, options) if publication else page
        with clock.of("classification"):
            policies = options.policies_for(page)
            page = classify(page, policies, second_opinion=options.second_opinion)
        with clock.of("assembly"):
            article = assemble(page, policies)
        with clock.of("JSON with the ledger"):
            line = to_jsonl(article).encode()
        with clock.of("gzip"):
            packer.compress(line)
        done, size, written = done + 1, size + len(record.data), written + len(line)
    return clock, done, size, written


def show(clock: Clock, pages: int, size: int, written: int) -> None:
    """Print the times of all steps, and what they mean for large corpora."""
    print(f"{pages:,} pages, {size / pages / 1000:.0f} kB of HTML and {written / pages / 1000:.0f} kB of JSON each\n")
    total = clock.seconds.total()
    for step, seconds in clock.seconds.items():
        print(f"{step:40} {1000 * seconds / pages:8.1f} ms {seconds / total:6.1%}")
    reading = clock.seconds["read and unpack WARC"]
    rate = pages / total
    print(f"\n{rate:.1f} pages per core-second; reading WARC adds {reading / (total - reading):.1%} to cleaning\n")
    for name, count in CORPORA.items():
        print(f"{name:40} {count:15,} pages {count / rate / 3600:10,.1f} core-hours")


def main() -> None:
    """Measure an archive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--pages", type=int, default=1000)
    arguments = parser.parse_args()
    show(*measure(arguments.archive, arguments.pages))


if __name__ == "__main__":
    main()
