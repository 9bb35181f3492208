"""Tables of pages: JSON Lines, CSV, TSV or a JSON array, read and written one row at a time."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any, TextIO

from newsclean.article import Article
from newsclean.cli.console import no_article_message, print_message, warn_if_terminal
from newsclean.cli.options import TableKind
from newsclean.cli.pages.jobs import in_order
from newsclean.cli.streams import open_output
from newsclean.errors import ExitCode, NewscleanError, PageError, UsageError
from newsclean.options import InputKind, Options
from newsclean.pipeline import Failure, clean_one
from newsclean.render import RenderOptions, with_structure
from newsclean.render.csv import without_formula
from newsclean.render.json import to_dict
from newsclean.sources import Source
from newsclean.sources.records import EITHER_FIELDS, ArchiveOptions, ReaderName
from newsclean.sources.tables import (
    MAX_ARRAY_CHARS,
    BadHeaderError,
    Csv,
    JsonLines,
    Row,
    TableFormat,
    bounded_lines,
    json_rows,
)

_TABLE_FORMATS: Mapping[TableKind, Callable[[], TableFormat]] = MappingProxyType(
    {"jsonl": JsonLines, "csv": Csv, "tsv": partial(Csv, "\t"), "json": JsonLines}
)
_ENDINGS: Mapping[str, TableKind] = MappingProxyType(
    {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv", ".json": "json"}
)
MAX_NAMED = 20  # fields of a table that a message names (a guess)


@dataclass(frozen=True, slots=True)
class Columns:
    """The fields of a row that hold the page, and those that get the article.

    text, html, url: the page and its address; a row with both text and HTML is cleaned as HTML. Without both, the page
        is in the first of html, text, content and body that the row has, and its address in url or link.
    into: the new field for the article; None adds no article.
    replaces: the body replaces the text.
    errors: the file for rows that cannot be cleaned; None keeps them in the table, with an error for an article.
    fields: the fields that the article has; all fields if empty.
    csv_safe: the body becomes no cell that a spreadsheet would run.
    """

    text: str | None = None
    html: str | None = None
    url: str | None = None
    into: str | None = "article"
    replaces: bool = False
    errors: Path | None = None
    fields: tuple[str, ...] = ()
    csv_safe: bool = False

    @property
    def is_guessed(self) -> bool:
        """Whether the caller names no field with pages."""
        return self.text is None and self.html is None

    @property
    def pages(self) -> tuple[tuple[str, ReaderName], ...]:
        """The fields that may hold a row's page, in order, with the reader of each."""
        if self.is_guessed:
            either: list[tuple[str, ReaderName]] = [(name, "auto") for name in EITHER_FIELDS]
            return ("html", "html"), ("text", "text"), *either
        named: tuple[tuple[str | None, ReaderName], ...] = ((self.html, "html"), (self.text, "text"))
        return tuple((name, reader) for name, reader in named if name)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The fields that may hold a page's address, in order."""
        return (self.url,) if self.url else ("url", "link") if self.is_guessed else ()

    @property
    def error(self) -> str:
        """The field for the error of a row."""
        return f"{self.into or 'article'}_error"


def clean_table(
    file: str, kind: TableKind | None, columns: Columns, options: Options, output: Path | None, jobs: int = 1
) -> ExitCode:
    """Clean the pages of a table, write the table with their articles, and return the exit code.

    A kind of None means that of the file's name. Raises `NewscleanError` if the table cannot be opened or
    written, or has no header, and `UsageError` for safe cells in a table without cells.
    """
    kind = kind or table_kind(file) or "jsonl"
    if columns.csv_safe and kind in ("jsonl", "json"):
        raise UsageError("--csv-safe is for tables of CSV or TSV; this one is JSON")
    options = with_structure(options, RenderOptions("json", fields=columns.fields))
    table = table_format(kind)
    new = [name for name in (columns.into, columns.error) if name]
    has_failed = False
    errors = open_output(columns.errors) if columns.errors else nullcontext()
    with open_table(file, kind) as lines, open_output(output) as out, errors as failed_rows:
        rows = read_rows(file, table, lines)
        # the table knows its columns once the first row is read
        first = next(rows, None)
        check_columns(file, first, columns)
        out.write(_encode(table.header(new)))
        if failed_rows is not None:
            failed_rows.write(_encode(table.header([])))
            table.header(new)
        work = partial(_clean_row, file=file, columns=columns, options=options)
        for row, changes, problem in in_order(chain([first] if first else [], rows), work, jobs):
            if problem is not None:
                has_failed = True
                print_message(f"{file}:{row.line}: {problem}")
            if problem is not None and failed_rows is not None:
                failed_rows.write(_encode(row.raw + "\n"))
            else:
                written = table.failed_row if row.problem else table.updated_row
                out.write(_encode(written(row, changes)))
                out.flush()
    return ExitCode.FAILED if has_failed else ExitCode.OK


def table_format(kind: TableKind) -> TableFormat:
    """Return a reader and writer for a kind of table."""
    return _TABLE_FORMATS[kind]()


def table_kind(file: str) -> TableKind | None:
    """Return the kind of table that a file's name shows, or None for a page."""
    stem = file.lower().removesuffix(".gz")
    return next((kind for ending, kind in _ENDINGS.items() if stem.endswith(ending)), None)


