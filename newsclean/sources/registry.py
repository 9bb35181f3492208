"""Archives: files that hold many pages. All kinds are read item by item, in constant memory, and broken ones too.

An item is a page, a fault (what is broken, and where), or something passed over because it is no page.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from newsclean.errors import UsageError
from newsclean.sources.filesystem import Location

_ENDINGS = (
    (".warc", "warc"),
    (".jsonl", "jsonl"),
    (".ndjson", "jsonl"),
    (".parquet", "parquet"),
)
_PACKED = (".gz", ".zst")
Reader = Literal["auto", "html", "text"]


@dataclass(frozen=True, slots=True)
class ArchiveOptions:
    """What of an archive is wanted.

    html, text, url: the fields of a row that hold a page and its address; HTML is taken where a row has both.
    carry: fields of a row, or headers of a WARC record, that go with the article.
    max_bytes: larger pages are a fault, and never read whole.
    """

    html: str = "html"
    text: str = "text"
    url: str = "url"
    carry: tuple[str, ...] = ()
    max_bytes: int = 50 << 20


@dataclass(frozen=True, slots=True)
class Record:
    """A page of an archive.

    where: the offset of a WARC record, the line or row of a table, the name of a file in a folder, "" for a file alone.
    """

    where: int | str
    data: bytes = field(repr=False)
    url: str | None = None
    encoding: str | None = None
    is_text_str: bool = False
    reader: Reader = "auto"
    carried: Mapping[str, Any] = field(default_factory=dict)
    is_truncated: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Something broken that may have been a page: where, what is wrong, and its address if that can still be read."""

    where: int | str
    reason: str
    url: str | None = None
    status: str = "failed"


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Something whole that is no page, as one word: a type of record, "not-html", "http-error"."""

    kind: str


ArchiveItem = Record | Fault | PassedOver


def kind_of(name: str) -> str | None:
    """Return what kind of archive a file is by its name: warc, jsonl, parquet; None for none.

    >>> kind_of("s3://bucket/CC-NEWS.warc.gz"), kind_of("a.html")
    ('warc', None)
    """
    stem = unpacked_name(name.lower())
    return next((kind for ending, kind in _ENDINGS if stem.endswith(ending)), None)


def unpacked_name(name: str) -> str:
    """Return a name without the ending of a compression.

    >>> unpacked_name("a.jsonl.zst")
    'a.jsonl'
    """
    stem, ending = posixpath.splitext(name)
    return stem if ending.lower() in _PACKED else name


def read_items(place: Location, wanted: ArchiveOptions) -> Iterator[ArchiveItem]:
    """Yield what is in an archive, in order; a folder's items are the files in it that are no archives.

    Raises `PageError` when it cannot be read at all, and `UsageError` when what reads it is not installed, or the
    fields wanted are not there.
    """
    if place.uri.endswith("/"):
        from newsclean.sources.folders import folder_items

        return folder_items(place, wanted)
    match kind_of(place.uri):
        case "warc":
            from newsclean.sources.warc import warc_items

            return warc_items(place, wanted)
        case "jsonl":
            from newsclean.sources.rows import json_items

            return json_items(place, wanted)
        case "parquet":
            from newsclean.sources.rows import parquet_items

            return parquet_items(place, wanted)
        case _:
            from newsclean.sources.folders import file_items

            return file_items(place, wanted)


def stamp(place: Location) -> str:
    """Return what changes when an archive does. Raises `UnreadableError` for one that is not there."""
    if not place.uri.endswith("/"):
        return place.stamp()
    from newsclean.sources.folders import folder_stamp

    return folder_stamp(place)


def missing_extra(what: str, extra: str, error: ImportError) -> UsageError:
    """Return the error for something that needs a package which is not installed."""
    return UsageError(f"{what} needs {error.name or error}; pip install 'newsclean[{extra}]'")
