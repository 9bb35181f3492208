"""An article as a row of plain columns, for tables whose rows all have the same columns and types."""

from __future__ import annotations

from typing import Any

from newsclean.options import Options
from newsclean.pipeline import Failure, clean_one
from newsclean.sources import Source

TEXTS = tuple("headline standfirst description published modified publisher section language publication body".split())
LISTS = ("authors", "tags", "warnings")
COLUMNS = (*TEXTS, *LISTS, "word_count", "confidence", "error")
"""The columns of a row, in order."""


def source_of(page: Any, url: Any = None, name: str = "<row>") -> Source | None:
    """Return the page of a row or an item, bytes or text, as a source, or None if there is no page."""
    address = url if isinstance(url, str) and url else None
    if isinstance(page, str) and page:
        return Source.from_str(page, name=name, url=address)
    return Source(name, bytes(page), address) if isinstance(page, bytes | bytearray) and page else None


def article_row(page: Any, url: Any = None, options: Options | None = None) -> dict[str, Any]:
    """Return the article of a page, bytes or text, as a row of `COLUMNS`.

    Unknown texts are "", unknown lists are empty, and an unknown confidence is NaN, so that no column changes its type.
    `publication` is the id. `error` is the reason why a page cannot be cleaned, and "" for other pages.
    """
    row: dict[str, Any] = dict.fromkeys(TEXTS, "") | {name: [] for name in LISTS}
    row |= {"word_count": 0, "confidence": float("nan"), "error": ""}
    source = source_of(page, url)
    if source is None:
        return row | {"error": "no page"}
    article = clean_one(source, options or Options())
    if isinstance(article, Failure):
        return row | {"error": str(article.error).removeprefix(f"{source.name}: ")}
    row |= {name: getattr(article, name) or "" for name in TEXTS if name != "publication"}
    row |= {name: list(getattr(article, name)) for name in LISTS}
    row["publication"] = (article.publication.id or "") if article.publication else ""
    row["word_count"] = article.word_count
    if article.confidence is not None:
        row["confidence"] = float(article.confidence)
    return {name: row[name] for name in COLUMNS}
