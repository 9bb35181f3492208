"""A publication's rules as one file, with the file and line that each value comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from newsclean.authoring.publication_file import Place, publication_text, step_of
from newsclean.rules.files.library import Library
from newsclean.rules.files.toml import KeyPath, RuleFile


def show(library: Library, publication_id: str) -> str:
    """Return a publication's rules, merged from all layers and packs, with the origin of each value as a comment.

    Tests are left out. Raises `UsageError` for an unknown id, `RuleFileError` for an invalid file.
    """
    own: dict[Place, str] = {}
    packs: dict[Place, str] = {}

    def note_origins(file: RuleFile) -> dict[str, Any]:
        (packs if library.is_pack(str(file.data["id"])) else own).update(_origins(file, file.data, (), ()))
        return file.data

    tables = library.tables(publication_id, note_origins)
    tables.pop("test", None)
    return publication_text(tables, behind=lambda place: own.get(place) or packs.get(place, ""))


def _origins(file: RuleFile, value: Any, path: KeyPath, place: Place) -> Iterator[tuple[Place, str]]:
    """Yield the place of each value in the merged rules, with its file and line."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _origins(file, inner, (*path, key), (*place, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _origins(file, inner, (*path, index), (*place, step_of(inner)))
    line = file.line_of(path)
    origin = f"{file.name}:{line}" if line else file.name
    # the second place is that of a single string which a higher layer's list takes in
    yield from ((place, origin), ((*place, step_of(value)), origin))
