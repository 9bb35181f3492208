"""The registry of source kinds: what a file is, judged by its name, and which module reads it.

To add a kind, write its module and register it in `KINDS`. Batch runs, the one-page commands and the check of
installed packages all ask this table.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from newsclean.errors import import_extra

if TYPE_CHECKING:
    from newsclean.sources.filesystem import Location
    from newsclean.sources.records import ArchiveItem, ArchiveOptions


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A kind of source.

    name: what messages call it.
    opener: "module:function", imported on first use. The function takes a `Location` and `ArchiveOptions`, and yields
        the items.
    endings: of file names, in lower case, without the ending of a compression.
    requires: the module and the extra of newsclean that the opener cannot do without.
    never_a_page: no file of this kind can be a page by itself. One-page commands refuse it, and a folder that holds
        one is a folder of archives.
    column_types: "module:function" that returns the Arrow schema of a table's columns.
    """

    name: str
    opener: str
    endings: tuple[str, ...] = ()
    requires: tuple[str, str] | None = None
    never_a_page: bool = False
    column_types: str | None = None

    def open(self, location: Location, options: ArchiveOptions) -> Iterator[ArchiveItem]:
        """Yield the items of a source of this kind, in order."""
        items: Iterator[ArchiveItem] = _function(self.opener)(location, options)
        return items

    def schema(self, location: Location) -> Any:
        """Return the Arrow schema of a table, None for a kind whose fields have no types."""
        return _function(self.column_types)(location) if self.column_types else None


FOLDER = SourceKind("folder", "newsclean.sources.folders:folder_items")
PAGE = SourceKind("page", "newsclean.sources.folders:file_items")
KINDS = (
    SourceKind("WARC", "newsclean.sources.warc:warc_items", (".warc",), ("fastwarc", "warc"), never_a_page=True),
    SourceKind("JSON Lines", "newsclean.sources.rows:json_items", (".jsonl", ".ndjson")),
    SourceKind("JSON", "newsclean.sources.rows:array_items", (".json",)),
    SourceKind("CSV", "newsclean.sources.rows:csv_items", (".csv", ".tsv")),
    SourceKind(
        "Parquet",
        "newsclean.sources.rows:parquet_items",
        (".parquet",),
        ("pyarrow", "parquet"),
        never_a_page=True,
        column_types="newsclean.sources.rows:parquet_schema",
    ),
)
"""The kinds of archives, found by their endings."""
_COMPRESSIONS: dict[str, tuple[str, str] | None] = {".gz": None, ".zst": ("zstandard", "warc")}
"""Endings of compressed files, with the module and extra that each needs."""


def archive_kind(name: str) -> SourceKind | None:
    """Return the kind of archive that a file name stands for, None for a file that is one page.

    >>> archive_kind("s3://bucket/CC-NEWS.warc.gz").name, archive_kind("a.html")
    ('WARC', None)
    """
    stem = uncompressed_name(name.lower())
    return next((kind for kind in KINDS if stem.endswith(kind.endings)), None)


def source_kind(name: str) -> SourceKind:
    """Return the kind of a source: a folder by its final slash, an archive by its ending, or else one page."""
    return FOLDER if name.endswith("/") else archive_kind(name) or PAGE


def uncompressed_name(name: str) -> str:
    """Return a name without the ending of a compression.

    >>> uncompressed_name("a.jsonl.zst")
    'a.jsonl'
    """
    stem, ending = posixpath.splitext(name)
    return stem if ending.lower() in _COMPRESSIONS else name


def read_items(location: Location, options: ArchiveOptions) -> Iterator[ArchiveItem]:
    """Yield the items of a source, in order; a folder's items are its files, without archives.

    Raises `PageError` for a source that cannot be read at all, and `UsageError` where a package is not installed or
    a named field is missing.
    """
    return source_kind(location.uri).open(location, options)


def stamp(location: Location) -> str:
    """Return a text that changes when a source does. Raises `UnreadableError` for a missing source."""
    if source_kind(location.uri) is not FOLDER:
        return location.stamp()
    result: str = _function("newsclean.sources.folders:folder_stamp")(location)
    return result


def check_installed(names: Iterable[str]) -> None:
    """Raise `UsageError` when a package is missing that one of these files needs, before any file is read."""
    names = [name.lower() for name in names]
    kinds = {archive_kind(name) for name in names}
    needed = [(kind.name, kind.requires) for kind in KINDS if kind in kinds]
    needed += [(ending[1:], need) for ending, need in _COMPRESSIONS.items() if any(n.endswith(ending) for n in names)]
    for what, requires in needed:
        if requires:
            module, extra = requires
            import_extra(module, what, extra)


def _function(path: str) -> Callable[..., Any]:
    module, _, name = path.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function
