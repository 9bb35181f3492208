"""Merging the tables of one publication file over those of another, key by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

INHERITED = "..."  # in a list, the place of the items that the list would replace


def merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of `below` with those of `above` over them.

    Tables merge key by key. Arrays of tables merge by the `id` of the tables; a table with a new id comes last.
    Every other value of `above` replaces that of `below`; in a list, "..." stands for the replaced items.

    >>> merge({"html": {"main": ["a"], "inside": "keep"}}, {"html": {"main": ["b", "..."]}})
    {'html': {'main': ['b', 'a'], 'inside': 'keep'}}
    """
    merged = dict(below)
    for key, value in above.items():
        merged[key] = _merge_values(merged[key], value) if key in merged else value
    return merged


def _merge_values(below: Any, above: Any) -> Any:
    if isinstance(below, Mapping) and isinstance(above, Mapping):
        return merge(below, above)
    if _are_tables(below) and _are_tables(above):
        return _merge_tables(below, above)
    if isinstance(above, list) and INHERITED in above:
        inherited = below if isinstance(below, list) else [below]
        return [item for entry in above for item in (inherited if entry == INHERITED else [entry])]
    return above


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) and "id" in item for item in value)


def _merge_tables(below: list[Any], above: list[Any]) -> list[Any]:
    merged = {table["id"]: table for table in below}
    for table in above:
        merged[table["id"]] = merge(merged.get(table["id"], {}), table)
    return list(merged.values())


def without_placeholders(value: Any) -> Any:
    """Return fully merged tables without the "..." that inherit nothing."""
    if isinstance(value, Mapping):
        return {key: without_placeholders(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [without_placeholders(item) for item in value if item != INHERITED]
    return value
