"""Parquet: the rows of an archive as columns. The Arrow schema is made from the types of the article's fields.

Text is `string`, numbers are `int64` and `double`, tuples are lists, mappings are maps, and a value with fields of its
own is a struct. Fields that only `restore` reads are JSON. The columns are in the order of the article's JSON.
"""

from __future__ import annotations

import dataclasses
import enum
import json
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from newsclean.render.formats import ArticleWriter, OutputFormat, RowFile
from newsclean.render.json import field_types

JSON_FIELDS = frozenset(("restoration",))  # fields written as a string of JSON, because only newsclean reads them
GROUP_ROWS, GROUP_BYTES = 1000, 32 << 20
"""A row group ends at this many rows, or bytes of JSON. Larger groups compress better and take more memory."""


def article_schema(carried: Mapping[str, Any] | None = None) -> Any:
    """Return the `pyarrow.Schema` of articles, followed by the carried columns; `carried` maps names to Arrow types."""
    # extra: parquet
    import pyarrow as pa

    kinds = field_types().items()
    fields = [(name, pa.string() if name in JSON_FIELDS else _type_of(pa, kind)) for name, kind in kinds]
    return pa.schema([*fields, *(carried or {}).items()], metadata={"newsclean": "article"})


def to_table(rows: Iterable[Mapping[str, Any]], schema: Any) -> Any:
    """Return rows, given as the values of `to_dict`, as a `pyarrow.Table`. Raises `pyarrow.ArrowException`."""
    import pyarrow as pa

    texts = {field.name for field in schema if pa.types.is_string(field.type)}
    plain = [{name: _text(value) if name in texts else value for name, value in values.items()} for values in rows]
    try:
        return pa.Table.from_pylist(plain, schema=schema)
    except UnicodeEncodeError:
        return pa.Table.from_pylist([_encodable(values) for values in plain], schema=schema)


def _text(value: Any) -> str | None:
    """Return a value for a column of strings; a value that is no string becomes JSON."""
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _encodable(value: Any) -> Any:
    """Return a value with visible escapes for its lone surrogates, which Arrow refuses."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, Mapping):
        return {_encodable(key): _encodable(content) for key, content in value.items()}
    return [_encodable(content) for content in value] if isinstance(value, list) else value


def _type_of(pa: Any, hint: Any) -> Any:
    """Return the Arrow type for a Python type, or a string of JSON if Arrow has no such type."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        inner = [argument for argument in arguments if argument is not type(None)]
        return _type_of(pa, inner[0]) if len(inner) == 1 else pa.string()
    if origin is tuple:
        return pa.list_(_type_of(pa, arguments[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return pa.map_(_type_of(pa, arguments[0]), _type_of(pa, arguments[1]))
    if dataclasses.is_dataclass(hint) or hasattr(hint, "_fields"):
        return pa.struct([(name, _type_of(pa, inner)) for name, inner in typing.get_type_hints(hint).items()])
    if isinstance(hint, type) and issubclass(hint, str | enum.Enum):
        return pa.string()
    return {bool: pa.bool_(), int: pa.int64(), float: pa.float64()}.get(hint, pa.string())


class _GroupWriter:
    """Collects rows, and writes them one row group at a time."""

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
        if self._rows:
            self._writer.write_table(to_table(self._rows, self._schema))
            self._rows.clear()
            self._bytes = 0


@contextmanager
def _open_rows(path: Path, carried: Mapping[str, Any]) -> Iterator[ArticleWriter]:
    # extra: parquet
    import pyarrow.parquet as pq

    schema = article_schema(carried)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        rows = _GroupWriter(writer, schema)
        yield rows
        rows.flush()


def _is_ours(stream: BinaryIO) -> bool:
    import pyarrow.parquet as pq

    return bool(pq.read_schema(stream).metadata.get(b"newsclean") == b"article")


PARQUET = OutputFormat(
    "parquet", ".parquet", rows=RowFile(_open_rows, _is_ours, has_schema=True), module="pyarrow", extra="parquet"
)
