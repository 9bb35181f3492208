"""The verbs `batch` and `status`: their options, and what of the library they call."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from newsclean.cli.app import (
    DropOption,
    EncodingOption,
    FieldOption,
    InputOption,
    KeepOption,
    MaxRemovedOption,
    Opinion,
    OpinionOption,
    PublicationOption,
    Reader,
    Removal,
    RemovalOption,
    RulesOption,
    app,
    policies,
)
from newsclean.cli.output_options import AnyFormat, FieldsOption, FrontMatterOption, parse_render_options
from newsclean.errors import UsageError
from newsclean.options import Options
from newsclean.render import archive_format_of
from newsclean.render.registry import ARCHIVE_FORMATS, BATCH_FORMATS
from newsclean.rules.files.layers import standard_rules

TEMPORARY_FAILURE = 75
"""The exit code, EX_TEMPFAIL, when another run holds the lock."""


class Engine(StrEnum):
    """Where archives are cleaned."""

    LOCAL = "local"
    RAY = "ray"


class LogFormat(StrEnum):
    """How the log is written."""

    TEXT = "text"
    JSON = "json"


@app.command(
    epilog="Examples:  newsclean batch pages/ --out articles/  |  newsclean batch '**/*.html' --out articles.jsonl  |  "
    "find pages -print0 | newsclean batch --files-from - -0 --out articles/ --quiet  |  "
    "newsclean batch 's3://crawl/*.warc.gz' --out s3://articles --format parquet --engine ray"
)
def batch(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[INPUT]...", help="Files, archives, folders, patterns, URIs."),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(metavar="DIR|FILE|URI", help="Where to: a file for each page or archive, or one."),
    ] = None,
    files_from: Annotated[
        str | None, typer.Option(metavar="FILE|-", help="Read names from here, one on each line.")
    ] = None,
    null: Annotated[bool, typer.Option("--null", "-0", help="Names in --files-from end with NUL.")] = False,
    format_: Annotated[
        AnyFormat | None,
        typer.Option("--format", "-f", help="How to write articles; json, of archives jsonl.gz, unless --out tells."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Clean every page again; overwrite what is not ours.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Delete the outputs of inputs that are gone.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be done, and do nothing.")] = False,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", metavar="N", help="Worker processes.")] = None,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="For one page; 0 for no limit.")] = 30.0,
    max_size: Annotated[str, typer.Option(metavar="SIZE", help="Of one page, unpacked.")] = "50M",
    max_memory: Annotated[str, typer.Option(metavar="SIZE|none", help="That one page may take.")] = "2G",
    fail_over: Annotated[
        str, typer.Option(metavar="SHARE", help="Exit with 1 only if more than this share of the pages failed.")
    ] = "0",
    drift_over: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE", help="Exit with 1 if a publication drifted in more than this share of its pages."
        ),
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for another run in DIR to end.")] = False,
    learn: Annotated[
        bool,
        typer.Option("--learn", help="Drop what recurs on the pages of a publication without rules; reads them twice."),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print failures and nothing else.")] = False,
    log_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Append a line for each page, and the summary.")
    ] = None,
    log_format: Annotated[
        LogFormat | None, typer.Option(help="Of the log; without --log-file it goes to standard error.")
    ] = None,
    input_: InputOption = Reader.AUTO,
    encoding: EncodingOption = None,
    publication: PublicationOption = None,
    rules: RulesOption = None,
    max_removed: MaxRemovedOption = "90%",
    removal: RemovalOption = Removal.WARN,
    second_opinion: OpinionOption = Opinion.AUTO,
    keep: KeepOption = None,
    drop: DropOption = None,
    field: FieldOption = None,
    blocks: Annotated[bool, typer.Option("--blocks", help="JSON: add the body's blocks with their kinds.")] = False,
    headline: Annotated[bool, typer.Option(help="Text and Markdown: begin with the headline.")] = True,
    html_field: Annotated[str, typer.Option(metavar="NAME", help="Rows of archives: the pages' HTML.")] = "html",
    text_field: Annotated[str, typer.Option(metavar="NAME", help="Rows: their text, where there is no HTML.")] = "text",
    url_field: Annotated[str, typer.Option(metavar="NAME", help="Rows: their addresses.")] = "url",
    carry: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Pass a field of the rows, or a WARC header, through to the articles."),
    ] = None,
    engine: Annotated[Engine, typer.Option(help="Where archives are cleaned.")] = Engine.LOCAL,
    address: Annotated[
        str | None, typer.Option(metavar="ADDRESS|auto", help="Of a Ray cluster; without one Ray is started here.")
    ] = None,
    fields: FieldsOption = None,
    front_matter: FrontMatterOption = False,
) -> None:
    """Clean many pages, or archives of pages; what is unchanged since the last run is skipped.

    Exit codes: 0 all clean, 1 some pages failed, 2 wrong use, 75 another run is at work, 128 and more a signal.
    """
    from newsclean.batch import ArchiveBatch, ArchiveOptions, Batch, Inputs, Limits, ShardOptions, Thresholds
    from newsclean.batch.archives.plan import has_archives
    from newsclean.cli import types as amounts
    from newsclean.cli.progress import Verbosity, print_plan, run_with_progress

    if out is None:
        raise UsageError("no --out; name a folder for the articles, or a file as in --out articles.jsonl")
    names = Inputs(tuple(inputs or ()), files_from, is_null_separated=null)
    options = Options(
        input=input_.value,
        encoding=encoding,
        publication=publication,
        rules=standard_rules(rules or ()),
        max_removed=amounts.parse_share(max_removed, "--max-removed"),
        removal=removal.value,
        second_opinion=second_opinion.value,
        policy=policies(keep, drop, field),
        max_bytes=amounts.parse_size(max_size, "--max-size"),
    )
    limits = Limits(
        amounts.parse_seconds(timeout), amounts.parse_size_or_none(max_memory, "--max-memory"), amounts.parse_jobs(jobs)
    )
    thresholds = Thresholds(
        amounts.parse_share(fail_over, "--fail-over"),
        None if drift_over is None else amounts.parse_share(drift_over, "--drift-over"),
    )
    asked: Batch | ArchiveBatch
    if engine is Engine.RAY or _is_for_archives(format_) or has_archives(names, out):
        wanted = ArchiveOptions(html_field, text_field, url_field, tuple(carry or ()))
        shard = ShardOptions(options, wanted, blocks=blocks, limits=limits, force=force)
        kind = _archive_format(format_, out)
        asked = ArchiveBatch(names, out, kind, shard, thresholds, wait=wait, engine=engine.value, address=address)
        if prune or learn or fields or front_matter:
            raise UsageError("--prune, --learn, --fields and --front-matter are for single pages, not for archives")
    else:
        if carry or address:
            raise UsageError("--carry and --address are for archives, and none was named")
        kind = _page_format(format_, Path(out))
        form = parse_render_options(kind, fields, blocks=blocks, headline=headline, front_matter=front_matter)
        asked = Batch(names, Path(out), options, form, limits, thresholds, force, prune, wait, learn)
    if dry_run:
        raise typer.Exit(print_plan(asked))
    verbosity = Verbosity(quiet=quiet, log_file=log_file, log_format=log_format and log_format.value)
    raise typer.Exit(run_with_progress(asked, verbosity))


def _is_for_archives(format_: str | None) -> bool:
    return format_ is not None and format_ in ARCHIVE_FORMATS and format_ not in BATCH_FORMATS


def _archive_format(format_: str | None, out: str) -> str:
    """Return the format of the outputs of archives. Raises `UsageError` for a format of single pages."""
    from newsclean.batch.archives.plan import is_single_output

    by_name = archive_format_of(out) if is_single_output(out) else None
    name = format_ or (by_name.name if by_name else "jsonl.gz")
    if name not in ARCHIVE_FORMATS:
        raise UsageError(f"--format {name} is for single pages; archives become {', '.join(ARCHIVE_FORMATS)}")
    if by_name is not None and by_name.name != name:
        raise UsageError(f"--format {name} and --out {out} contradict each other")
    return name


def _page_format(format_: str | None, out: Path) -> str:
    """Return the format of a batch of pages. Raises `UsageError` if the format and the output contradict each other."""
    if format_ is not None and format_ not in BATCH_FORMATS:
        raise UsageError(
            f"a batch writes no {format_.upper()}; use --out articles.jsonl, with --fields for some fields only"
        )
    is_stream = out.suffix.lower() == ".jsonl" and not out.is_dir()
    if format_ == "jsonl" and not is_stream:
        raise UsageError(f"--format jsonl writes one file; name it, as in --out {out.name or 'articles'}.jsonl")
    if is_stream and format_ not in (None, "jsonl"):
        raise UsageError(f"--out {out} is a stream of JSON; --format {format_} takes a folder")
    return "jsonl" if is_stream else format_ or "json"


@app.command(epilog="Examples:  newsclean status articles/  |  newsclean status --json articles.jsonl | jq .statuses")
def status(
    out: Annotated[Path, typer.Argument(metavar="DIR|FILE.jsonl", help="What `newsclean batch --out` was given.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show what a batch has made of its pages: counts, publications, and the pages worth a look."""
    from newsclean.cli.verbs.status import show_status

    raise typer.Exit(show_status(out, as_json=as_json))
