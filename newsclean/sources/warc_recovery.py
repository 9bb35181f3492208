"""Where the records of a WARC file begin and end: asked at its start, and for the few records around a fault.

In a compressed archive each record is a gzip member or a zstd frame of its own. One that was compressed as a whole is
unpacked on the way, and offsets are then those in the unpacked archive.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from newsclean.sources.zstd import STEP_BYTES, ZstdFile

CHUNK = 1 << 16
MAX_HEADER = 1 << 16
MAX_CHECKED = 1 << 28
"""Bytes that a record is unpacked to when it is checked; nobody waits for a bomb."""
GZIP, ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
_VERSION = b"WARC/"
_MAGIC_RE = re.compile(b"|".join(map(re.escape, (_VERSION, GZIP, ZSTD))))
_VERSION_RE = re.compile(rb"WARC/\d\.\d+\r?\n")
_HEADER_END_RE = re.compile(rb"\r?\n\r?\n")
_LENGTH_RE = re.compile(rb"^Content-Length:[ \t]*(\d+)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_MAX_LINE_ENDS = 4


@dataclass(slots=True)
class RecordIndex:
    """The records of a plain WARC file."""

    stream: BinaryIO

    def is_end(self, offset: int) -> bool:
        """Whether the file ends here."""
        self.stream.seek(offset)
        return not self.stream.read(1)

    def next_start(self, offset: int) -> int | None:
        """Return where the first record from here on begins, None if there is none."""
        for found in self._places(offset, self.needle):
            if _is_header(self.peek(found)):
                return found
        return None

    def check(self, offset: int) -> tuple[int | None, str]:
        """Return where a record ends, or None and what is wrong with it."""
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
        """Return where a record ends by its own header, None if that cannot be told without unpacking it."""
        stated = _stated_length(self.peek(offset))
        return None if stated is None else offset + stated

    @property
    def needle(self) -> bytes:
        """What records begin with."""
        return _VERSION

    def peek(self, offset: int) -> bytes:
        """Return the first bytes of a record, unpacked."""
        self.stream.seek(offset)
        return self.stream.read(MAX_HEADER)

    def _places(self, offset: int, needle: bytes) -> Iterator[int]:
        """Yield where some bytes stand, from an offset on."""
        overlap = len(needle) - 1
        kept = b""
        while True:
            self.stream.seek(offset + len(kept))
            chunk = self.stream.read(CHUNK)
            if not chunk:
                return
            window = kept + chunk
            found = window.find(needle)
            while found >= 0:
                yield offset + found
                found = window.find(needle, found + 1)
            kept = window[-overlap:]
            offset += len(window) - len(kept)


@dataclass(slots=True)
class CompressedRecordIndex(RecordIndex):
    """The records of a WARC file in which each is compressed by itself.

    `magic` begins a record; `unpacker` unpacks it, `step` bytes at a time.
    """

    magic: bytes
    unpacker: Callable[[], Any]
    step: int = CHUNK

    def check(self, offset: int) -> tuple[int | None, str]:
        """Return where a record ends, or None and what is wrong with it."""
        stated = _stated_length(self.peek(offset))
        if stated is None:
            return None, "a record with a broken header"
        size = 0
        try:
            for piece, end in self._unpacked(offset):
                size += len(piece)
                if end is not None:
                    is_right = stated <= size <= stated + _MAX_LINE_ENDS
                    return (end, "") if is_right else (None, "a record whose Content-Length is wrong")
                if size > MAX_CHECKED:
                    return None, f"a record of more than {MAX_CHECKED:,} bytes"
        except self.errors() as error:
            return None, f"a damaged record ({error})"
        return None, f"a record cut short: {size:,} of its {stated:,} bytes are there"

    def declared_end(self, offset: int) -> int | None:  # noqa: ARG002 - this kind does not know
        """Return None: only unpacking tells."""
        return None

    @property
    def needle(self) -> bytes:
        """What records begin with."""
        return self.magic

    def peek(self, offset: int) -> bytes:
        """Return the first bytes of a record, unpacked; fewer where it is damaged."""
        head = b""
        try:
            for piece, _ in self._unpacked(offset):
                head += piece
                if len(head) >= MAX_HEADER or _HEADER_END_RE.search(head):
                    break
        except self.errors():
            pass
        return head

    def is_solid(self) -> bool:
        """Whether the file was compressed as a whole: more than one record in its first member."""
        head = b""
        try:
            for piece, _ in self._unpacked(0):
                head += piece
                if len(head) >= MAX_HEADER:
                    break
        except self.errors():
            # what came before the damage tells
            pass
        stated = _stated_length(head)
        return stated is not None and _VERSION_RE.match(head[stated:].lstrip(b"\r\n")) is not None

    def _unpacked(self, offset: int) -> Iterator[tuple[bytes, int | None]]:
        """Yield a record unpacked piece by piece, with the last piece where the record ends in the file."""
        unpacker = self.unpacker()
        self.stream.seek(offset)
        while chunk := self.stream.read(self.step):
            offset += len(chunk)
            piece = unpacker.decompress(chunk)
            yield piece, offset - len(unpacker.unused_data) if unpacker.eof else None
            if unpacker.eof:
                return

    def errors(self) -> tuple[type[Exception], ...]:
        """Return what unpacking raises."""
        if self.magic == GZIP:
            return (zlib.error,)
        import zstandard

        return (zstandard.ZstdError,)


class DecompressedStream(io.RawIOBase):
    """A file that was compressed as a whole, up to its end or the first damage; to go back in it is to begin anew."""

    def __init__(self, begin: Callable[[], Any], errors: tuple[type[Exception], ...]) -> None:
        self._begin = begin
        self._errors = errors
        self._reader = begin()

    def read(self, size: int = -1) -> bytes:
        """Read, as a file does."""
        try:
            return bytes(self._reader.read(size))
        except self._errors:
            return b""

    def tell(self) -> int:
        """Return where in the unpacked file we are."""
        return int(self._reader.tell())

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to an offset, and no further than the end."""
        if whence == io.SEEK_END:
            while self.read(CHUNK):
                pass
            return self.tell()
        if offset < self.tell():
            self._reader = self._begin()
        while self.tell() < offset and self.read(min(CHUNK, offset - self.tell())):
            pass
        return self.tell()


