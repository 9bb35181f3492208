"""pandas: `clean_frame(frame)` returns a frame with an article for each page."""

from __future__ import annotations

from typing import Any

import pandas

from newsclean.errors import UsageError
from newsclean.integrations.rows import COLUMNS, article_row
from newsclean.options import Options


def clean_frame(
    frame: pandas.DataFrame, html: str = "html", url: str | None = "url", options: Options | None = None
) -> pandas.DataFrame:
    """Return the articles of a frame's pages, with its index and the columns of `rows.COLUMNS`.

    html: the column with the pages, as HTML or text, str or bytes.
    url: the column with their addresses; the frame may lack it.
    `frame.join(clean_frame(frame))` has pages and articles. Raises `UsageError` for a frame without `html`.
    """
    if html not in frame.columns:
        raise UsageError(f"the frame has no column {html!r}; it has {', '.join(map(str, frame.columns))}")
    addresses: Any = frame[url] if url in frame.columns else [None] * len(frame)
    rows = [article_row(page, address, options) for page, address in zip(frame[html], addresses, strict=True)]
    return pandas.DataFrame(rows, index=frame.index, columns=list(COLUMNS))
