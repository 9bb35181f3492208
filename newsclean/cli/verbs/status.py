"""The verb `status`: a manifest or the markers of archives as tables, in colour on a terminal, or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsclean.batch import overview
from newsclean.cli.console import printable

LISTED_FAILURES = 20
PIPE_WIDTH = 10_000
"""Characters; where no terminal sets a width, no path is broken into lines that `grep` does not find."""
_STATUS_STYLES = {"ok": "green", "skipped-unchanged": "green", "pending": "yellow", "no-article": "yellow"}


def show_status(out: Path, *, as_json: bool) -> int:
    """Print what is known of an output folder or file, of single pages or of archives; return 0.

    Raises `NewscleanError`.
    """
    told = overview(out)
    if as_json:
        sys.stdout.write(json.dumps(told, indent=2) + "\n")
        return 0
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True, width=width)
    for table in _tables(told):
        console.print(table)
    hidden = len(told["failures"]) - LISTED_FAILURES
    if hidden > 0:
        console.print(f"and {hidden:,} more failures; --json lists them all")
    return 0


def _tables(told: dict[str, Any]) -> Iterable[Table]:
    yield _table(
        f"{told['pages']:,} pages",
        ("status", "pages"),
        ((Text(name, style=_STATUS_STYLES.get(name, "red")), f"{n:,}") for name, n in told["statuses"].items()),
    )
    yield _table(
        "Publications",
        ("publication", "pages", "kept", "drift"),
        (
            (p["name"] or "unknown", f"{p['pages']:,}", _percent(p["kept_share"]), _drift(p))
            for p in told["publications"]
        ),
    )
    yield from _archives(told) if "shards" in told else _pages(told)
    failures = told["failures"][:LISTED_FAILURES]
    yield _table("Failures", ("page", "status", "reason"), ((f["path"], f["status"], f["reason"]) for f in failures))


def _archives(told: dict[str, Any]) -> Iterable[Table]:
    shards = told["shards"]
    if told["passed_over"]:
        rows = ((kind, f"{n:,}") for kind, n in told["passed_over"].items())
        yield _table("Records that are no pages", ("kind", "records"), rows)
    yield _table(
        f"{len(shards):,} archive{'' if len(shards) == 1 else 's'} done",
        ("archive", "pages", "failed", "seconds", "output"),
        ((s["source"], f"{s['pages']:,}", f"{s['failed']:,}", f"{s['seconds']:,.1f}", s["sink"]) for s in shards),
    )


def _pages(told: dict[str, Any]) -> Iterable[Table]:
    yield _table(
        "Slowest",
        ("page", "seconds", "status"),
        ((page["path"], f"{page['seconds']:.2f}", page["status"]) for page in told["slowest"]),
    )
    yield _table(
        "Suspicious",
        ("page", "what", "kept", "median", "publication"),
        (
            (page["path"], page["result"], _percent(page["kept_share"]), _percent(page["median"]), page["publication"])
            for page in told["suspicious"]
        ),
    )


def _table(title: str, columns: tuple[str, ...], rows: Iterable[tuple[str | Text | None, ...]]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        is_number = column in ("pages", "records", "failed", "kept", "drift", "seconds", "median")
        table.add_column(column, justify="right" if is_number else "left", overflow="fold", no_wrap=False)
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(printable(cell or "")) for cell in row))
    if not table.row_count:
        table.add_row("none")
    return table


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _drift(publication: dict[str, Any]) -> Text:
    share = publication["drift"]
    return Text(_percent(share), style="red" if share else "")
