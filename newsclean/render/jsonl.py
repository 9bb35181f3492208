"""JSON Lines: an article on each line, plain, gzipped or zstd-compressed.

The same articles give the same bytes: the files hold no time and no file name.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from newsclean.article import Article
from newsclean.render.formats import ArticleWriter, OutputFormat, RowFile
from newsclean.render.json import dump, plain, to_dict
from newsclean.sources.zstd import ZstdFile, zstandard

GZIP_LEVEL, ZSTD_LEVEL = 6, 3
"""Compression levels, the defaults of gzip and zstd. Higher levels give smaller files and take longer; not measured."""
_ARTICLE_START = b'{"schema": '


def to_jsonl(article: Article, *, blocks: bool = False, fields: Sequence[str] = (), ledger: bool = True) -> str:
    """Return an article as a JSON object on one line."""
    return dump(to_dict(article, blocks=blocks, fields=fields, ledger=ledger)) + "\n"


def ledger_to_jsonl(article: Article) -> str:
    """Return an article's ledger: a JSON object a line, each with the article's source."""
    rows = [{"source": article.source, **plain(entry)} for entry in article.ledger]
    return "".join(dump(row) + "\n" for row in rows)


class _LineWriter:
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, line: bytes, carried: Mapping[str, Any]) -> None:
        if carried:
            columns = json.dumps(dict(carried), ensure_ascii=False, default=_json_value)
            line = line.rstrip()[:-1] + b", " + columns.encode("utf-8", "backslashreplace")[1:] + b"\n"
        self._stream.write(line)


@contextmanager
def _open(
    pack: Callable[[BinaryIO], AbstractContextManager[Any]],
    path: Path,
    carried: Mapping[str, Any],  # noqa: ARG001 - JSON has no schema
) -> Iterator[ArticleWriter]:
    """Open a file whose lines go through a compressor."""
    with path.open("wb") as file, pack(file) as packed:
        yield _LineWriter(packed)


def _gzip(file: BinaryIO) -> gzip.GzipFile:
    return gzip.GzipFile("", "wb", GZIP_LEVEL, file, mtime=0)


def _zstd(file: BinaryIO) -> Any:
    return zstandard().ZstdCompressor(ZSTD_LEVEL).stream_writer(file, closefd=False)


def _is_ours(stream: BinaryIO | io.BufferedReader | gzip.GzipFile) -> bool:
    return stream.read(len(_ARTICLE_START)) in (b"", _ARTICLE_START)


def _json_value(value: Any) -> Any:
    """Return a value of a Parquet column that JSON has no type for: bytes as base64, others as text."""
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else str(value)


JSONL = OutputFormat(
    "jsonl",
    ".jsonl",
    lambda article, options: to_jsonl(article, blocks=options.blocks, fields=options.fields, ledger=options.ledger),
    separator="",
    page_ending=".json",
    is_record=True,
    rows=RowFile(partial(_open, nullcontext), _is_ours),
)
JSONL_GZ = OutputFormat(
    "jsonl.gz", ".jsonl.gz", rows=RowFile(partial(_open, _gzip), lambda stream: _is_ours(gzip.GzipFile(fileobj=stream)))
)
JSONL_ZST = OutputFormat(
    "jsonl.zst",
    ".jsonl.zst",
    rows=RowFile(partial(_open, _zstd), lambda stream: _is_ours(io.BufferedReader(ZstdFile(stream)))),
    module="zstandard",
    extra="warc",
)
