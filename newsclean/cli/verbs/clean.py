"""The verb `clean`: pages in, articles out. Every pipe runs it, so it imports only what a page needs."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from newsclean.article import Article
from newsclean.cli import options as option
from newsclean.cli.app import app
from newsclean.cli.console import no_article_message, print_message
from newsclean.cli.options import field_names, options_from, render_options_from
from newsclean.cli.streams import open_output, open_source
from newsclean.cli.types import parse_share
from newsclean.errors import ExitCode, PageError, UsageError
from newsclean.options import Options
from newsclean.pipeline import Failure, clean_one, failure_of
from newsclean.render import RenderOptions, output_format, render
from newsclean.render.jsonl import ledger_to_jsonl


@app.command(
    "clean",
    epilog="Examples:  newsclean page.html  |  newsclean --format jsonl *.html > articles.jsonl  |  "
    "newsclean --keep caption --ledger removed.jsonl dump.txt",
)
def clean(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE|-]...", help="Pages; without one, or for -, standard input.")
    ] = None,
    format_: Annotated[
        option.PageFormat, typer.Option("--format", "-f", help="Write articles in this format.")
    ] = "text",
    output: option.Output = None,
    input_: option.Input = "auto",
    encoding: option.Encoding = None,
    url: option.Url = None,
    publication: option.Publication = None,
    rules: option.Rules = None,
    max_removed: option.MaxRemoved = "90%",
    removal: option.Removal = "warn",
    second_opinion: option.SecondOpinion = "auto",
    keep: option.Keep = None,
    drop: option.Drop = None,
    field: option.Field = None,
    ledger: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the ledger here: a JSON object for each removed text.")
    ] = None,
    blocks: option.Blocks = False,
    headline: option.Headline = True,
    fields: option.Fields = None,
    front_matter: option.FrontMatter = False,
    csv_safe: option.CsvSafe = False,
    text_field: Annotated[
        str | None, typer.Option(metavar="NAME", help="Read FILE as a table (JSONL, CSV); this field has text pages.")
    ] = None,
    html_field: Annotated[
        str | None, typer.Option(metavar="NAME", help="Read FILE as a table; this field has HTML pages.")
    ] = None,
    url_field: Annotated[str | None, typer.Option(metavar="NAME", help="Table: the field with the address.")] = None,
    table: Annotated[
        option.TableKind | None, typer.Option(help="Table: its kind  [default: by the file's name, else jsonl]")
    ] = None,
    into: Annotated[
        str | None, typer.Option(metavar="NAME", help="Table: add the article as this field  [default: article]")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Table: replace the text field by the body, and add no article.")
    ] = False,
    errors: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Table: write rows that cannot be cleaned here.")
    ] = None,
) -> None:
    """Clean pages and print their articles. A command without a verb means this one.

    A form feed separates the articles of several pages as text; jsonl and csv have a line for each. A table comes out
    with the article added to each row.
    """
    options = options_from(
        rules,
        keep,
        drop,
        field,
        input=input_,
        encoding=encoding,
        publication=publication,
        max_removed=parse_share(max_removed, "--max-removed"),
        removal=removal,
        second_opinion=second_opinion,
    )
    if text_field or html_field:
        # start-up: only a table needs it
        from newsclean.cli.table import Columns, clean_table

        if files and len(files) > 1:
            raise UsageError("a table is cleaned alone; name one file")
        if replace and not text_field:
            raise UsageError("--replace needs the --text-field that it puts the body into")
        into = into if replace else into or "article"
        names = field_names(fields) if fields is not None else ()
        columns = Columns(text_field, html_field, url_field, into, replace, errors, names, csv_safe)
        raise typer.Exit(clean_table((files or ["-"])[0], table, columns, options, output))
    if url_field or table or into or replace or errors:
        raise UsageError("a table needs --text-field or --html-field, which say where its pages are")
    rendering = render_options_from(
        format_, fields, blocks=blocks, headline=headline, front_matter=front_matter, csv_safe=csv_safe
    )
    raise typer.Exit(clean_files(files or ["-"], url, options, Destination(rendering, output, ledger)))


@dataclass(frozen=True, slots=True)
class Destination:
    """How articles are written, and where they and their ledgers go; None is standard output, or no ledger."""

    rendering: RenderOptions
    output: Path | None = None
    ledger: Path | None = None


@dataclass(slots=True)
class _Tally:
    """Counts of the pages so far."""

    pages: int = 0
    written: int = 0
    empty: int = 0
    failed: int = 0

    @property
    def exit_code(self) -> ExitCode:
        """NO_ARTICLE is for a single page; among several pages, one without an article is one that failed."""
        if self.pages == 1 and self.empty:
            return ExitCode.NO_ARTICLE
        return ExitCode.FAILED if self.failed or self.empty else ExitCode.OK


def clean_files(files: list[str], url: str | None, options: Options, destination: Destination) -> ExitCode:
    """Clean files in order, write their articles, and return the exit code.

    Raises `UsageError` for several files if the format or the URL is for one page.
    """
    output = output_format(destination.rendering.format)
    if len(files) > 1:
        if output.separator is None:
            raise UsageError(f"--format {output.name} takes one page; for several use --format jsonl")
        if url:
            raise UsageError("--url is the address of one page; several pages were given")
    tally = _Tally()
    ledgers = open_output(destination.ledger) if destination.ledger else nullcontext()
    with open_output(destination.output) as articles, ledgers as ledger:
        if output.header is not None:
            articles.write(output.header(destination.rendering).encode())
        for file in files:
            cleaned = _clean_file(file, url, options, destination.rendering)
            tally.pages += 1
            if isinstance(cleaned, Failure):
                tally.failed += 1
                print_message(str(cleaned.error))
                continue
            article, text = cleaned
            if article.is_empty:
                tally.empty += 1
                print_message(no_article_message(article))
            if ledger is not None:
                ledger.write(ledger_to_jsonl(article).encode())
            if not article.is_empty or output.is_record:
                separator = output.separator if output.separator and tally.written else ""
                articles.write((separator + text).encode("utf-8", "backslashreplace"))
                articles.flush()
                tally.written += 1
    return tally.exit_code


def _clean_file(
    file: str, url: str | None, options: Options, rendering: RenderOptions
) -> tuple[Article, str] | Failure:
    """Return the article of a file, and the article rendered."""
    try:
        source = open_source(file, url)
    except PageError as error:
        return Failure(file, error)
    article = clean_one(source, options)
    if isinstance(article, Failure):
        return article
    try:
        return article, render(article, rendering)
    except Exception as error:  # noqa: BLE001 - a bug on one page must not end the stream
        return failure_of(source.name, error)
