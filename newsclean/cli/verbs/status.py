"""The verbs `status` and `verify`: the results of a batch as tables or JSON, and what differs from them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsclean.batch import overview
from newsclean.batch.verify import verify as find_differences
from newsclean.cli.app import app
from newsclean.cli.console import counted, print_message, printable
from newsclean.cli.report import write_report
from newsclean.cli.types import parse_time
from newsclean.errors import ExitCode, UsageError

LISTED_PUBLICATIONS = 10  # the publications in the table; `--all` shows them all (a guess)
LISTED_FAILURES = 20  # the failures in the table; `--all` shows them all (a guess)
PIPE_WIDTH = 10_000
"""The width in characters where no terminal sets one: no path is broken into lines that `grep` cannot find."""
LONGEST_CELL = 120
"""Characters of a cell; a longer text loses its middle, and `--json` has it whole. A guess; not measured."""
_STATUS_STYLES = {"ok": "green", "skipped-unchanged": "green", "pending": "yellow", "no-article": "yellow"}
_NUMBERS = ("pages", "records", "cleaned", "failed", "kept", "drift", "seconds", "median")


class Cell(NamedTuple):
    """The text of a cell, and its colour if it has one."""

    text: str | None
    style: str = ""


class Section(NamedTuple):
    """A table with a title."""

    title: str
    columns: tuple[str, ...]
    rows: Iterable[tuple[str | Cell | None, ...]]


@app.command(
    "status",
    epilog="Examples:  newsclean status articles/  |  newsclean status articles/ --since 24h  |  "
    "newsclean status --json articles.jsonl | jq .statuses",
)
def status(
    out: Annotated[Path, typer.Argument(metavar="DIR|FILE.jsonl", help="The --out of the batch.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Show all publications and failures.")] = False,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="Show only what runs since then worked on: a date or time, or 24h, 7d, 2w ago."
        ),
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page for the browser instead of printing.")
    ] = None,
) -> None:
    """Show the results of a batch: counts, publications, and the pages worth a look."""
    if html is not None and since is not None:
        raise UsageError("--html shows all runs; leave --since")
    if html is not None:
        write_report(out, html)
        return
    results = overview(out, parse_time(since, "--since") if since else None)
    if as_json:
        sys.stdout.write(json.dumps(results, indent=2) + "\n")
        return
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True, width=width)
    for section in _sections(results, None if all_ else LISTED_PUBLICATIONS):
        console.print(_table(section))
    for name, most in (("publications", LISTED_PUBLICATIONS), ("failures", LISTED_FAILURES)):
        hidden = len(results[name]) - most
        if hidden > 0 and not all_:
            console.print(f"and {hidden:,} more {name}; --all lists them all")


@app.command("verify", epilog="Examples:  newsclean verify articles/  |  newsclean verify --json articles.jsonl")
def verify(
    out: Annotated[Path, typer.Argument(metavar="DIR|FILE", help="The --out of the batch.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compare every output of a batch with its hash, its row in the manifest and its page.

    Exit codes: 0 nothing differs, 1 something differs or the manifest cannot be read.
    """
    differences = find_differences(out)
    if as_json:
        sys.stdout.write(json.dumps({"differences": [asdict(one) for one in differences]}, indent=2) + "\n")
    else:
        for one in differences:
            page = f" ({printable(one.page)})" if one.page else ""
            sys.stdout.write(f"{printable(one.output)} {one.problem}{page}\n")
        sys.stdout.flush()
        print_message(f"{out}: {counted(len(differences), 'difference')}")
    raise typer.Exit(ExitCode.FAILED if differences else ExitCode.OK)


def _sections(results: dict[str, Any], most: int | None) -> Iterator[Section]:
    """Yield the tables. `most` limits the publications, those in trouble first, and with them the failures."""
    if "runs" in results:
        runs = [(_time(run["started"]), _count(run["cleaned"]), _failed(run["failed"])) for run in results["runs"]]
        yield Section(counted(len(runs), "run"), ("start", "cleaned", "failed"), runs)
        drifts = ((_time(run["started"]), Cell(one, "red")) for run in results["runs"] for one in run["drift"])
        yield Section("Drift", ("start", "publication and what changed"), drifts)
    publications = sorted(results["publications"], key=lambda one: (-(one["drift"] or 0), -one["pages"]))
    skipped = results["statuses"].get("skipped-unchanged", 0)
    yield Section(
        f"{results['pages']:,} pages" + (f", {skipped:,} unchanged in the last run" if skipped else ""),
        ("status", "pages"),
        (
            (Cell(name, _STATUS_STYLES.get(name, "red")), f"{n:,}")
            for name, n in results.get("results", results["statuses"]).items()
        ),
    )
    yield Section(
        "Publications",
        ("publication", "pages", "kept", "drift"),
        (
            (p["name"] or "unknown", f"{p['pages']:,}", _percent(p["kept_share"]), _drift(p["drift"]))
            for p in publications[:most]
        ),
    )
    yield from _archive_sections(results) if "shards" in results else _page_sections(results)
    failures = results["failures"][: LISTED_FAILURES if most else None]
    yield Section("Failures", ("page", "status", "reason"), ((f["path"], f["status"], f["reason"]) for f in failures))


def _archive_sections(results: dict[str, Any]) -> Iterator[Section]:
    shards = results["shards"]
    if results["passed_over"]:
        rows = ((kind, f"{n:,}") for kind, n in results["passed_over"].items())
        yield Section("Records that are no pages", ("kind", "records"), rows)
    yield Section(
        f"{len(shards):,} archive{'' if len(shards) == 1 else 's'} done",
        ("archive", "pages", "failed", "seconds", "output"),
        ((s["source"], f"{s['pages']:,}", f"{s['failed']:,}", f"{s['seconds']:,.1f}", s["sink"]) for s in shards),
    )


def _page_sections(results: dict[str, Any]) -> Iterator[Section]:
    yield Section(
        "Slowest",
        ("page", "seconds", "status"),
        ((page["path"], f"{page['seconds']:.2f}", page["status"]) for page in results["slowest"]),
    )
    yield Section(
        "Suspicious",
        ("page", "what", "kept", "median", "publication"),
        (
            (page["path"], page["result"], _percent(page["kept_share"]), _percent(page["median"]), page["publication"])
            for page in results["suspicious"]
        ),
    )


def _table(section: Section) -> Table:
    shown = Table(title=section.title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in section.columns:
        shown.add_column(column, justify="right" if column in _NUMBERS else "left", overflow="fold", no_wrap=False)
    for row in section.rows:
        cells = (cell if isinstance(cell, Cell) else Cell(cell) for cell in row)
        shown.add_row(*(Text(_shortened(printable(cell.text or "")), style=cell.style) for cell in cells))
    if not shown.row_count:
        shown.add_row("none")
    return shown


def _shortened(text: str) -> str:
    half = LONGEST_CELL // 2
    return text if len(text) <= LONGEST_CELL else f"{text[: half - 1]}…{text[-half:]}"


def _time(started: str | None) -> str:
    return (started or "").replace("T", " ").replace("+00:00", " UTC")


def _count(number: int | None) -> str:
    return "not ended" if number is None else f"{number:,}"


def _failed(number: int | None) -> Cell:
    return Cell(_count(number), "red" if number else "")


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _drift(share: float | None) -> Cell:
    return Cell(_percent(share), "red" if share else "")
