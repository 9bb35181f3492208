"""Frames of pandas or polars: `clean_frame(frame)` adds the columns of an article to every row."""

from __future__ import annotations

from typing import Any

from newsclean.errors import UsageError
from newsclean.integrations.rows import COLUMNS, article_row
from newsclean.options import Options


def clean_frame(
    frame: Any, html: str = "html", url: str = "url", prefix: str = "article_", options: Options | None = None
) -> Any:
    """Return a new frame with the columns of `rows.COLUMNS` behind its own, each with a prefix.

    frame: of pandas or polars; it stays as it is.
    html: the column with the pages, as HTML or text. url: the column with their addresses; the frame may lack it.
    Raises `UsageError` for a frame without the column of pages, or with a column of a new one's name.
    """
    names = list(frame.columns)
    if html not in names:
        raise UsageError(f"the frame has no column {html!r}; it has {', '.join(map(str, names))}")
    taken = [name for name in COLUMNS if prefix + name in names]
    if taken:
        raise UsageError(f"the frame has a column {prefix + taken[0]!r} already; prefix= names another prefix")
    addresses = frame[url] if url in names else [None] * len(frame)
    plain = options or Options()
    rows = [article_row(page, address, plain) for page, address in zip(frame[html], addresses, strict=True)]
    columns = {prefix + name: [row[name] for row in rows] for name in COLUMNS}
    if hasattr(frame, "with_columns"):
        return frame.hstack(type(frame)(columns))
    return frame.join(type(frame)(columns, index=frame.index))
