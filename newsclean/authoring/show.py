"""What a publication's rules come to, and which file and line each of them is from."""

from __future__ import annotations

from datetime import date
from typing import Any

from newsclean.authoring.toml_writer import write_toml
from newsclean.rules.files.library import Library
from newsclean.rules.files.toml import KeyPath, RuleFile


class FromText(str):
    """A string that knows where it was read."""

    __slots__ = ("origin",)
    origin: str


class FromNumber(int):
    """A number that knows where it was read."""

    origin: str


class FromDay(date):
    """A day that knows where it was read."""

    origin: str


class Flag:
    """A truth value that knows where it was read."""

    def __init__(self, value: bool, origin: str) -> None:
        self.value, self.origin = value, origin

    def __str__(self) -> str:
        return "true" if self.value else "false"


def show(library: Library, publication_id: str) -> str:
    """Return a publication's rules as one file, all layers and packs put together, with the origin of each line.

    Its tests are left out. Raises `UsageError` for an id we do not have, `RuleFileError` for a wrong file.
    """
    tables = library.tables(publication_id, lambda file: _traced(file, file.data, ()))
    tables.pop("test", None)
    return write_toml(tables, _origin)


def _traced(file: RuleFile, value: Any, path: KeyPath) -> Any:
    """Return a value in which every part knows its file and line."""
    if isinstance(value, dict):
        return {key: _traced(file, content, (*path, key)) for key, content in value.items()}
    if isinstance(value, list):
        return [_traced(file, item, (*path, index)) for index, item in enumerate(value)]
    line = file.line_of(path)
    origin = f"{file.name}:{line}" if line else file.name
    if isinstance(value, bool):
        return Flag(value, origin)
    traced: Any = FromDay.fromordinal(value.toordinal()) if isinstance(value, date) else None
    if traced is None:
        traced = FromNumber(value) if isinstance(value, int) else FromText(value)
    traced.origin = origin
    return traced


def _origin(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(dict.fromkeys(filter(None, map(_origin, value.values()))))
    return getattr(value, "origin", "")
