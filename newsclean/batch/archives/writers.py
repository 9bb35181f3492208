"""Sinks: files that a shard's articles are written to, row by row: JSON Lines, plain or packed, and Parquet.

The same rows give the same bytes: nothing of a clock or of a file's name is in them.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from newsclean.errors import NewscleanError, missing_extra
from newsclean.sources.filesystem import Location
from newsclean.sources.zstd import ZstdFile

ENDINGS: Mapping[str, str] = {
    "jsonl": ".jsonl",
    "jsonl.gz": ".jsonl.gz",
    "jsonl.zst": ".jsonl.zst",
    "parquet": ".parquet",
}
"""The formats of sinks, and what their names end in."""
GZIP_LEVEL, ZSTD_LEVEL = 6, 3
GROUP_ROWS, GROUP_BYTES = 1000, 32 << 20
"""A row group of Parquet is as large as either."""
_ARTICLE_START = b'{"schema": '


class ArticleWriter(Protocol):
    """What takes the rows of a shard."""

    def write(self, line: bytes, carried: Mapping[str, Any]) -> None:
        """Take an article, as `to_jsonl` writes it, and what is carried along with it."""


def format_of(name: str) -> str | None:
    """Return the format of a sink by its name, None for no sink.

    >>> format_of("out/a.jsonl.gz"), format_of("out")
    ('jsonl.gz', None)
    """
    return next((kind for kind, ending in ENDINGS.items() if name.lower().endswith(ending)), None)


def open_writer(path: Path, kind: str, carried: Mapping[str, Any]) -> AbstractContextManager[ArticleWriter]:
    """Open a sink of a format, to be written to a file. `carried` has the Arrow types of what is carried, by name.

    Raises `UsageError` when a package for the format is not installed.
    """
    return _parquet(path, carried) if kind == "parquet" else _lines(path, kind)


class _Lines:
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, line: bytes, carried: Mapping[str, Any]) -> None:
        if carried:
            more = json.dumps(dict(carried), ensure_ascii=False, default=_plain).encode("utf-8", "backslashreplace")
            line = line.rstrip()[:-1] + b", " + more[1:] + b"\n"
        self._stream.write(line)


@contextmanager
def _lines(path: Path, kind: str) -> Iterator[ArticleWriter]:
    with path.open("wb") as file:
        if kind == "jsonl.gz":
            with gzip.GzipFile("", "wb", GZIP_LEVEL, file, mtime=0) as packed:
                yield _Lines(packed)
        elif kind == "jsonl.zst":
            with _zstd().ZstdCompressor(ZSTD_LEVEL).stream_writer(file, closefd=False) as packed:
                yield _Lines(packed)
        else:
            yield _Lines(file)


class _Rows:
    def __init__(self, writer: Any, schema: Any) -> None:
        self._writer = writer
        self._schema = schema
        self._rows: list[dict[str, Any]] = []
        self._bytes = 0

    def write(self, line: bytes, carried: Mapping[str, Any]) -> None:
        self._rows.append(json.loads(line) | carried)
        self._bytes += len(line)
        if len(self._rows) >= GROUP_ROWS or self._bytes >= GROUP_BYTES:
            self.flush()

    def flush(self) -> None:
        from newsclean.render.arrow import to_table

        if self._rows:
            self._writer.write_table(to_table(self._rows, self._schema))
            self._rows.clear()
            self._bytes = 0


@contextmanager
def _parquet(path: Path, carried: Mapping[str, Any]) -> Iterator[ArticleWriter]:
    try:
        import pyarrow.parquet as pq
    except ImportError as error:
        raise missing_extra("Parquet", "parquet", error) from error
    from newsclean.render.arrow import article_schema

    schema = article_schema(carried)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        rows = _Rows(writer, schema)
        yield rows
        rows.flush()


def is_ours(place: Location, kind: str) -> bool:
    """Whether a file is a sink that newsclean wrote, or an empty one; broken files are not."""
    with suppress(NewscleanError, OSError, EOFError, ValueError, zlib.error), closing(place.open()) as stream:
        if kind == "parquet":
            import pyarrow.parquet as pq

            return bool(pq.read_schema(stream).metadata.get(b"newsclean") == b"article")
        unpacked: Any = stream
        if kind == "jsonl.gz":
            unpacked = gzip.GzipFile(fileobj=stream)
        elif kind == "jsonl.zst":
            unpacked = io.BufferedReader(ZstdFile(stream))
        return bool(unpacked.read(len(_ARTICLE_START)) in (b"", _ARTICLE_START))
    return False


def _zstd() -> Any:
    try:
        import zstandard
    except ImportError as error:
        raise missing_extra("zstd", "warc", error) from error
    return zstandard


def _plain(value: Any) -> Any:
    """Return a value of a Parquet column that JSON has no type for."""
    import base64

    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else str(value)
