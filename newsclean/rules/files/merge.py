"""Putting one publication's tables over another's: by key, not by file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

INHERITED = "..."
"""In a list: here stand the items of the list that this one takes the place of."""


def merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of `below` with those of `above` put over them.

    Tables are merged key by key. Arrays of tables are merged by the tables' `id`; a table that is new is added at the
    end, one without an id too. Of anything else the upper one holds, and in a list "..." stands for the lower items.

    >>> merge({"html": {"main": ["a"], "inside": "keep"}}, {"html": {"main": ["b", "..."]}})
    {'html': {'main': ['b', 'a'], 'inside': 'keep'}}
    """
    merged = dict(below)
    for key, value in above.items():
        merged[key] = _over(merged[key], value) if key in merged else value
    return merged


def _over(below: Any, above: Any) -> Any:
    if isinstance(below, Mapping) and isinstance(above, Mapping):
        return merge(below, above)
    if _are_tables(below) and _are_tables(above):
        return _merge_tables(below, above)
    if isinstance(above, list) and INHERITED in above:
        lower = below if isinstance(below, list) else [below]
        return [item for entry in above for item in (lower if entry == INHERITED else [entry])]
    return above


def without_placeholders(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return tables that nothing will be put under any more, without the "..." that stand for nothing."""
    return {key: _settled(value) for key, value in tables.items()}


def _settled(value: Any) -> Any:
    if isinstance(value, Mapping):
        return without_placeholders(value)
    if isinstance(value, list):
        return [_settled(item) for item in value if item != INHERITED]
    return value


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) and "id" in item for item in value)


def _merge_tables(below: list[Any], above: list[Any]) -> list[Any]:
    """Merge arrays of tables by id."""
    merged = {table["id"]: table for table in below}
    for table in above:
        merged[table["id"]] = merge(merged.get(table["id"], {}), table)
    return list(merged.values())
