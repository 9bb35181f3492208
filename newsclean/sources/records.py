"""The items that an archive yields: pages, faults, and items that hold no page.

An archive is a file or folder of many pages. It is read in constant memory, and if damaged yields all that is whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

ReaderName = Literal["auto", "html", "text"]  # the reader of a page; "auto" looks at the page itself
EITHER_FIELDS = ("content", "body")
"""The fields of a row that may hold a page, as HTML or text, where neither `html` nor `text` does."""


@dataclass(frozen=True, slots=True)
class ArchiveOptions:
    """Which parts of an archive to read.

    html, text, url: the fields of a row with the page as HTML, the page as text, and its address. A row with both
        pages is read as HTML.
    either: fields that hold the page, as HTML or text, of a row that has neither.
    carry: fields of a row, or headers of a WARC record, to copy into the article's record.
    max_bytes: a larger page becomes a fault and is never read whole.
    """

    html: str = "html"
    text: str = "text"
    url: str = "url"
    either: tuple[str, ...] = EITHER_FIELDS
    carry: tuple[str, ...] = ()
    max_bytes: int = 50 << 20


@dataclass(frozen=True, slots=True)
class Record:
    """A page of an archive.

    where: the page's position: a WARC record's offset, a line or row number, a file's name in its folder, or "" for
        the only page of a file.
    is_truncated: the crawler stopped before the end of the page.
    """

    where: int | str
    data: bytes = field(repr=False)
    url: str | None = None
    encoding: str | None = None
    is_text_str: bool = False
    reader: ReaderName = "auto"
    carried: Mapping[str, Any] = field(default_factory=dict)
    is_truncated: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A damaged item that may have been a page. `url` is its address if the damage left that readable."""

    where: int | str
    reason: str
    url: str | None = None
    status: str = "failed"


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A whole item that is no page. `kind` says why: a WARC record type, "not-html", "http-error"."""

    kind: str


ArchiveItem = Record | Fault | PassedOver
