"""The verb `clean`: pages in, articles out. Every pipe runs it, so it imports only what a page needs."""

from __future__ import annotations

import dataclasses
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from newsclean.article import Article
from newsclean.cli import options as option
from newsclean.cli.app import app
from newsclean.cli.console import no_article_message, print_message, unsure_message
from newsclean.cli.pages.changes import Changes, change_pages
from newsclean.cli.pages.formats import WITHOUT_LEDGER, field_names, format_of
from newsclean.cli.pages.groups import Judging, Pages, Reading, Writing
from newsclean.cli.pages.inputs import FoundPage, PageInputs
from newsclean.cli.pages.jobs import in_order
from newsclean.cli.pages.table import Columns, clean_table, is_table, options_for, table_kind
from newsclean.cli.streams import open_compressed, open_output
from newsclean.errors import ExitCode, UsageError
from newsclean.options import Options
from newsclean.pipeline import Failure, clean_late, failure_of
from newsclean.render import RenderOptions, output_format, render, with_structure
from newsclean.render.jsonl import ledger_to_jsonl


@app.command(
    "clean",
    epilog="Examples:  newsclean page.html  |  newsclean https://post.example/ferry  |  "
    "newsclean pages/ -o articles.jsonl  |  newsclean rows.csv -o cleaned.csv  |  "
    "newsclean --keep caption,date --ledger removed.jsonl dump.txt",
)
def clean(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PAGE|DIR|URL|TABLE|-]...",
            help="Files, folders, patterns, addresses, tables; without one, or for -, standard input.",
        ),
    ] = None,
    format_: Annotated[
        option.PageFormat | None,
        typer.Option("--format", "-f", help="Write articles in this format  [default: by --output, else text]"),
    ] = None,
    output: option.Output = None,
    jobs: option.Jobs = 1,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print no notes about doubtful articles.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Print what cleaning changes, as a unified diff.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit with 1 if cleaning would remove something.")] = False,
    in_place: Annotated[
        bool, typer.Option("--in-place", help="Replace text files by their articles; `restore --in-place` undoes it.")
    ] = False,
    backup: Annotated[
        str | None, typer.Option(metavar="ENDING", help="--in-place: keep a copy of the old file, as in --backup .bak.")
    ] = None,
    ledger_dir: Annotated[
        Path | None, typer.Option(metavar="DIR", help="--in-place: write ledgers here  [default: beside each file]")
    ] = None,
    ledger: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the ledger here: a JSON object for each removed text; .gz packs it."),
    ] = None,
    split: Annotated[
        bool,
        typer.Option(
            "--split", help="Split files that hold several articles: exports of databases, feeds, own output."
        ),
    ] = False,
    text_field: Annotated[
        str | None, typer.Option(metavar="NAME", help="Table: the field with pages as text  [default: guessed]")
    ] = None,
    html_field: Annotated[
        str | None, typer.Option(metavar="NAME", help="Table: the field with pages as HTML  [default: guessed]")
    ] = None,
    url_field: Annotated[
        str | None, typer.Option(metavar="NAME", help="Table: the field with the address  [default: guessed]")
    ] = None,
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
    *,
    pages: Pages,
    reading: Reading,
    judging: Judging,
    writing: Writing,
) -> None:
    """Clean pages and print their articles. A command without a verb means this one.

    Several pages as json are an array, as jsonl and csv a line each; a form feed separates them as text. Without a
    format, a table (jsonl, csv, tsv, json) comes out with the article added to each row.
    """
    options, inputs = judging.options(reading), pages.inputs(files)
    changes = Changes(diff, check, in_place, backup, ledger_dir, jobs)
    if changes.is_wanted and split:
        raise UsageError("--split makes several articles of a file; --diff, --check and --in-place take files whole")
    if changes.is_wanted:
        raise typer.Exit(change_pages(inputs, options, changes))
    names = field_names(writing.fields) if writing.fields else WITHOUT_LEDGER if writing.no_ledger else ()
    columns = Columns(text_field, html_field, url_field, "article", replace, errors, names, writing.csv_safe)
    words = inputs.words
    is_default = format_ is None and (output is None or table_kind(str(output)) in (None, *map(table_kind, words)))
    if is_table(words, table, columns) and (is_default or not columns.is_guessed or table):
        if replace and not text_field:
            raise UsageError("--replace needs the --text-field that it puts the body into")
        columns = dataclasses.replace(columns, into=into if replace else into or "article")
        raise typer.Exit(clean_table((*words, "-")[0], table, columns, options, output, jobs))
    if url_field or text_field or html_field or table or into or replace or errors:
        raise UsageError(
            "--into, --replace, --errors and the fields of rows are for a table; name one, or its kind with --table"
        )
    rendering = writing.rendering(format_ or format_of(output))
    options = with_structure(options, rendering)
    inputs = dataclasses.replace(inputs, splitting=options) if split else inputs
    raise typer.Exit(clean_pages(inputs, options, Destination(rendering, output, ledger, quiet, jobs)))