def index_records(stream: BinaryIO) -> RecordIndex:
    """Return the frames of a WARC file. Raises `ImportError` when it is packed with zstd, and that is not installed.

    What begins the first record tells how the file is packed; where there is none near its start, what looks like it.
    """
    head = stream.read(MAX_HEADER)
    places = sorted((found.start(), found[0]) for found in _MAGIC_RE.finditer(head))
    kinds: dict[bytes, RecordIndex] = {}
    for place, magic in places:
        frames = kinds.get(magic) or kinds.setdefault(magic, _frames(stream, magic))
        if _is_header(frames.peek(place)):
            break
    else:
        frames = kinds[places[0][1]] if places else RecordIndex(stream)
    if not isinstance(frames, CompressedRecordIndex) or not frames.is_solid():
        return frames
    if frames.magic == GZIP:
        return _unpacked(stream, _gzip_file, (OSError, EOFError, zlib.error))
    return _unpacked(stream, ZstdFile, (EOFError, *frames.errors()))


def _frames(stream: BinaryIO, magic: bytes) -> RecordIndex:
    if magic == _VERSION:
        return RecordIndex(stream)
    if magic == GZIP:
        return CompressedRecordIndex(stream, GZIP, lambda: zlib.decompressobj(wbits=31))
    from zstandard import ZstdDecompressor

    return CompressedRecordIndex(stream, ZSTD, lambda: ZstdDecompressor().decompressobj(), STEP_BYTES)


def _unpacked(stream: BinaryIO, reader: Callable[..., Any], errors: tuple[type[Exception], ...]) -> RecordIndex:
    def begin() -> Any:
        stream.seek(0)
        return reader(stream)

    return RecordIndex(DecompressedStream(begin, errors))  # type: ignore[arg-type]


def _gzip_file(stream: BinaryIO) -> gzip.GzipFile:
    return gzip.GzipFile(fileobj=stream)


def _is_header(head: bytes) -> bool:
    end = _HEADER_END_RE.search(head)
    return end is not None and _VERSION_RE.match(head) is not None and b"warc-type:" in head[: end.start()].lower()


def _stated_length(head: bytes) -> int | None:
    """Return the bytes that a record has by its own header, without the line ends behind it."""
    end = _HEADER_END_RE.search(head)
    length = _LENGTH_RE.search(head, 0, end.end()) if end else None
    return end.end() + int(length[1]) if end and length else None
