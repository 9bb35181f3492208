"""Tables of pages as archives: JSON Lines, JSON arrays, CSV and Parquet, with one page in each row."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any, BinaryIO

from newsclean.errors import UnreadableError, UsageError, import_extra
from newsclean.sources.filesystem import Location
from newsclean.sources.records import ArchiveItem, ArchiveOptions, Fault, ReaderName, Record
from newsclean.sources.registry import uncompressed_name
from newsclean.sources.tables import MAX_ARRAY_CHARS, BadHeaderError, Csv, bounded_lines, json_rows
from newsclean.sources.zstd import ZstdFile

BATCH_ROWS = 64  # rows of a Parquet file decoded at once; more rows take more memory (a guess)
ESCAPED_BYTES = 6  # bytes that JSON may take for one byte of a page: `\u001f`


def json_items(file: Location, options: ArchiveOptions) -> Iterator[ArchiveItem]:
    """Yield the pages of a JSON Lines file, plain or compressed (gzip, zstd), each with its line number from 1.

    Raises `UnreadableError` for a file that cannot be read, and `UsageError` for zstd without zstandard.
    """
    max_line = ESCAPED_BYTES * options.max_bytes
    with closing(file.open()) as stream:
        lines = _decompressed(stream)
        number = 0
        try:
            while line := lines.readline(max_line):
                number += 1
                if not line.endswith(b"\n") and len(line) >= max_line:
                    _skip_line(lines)
                    yield Fault(number, f"larger than {options.max_bytes:,} bytes", status="too-large")
                elif line.strip():
                    yield _json_item(number, line, options)
        except (OSError, EOFError, zlib.error) as error:
            reason = getattr(error, "strerror", None) or str(error)
            yield Fault(number + 1, f"the rest of the file cannot be read: {reason}")


def array_items(file: Location, options: ArchiveOptions) -> Iterator[ArchiveItem]:
    """Yield the pages of a JSON array of objects, or of one object, each with its number from 1.

    The array is in memory as a whole. Raises as `json_items`.
    """
    with closing(file.open()) as stream:
        number = 0
        try:
            data = _decompressed(stream).read(MAX_ARRAY_CHARS + 1)
            if len(data) > MAX_ARRAY_CHARS:
                raise ValueError("it is too large for an array; jq -c '.[]' makes JSON Lines of it")
            for number, row in enumerate(json_rows(data.decode("utf-8-sig", "replace")), 1):
                yield _json_item(number, row, options)
        except (OSError, EOFError, zlib.error, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            yield Fault(number + 1, f"the rest of the file cannot be read: {reason}")


def csv_items(file: Location, options: ArchiveOptions) -> Iterator[ArchiveItem]:
    """Yield the pages of a CSV or TSV file with a header, each with the number of its first line.

    Raises `UnreadableError` for a header that cannot be read, `UsageError` for one without a column of pages, and as
    `json_items`.
    """
    delimiter = "\t" if uncompressed_name(file.uri.lower()).endswith(".tsv") else ","
    table = Csv(delimiter, most=ESCAPED_BYTES * options.max_bytes)
    last = 0
    with closing(file.open()) as stream:
        try:
            lines = io.TextIOWrapper(_decompressed(stream), "utf-8-sig", "replace", newline="")
            for row in table.rows(bounded_lines(lines, table.most)):
                if not last:
                    _columns(file, table.names, options)
                last = row.line
                yield Fault(last, row.problem) if row.problem else _row_item(last, row.values, options)
        except BadHeaderError as error:
            raise UnreadableError(f"{file.uri}: {error}") from error
        except (OSError, EOFError, zlib.error) as error:
            yield Fault(last + 1, f"the rest of the file cannot be read: {getattr(error, 'strerror', None) or error}")


def parquet_items(file: Location, options: ArchiveOptions) -> Iterator[ArchiveItem]:
    """Yield the pages of a Parquet file, each with its row number from 0.

    Raises `UnreadableError` for a file that cannot be read, and `UsageError` without pyarrow or for missing columns.
    """
    arrow, parquet = _pyarrow(file)
    with closing(file.open()) as stream:
        try:
            table = parquet.ParquetFile(stream)
        except (arrow.ArrowException, OSError) as error:
            raise UnreadableError(f"{file.uri}: {_first_line(error)}") from error
        columns = _columns(file, table.schema_arrow.names, options)
        row = 0
        for group in range(table.num_row_groups):
            start, row = row, row + table.metadata.row_group(group).num_rows
            here = start
            try:
                batches = table.iter_batches(BATCH_ROWS, row_groups=[group], columns=columns, use_threads=False)
                for batch in batches:
                    for values in batch.to_pylist():
                        yield _row_item(here, values, options)
                        here += 1
            except (arrow.ArrowException, OSError) as error:
                yield Fault(here, f"{row - here:,} rows cannot be read: {_first_line(error)}")


def parquet_schema(file: Location) -> Any:
    """Return the Arrow schema of a Parquet file. Raises `UnreadableError`, and `UsageError` without pyarrow."""
    arrow, parquet = _pyarrow(file)
    with closing(file.open()) as stream:
        try:
            return parquet.read_schema(stream)
        except (arrow.ArrowException, OSError) as error:
            raise UnreadableError(f"{file.uri}: {_first_line(error)}") from error


def _pyarrow(file: Location) -> tuple[Any, Any]:
    return import_extra("pyarrow", file.uri, "parquet"), import_extra("pyarrow.parquet", file.uri, "parquet")


def _columns(file: Location, names: list[str], options: ArchiveOptions) -> list[str]:
    """Return the columns to read. Raises `UsageError` if the file lacks a page column or a carried one."""
    pages = (options.html, options.text, *options.either)
    if not any(name in names for name in pages):
        raise UsageError(
            f"{file.uri}: has no column {' or '.join(map(repr, pages))}; it has {', '.join(names)}; "
            "--html-field or --text-field names the one with the pages"
        )
    for name in options.carry:
        if name not in names:
            raise UsageError(f"{file.uri}: has no column {name!r} to carry; it has {', '.join(names)}")
    return [name for name in dict.fromkeys((*pages, options.url, *options.carry)) if name in names]


def _decompressed(stream: BinaryIO) -> BinaryIO:
    """Return a stream of the decompressed file; its first bytes say how it is compressed."""
    magic = stream.read(4)
    stream.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=stream)  # type: ignore[return-value]
    if magic == b"\x28\xb5\x2f\xfd":
        return io.BufferedReader(ZstdFile(stream))
    return stream


def _skip_line(lines: BinaryIO) -> None:
    while (rest := lines.readline(1 << 20)) and not rest.endswith(b"\n"):
        pass


def _json_item(number: int, line: bytes | str, options: ArchiveOptions) -> ArchiveItem:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Fault(number, f"not a JSON object: {error}")
    if not isinstance(values, dict):
        return Fault(number, "not a JSON object")
    return _row_item(number, values, options)


def _row_item(where: int, values: Mapping[str, Any], options: ArchiveOptions) -> ArchiveItem:
    """Return the page of a row: its HTML, or else its text, or else the field that may be either."""
    url = values.get(options.url)
    url = url if isinstance(url, str) else None
    carried = {name: values.get(name) for name in options.carry}
    readers: list[tuple[str, ReaderName]] = [(options.html, "html"), (options.text, "text")]
    readers += [(name, "auto") for name in options.either]
    for name, reader in readers:
        value = values.get(name)
        if not value or not isinstance(value, str | bytes):
            continue
        is_str = isinstance(value, str)
        data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        if len(data) > options.max_bytes:
            return Fault(where, f"larger than {options.max_bytes:,} bytes", url, "too-large")
        encoding = "utf-8" if is_str else None
        return Record(where, data, url, encoding, is_text_str=is_str, reader=reader, carried=carried)
    return Fault(where, f"has no text in {' or '.join(repr(name) for name, _ in readers)}", url)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
