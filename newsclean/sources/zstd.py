"""Zstandard files, read frame by frame. A file that ends inside a frame is an error."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from newsclean.errors import import_extra

STEP_BYTES = 1 << 10
"""Compressed bytes that are decompressed at once. A step of a decompression bomb takes 32 MiB, a step of an ordinary
file a few kilobytes. Raising it raises both."""


def zstandard() -> Any:
    """Return the module zstandard. Raises `UsageError` where it is not installed."""
    return import_extra("zstandard", "zst", "warc")


class ZstdFile(io.RawIOBase):
    """The decompressed bytes of a file.

    Reading raises `OSError` for damaged data, and `EOFError` where the file was cut short.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decompressor = zstandard().ZstdDecompressor()
        self._damage = zstandard().ZstdError
        self._frame: Any = None
        self._compressed = b""
        self._ready = b""
        self._position = 0

    def readable(self) -> bool:
        """Return true."""
        return True

    def tell(self) -> int:
        """Return the number of decompressed bytes read."""
        return self._position

    def readinto(self, buffer: Any) -> int:
        """Read decompressed bytes into a buffer, and return their number; 0 at the end."""
        while not self._ready and self._decompress_step():
            pass
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        self._position += count
        return count

    def _decompress_step(self) -> bool:
        """Decompress up to `STEP_BYTES`; return false at the end of the file."""
        if not self._compressed:
            self._compressed = self._stream.read(STEP_BYTES)
        if not self._compressed:
            if self._frame is not None:
                raise EOFError("Compressed file ended before the end-of-stream marker was reached")
            return False
        if self._frame is None:
            self._frame = self._decompressor.decompressobj()
        try:
            self._ready = self._frame.decompress(self._compressed)
        except self._damage as error:
            raise OSError(str(error)) from error
        self._compressed = self._frame.unused_data if self._frame.eof else b""
        if self._frame.eof:
            self._frame = None
        return True
