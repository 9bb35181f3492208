"""Find where the records of a WARC file begin and end: at its start, and around each damaged record.

In a compressed archive each record is a gzip member or a zstd frame of its own. An archive that was compressed as a
whole is decompressed on the way; offsets are then those in the decompressed archive.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from newsclean.sources.zstd import STEP_BYTES, ZstdFile, zstandard
from newsclean.text.patterns import compile_later

CHUNK = 1 << 16  # bytes read at once (a guess)
MAX_HEADER = 1 << 16  # bytes in which a record's header must end; a longer header makes its record a fault (a guess)
MAX_CHECKED = 1 << 28
"""Bytes up to which a doubtful record is decompressed. It bounds the time that a decompression bomb takes, and a larger
record becomes a fault. A guess; not measured."""
GZIP, ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
_VERSION = b"WARC/"
_MAGIC_RE = compile_later(b"|".join(map(re.escape, (_VERSION, GZIP, ZSTD))))
_VERSION_RE = compile_later(rb"WARC/\d\.\d+\r?\n")
_HEADER_END_RE = compile_later(rb"\r?\n\r?\n")
_LENGTH_RE = compile_later(rb"^Content-Length:[ \t]*(\d{1,13})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_MAX_LINE_ENDS = 4  # bytes of the two line ends behind a record


@dataclass(slots=True)
class RecordIndex:
    """The records of an uncompressed WARC file. `magic` are the bytes that every record starts with."""

    stream: BinaryIO
    magic: bytes = _VERSION

    def is_end(self, offset: int) -> bool:
        """Return whether the file ends at an offset."""
        self.stream.seek(offset)
        return not self.stream.read(1)

    def next_start(self, offset: int) -> int | None:
        """Return the offset of the first record from an offset on, None if there is none."""
        return next((found for found in self._occurrences(offset) if _is_header(self.peek(found))), None)

    def check(self, offset: int) -> tuple[int | None, str]:
        """Return the end of a record, or None and what is wrong with the record."""
        end = self.declared_end(offset)
        if end is None:
            return None, "a record with a broken header"
        self.stream.seek(end - 1)
        last, tail = self.stream.read(1), self.stream.read(_MAX_LINE_ENDS + len(_VERSION))
        if not last:
            self.stream.seek(0, io.SEEK_END)
            there = self.stream.tell() - offset
            return None, f"a record cut short: {there:,} of its {end - offset:,} bytes are there"
        rest = tail.lstrip(b"\r\n")
        if rest and not rest.startswith(_VERSION[: len(rest)]) and not tail.startswith(b"\r\n\r\n"):
            return None, "a record whose Content-Length is wrong"
        return end + min(len(tail) - len(rest), _MAX_LINE_ENDS), ""

    def declared_end(self, offset: int) -> int | None:
        """Return the end of a record by its own header, None if that is unknown without decompressing the record."""
        length = _declared_length(self.peek(offset))
        return None if length is None else offset + length

    def peek(self, offset: int) -> bytes:
        """Return the first bytes of a record, decompressed."""
        self.stream.seek(offset)
        return self.stream.read(MAX_HEADER)

    def _occurrences(self, offset: int) -> Iterator[int]:
        """Yield the offsets of the magic bytes, from an offset on."""
        overlap = len(self.magic) - 1
        kept = b""
        while True:
            self.stream.seek(offset + len(kept))
            chunk = self.stream.read(CHUNK)
            if not chunk:
                return
            window = kept + chunk
            found = window.find(self.magic)
            while found >= 0:
                yield offset + found
                found = window.find(self.magic, found + 1)
            kept = window[-overlap:]
            offset += len(window) - len(kept)


@dataclass(slots=True)
class CompressedRecordIndex(RecordIndex):
    """The records of a WARC file that were compressed one by one.

    decompressor: makes an object that decompresses one record. error: what it raises for damaged data.
    step: compressed bytes that it gets at once.
    """

    decompressor: Callable[[], Any] = lambda: zlib.decompressobj(wbits=31)
    error: type[Exception] = zlib.error
    step: int = CHUNK

    def check(self, offset: int) -> tuple[int | None, str]:
        """Return the end of a record, or None and what is wrong with the record."""
        length = _declared_length(self.peek(offset))
        if length is None:
            return None, "a record with a broken header"
        size = 0
        try:
            for piece, end in self._decompressed(offset):
                size += len(piece)
                if end is not None:
                    is_right = length <= size <= length + _MAX_LINE_ENDS
                    return (end, "") if is_right else (None, "a record whose Content-Length is wrong")
                if size > MAX_CHECKED:
                    return None, f"a record of more than {MAX_CHECKED:,} bytes"
        except self.error as error:
            return None, f"a damaged record ({error})"
        return None, f"a record cut short: {size:,} of its {length:,} bytes are there"

    def declared_end(self, offset: int) -> int | None:  # noqa: ARG002 - no header says it
        """Return None: the header gives the length of the decompressed record."""
        return None

    def peek(self, offset: int) -> bytes:
        """Return the first bytes of a record, decompressed as far as it is not damaged."""
        return self._head(offset, _HEADER_END_RE)

    def is_solid(self) -> bool:
        """Return whether the file was compressed as a whole: its first member holds more than one record."""
        head = self._head(0, None)
        length = _declared_length(head)
        return length is not None and _VERSION_RE.match(head[length:].lstrip(b"\r\n")) is not None

    def _head(self, offset: int, until: re.Pattern[bytes] | None) -> bytes:
        """Return a record decompressed up to a pattern, `MAX_HEADER` bytes, or the first damage."""
        head = b""
        try:
            for piece, _ in self._decompressed(offset):
                head += piece
                if len(head) >= MAX_HEADER or (until and until.search(head)):
                    break
        except self.error:
            # the bytes before the damage are enough
            return head
        return head

    def _decompressed(self, offset: int) -> Iterator[tuple[bytes, int | None]]:
        """Yield the pieces of a decompressed record, the last one with the offset at which the record ends."""
        decompressor = self.decompressor()
        self.stream.seek(offset)
        while chunk := self.stream.read(self.step):
            offset += len(chunk)
            piece = decompressor.decompress(chunk)
            yield piece, offset - len(decompressor.unused_data) if decompressor.eof else None
            if decompressor.eof:
                return


class DecompressedStream(io.RawIOBase):
    """A file that was compressed as a whole, decompressed up to its end or the first damage.

    Seeking back decompresses the file from its start again.
    """

    def __init__(self, stream: BinaryIO, opener: Callable[[BinaryIO], Any]) -> None:
        self._stream, self._opener = stream, opener
        self.rewind()

    def rewind(self) -> None:
        """Start again at the beginning."""
        self._stream.seek(0)
        self._reader = self._opener(self._stream)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; none at the end and at damaged data."""
        try:
            return bytes(self._reader.read(size))
        except (OSError, EOFError, zlib.error):
            return b""

    def tell(self) -> int:
        """Return the position in the decompressed file."""
        return int(self._reader.tell())

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to an offset, or to the end if the file is shorter."""
        if whence == io.SEEK_END:
            while self.read(CHUNK):
                pass
            return self.tell()
        if offset < self.tell():
            self.rewind()
        while self.tell() < offset and self.read(min(CHUNK, offset - self.tell())):
            pass
        return self.tell()


def index_records(stream: BinaryIO) -> RecordIndex:
    """Return the index of a WARC file's records. Raises `UsageError` for a zstd archive without zstandard.

    The magic bytes of the first record, or else the first magic bytes at all, say how the file is compressed.
    """
    head = stream.read(MAX_HEADER)
    indices: dict[bytes, RecordIndex] = {}
    for found in _MAGIC_RE.finditer(head):
        index = indices.get(found[0]) or indices.setdefault(found[0], _index(stream, found[0]))
        if _is_header(index.peek(found.start())):
            break
    else:
        index = next(iter(indices.values()), RecordIndex(stream))
    if not isinstance(index, CompressedRecordIndex) or not index.is_solid():
        return index
    opener = gzip.open if index.magic == GZIP else ZstdFile
    return RecordIndex(DecompressedStream(stream, opener))  # type: ignore[arg-type]


def _index(stream: BinaryIO, magic: bytes) -> RecordIndex:
    if magic == _VERSION:
        return RecordIndex(stream)
    if magic == GZIP:
        return CompressedRecordIndex(stream, GZIP)
    zstd = zstandard()
    return CompressedRecordIndex(
        stream, ZSTD, lambda: zstd.ZstdDecompressor().decompressobj(), zstd.ZstdError, STEP_BYTES
    )


def _is_header(head: bytes) -> bool:
    end = _HEADER_END_RE.search(head)
    return end is not None and _VERSION_RE.match(head) is not None and b"warc-type:" in head[: end.start()].lower()


def _declared_length(head: bytes) -> int | None:
    """Return the bytes of a record by its own header, without the line ends behind the record."""
    end = _HEADER_END_RE.search(head)
    length = _LENGTH_RE.search(head, 0, end.end()) if end else None
    return end.end() + int(length[1]) if end and length else None
