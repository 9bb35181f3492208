"""WARC archives: a page for each response record with an HTML type.

fastwarc reads and unpacks, and ends at the first fault. The record before a fault is then looked at once more, to tell
whether it was whole, and reading goes on where the next record begins: so what is broken is lost, and nothing else.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, BinaryIO

from newsclean.errors import UnreadableError, missing_extra
from newsclean.sources.filesystem import Location
from newsclean.sources.records import ArchiveItem, ArchiveOptions, Fault, PassedOver, Record
from newsclean.sources.warc_recovery import RecordIndex, index_records
from newsclean.text.sniff import SNIFFED_CHARS, is_html

HTML_TYPES = frozenset(("text/html", "application/xhtml+xml"))
CHUNK = 1 << 20
"""Reading all at once would make room for the largest page each time."""


def warc_items(place: Location, wanted: ArchiveOptions) -> Iterator[ArchiveItem]:
    """Yield the pages of a WARC file, plain or compressed (gzip, zstd), the offset of its record with each.

    Raises `UnreadableError` for a file that cannot be read, and `UsageError` without fastwarc.
    """
    with closing(place.open()) as stream:
        try:
            import fastwarc.warc  # noqa: F401

            frames = index_records(stream)
        except ImportError as error:
            raise missing_extra(place.uri, "warc", error) from error
        try:
            yield from _Archive(frames, wanted).items()
        except OSError as error:
            raise UnreadableError(f"{place.uri}: {error.strerror or error}") from error


@dataclass(frozen=True, slots=True)
class _Read:
    """A record as it was read: what it comes to, and what spoke against it, if anything did."""

    offset: int
    item: ArchiveItem
    url: str | None = None
    problem: str | None = None
    is_too_large: bool = False


@dataclass(slots=True)
class _Archive:
    frames: RecordIndex
    wanted: ArchiveOptions

    def items(self) -> Iterator[ArchiveItem]:
        start = self.frames.next_start(0)
        if start != 0 and not self.frames.is_end(0):
            yield Fault(0, _no_record(0, start))
        while start is not None:
            start = yield from self._stretch(start)

    def _stretch(self, start: int) -> Generator[ArchiveItem, None, int | None]:
        """Yield what is read up to the next fault, and return where reading can go on, None for the end."""
        held: _Read | None = None
        reason = ""
        self.frames.stream.seek(start)
        try:
            for record in _records(self.frames.stream):
                if held is not None:
                    yield held.item
                held = self._read(record)
                if held.problem or held.is_too_large:
                    break
        except OSError as error:
            reason = str(error)
        if held is None:
            # what looked like a record was none
            after = self.frames.next_start(start + 1)
            yield Fault(start, f"{reason or 'no record'}; {_no_record(start, after)}")
            return after
        return (yield from self._after(held))

    def _after(self, held: _Read) -> Generator[ArchiveItem, None, int | None]:
        """Yield what the last record before a fault or the end comes to, and what follows it; return as `_stretch`."""
        if held.is_too_large:
            yield held.item
            return self.frames.next_start(self.frames.declared_end(held.offset) or held.offset + 1)
        end, problem = self.frames.check(held.offset)
        if end is None:
            after = self.frames.next_start(held.offset + 1)
            yield Fault(held.offset, problem, held.url)
            return after
        yield held.item if held.problem is None else self._as_it_stands(held)
        after = self.frames.next_start(end)
        if after != end and not self.frames.is_end(end):
            yield Fault(end, _no_record(end, after))
        return after

    def _as_it_stands(self, held: _Read) -> ArchiveItem:
        """Return a page whose HTTP headers lie about how it is encoded, without decoding it."""
        self.frames.stream.seek(held.offset)
        try:
            record = next(iter(_records(self.frames.stream)))
            record.parse_http(auto_decode="none")
            return self._page(record, held.url, record.reader.read(self.wanted.max_bytes))
        except OSError:
            return Fault(held.offset, held.problem or "", held.url)

    def _read(self, record: Any) -> _Read:
        """Read a record. What is wrong with it is in the answer."""
        offset = record.stream_pos
        kind = str(record.record_type).rpartition(".")[2]
        if kind != "response" or not record.is_http:
            return _Read(offset, PassedOver(kind if kind != "response" else "not-http"))
        url = (record.headers.get("WARC-Target-URI") or "").strip("<>") or None
        try:
            record.parse_http(auto_decode="all")
            passed = _passed_over(record)
            if passed:
                return _Read(offset, PassedOver(passed), url)
            data = _payload(record, self.wanted.max_bytes)
        except OSError as error:
            problem = f"HTTP: {error}"[:200]
            return _Read(offset, Fault(offset, problem, url), url, problem)
        if data is None:
            reason = f"larger than {self.wanted.max_bytes:,} bytes unpacked"
            return _Read(offset, Fault(offset, reason, url, "too-large"), url, is_too_large=True)
        if not record.http_content_type and not is_html(data[:SNIFFED_CHARS].decode("latin-1")):
            return _Read(offset, PassedOver("not-html"), url)
        return _Read(offset, self._page(record, url, data), url)

    def _page(self, record: Any, url: str | None, data: bytes) -> Record:
        return Record(
            record.stream_pos,
            data,
            url,
            record.http_charset,
            carried={name: record.headers.get(name) for name in self.wanted.carry},
            is_truncated=record.headers.get("WARC-Truncated") is not None,
        )


def _records(stream: BinaryIO) -> Iterator[Any]:
    from fastwarc.warc import ArchiveIterator

    return iter(ArchiveIterator(stream, parse_http=False))


def _passed_over(record: Any) -> str | None:
    """Return why a response is no page, None if it may be one."""
    status = record.http_headers.status_code if record.http_headers else None
    if status is not None and not 200 <= status < 300:
        return "http-error" if status >= 400 else "http-redirect" if status >= 300 else "http-other"
    declared = record.http_content_type or record.headers.get("WARC-Identified-Payload-Type")
    return "not-html" if declared and declared.strip().lower() not in HTML_TYPES else None


def _payload(record: Any, max_bytes: int) -> bytes | None:
    """Return a record's payload, None for one that is too large. Raises `OSError`."""
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