def is_table(words: tuple[str, ...], kind: TableKind | None, columns: Columns) -> bool:
    """Return whether the words name one table, by its name or because the caller says so.

    Raises `UsageError` for fields of several tables.
    """
    if len(words) > 1:
        if kind or not columns.is_guessed:
            raise UsageError("a table is cleaned alone; name one file")
        return False
    if kind or not columns.is_guessed:
        return True
    return bool(words) and table_kind(words[0]) is not None and Path(words[0]).is_file()


def say_fields(words: Iterable[str], wanted: ArchiveOptions) -> None:
    """Say on standard error which field holds the pages of the first table here, if it is neither HTML nor text."""
    for file in words:
        kind = table_kind(file)
        if kind is None or kind == "json" or not Path(file).is_file():
            continue
        with open_table(file, kind) as lines:
            row = next(read_rows(file, table_format(kind), lines), None)
        if row is not None and not (row.values.get(wanted.html) or row.values.get(wanted.text)):
            found = next((name for name in wanted.either if row.values.get(name)), None)
            if found is not None:
                print_message(f"{file}: a table with a page in the field {found!r} of each row")
        return


def check_columns(file: str, row: Row | None, columns: Columns) -> None:
    """Say on standard error which field of the first row holds the page, if the caller did not name it.

    Raises `UsageError` if none does.
    """
    if not columns.is_guessed or row is None or row.problem:
        return
    names = [name for name, _ in columns.pages]
    found = next((name for name in names if row.values.get(name)), None)
    found = found or next((name for name in names if name in row.values), None)
    if found is None:
        has = ", ".join(map(str, list(row.values)[:MAX_NAMED])) or "none"
        wanted = " or ".join(map(repr, names))
        raise UsageError(
            f"{file}: no field {wanted}; it has {has}; --html-field or --text-field names the one with the pages"
        )
    print_message(f"{file}: a table with a page in the field {found!r} of each row")


def _encode(text: str) -> bytes:
    # bytes that are not UTF-8 were read as lone surrogates, and are written unchanged; JSON escapes all others
    return text.encode("utf-8", "surrogateescape")


def read_rows(file: str, table: TableFormat, lines: Iterable[str]) -> Iterator[Row]:
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


def _clean_row(row: Row, file: str, columns: Columns, options: Options) -> tuple[Row, dict[str, Any], str | None]:
    """Return a row, the changes to it, and the problem with it or None."""
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
    return row, changes, problem


def _article_of(file: str, row: Row, columns: Columns, options: Options) -> tuple[Article | None, str | None]:
    """Return the article of a row's page, and the problem with it or None; an empty article is a problem too."""
    try:
        source, reader = page_of(file, row, columns)
    except PageError as error:
        return None, str(error)
    article = clean_one(source, options_for(options, reader))
    if isinstance(article, Failure):
        return None, str(article.error).removeprefix(f"{article.source}: ")
    return article, no_article_message(article).removeprefix(f"{article.source}: ") if article.is_empty else None


def options_for(options: Options, reader: InputKind) -> Options:
    """Return the options to read a row's page with: the caller's reader, or else that of its field."""
    return options if reader == "auto" or options.input != "auto" else replace(options, input=reader)


def page_of(file: str, row: Row, columns: Columns) -> tuple[Source, ReaderName]:
    """Return the page of a row, and the reader for it. Raises `PageError` for a row without a page."""
    if columns.into in row.values:
        raise PageError(f"has a field {columns.into!r} already; --into names another")
    for name, reader in columns.pages:
        value = row.values.get(name)
        if isinstance(value, str) and value:
            url = next((url for key in columns.addresses if isinstance(url := row.values.get(key), str) and url), None)
            return Source.from_str(value, name=f"{file}:{row.line}", url=url), reader
    raise PageError(f"has no text in {' or '.join(repr(name) for name, _ in columns.pages)}")


@contextmanager
def open_table(file: str, kind: TableKind) -> Iterator[Iterable[str]]:
    """Open a table, gzipped or not, or standard input for "-". Bytes that are not UTF-8 become lone surrogates."""
    try:
        with _open_text(file) as lines:
            yield _array_rows(file, lines) if kind == "json" else bounded_lines(lines)
    except (OSError, EOFError) as error:
        raise NewscleanError(f"{file}: {getattr(error, 'strerror', None) or error}") from error


def _open_text(file: str) -> TextIO:
    if file == "-":
        warn_if_terminal()
        return io.TextIOWrapper(sys.stdin.buffer, "utf-8-sig", "surrogateescape", newline="")
    if file.lower().endswith(".gz"):
        return gzip.open(file, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="")
    return Path(file).open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def _array_rows(file: str, stream: TextIO) -> Iterator[str]:
    """Yield each object of a JSON array on a line. Raises `NewscleanError` for a file that is no array of objects."""
    text = stream.read(MAX_ARRAY_CHARS + 1)
    if len(text) > MAX_ARRAY_CHARS:
        raise NewscleanError(f"{file}: too large for an array; jq -c '.[]' makes JSON Lines of it")
    try:
        yield from json_rows(text)
    except ValueError as error:
        raise NewscleanError(f"{file}: {error}") from error
