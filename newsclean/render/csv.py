"""CSV: one row of fields for each article. A list is text with "; " between its items, an object is JSON.

A page chooses its own headline, and a spreadsheet runs a cell that begins with "=". Safe CSV has no such cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from newsclean.article import Article
from newsclean.render.formats import OutputFormat
from newsclean.render.json import dump, to_dict
from newsclean.text.normalise import escape_surrogates
from newsclean.text.patterns import compile_later

CSV_FIELDS = (
    "source url publication headline standfirst description authors published modified publisher section tags "
    "language image agencies access word_count content_hash"
).split()
"""The default columns: short fields, and those that identify the article."""
_SEPARATOR = "; "
_FORMULA_RE = compile_later(r"\s*[=+\-@＝＋－＠]")


def to_csv(article: Article, fields: Sequence[str] = (), *, safe: bool = False) -> str:
    """Return an article's fields as a CSV row with a line end; `safe` guards cells that a spreadsheet would run."""
    values = to_dict(article, fields=fields or CSV_FIELDS)
    if safe:
        values = {name: _guarded(value) for name, value in values.items()}
    return _row(_cell(name, value) for name, value in values.items())


def csv_header(fields: Sequence[str] = ()) -> str:
    """Return the row of column names."""
    return _row(fields or CSV_FIELDS)


def _row(cells: Iterable[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return escape_surrogates(stream.getvalue())


def without_formula(text: str) -> str:
    """Return a cell's text with an apostrophe before it if a spreadsheet would run it as a formula.

    >>> without_formula("=1+1"), without_formula("Ferry = boat")
    ("'=1+1", 'Ferry = boat')
    """
    return "'" + text if _FORMULA_RE.match(text) else text


def _guarded(value: Any) -> Any:
    """Return a value with all its strings guarded. A list's items too: a spreadsheet may split cells at semicolons."""
    if isinstance(value, dict):
        return {key: _guarded(content) for key, content in value.items()}
    if isinstance(value, list):
        return [_guarded(content) for content in value]
    return without_formula(value) if isinstance(value, str) else value


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
    lambda article, options: to_csv(article, options.fields, safe=options.csv_safe),
    separator="",
    page_ending=".csv",
    is_record=True,
    has_safe_cells=True,
    header=lambda options: csv_header(options.fields),
)
