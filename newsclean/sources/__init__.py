"""Sources: where pages come from. A `Source` holds the bytes of one page, and what is known about it from outside."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from newsclean.errors import TooLargeError, UnreadableError

MAX_BYTES = 50 << 20  # bytes of a file or of standard input, the default of `Options.max_bytes`


@dataclass(frozen=True, slots=True)
class Source:
    """One page as bytes, before any reader decodes it.

    name: what messages and outputs call it: a path, or "-" for standard input.
    url: the page's address, if the caller knows it.
    encoding: the encoding that an HTTP header or the caller declares; only a hint.
    is_text_str: the bytes are UTF-8 made from a str, so the reader ignores declarations in the page.
    """

    name: str
    data: bytes = field(repr=False)
    url: str | None = None
    encoding: str | None = None
    is_text_str: bool = False

    @classmethod
    def from_str(cls, text: str, *, name: str = "<str>", url: str | None = None) -> Source:
        """Return a source for decoded text; lone surrogates survive `restore`."""
        return cls(name, text.encode("utf-8", "surrogatepass"), url, "utf-8", is_text_str=True)

    @classmethod
    def from_path(cls, path: str | Path, *, url: str | None = None, most: int | None = MAX_BYTES) -> Source:
        """Return a source for a file, of `most` bytes at most; None reads files of any size.

        Raises `UnreadableError` with the reason if the file cannot be read, and `TooLargeError` without reading on.
        """
        path = Path(path)
        try:
            with path.open("rb") as stream:
                return cls(str(path), _read(stream, str(path), most), url)
        except IsADirectoryError:
            raise UnreadableError(f"{path}: is a directory; name the files in it, as in {path}/*.html") from None
        except OSError as error:
            raise UnreadableError(f"{path}: {error.strerror or error}") from error

    @classmethod
    def from_stdin(cls, *, url: str | None = None, most: int | None = MAX_BYTES) -> Source:
        """Return a source for all of standard input.

        Raises `TooLargeError` if it has more than `most` bytes, and `UnreadableError`, as for a closed one.
        """
        try:
            return cls("-", _read(sys.stdin.buffer, "-", most), url)
        except OSError as error:
            raise UnreadableError(f"-: cannot read standard input: {error.strerror or error}") from error


def _read(stream: BinaryIO, name: str, most: int | None) -> bytes:
    data = stream.read(-1 if most is None else most + 1)
    if most is not None and len(data) > most:
        raise TooLargeError(f"{name}: larger than {most:,} bytes")
    return data
