"""Folders of pages, a file a page."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from newsclean.errors import UnreadableError
from newsclean.sources.archives import Fault, Item, Record, Wanted, kind_of
from newsclean.sources.places import Place


def folder_items(place: Place, wanted: Wanted) -> Iterator[Item]:
    """Yield the pages of a folder: its files, without those below it, hidden ones and archives. Raises `PageError`."""
    try:
        entries = place.fs.ls(place.path.rstrip("/"), detail=True)
    except Exception as error:
        # every file system has errors of its own
        raise UnreadableError(f"{place.uri}: {getattr(error, 'strerror', None) or error}") from error
    for entry in sorted(entries, key=lambda entry: str(entry["name"])):
        name = basename(entry["name"])
        if entry["type"] == "file" and not name.startswith(".") and not kind_of(name):
            yield from file_items(Place(place.uri + name, place.fs, entry["name"], place.is_local), wanted)


def file_items(place: Place, wanted: Wanted) -> Iterator[Item]:
    """Yield the page that is a file."""
    try:
        with place.open() as stream:
            data = stream.read(wanted.max_bytes + 1)
    except UnreadableError as error:
        yield Fault(place.uri, str(error).removeprefix(f"{place.uri}: "))
        return
    except OSError as error:
        yield Fault(place.uri, error.strerror or str(error))
        return
    if len(data) > wanted.max_bytes:
        yield Fault(place.uri, f"larger than {wanted.max_bytes:,} bytes", status="too-large")
    else:
        yield Record(place.uri, data)