@dataclass(frozen=True, slots=True)
class Destination:
    """How articles are written, and where they and their ledgers go; None is standard output, or no ledger.

    is_quiet: notes about doubtful articles are left out. jobs: the processes that clean.
    """

    rendering: RenderOptions
    output: Path | None = None
    ledger: Path | None = None
    is_quiet: bool = False
    jobs: int = 1


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
        return ExitCode.FAILED if self.failed or self.empty or not self.pages else ExitCode.OK


def clean_pages(inputs: PageInputs, options: Options, destination: Destination) -> ExitCode:
    """Clean pages in order, write their articles, and return the exit code.

    Raises `UsageError` for several pages if the format or the URL is for one page.
    """
    output = output_format(destination.rendering.format)
    start, between, end = ("", output.separator or "", "")
    if not inputs.is_one_page:
        if output.separator is None and output.brackets is None:
            raise UsageError(
                f"--format {output.name} takes one page; for several: "
                f"newsclean batch PAGES --format {output.name} --out DIR"
            )
        if inputs.url:
            raise UsageError("--url is the address of one page; several pages were given")
        start, between, end = output.brackets or (start, between, end)
    tally = _Tally()
    ledgers = open_compressed(destination.ledger) if destination.ledger else nullcontext()
    with open_output(destination.output) as articles, ledgers as ledger:
        articles.write((output.header(destination.rendering) if output.header else start).encode())
        articles.flush()  # the header comes before the messages about pages
        work = partial(_clean_page, options=options, rendering=destination.rendering)
        for tally.pages, cleaned in enumerate(in_order(inputs.pages(), work, destination.jobs), start=1):
            if isinstance(cleaned, Failure):
                tally.failed += 1
                print_message(str(cleaned.error))
                continue
            article, text = cleaned
            _note(article, tally, is_quiet=destination.is_quiet)
            if ledger is not None:
                ledger.write(ledger_to_jsonl(article).encode())
            if not article.is_empty or output.is_record:
                text = (between if tally.written else "") + (text.rstrip("\n") if end else text)
                articles.write(text.encode("utf-8", "backslashreplace"))
                articles.flush()
                tally.written += 1
        articles.write(end.encode())
    if not tally.pages:
        print_message(f"{' '.join(inputs.words) or inputs.files_from}: no pages there")
    return tally.exit_code


def _note(article: Article, tally: _Tally, *, is_quiet: bool) -> None:
    """Count a page without an article and say so; say too where the article is doubtful."""
    if article.is_empty:
        tally.empty += 1
        print_message(no_article_message(article))
    elif not is_quiet and (message := unsure_message(article)):
        print_message(message)


def _clean_page(found: FoundPage, options: Options, rendering: RenderOptions) -> tuple[Article, str] | Failure:
    """Return the article of a page, and the article rendered."""
    if isinstance(found.source, Failure):
        return found.source
    article = clean_late(found.source, options_for(options, found.reader))
    if isinstance(article, Failure):
        return article
    try:
        return article, render(article, rendering)
    except Exception as error:  # noqa: BLE001 - a bug on one page must not end the stream
        return failure_of(found.source.name, error)
