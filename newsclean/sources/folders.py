"""Folders of pages, a file a page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from posixpath import basename
from typing import Any

from newsclean.errors import UnreadableError
from newsclean.sources.filesystem import Location, stamp_from_info
from newsclean.sources.records import ArchiveItem, ArchiveOptions, Fault, Record
from newsclean.sources.registry import archive_kind


def folder_items(place: Location, wanted: ArchiveOptions) -> Iterator[ArchiveItem]:
    """Yield the pages of a folder: its files, without those below it, hidden ones and archives. Raises `PageError`."""
    for entry in _pages(place):
        name = basename(entry["name"])
        yield from file_items(Location(place.uri + name, place.fs, entry["name"], place.is_local), wanted, name)


def file_items(place: Location, wanted: ArchiveOptions, where: str = "") -> Iterator[ArchiveItem]:
    """Yield the page that is a file; `where` is its name in its folder."""
    try:
        with place.open() as stream:
            data = stream.read(wanted.max_bytes + 1)
    except UnreadableError as error:
        yield Fault(where, str(error).removeprefix(f"{place.uri}: "))
        return
    except OSError as error:
        yield Fault(where, error.strerror or str(error))
        return
    if len(data) > wanted.max_bytes:
        yield Fault(where, f"larger than {wanted.max_bytes:,} bytes", status="too-large")
    else:
        yield Record(where, data)


def folder_stamp(place: Location) -> str:
    """Return what changes when the pages of a folder do. Raises `UnreadableError`."""
    stamps = [f"{entry['name']} {stamp_from_info(entry)}" for entry in _pages(place)]
    return hashlib.sha256("\n".join(stamps).encode("utf-8", "backslashreplace")).hexdigest()


def _pages(place: Location) -> list[dict[str, Any]]:
    """Return what the file system says of the pages of a folder, by name."""
    entries = sorted(place.listed(), key=lambda entry: str(entry["name"]))
    names = [basename(entry["name"]) for entry in entries]
    return [
        entry
        for name, entry in zip(names, entries, strict=True)
        if entry["type"] == "file" and not name.startswith(".") and not archive_kind(name)
    ]
