"""The verb `batch`: many pages, or archives of pages, in one run that can be repeated."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from newsclean.batch import ArchiveBatch, Batch, Inputs, Limits, ShardOptions, Thresholds
from newsclean.batch.archives.plan import has_archives
from newsclean.batch.settings import available_processors
from newsclean.batch.verify import repair as repair_outputs
from newsclean.cli import options as option
from newsclean.cli.app import app
from newsclean.cli.console import Verbosity, print_message
from newsclean.cli.pages.formats import archive_format, page_format
from newsclean.cli.pages.groups import Judging, Reading, Writing
from newsclean.cli.pages.table import say_fields
from newsclean.cli.progress import print_plan, run_with_progress
from newsclean.cli.types import parse_seconds, parse_share, parse_size
from newsclean.errors import UsageError
from newsclean.render.registry import ARCHIVE_FORMATS, BATCH_FORMATS
from newsclean.sources.records import EITHER_FIELDS, ArchiveOptions


@app.command(
    "batch",
    epilog="Examples:  newsclean batch pages/ --out articles/  |  newsclean batch '**/*.html' --out articles.jsonl  |  "
    "find pages -print0 | newsclean batch --files-from - -0 --out articles/ --quiet  |  "
    "newsclean batch 's3://crawl/*.warc.gz' --out s3://articles --format parquet --engine ray",
)
def batch(
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="[INPUT]...", help="Files, archives, folders, patterns, URIs.")
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            "--output",
            "-o",
            metavar="DIR|FILE|URI",
            help="Write a file for each page or archive in this folder, or write this one file.",
        ),
    ] = None,
    files_from: Annotated[
        str | None, typer.Option(metavar="FILE|-", help="Read the names of inputs from here, one on each line.")
    ] = None,
    null: Annotated[bool, typer.Option("--null", "-0", help="Names in --files-from end with NUL.")] = False,
    format_: Annotated[
        option.AnyFormat | None,
        typer.Option(
            "--format", "-f", help="Write this format  [default: by --out, else json, or jsonl.gz for archives]"
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Clean every page again, and overwrite files that newsclean did not write.")
    ] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Delete the outputs of inputs that are gone.")] = False,
    repair: Annotated[
        Path | None,
        typer.Option(metavar="DIR|FILE", help="Rebuild the damaged or lost manifest of this --out, and clean nothing."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what the run would do, and do nothing.")] = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", metavar="N", help="Use this many worker processes  [default: one a processor]"),
    ] = None,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", help="Give up a page after this time; 0 for no limit.")
    ] = 30.0,
    max_size: Annotated[str, typer.Option(metavar="SIZE", help="Refuse larger pages, measured unpacked.")] = "50M",
    max_memory: Annotated[
        str, typer.Option(metavar="SIZE|none", help="Give up a page that needs more memory than this.")
    ] = "2G",
    fail_over: Annotated[
        str, typer.Option(metavar="SHARE", help="Exit with 1 only if more than this share of the pages failed.")
    ] = "0",
    drift_over: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE", help="Exit with 4 if a publication drifted by more than this share, 0 for any drift."
        ),
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for another run in DIR to end.")] = False,
    learn: Annotated[
        bool,
        typer.Option("--learn", help="Drop what recurs on the pages of a publication without rules; reads them twice."),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print failures and drift, and nothing else.")] = False,
    log_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Append a line for each page, and the summary.")
    ] = None,
    log_format: Annotated[
        Literal["text", "json"] | None,
        typer.Option(help="Write the log in this format; without --log-file it goes to standard error."),
    ] = None,
    metrics: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write counts and drift for Prometheus's textfile collector.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page about the run for the browser.")
    ] = None,
    html_field: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Rows of tables: the field with the page's HTML  [default: html]"),
    ] = None,
    text_field: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Rows: the field with the page's text  [default: text, content or body]"),
    ] = None,
    url_field: Annotated[str, typer.Option(metavar="NAME", help="Rows: the field with the page's address.")] = "url",
    carry: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Copy a field of the rows, or a WARC header, into the articles."),
    ] = None,
    engine: Annotated[
        Literal["local", "ray"], typer.Option(help="Clean archives on this machine, or on a Ray cluster.")
    ] = "local",
    address: Annotated[
        str | None, typer.Option(metavar="ADDRESS|auto", help="Use this Ray cluster  [default: start Ray here]")
    ] = None,
    *,
    reading: Reading,
    judging: Judging,
    writing: Writing,
) -> None:
    """Clean many pages, or archives of pages, and skip those that have not changed since the last run.

    Exit codes: 0 all clean, 1 some pages failed, 2 wrong use, 4 a publication drifted more than --drift-over,
    75 another run is at work, 128 and more a signal.
    """
    if repair is not None:
        print_message(repair_outputs(repair))
        raise typer.Exit
    if out is None:
        raise UsageError("no --out; name a folder for the articles, or a file as in --out articles.jsonl")
    names = Inputs(tuple(inputs or ()), files_from, is_null_separated=null)
    options = judging.options(reading, max_bytes=parse_size(max_size, "--max-size"))
    limits = _limits(timeout, max_memory, jobs)
    thresholds = _thresholds(fail_over, drift_over)
    is_archives = engine == "ray" or format_ in {*ARCHIVE_FORMATS} - {*BATCH_FORMATS} or has_archives(names, out)
    _check_purpose(is_archives, prune or learn or writing.is_for_pages, carry or address)
    run: Batch | ArchiveBatch
    if is_archives:
        wanted = _wanted(names, html_field, text_field, url_field, carry)
        has_ledger = not writing.no_ledger
        shard = ShardOptions(options, wanted, blocks=writing.blocks, limits=limits, force=force, has_ledger=has_ledger)
        run = ArchiveBatch(names, out, archive_format(format_, out), shard, thresholds, wait, engine, address)
    else:
        rendering = writing.rendering(page_format(format_, Path(out)))
        run = Batch(names, Path(out), options, rendering, limits, thresholds, force, prune, wait, learn)
    verbosity = Verbosity(quiet, log_file, log_format, metrics, report)
    raise typer.Exit(print_plan(run) if dry_run else run_with_progress(run, verbosity))


def _thresholds(fail_over: str, drift_over: str | None) -> Thresholds:
    """Return when the run fails. Raises `UsageError` for a value that is no share."""
    drift = None if drift_over is None else parse_share(drift_over, "--drift-over")
    return Thresholds(parse_share(fail_over, "--fail-over"), drift)


def _wanted(
    names: Inputs, html_field: str | None, text_field: str | None, url_field: str, carry: list[str] | None
) -> ArchiveOptions:
    """Return the fields of rows to read, and say which one holds the page where the caller names none."""
    either = () if html_field or text_field else EITHER_FIELDS
    wanted = ArchiveOptions(html_field or "html", text_field or "text", url_field, either, tuple(carry or ()))
    say_fields(names.arguments, wanted)
    return wanted


def _limits(timeout: float, max_memory: str, jobs: int | None) -> Limits:
    """Return the limits of a page; no jobs mean one worker a processor. Raises `UsageError` for less than one."""
    if jobs is not None and jobs < 1:
        raise UsageError(f"--jobs {jobs}: at least one worker is needed")
    memory = None if max_memory.strip().lower() == "none" else parse_size(max_memory, "--max-memory")
    return Limits(parse_seconds(timeout), memory, jobs or available_processors())


def _check_purpose(is_archives: bool, page_options: object, archive_options: object) -> None:
    """Raise `UsageError` for options of single pages in a run over archives, and the other way round."""
    if is_archives and page_options:
        raise UsageError(
            "--prune, --learn, --fields, --front-matter and --csv-safe are for single pages, not for archives"
        )
    if archive_options and not is_archives:
        raise UsageError("--carry and --address are for archives, and none was named")
