"""Zstandard files, read frame by frame; one that ends in mid-frame is an error, and not just shorter."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

STEP_BYTES = 1 << 10
"""What is unpacked at once: a step of a bomb takes 32 MiB, one of what people write a few kilobytes."""


class ZstdFile(io.RawIOBase):
    """The unpacked bytes of a file. Reading raises `EOFError` where it was cut short, and `ZstdError` for damage."""

    def __init__(self, stream: BinaryIO) -> None:
        from zstandard import ZstdDecompressor

        self._stream = stream
        self._decompressor = ZstdDecompressor()
        self._frame: Any = None
        self._packed = b""
        self._ready = b""
        self._here = 0

    def readable(self) -> bool:
        """Return true."""
        return True

    def tell(self) -> int:
        """Return how many unpacked bytes were read."""
        return self._here

    def readinto(self, buffer: Any) -> int:
        """Read some bytes, as a file does."""
        while not self._ready and self._unpack():
            pass
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        self._here += count
        return count

    def _unpack(self) -> bool:
        """Take a step; return false at the end."""
        if not self._packed:
            self._packed = self._stream.read(STEP_BYTES)
        if not self._packed:
            if self._frame is not None:
                raise EOFError("Compressed file ended before the end-of-stream marker was reached")
            return False
        if self._frame is None:
            self._frame = self._decompressor.decompressobj()
        self._ready = self._frame.decompress(self._packed)
        self._packed = self._frame.unused_data if self._frame.eof else b""
        if self._frame.eof:
            self._frame = None
        return True
