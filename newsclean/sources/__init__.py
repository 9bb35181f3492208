"""Where pages come from: a `Source` is one page's bytes with what is known of it from outside."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from newsclean.errors import UnreadableError


@dataclass(frozen=True, slots=True)
class Source:
    """One page as bytes, before anything was read.

    name: what to call it in messages and outputs: a path, "-" for standard input.
    url: the page's address, if somebody outside the page knows it.
    encoding: the encoding that somebody outside the page declares (an HTTP header, the caller), a hint.
    is_text_str: the bytes are UTF-8 made from a str, so no declaration in the page counts.
    """

    name: str
    data: bytes = field(repr=False)
    url: str | None = None
    encoding: str | None = None
    is_text_str: bool = False

    @classmethod
    def from_str(cls, text: str, *, name: str = "<str>", url: str | None = None) -> Source:
        """Return a source for text that is already decoded; lone surrogates survive `restore`."""
        return cls(name, text.encode("utf-8", "surrogatepass"), url, "utf-8", is_text_str=True)

    @classmethod
    def from_path(cls, path: str | Path, *, url: str | None = None) -> Source:
        """Read a file. Raises `UnreadableError`, with the reason, when it cannot be read."""
        path = Path(path)
        try:
            return cls(str(path), path.read_bytes(), url)
        except IsADirectoryError:
            raise UnreadableError(f"{path}: is a directory; name the files in it, as in {path}/*.html") from None
        except OSError as error:
            raise UnreadableError(f"{path}: {error.strerror or error}") from error

    @classmethod
    def from_stdin(cls, *, url: str | None = None) -> Source:
        """Read all of standard input."""
        return cls("-", sys.stdin.buffer.read(), url)
