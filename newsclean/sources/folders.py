"""Folders of pages with one file for each page, and single files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from posixpath import basename
from typing import Any

from newsclean.errors import UnreadableError
from newsclean.sources.filesystem import Location, stamp_from_info
from newsclean.sources.records import ArchiveItem, ArchiveOptions, Fault, Record
from newsclean.sources.registry import archive_kind


def folder_items(folder: Location, options: ArchiveOptions) -> Iterator[ArchiveItem]:
    """Yield the pages of a folder: its files, without subfolders, hidden files and archives. Raises `PageError`."""
    for entry in _page_entries(folder):
        name = basename(entry["name"])
        file = Location(folder.uri + name, folder.fs, entry["name"], folder.is_local)
        yield from file_items(file, options, name)


def file_items(file: Location, options: ArchiveOptions, where: str = "") -> Iterator[ArchiveItem]:
    """Yield the one page of a file. `where` is its name in its folder."""
    try:
        with file.open() as stream:
            data = stream.read(options.max_bytes + 1)
    except UnreadableError as error:
        yield Fault(where, str(error).removeprefix(f"{file.uri}: "))
        return
    except OSError as error:
        yield Fault(where, error.strerror or str(error))
        return
    if len(data) > options.max_bytes:
        yield Fault(where, f"larger than {options.max_bytes:,} bytes", status="too-large")
    else:
        yield Record(where, data)


def folder_stamp(folder: Location) -> str:
    """Return a text that changes when any page of a folder does. Raises `UnreadableError`."""
    stamps = [f"{entry['name']} {stamp_from_info(entry)}" for entry in _page_entries(folder)]
    return hashlib.sha256("\n".join(stamps).encode("utf-8", "backslashreplace")).hexdigest()


def _page_entries(folder: Location) -> list[dict[str, Any]]:
    """Return the file system's entries of a folder's pages, sorted by name."""
    entries = sorted(folder.list_folder(), key=lambda entry: str(entry["name"]))
    names = [basename(entry["name"]) for entry in entries]
    return [
        entry
        for name, entry in zip(names, entries, strict=True)
        if entry["type"] == "file" and not name.startswith(".") and archive_kind(name) is None
    ]
