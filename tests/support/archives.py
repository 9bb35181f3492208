"""Archives with invented pages, whole and broken, for tests; and functions that read their outputs.

`python -m tests.support.archives BENCH OUT.warc.gz [--records N] [--bytes N]` makes an archive of the pages of a bench;
every page is a little different.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from newsclean.batch import ArchiveBatch, Inputs, Limits, ShardOptions, Summary, run_batch
from newsclean.sources.filesystem import locate
from newsclean.sources.records import ArchiveItem, ArchiveOptions, Fault, Record
from newsclean.sources.registry import read_items
from tests.support.batches import RecordingListener, html, story, write
from tests.support.faulty_cleaners import clean_page

HTML_TYPE = b"Content-Type: text/html; charset=utf-8\r\n"


def http(body: bytes, headers: bytes = HTML_TYPE, status: bytes = b"200 OK") -> bytes:
    """Return an HTTP response."""
    return b"HTTP/1.1 " + status + b"\r\n" + headers + b"\r\n" + body


def record(n: int, block: bytes, *, kind: bytes = b"response", length: int | None = None, more: bytes = b"") -> bytes:
    """Return WARC record number n. `length` is a wrong Content-Length; None for the right one."""
    head = (
        b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: https://harbourpost.example/%d\r\n"
        b"WARC-Date: 2026-02-03T04:05:06Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-%012d>\r\n%s"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n"
    )
    return head % (kind, n, n, more, len(block) if length is None else length) + block + b"\r\n\r\n"


def page(n: int) -> bytes:
    """Return the record of HTML page number n."""
    return record(n, http(html(n)))


def packed(record: bytes, kind: str) -> bytes:
    """Return a record compressed as "gz" or "zst"; unchanged for ""."""
    if kind == "gz":
        return gzip.compress(record, mtime=0)
    if kind == "zst":
        import zstandard

        return zstandard.ZstdCompressor(write_checksum=True).compress(record)
    return record


def warc(records: Iterable[bytes], kind: str = "gz") -> bytes:
    """Return an archive of records, each compressed separately."""
    return b"".join(packed(record, kind) for record in records)


def read(path: Path, **wanted: Any) -> list[ArchiveItem]:
    """Return the items of an archive."""
    return list(read_items(locate(str(path)), ArchiveOptions(**wanted)))


def numbers(found: list[ArchiveItem]) -> list[int | None]:
    """Return the numbers of the pages among items, None for a fault."""
    return [
        None if isinstance(item, Fault) else int(str(item.url).rpartition("/")[2]) for item in found if _counts(item)
    ]


def _counts(item: ArchiveItem) -> bool:
    return isinstance(item, Fault | Record)


def articles(path: Path) -> list[dict[str, Any]]:
    """Return the articles in an output of JSON Lines."""
    data = path.read_bytes()
    if path.suffix == ".zst":
        import zstandard

        data = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)).read()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    return [json.loads(line) for line in text.splitlines()]


def text_rows(*texts: bytes) -> bytes:
    """Return an archive of JSON Lines with these texts."""
    return b"".join(json.dumps({"text": text.decode()}).encode() + b"\n" for text in texts)


def make_crawl(folder: Path) -> Path:
    """Write two archives and two loose pages; the second page of the second archive fails."""
    return write(
        folder,
        {
            "a.jsonl": text_rows(*map(story, range(4))),
            "deep/b.jsonl": text_rows(story(4), b"!fault"),
            "deep/c.html": html(5),
            "deep/d.html": html(6),
        },
    )


def run_archives(out: Path | str, *inputs: Path | str, **settings: Any) -> tuple[Summary, RecordingListener]:
    """Run a batch over archives; return its summary and the listener."""
    limits = Limits(20.0, None, settings.pop("jobs", 2))
    shard = ShardOptions(limits=limits, clean_page=clean_page, force=settings.pop("force", False))
    listener = RecordingListener()
    batch = ArchiveBatch(Inputs(tuple(map(str, inputs))), str(out), "jsonl", shard, **settings)
    return run_batch(batch, listener), listener


def bench_records(bench: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of a bench with their addresses in an endless cycle; every page is a little different."""
    originals = []
    for gold in sorted(bench.glob("*/gold.jsonl")):
        for line in gold.read_bytes().splitlines():
            row = json.loads(line)
            path = gold.parent / f"{row['id']}.html.gz"
            if path.exists():
                originals.append((row.get("url") or "https://example.com/", path))
    number = 0
    while True:
        # a step that is a prime number mixes the folders
        url, path = originals[number * 7919 % len(originals)]
        altered = f"<p>Altered for the {number}th time.</p></body>".encode()
        yield url, gzip.decompress(path.read_bytes()).replace(b"</body>", altered)
        number += 1


def write_bench(bench: Path, out: Path, records: int, max_bytes: int) -> int:
    """Write an archive of at most `records` records and about `max_bytes` bytes; return how many records it has."""
    with out.open("wb") as stream:
        for number, (url, data) in enumerate(bench_records(bench)):
            if number >= records or stream.tell() >= max_bytes:
                return number
            block = http(data, b"Content-Type: text/html\r\n")
            one = record(number, block).replace(b"https://harbourpost.example/%d" % number, url.encode(), 1)
            stream.write(gzip.compress(one, 6, mtime=0))
    return records


def main() -> None:
    """Make an archive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--records", type=int, default=5000)
    parser.add_argument("--bytes", type=int, default=1 << 62)
    arguments = parser.parse_args()
    print(write_bench(arguments.bench, arguments.out, arguments.records, arguments.bytes), "records")


if __name__ == "__main__":
    main()
