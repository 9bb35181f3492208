"""The verb `clean` on tables: a page a row, JSONL or CSV, in and out row by row."""

from __future__ import annotations

import gzip
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TextIO

from newsclean.article import Article
from newsclean.cli.console import print_message
from newsclean.cli.output import open_output
from newsclean.cli.verbs.clean import ALL_CLEAN, SOME_FAILED, no_article_message
from newsclean.errors import NewscleanError, PageError
from newsclean.options import Options
from newsclean.pipeline import Failure, clean_one
from newsclean.render.json import to_dict
from newsclean.sources import Source
from newsclean.sources.tables import Csv, JsonLines, Row, TableFormat


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row the page is, and where the article goes.

    `text`, `html`, `url`: the fields that hold the page; HTML is taken where a row has both. `into`: the new field for
    the article, None for none. `replaces`: put the body in place of the text. `errors`: a file for rows that cannot be
    cleaned, which else get an error in place of the article. `fields`: those that the article has; all if empty.
    """

    text: str | None
    html: str | None
    url: str | None
    into: str | None
    replaces: bool = False
    errors: Path | None = None
    fields: tuple[str, ...] = ()

    @property
    def error(self) -> str:
        """The field that says what went wrong with a row."""
        return f"{self.into or 'article'}_error"


def clean_table(file: str, kind: str | None, columns: Columns, options: Options, output: Path | None) -> int:
    """Clean the pages of a table, write it with their articles, and return the exit code.

    `kind` is "jsonl", "csv" or "tsv"; None goes by the file's name. Raises `NewscleanError` when the table cannot be
    read or written.
    """
    table = _table_of(kind or _kind_of(file))
    new = [name for name in (columns.into, columns.error) if name]
    failed = False
    errors = open_output(columns.errors) if columns.errors else nullcontext()
    with _open_input(file) as lines, open_output(output) as out, errors as aside:
        rows = table.rows(lines)
        row = next(rows, None)
        out.write(table.header(new).encode())
        if aside is not None:
            aside.write(table.header([]).encode())
            table.header(new)
        while row is not None:
            changes, problem = _clean_row(file, row, columns, options)
            if problem is not None:
                failed = True
                print_message(f"{file}:{row.line}: {problem}")
            if problem is not None and aside is not None:
                aside.write(_encoded(row.raw + "\n"))
            else:
                written = table.failed_row if row.problem else table.updated_row
                out.write(_encoded(written(row, changes)))
                out.flush()
            row = next(rows, None)
    return SOME_FAILED if failed else ALL_CLEAN


def _kind_of(file: str) -> str:
    """Return the kind of table that a file's name tells; JSONL for one that tells nothing."""
    suffix = file.lower().removesuffix(".gz").rpartition(".")[2]
    return suffix if suffix in ("csv", "tsv") else "jsonl"


def _table_of(kind: str) -> TableFormat:
    return Csv("\t") if kind == "tsv" else Csv() if kind == "csv" else JsonLines()


def _encoded(text: str) -> bytes:
    # bytes that were no UTF-8 came in as lone surrogates, and leave as they came
    return text.encode("utf-8", "surrogateescape")


def _clean_row(file: str, row: Row, columns: Columns, options: Options) -> tuple[dict[str, Any], str | None]:
    """Return what to change in a row, and what is wrong with it if anything is."""
    article, problem = (None, row.problem) if row.problem else _article_of(file, row, columns, options)
    changes: dict[str, Any] = {}
    if columns.replaces and columns.text and article is not None and not article.is_empty:
        changes[columns.text] = article.body
    if columns.into and columns.into not in row.values:
        changes[columns.into] = to_dict(article, fields=columns.fields) if article else None
    if problem is not None:
        raw = {"raw": row.raw} if row.problem else {}
        changes[columns.error] = {"line": row.line, "message": problem} | raw
    return changes, problem


def _article_of(file: str, row: Row, columns: Columns, options: Options) -> tuple[Article | None, str | None]:
    """Return the article of a row's page, and what is wrong with it: both for a page that has none."""
    try:
        article = clean_one(*_page_of(file, row, columns, options))
    except PageError as error:
        return None, str(error)
    if isinstance(article, Failure):
        return None, str(article.error).removeprefix(f"{article.source}: ")
    return article, no_article_message(article).removeprefix(f"{article.source}: ") if article.is_empty else None


def _page_of(file: str, row: Row, columns: Columns, options: Options) -> tuple[Source, Options]:
    """Return the page of a row, and the options to read it with. Raises `PageError` if it has none."""
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
    """Open a table, gzipped or not; "-" is standard input. Bytes that are no UTF-8 pass through."""
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
