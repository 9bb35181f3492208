"""Arrow: the schema of articles in Parquet, made from the types of the article's fields, so that both always agree.

Text is `string`, numbers are `int64` and `double`, tuples are lists, mappings are maps, and what has fields of its own
is a struct; what `restore` needs is JSON. The columns stand in the order of the article's JSON form.
"""

from __future__ import annotations

import dataclasses
import enum
import json
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any

from newsclean.article import Article
from newsclean.render.json import FIELD_ORDER

JSON_FIELDS = frozenset(("restoration",))
"""Fields that are a string of JSON: of use to newsclean alone."""


def article_schema(carried: Mapping[str, Any] | None = None) -> Any:
    """Return the `pyarrow.Schema` of articles, then of the columns that are carried along, by name their Arrow type."""
    import pyarrow as pa

    hints = typing.get_type_hints(Article)
    fields = [(name, pa.string() if name in JSON_FIELDS else _type_of(hints[name])) for name in FIELD_ORDER]
    return pa.schema([*fields, *(carried or {}).items()], metadata={"newsclean": "article"})


def to_table(rows: Iterable[Mapping[str, Any]], schema: Any) -> Any:
    """Return rows, articles as `to_dict` has them, as a `pyarrow.Table`. Raises `pyarrow.ArrowException`."""
    import pyarrow as pa

    texts = {field.name for field in schema if pa.types.is_string(field.type)}
    plain = [{name: _text(value) if name in texts else value for name, value in values.items()} for values in rows]
    try:
        return pa.Table.from_pylist(plain, schema=schema)
    except UnicodeEncodeError:
        return pa.Table.from_pylist([_encodable(values) for values in plain], schema=schema)


def _text(value: Any) -> str | None:
    """Return a value of a column of strings: what is none becomes JSON."""
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _encodable(value: Any) -> Any:
    """Return a value with its lone surrogates, which Arrow does not take, as visible escapes."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, Mapping):
        return {_encodable(key): _encodable(content) for key, content in value.items()}
    return [_encodable(content) for content in value] if isinstance(value, list) else value


def _type_of(hint: Any) -> Any:
    """Return the Arrow type for a type of Python; a string, of JSON, for one that Arrow has no match for."""
    import pyarrow as pa

    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        inner = [argument for argument in arguments if argument is not type(None)]
        return _type_of(inner[0]) if len(inner) == 1 else pa.string()
    if origin is tuple:
        return pa.list_(_type_of(arguments[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return pa.map_(_type_of(arguments[0]), _type_of(arguments[1]))
    if dataclasses.is_dataclass(hint) or hasattr(hint, "_fields"):
        return pa.struct([(name, _type_of(inner)) for name, inner in typing.get_type_hints(hint).items()])
    if isinstance(hint, type) and issubclass(hint, str | enum.Enum):
        return pa.string()
    return {bool: pa.bool_(), int: pa.int64(), float: pa.float64()}.get(hint, pa.string())
