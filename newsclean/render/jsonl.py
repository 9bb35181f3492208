"""JSON Lines: an article on each line, plain, gzipped or zstd-compressed.

The same articles give the same bytes: the files hold no time and no file name.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from newsclean.article import Article
from newsclean.render.json import dump, plain, to_dict
from newsclean.render.output_format import ArticleWriter, OutputFormat, RowFile
from newsclean.sources.zstd import ZstdFile, zstandard

GZIP_LEVEL, ZSTD_LEVEL = 6, 3
"""Compression levels, the defaults of gzip and zstd. Higher levels give smaller files and take longer; not measured."""
_ARTICLE_START = b'{"schema": '


def to_jsonl(article: Article, *, blocks: bool = False, fields: Sequence[str] = ()) -> str:
    """Return an article as a JSON object on one line."""
    return dump(to_dict(article, blocks=blocks, fields=fields)) + "\n"


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
def _open_plain(path: Path, carried: Mapping[str, Any]) -> Iterator[ArticleWriter]:  # noqa: ARG001 - JSON has no schema
    with path.open("wb") as file:
        yield _LineWriter(file)


@contextmanager
def _open_gzip(path: Path, carried: Mapping[str, Any]) -> Iterator[ArticleWriter]:  # noqa: ARG001
    with path.open("wb") as file, gzip.GzipFile("", "wb", GZIP_LEVEL, file, mtime=0) as packed:
        yield _LineWriter(packed)


@contextmanager
def _open_zstd(path: Path, carried: Mapping[str, Any]) -> Iterator[ArticleWriter]:  # noqa: ARG001
    packer = zstandard().ZstdCompressor(ZSTD_LEVEL)
    with path.open("wb") as file, packer.stream_writer(file, closefd=False) as packed:
        yield _LineWriter(packed)


def _is_ours(stream: BinaryIO | io.BufferedReader | gzip.GzipFile) -> bool:
    return stream.read(len(_ARTICLE_START)) in (b"", _ARTICLE_START)


def _json_value(value: Any) -> Any:
    """Return a value of a Parquet column that JSON has no type for: bytes as base64, others as text."""
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else str(value)


JSONL = OutputFormat(
    "jsonl",
    ".jsonl",
    lambda article, options: to_jsonl(article, blocks=options.blocks, fields=options.fields),
    separator="",
    page_ending=".json",
    is_record=True,
    rows=RowFile(_open_plain, _is_ours),
)
JSONL_GZ = OutputFormat(
    "jsonl.gz",
    ".jsonl.gz",
    rows=RowFile(_open_gzip, lambda stream: _is_ours(gzip.GzipFile(fileobj=stream))),
)
JSONL_ZST = OutputFormat(
    "jsonl.zst",
    ".jsonl.zst",
    rows=RowFile(_open_zstd, lambda stream: _is_ours(io.BufferedReader(ZstdFile(stream)))),
    module="zstandard",
    extra="warc",
)
