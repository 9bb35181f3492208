"""Tables of pages for the verb `clean`: JSON Lines, CSV or TSV, read and written one row at a time."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TextIO

from newsclean.article import Article
from newsclean.cli.console import no_article_message, print_message
from newsclean.cli.options import TableKind
from newsclean.cli.streams import open_output
from newsclean.errors import ExitCode, NewscleanError, PageError, UsageError
from newsclean.options import Options
from newsclean.pipeline import Failure, clean_one
from newsclean.render.csv import without_formula
from newsclean.render.json import to_dict
from newsclean.sources import Source
from newsclean.sources.tables import BadHeaderError, Csv, JsonLines, Row, TableFormat

_TABLE_FORMATS: Mapping[TableKind, Callable[[], TableFormat]] = MappingProxyType(
    {"jsonl": JsonLines, "csv": Csv, "tsv": partial(Csv, "\t")}
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The fields of a row that hold the page, and those that get the article.

    text, html, url: the page and its address; a row with both text and HTML is cleaned as HTML.
    into: the new field for the article; None adds no article.
    replaces: the body replaces the text.
    errors: the file for rows that cannot be cleaned; None keeps them in the table, with an error for an article.
    fields: the fields that the article has; all fields if empty.
    csv_safe: the body becomes no cell that a spreadsheet would run.
    """

    text: str | None
    html: str | None
    url: str | None
    into: str | None
    replaces: bool = False
    errors: Path | None = None
    fields: tuple[str, ...] = ()
    csv_safe: bool = False

    @property
    def error(self) -> str:
        """The field for the error of a row."""
        return f"{self.into or 'article'}_error"


def clean_table(file: str, kind: TableKind | None, columns: Columns, options: Options, output: Path | None) -> ExitCode:
    """Clean the pages of a table, write the table with their articles, and return the exit code.

    A kind of None means that of the file's name. Raises `NewscleanError` if the table cannot be opened or
    written, or has no header, and `UsageError` for safe cells in a table without cells.
    """
    kind = kind or _kind_of(file)
    if columns.csv_safe and kind == "jsonl":
        raise UsageError("--csv-safe is for tables of CSV or TSV; this one is JSON Lines")
    table = _TABLE_FORMATS[kind]()
    new = [name for name in (columns.into, columns.error) if name]
    has_failed = False
    errors = open_output(columns.errors) if columns.errors else nullcontext()
    with _open_input(file) as lines, open_output(output) as out, errors as failed_rows:
        rows = _rows(file, table, lines)
        # the table knows its columns once the first row is read
        row = next(rows, None)
        out.write(_encode(table.header(new)))
        if failed_rows is not None:
            failed_rows.write(_encode(table.header([])))
            table.header(new)
        while row is not None:
            changes, problem = _clean_row(file, row, columns, options)
            if problem is not None:
                has_failed = True
                print_message(f"{file}:{row.line}: {problem}")
            if problem is not None and failed_rows is not None:
                failed_rows.write(_encode(row.raw + "\n"))
            else:
                written = table.failed_row if row.problem else table.updated_row
                out.write(_encode(written(row, changes)))
                out.flush()
            row = next(rows, None)
    return ExitCode.FAILED if has_failed else ExitCode.OK


def _kind_of(file: str) -> TableKind:
    """Return the kind of table that a file's name shows; other names, as of a pipe, mean JSON Lines."""
    suffix = file.lower().removesuffix(".gz").rpartition(".")[2]
    return "csv" if suffix == "csv" else "tsv" if suffix == "tsv" else "jsonl"


def _encode(text: str) -> bytes:
    # bytes that are not UTF-8 were read as lone surrogates, and are written unchanged; JSON escapes all others
    return text.encode("utf-8", "surrogateescape")


def _rows(file: str, table: TableFormat, lines: TextIO) -> Iterator[Row]:
    """Yield the rows of a table. A fault of the file ends them with a bad row, so that the rows before it stay.

    Raises `NewscleanError` for a header that cannot be read.
    """
    last = 0
    try:
        for row in table.rows(lines):
            last = row.line
            yield row
    except BadHeaderError as error:
        raise NewscleanError(f"{file}: {error}") from error
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        yield Row(last + 1, "", problem=f"the rest of the table cannot be read: {reason}")


def _clean_row(file: str, row: Row, columns: Columns, options: Options) -> tuple[dict[str, Any], str | None]:
    """Return the changes to a row, and the problem with it or None."""
    article, problem = (None, row.problem) if row.problem else _article_of(file, row, columns, options)
    changes: dict[str, Any] = {}
    if columns.replaces and columns.text and article is not None and not article.is_empty:
        changes[columns.text] = without_formula(article.body) if columns.csv_safe else article.body
    if columns.into and columns.into not in row.values:
        changes[columns.into] = None
        try:
            changes[columns.into] = to_dict(article, fields=columns.fields) if article else None
        except Exception as error:  # noqa: BLE001 - a bug on one row must not end the table
            problem = f"newsclean failed on this page ({type(error).__name__}: {error})"
    if problem is not None:
        raw = {"raw": row.raw} if row.problem else {}
        changes[columns.error] = {"line": row.line, "message": problem} | raw
    return changes, problem


def _article_of(file: str, row: Row, columns: Columns, options: Options) -> tuple[Article | None, str | None]:
    """Return the article of a row's page, and the problem with it or None; an empty article is a problem too."""
    try:
        article = clean_one(*_page_of(file, row, columns, options))
    except PageError as error:
        return None, str(error)
    if isinstance(article, Failure):
        return None, str(article.error).removeprefix(f"{article.source}: ")
    return article, no_article_message(article).removeprefix(f"{article.source}: ") if article.is_empty else None


def _page_of(file: str, row: Row, columns: Columns, options: Options) -> tuple[Source, Options]:
    """Return the page of a row, and the options to read it with. Raises `PageError` for a row without a page."""
    if columns.into in row.values:
        raise PageError(f"has a field {columns.into!r} already; --into names another")
    readers: tuple[tuple[str | None, Literal["html", "text"]], ...] = ((columns.html, "html"), (columns.text, "text"))
    for name, reader in readers:
        value = row.values.get(name) if name else None
        if isinstance(value, str) and value:
            url = row.values.get(columns.url) if columns.url else None
            source = Source.from_str(value, name=f"{file}:{row.line}", url=url if isinstance(url, str) else None)
            return source, options if options.input != "auto" else replace(options, input=reader)
    wanted = " or ".join(repr(name) for name in (columns.html, columns.text) if name)
    raise PageError(f"has no text in {wanted}")


@contextmanager
def _open_input(file: str) -> Iterator[TextIO]:
    """Open a table, gzipped or not, or standard input for "-". Bytes that are not UTF-8 become lone surrogates."""
    try:
        if file == "-":
            yield io.TextIOWrapper(sys.stdin.buffer, "utf-8-sig", "surrogateescape", newline="")
        elif file.lower().endswith(".gz"):
            with gzip.open(file, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
                yield stream
        else:
            with Path(file).open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
                yield stream
    except (OSError, EOFError) as error:
        raise NewscleanError(f"{file}: {getattr(error, 'strerror', None) or error}") from error
