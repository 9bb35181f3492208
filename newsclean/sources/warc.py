"""WARC archives: a page for each response record with an HTML type.

fastwarc reads and decompresses records, and stops at the first fault. The reader then checks whether the last record
before the fault was whole, and goes on at the next record. So a fault costs the damaged records and no others.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, BinaryIO

from newsclean.errors import UnreadableError, import_extra
from newsclean.sources.filesystem import Location
from newsclean.sources.records import ArchiveItem, ArchiveOptions, Fault, PassedOver, Record
from newsclean.sources.warc_recovery import RecordIndex, index_records
from newsclean.text.sniff import SNIFFED_CHARS, is_html

HTML_TYPES = frozenset(("text/html", "application/xhtml+xml"))
CHUNK = 1 << 20  # bytes read at once; reading a payload whole would allocate the largest allowed page each time


def warc_items(file: Location, options: ArchiveOptions) -> Iterator[ArchiveItem]:
    """Yield the pages of a WARC file, plain or compressed (gzip, zstd), each with the offset of its record.

    Raises `UnreadableError` for a file that cannot be read, and `UsageError` without fastwarc or zstandard.
    """
    with closing(file.open()) as stream:
        iterator = import_extra("fastwarc.warc", file.uri, "warc").ArchiveIterator
        index = index_records(stream)
        try:
            yield from _Reader(iterator, index, options).items()
        except OSError as error:
            raise UnreadableError(f"{file.uri}: {error.strerror or error}") from error


@dataclass(frozen=True, slots=True)
class _ReadRecord:
    """A record that was read: the item it yields, and what may be wrong with the record."""

    offset: int
    item: ArchiveItem
    url: str | None = None
    problem: str | None = None
    is_too_large: bool = False


@dataclass(slots=True)
class _Reader:
    """Reads one archive. `iterator` is fastwarc's ArchiveIterator."""

    iterator: Any
    index: RecordIndex
    options: ArchiveOptions

    def items(self) -> Iterator[ArchiveItem]:
        """Yield the items of the archive."""
        start = self.index.next_start(0)
        if start != 0 and not self.index.is_end(0):
            yield Fault(0, _no_record(0, start))
        while start is not None:
            start = yield from self._until_fault(start)

    def _until_fault(self, start: int) -> Generator[ArchiveItem, None, int | None]:
        """Yield the items up to the next fault; return the offset of the next record, None at the end."""
        last: _ReadRecord | None = None
        reason = ""
        self.index.stream.seek(start)
        try:
            for record in self._records(self.index.stream):
                if last is not None:
                    yield last.item
                last = self._read(record)
                if last.problem or last.is_too_large:
                    break
        except OSError as error:
            reason = str(error)
        if last is None:
            # fastwarc finds no record where the header looks like one
            after = self.index.next_start(start + 1)
            yield Fault(start, f"{reason or 'no record'}; {_no_record(start, after)}")
            return after
        return (yield from self._at_fault(last))

    def _at_fault(self, last: _ReadRecord) -> Generator[ArchiveItem, None, int | None]:
        """Yield the last item before a fault or the end, and the fault; return the offset of the next record."""
        if last.is_too_large:
            yield last.item
            return self.index.next_start(self.index.declared_end(last.offset) or last.offset + 1)
        end, problem = self.index.check(last.offset)
        if end is None:
            after = self.index.next_start(last.offset + 1)
            yield Fault(last.offset, problem, last.url)
            return after
        yield last.item if last.problem is None else self._undecoded(last)
        after = self.index.next_start(end)
        if after != end and not self.index.is_end(end):
            yield Fault(end, _no_record(end, after))
        return after

    def _undecoded(self, last: _ReadRecord) -> ArchiveItem:
        """Return the page of a whole record whose HTTP headers declare an encoding that the page does not have."""
        self.index.stream.seek(last.offset)
        try:
            record = next(self._records(self.index.stream))
            record.parse_http(auto_decode="none")
            return self._page(record, last.url, record.reader.read(self.options.max_bytes))
        except OSError:
            return Fault(last.offset, last.problem or "", last.url)

    def _read(self, record: Any) -> _ReadRecord:
        """Read a record, and note any problem in the result."""
        offset = record.stream_pos
        kind = str(record.record_type).rpartition(".")[2]
        if kind != "response" or not record.is_http:
            return _ReadRecord(offset, PassedOver(kind if kind != "response" else "not-http"))
        url = (record.headers.get("WARC-Target-URI") or "").strip("<>") or None
        try:
            record.parse_http(auto_decode="all")
            reason = _not_a_page(record)
            if reason:
                return _ReadRecord(offset, PassedOver(reason), url)
            data = _payload(record, self.options.max_bytes)
        except OSError as error:
            problem = f"HTTP: {error}"[:200]
            return _ReadRecord(offset, Fault(offset, problem, url), url, problem)
        if data is None:
            reason = f"larger than {self.options.max_bytes:,} bytes unpacked"
            return _ReadRecord(offset, Fault(offset, reason, url, "too-large"), url, is_too_large=True)
        if not record.http_content_type and not is_html(data[:SNIFFED_CHARS].decode("latin-1")):
            return _ReadRecord(offset, PassedOver("not-html"), url)
        return _ReadRecord(offset, self._page(record, url, data), url)

    def _records(self, stream: BinaryIO) -> Iterator[Any]:
        return iter(self.iterator(stream, parse_http=False))

    def _page(self, record: Any, url: str | None, data: bytes) -> Record:
        return Record(
            record.stream_pos,
            data,
            url,
            record.http_charset,
            carried={name: record.headers.get(name) for name in self.options.carry},
            is_truncated=record.headers.get("WARC-Truncated") is not None,
        )


def _not_a_page(record: Any) -> str | None:
    """Return why a response cannot be a page, None if it may be one."""
    status = record.http_headers.status_code if record.http_headers else None
    if status is not None and not 200 <= status < 300:
        return "http-error" if status >= 400 else "http-redirect" if status >= 300 else "http-other"
    declared = record.http_content_type or record.headers.get("WARC-Identified-Payload-Type")
    return "not-html" if declared and declared.strip().lower() not in HTML_TYPES else None


def _payload(record: Any, max_bytes: int) -> bytes | None:
    """Return a record's payload, None if it is too large. Raises `OSError`."""
    parts, size = [], 0
    while part := record.reader.read(CHUNK):
        parts.append(part)
        size += len(part)
        if size > max_bytes:
            return None
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _no_record(start: int, end: int | None) -> str:
    if end is None:
        return "no record from here to the end"
    return f"{end - start:,} bytes that are no record"
