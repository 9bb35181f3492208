"""Tables of pages as archives: JSON Lines and Parquet, a page a row."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from typing import Any, BinaryIO

from newsclean.errors import UnreadableError, UsageError, missing_extra
from newsclean.sources.filesystem import Location
from newsclean.sources.records import ArchiveItem, ArchiveOptions, Fault, ReaderName, Record
from newsclean.sources.zstd import ZstdFile

BATCH_ROWS = 64
ESCAPED = 6
"""JSON may write a byte in this many: `\\u001f`."""


def json_items(place: Location, wanted: ArchiveOptions) -> Iterator[ArchiveItem]:
    """Yield the pages of a JSON Lines file, plain or packed (gzip, zstd), with their line numbers from 1 on.

    Raises `UnreadableError` for a file that cannot be read, and `UsageError` for zstd without zstandard.
    """
    with closing(place.open()) as stream:
        lines = _unpacked(stream, place)
        number = 0
        try:
            while line := lines.readline(ESCAPED * wanted.max_bytes):
                number += 1
                is_whole = line.endswith(b"\n") or len(line) < ESCAPED * wanted.max_bytes
                if not is_whole:
                    _skip_line(lines)
                    yield Fault(number, f"larger than {wanted.max_bytes:,} bytes", status="too-large")
                elif line.strip():
                    yield _json_item(number, line, wanted)
        except _damage() as error:
            reason = getattr(error, "strerror", None) or str(error)
            yield Fault(number + 1, f"the rest of the file cannot be read: {reason}")


def parquet_items(place: Location, wanted: ArchiveOptions) -> Iterator[ArchiveItem]:
    """Yield the pages of a Parquet file, with their row numbers from 0 on.

    Raises `UnreadableError` for a file that cannot be read, and `UsageError` without pyarrow or for missing columns.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise missing_extra(place.uri, "parquet", error) from error
    with closing(place.open()) as stream:
        try:
            table = pq.ParquetFile(stream)
        except (pa.ArrowException, OSError) as error:
            raise UnreadableError(f"{place.uri}: {_first_line(error)}") from error
        columns = _columns(place, table.schema_arrow.names, wanted)
        row = 0
        for group in range(table.num_row_groups):
            start, row = row, row + table.metadata.row_group(group).num_rows
            here = start
            try:
                batches = table.iter_batches(BATCH_ROWS, row_groups=[group], columns=columns, use_threads=False)
                for batch in batches:
                    for values in batch.to_pylist():
                        yield _row_item(here, values, wanted)
                        here += 1
            except (pa.ArrowException, OSError) as error:
                yield Fault(here, f"{row - here:,} rows cannot be read: {_first_line(error)}")


def parquet_schema(place: Location) -> Any:
    """Return the Arrow schema of a Parquet file. Raises `UnreadableError`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with closing(place.open()) as stream:
        try:
            return pq.read_schema(stream)
        except (pa.ArrowException, OSError) as error:
            raise UnreadableError(f"{place.uri}: {_first_line(error)}") from error


def _columns(place: Location, names: list[str], wanted: ArchiveOptions) -> list[str]:
    """Return the columns to read. Raises `UsageError` where the wanted ones are not there."""
    if wanted.html not in names and wanted.text not in names:
        raise UsageError(
            f"{place.uri}: has no column {wanted.html!r} or {wanted.text!r}; it has {', '.join(names)}; "
            "--html-field or --text-field names the one with the pages"
        )
    for name in wanted.carry:
        if name not in names:
            raise UsageError(f"{place.uri}: has no column {name!r} to carry; it has {', '.join(names)}")
    return [name for name in dict.fromkeys((wanted.html, wanted.text, wanted.url, *wanted.carry)) if name in names]


def _unpacked(stream: BinaryIO, place: Location) -> BinaryIO:
    magic = stream.read(4)
    stream.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=stream)  # type: ignore[return-value]
    if magic == b"\x28\xb5\x2f\xfd":
        try:
            return io.BufferedReader(ZstdFile(stream))
        except ImportError as error:
            raise missing_extra(place.uri, "warc", error) from error
    return stream


def _damage() -> tuple[type[Exception], ...]:
    """Return what reading a packed file raises."""
    errors: tuple[type[Exception], ...] = (OSError, EOFError, zlib.error)
    with suppress(ImportError):
        from zstandard import ZstdError

        errors = (*errors, ZstdError)
    return errors


def _skip_line(lines: BinaryIO) -> None:
    while (rest := lines.readline(1 << 20)) and not rest.endswith(b"\n"):
        pass


def _json_item(number: int, line: bytes, wanted: ArchiveOptions) -> ArchiveItem:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Fault(number, f"not a JSON object: {error}")
    if not isinstance(values, dict):
        return Fault(number, "not a JSON object")
    return _row_item(number, values, wanted)


def _row_item(where: int, values: Mapping[str, Any], wanted: ArchiveOptions) -> ArchiveItem:
    """Return the page of a row: the HTML where it has any, else the text."""
    url = values.get(wanted.url)
    url = url if isinstance(url, str) else None
    carried = {name: values.get(name) for name in wanted.carry}
    readers: tuple[tuple[str, ReaderName], ...] = ((wanted.html, "html"), (wanted.text, "text"))
    for name, reader in readers:
        value = values.get(name)
        if not value or not isinstance(value, str | bytes):
            continue
        is_str = isinstance(value, str)
        data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        if len(data) > wanted.max_bytes:
            return Fault(where, f"larger than {wanted.max_bytes:,} bytes", url, "too-large")
        encoding = "utf-8" if is_str else None
        return Record(where, data, url, encoding, is_text_str=is_str, reader=reader, carried=carried)
    return Fault(where, f"has no text in {wanted.html!r} or {wanted.text!r}", url)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
