"""Compare the speed of newsclean with that of its peers: `python .ci/bench_speed.py BENCH [--every N] [--rounds R]`.

In each round, all extractors clean a page one after the other, so that a slow moment of the machine falls on all of
them. The script prints the processor time of a page (mean over the pages, median over the rounds) and its ratio to
trafilatura with metadata and to a bare parse by lxml. It leaves out peers that are not installed. The dumps are the
texts of the same pages, by BeautifulSoup; their ratio is to trafilatura on the HTML.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean, median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bs4 import BeautifulSoup
from lxml import etree, html
from trafilatura import bare_extraction, extract

from newsclean import Source, clean
from newsclean._core import is_compiled
from newsclean.render import to_json, to_text

SETS = ("aeb", "wcxb")
Extractor = Callable[[str, str], object]


def extractors() -> dict[str, Extractor]:
    """Return each extractor by its name; it gets a page's HTML and its text dump."""
    found: dict[str, Extractor] = {
        "lxml, bare parse": lambda page, _: html.fromstring(page.encode()),
        "trafilatura, metadata": lambda page, _: bare_extraction(page, with_metadata=True),
        "trafilatura, text": lambda page, _: extract(page),
        "newsclean, JSON": lambda page, _: to_json(clean(Source("page.html", page.encode()))),
        "newsclean, text": lambda page, _: to_text(clean(Source("page.html", page.encode()))),
        "newsclean, dump": lambda _, dump: to_text(clean(Source("page.txt", dump.encode()))),
    }
    if find_spec("resiliparse"):
        from resiliparse.extract.html2text import extract_plain_text

        found["resiliparse, text"] = lambda page, _: extract_plain_text(page, main_content=True)
    if find_spec("readability"):
        from readability import Document

        found["readability-lxml"] = lambda page, _: Document(page).summary()
    return found


def seconds(extractor: Extractor, page: str, dump: str) -> float:
    """Return the processor time of an extractor for a page; a page that it cannot read counts as well."""
    start = time.process_time()
    try:
        extractor(page, dump)
    except (ValueError, TypeError, etree.LxmlError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    return time.process_time() - start


def main() -> None:
    """Run the benchmark and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("bench", type=Path)
    parser.add_argument("--every", type=int, default=8, help="measure every Nth page")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    paths = [path for name in SETS for path in sorted((arguments.bench / name).glob("*.html.gz"))[:: arguments.every]]
    pages = [gzip.decompress(path.read_bytes()).decode("utf-8", "replace") for path in paths]
    dumps = [BeautifulSoup(page, "lxml").get_text("\n") for page in pages]
    peers = extractors()
    times: dict[str, list[float]] = {name: [] for name in peers}
    for number in range(arguments.rounds + 1):
        of_round: dict[str, list[float]] = {name: [] for name in peers}
        for page, dump in zip(pages, dumps, strict=True):
            for name, extractor in peers.items():
                of_round[name].append(seconds(extractor, page, dump))
        if number:  # the first round fills the caches
            for name, found in of_round.items():
                times[name].append(fmean(found))
    core = "a compiled core" if is_compiled() else "pure Python"
    print(f"{len(pages)} pages, {arguments.rounds} rounds, newsclean with {core}")
    print(f"{'':24} {'ms':>7} {'/ trafilatura':>14} {'/ lxml':>7}")
    for name, found in times.items():
        ratios = [
            median(own / other for own, other in zip(found, times[peer], strict=True))
            for peer in ("trafilatura, metadata", "lxml, bare parse")
        ]
        print(f"{name:24} {1000 * median(found):7.2f} {ratios[0]:14.3f} {ratios[1]:7.2f}")


if __name__ == "__main__":
    main()
