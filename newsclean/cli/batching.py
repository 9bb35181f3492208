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
    Format,
    InputOption,
    KeepOption,
    Opinion,
    OpinionOption,
    PublicationOption,
    Reader,
    RulesOption,
    app,
    policies,
)
from newsclean.cli.forms import FieldsOption, FrontMatterOption, form_of
from newsclean.errors import UsageError
from newsclean.options import Options
from newsclean.rules.layers import standard_rules

TEMPORARY_FAILURE = 75
"""The exit code, EX_TEMPFAIL, when another run holds the lock."""


class LogFormat(StrEnum):
    """How the log is written."""

    TEXT = "text"
    JSON = "json"


@app.command(
    epilog="Examples:  newsclean batch pages/ --out articles/  |  newsclean batch '**/*.html' --out articles.jsonl  |  "
    "find pages -print0 | newsclean batch --files-from - -0 --out articles/ --quiet"
)
def batch(
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="[INPUT]...", help="Files, folders (with all below), glob patterns.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR|FILE.jsonl", help="Where to: a file for each page, or one stream.")
    ] = None,
    files_from: Annotated[
        str | None, typer.Option(metavar="FILE|-", help="Read names from here, one on each line.")
    ] = None,
    null: Annotated[bool, typer.Option("--null", "-0", help="Names in --files-from end with NUL.")] = False,
    format_: Annotated[
        Format | None, typer.Option("--format", "-f", help="How to write articles; json unless --out is *.jsonl.")
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
    second_opinion: OpinionOption = Opinion.AUTO,
    keep: KeepOption = None,
    drop: DropOption = None,
    field: FieldOption = None,
    blocks: Annotated[bool, typer.Option("--blocks", help="JSON: add the body's blocks with their kinds.")] = False,
    headline: Annotated[bool, typer.Option(help="Text and Markdown: begin with the headline.")] = True,
    fields: FieldsOption = None,
    front_matter: FrontMatterOption = False,
) -> None:
    """Clean many pages into a folder or a stream; what is unchanged since the last run is skipped.

    Exit codes: 0 all clean, 1 some pages failed, 2 wrong use, 75 another run is at work, 128 and more a signal.
    """
    from newsclean.cli import amounts
    from newsclean.cli.running import Talk, print_plan, run_talking
    from newsclean.runners import Batch, Inputs, Limits, Thresholds

    if out is None:
        raise UsageError("no --out; name a folder for the articles, or a file as in --out articles.jsonl")
    asked = Batch(
        Inputs(tuple(inputs or ()), files_from, is_null_separated=null),
        out,
        Options(
            input=input_.value,
            encoding=encoding,
            publication=publication,
            rules=standard_rules(rules or ()),
            second_opinion=second_opinion.value,
            policy=policies(keep, drop, field),
            max_bytes=amounts.size(max_size, "--max-size"),
        ),
        form_of(_format(format_, out), fields, blocks=blocks, headline=headline, front_matter=front_matter),
        Limits(amounts.seconds(timeout), amounts.size_or_none(max_memory, "--max-memory"), amounts.jobs(jobs)),
        Thresholds(
            amounts.share(fail_over, "--fail-over"),
            None if drift_over is None else amounts.share(drift_over, "--drift-over"),
        ),
        force=force,
        prune=prune,
        wait=wait,
        learn=learn,
    )
    if dry_run:
        raise typer.Exit(print_plan(asked))
    talk = Talk(quiet=quiet, log_file=log_file, log_format=log_format and log_format.value)
    raise typer.Exit(run_talking(asked, talk))


def _format(wanted: Format | None, out: Path) -> str:
    """Return the format of a batch: jsonl for a stream. Raises `UsageError` when the two contradict each other."""
    if wanted is Format.CSV:
        raise UsageError("a batch writes no CSV; use --out articles.jsonl, with --fields for some fields only")
    is_stream = out.suffix.lower() == ".jsonl" and not out.is_dir()
    if wanted is Format.JSONL and not is_stream:
        raise UsageError(f"--format jsonl writes one file; name it, as in --out {out.name or 'articles'}.jsonl")
    if is_stream and wanted not in (None, Format.JSONL):
        raise UsageError(f"--out {out} is a stream of JSON; --format {wanted} takes a folder")
    return "jsonl" if is_stream else (wanted or Format.JSON).value


@app.command(epilog="Examples:  newsclean status articles/  |  newsclean status --json articles.jsonl | jq .statuses")
def status(
    out: Annotated[Path, typer.Argument(metavar="DIR|FILE.jsonl", help="What `newsclean batch --out` was given.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show what a batch has made of its pages: counts, publications, and the pages worth a look."""
    from newsclean.cli.status import show_status

    raise typer.Exit(show_status(out, as_json=as_json))
