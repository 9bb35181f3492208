"""The verb `eval`: how well newsclean cleans pages whose articles are known."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import typer

from newsclean.cli.app import app
from newsclean.cli.pages.groups import Judging, Reading
from newsclean.errors import UsageError
from newsclean.training.category_report import CategoryReport, evaluate_categories
from newsclean.training.evaluate import (
    Cleaner,
    GoldReport,
    evaluate,
    evaluate_dumps,
    newsclean_cleaner,
    trafilatura_cleaner,
)
from newsclean.training.gold.pages import read_gold

GoldFolders = Annotated[list[Path], typer.Argument(metavar="GOLD_DIR...", help="Folders with gold.jsonl and pages.")]
MOST_MISTAKES = 12
"""Lines of the table of mistakes."""
_COLUMNS = ("pages", "f1", "precision", "recall", "page_f1", "exact", "with", "without", "sure", "sure_right", "ms")


@app.command("eval", epilog="Example:  newsclean eval my-gold --against trafilatura")
def evaluate_gold(
    folders: GoldFolders,
    against: Annotated[Literal["trafilatura"] | None, typer.Option(help="Measure this tool too.")] = None,
    kind: Annotated[
        Literal["html", "text"], typer.Option("--input", help="Clean the HTML pages, or text dumps made of them.")
    ] = "html",
    categories: Annotated[
        bool, typer.Option("--categories", help="Measure the categories of blocks, on gold with labelled blocks.")
    ] = False,
    *,
    judging: Judging,
) -> None:
    """Measure newsclean on pages with gold articles: precision, recall, F1, exact pages, milliseconds."""
    options = judging.options(Reading(kind))
    if categories:
        print_categories(evaluate_categories(read_gold(folder), options) for folder in folders)
        return
    if kind == "text":
        if against is not None:
            raise UsageError(f"{against} reads HTML alone; measure it without --input text")
        print_reports(evaluate_dumps(folders, options))
        return
    tools: list[tuple[str, Cleaner]] = [("newsclean", newsclean_cleaner(options))]
    if against is not None:
        tools.append((against, trafilatura_cleaner))
    print_reports(evaluate(read_gold(folder), clean, tool) for folder in folders for tool, clean in tools)


def print_reports(reports: Iterable[GoldReport]) -> None:
    """Print a table of tab-separated figures, one line for each report."""
    typer.echo("\t".join(("dataset", "tool", *_COLUMNS)))
    for report in reports:
        measures = report.measures()
        cells = [_cell(name, measures.get(name)) for name in _COLUMNS]
        typer.echo("\t".join((report.dataset, report.tool, *cells)))


def print_categories(reports: Iterable[CategoryReport]) -> None:
    """Print the share of right blocks, then recall and precision by category, then the most frequent mistakes."""
    for report in reports:
        shares = f"{report.right(named=False):.3f}\tnamed kinds\t{report.right(named=True):.3f}"
        typer.echo(f"{report.dataset}\tright of all dropped blocks\t{shares}")
        typer.echo("category\tblocks\trecall\tprecision")
        for category, count, recall, precision in report.rows():
            typer.echo(f"{category.value}\t{count}\t{recall:.3f}\t{precision:.3f}")
        typer.echo("gold\tfound\tblocks")
        for gold, found, count in report.confusion(MOST_MISTAKES):
            typer.echo(f"{gold.value}\t{found.value}\t{count}")


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if name == "pages" else f"{value:.1f}" if name == "ms" else f"{value:.4f}"
