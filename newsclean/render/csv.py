"""CSV: one row of fields for each article. A list is text with "; " between its items, an object is JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from newsclean.article import Article
from newsclean.render.json import dump, to_dict
from newsclean.render.output_format import OutputFormat

CSV_FIELDS = (
    "source url publication headline standfirst authors published modified publisher section tags language image "
    "agencies access word_count content_hash"
).split()
"""The default columns: short fields, and those that identify the article."""
_SEPARATOR = "; "


def to_csv(article: Article, fields: Sequence[str] = ()) -> str:
    """Return an article's fields as a CSV row with a line end."""
    values = to_dict(article, fields=fields or CSV_FIELDS)
    return _row(_cell(name, value) for name, value in values.items())


def csv_header(fields: Sequence[str] = ()) -> str:
    """Return the row of column names."""
    return _row(fields or CSV_FIELDS)


def _row(cells: Iterable[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue()


def _cell(name: str, value: Any) -> str:
    match name, value:
        case _, None:
            return ""
        case "publication", dict():
            return str(value["name"])
        case "image", dict():
            return str(value.get("url", ""))
        case "access", dict():
            return str(value["state"])
        case _, list() if all(isinstance(item, str) for item in value):
            return _SEPARATOR.join(value)
        case _, dict() | list():
            return dump(value)
        case _:
            return str(value)


CSV = OutputFormat(
    "csv",
    ".csv",
    lambda article, options: to_csv(article, options.fields),
    separator="",
    is_record=True,
    header=lambda options: csv_header(options.fields),
)
