"""The verb `explain`: a page block by block, in colour on a terminal and plain in a pipe."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from newsclean.cli import options as option
from newsclean.cli.app import app
from newsclean.cli.console import no_article_message, print_message
from newsclean.cli.pages.block_lines import Look, look_here, page_lines
from newsclean.cli.pages.explained import Only, Shown, explained
from newsclean.cli.pages.groups import Judging, Pages, Reading
from newsclean.cli.pages.inputs import FoundPage
from newsclean.cli.pages.jobs import in_order
from newsclean.cli.pages.table import options_for
from newsclean.errors import ExitCode, PageError, UsageError
from newsclean.options import Options
from newsclean.pipeline import Failure
from newsclean.render.json import dump
from newsclean.rules.files.layers import standard_rules


@app.command(
    "explain",
    epilog="Examples:  newsclean explain page.html  |  newsclean explain pages/ | grep '^- other'  |  "
    "newsclean explain page.html --select aside --selectors  |  newsclean explain pages/ --compare new-rules.toml",
)
def explain(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PAGE|DIR|URL|TABLE|-]...",
            help="Files, folders, patterns, addresses, tables; without one, or for -, standard input.",
        ),
    ] = None,
    jobs: option.Jobs = 1,
    only: Annotated[Only | None, typer.Option(help="Show only these blocks.")] = None,
    select: Annotated[
        str | None,
        typer.Option(metavar="SELECTOR", help="Show only blocks inside what this CSS selector or XPath matches."),
    ] = None,
    compare: Annotated[
        list[Path] | None,
        typer.Option(metavar="PATH", help="Show only blocks that these publication files, put above all, change."),
    ] = None,
    selectors: Annotated[bool, typer.Option("--selectors", help="Show a selector for each block, too.")] = False,
    fold: Annotated[
        bool | None,
        typer.Option("--fold/--no-fold", help="Show a menu as one line  [default: on a terminal]", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object for each page, on a line.")] = False,
    *,
    pages: Pages,
    reading: Reading,
    judging: Judging,
) -> None:
    """Show a page block by block: its policy, its category, and the reason for it.

    Exit codes: 0 all pages have an article, 1 a page cannot be read or one of several has no article, 3 the one page
    has none.
    """
    options = judging.options(reading)
    shown = Shown(only, select, options if compare else None)
    for path in compare or ():
        if not path.exists():
            raise UsageError(f"--compare {path}: no such file or folder")
    if compare:
        options = replace(options, rules=standard_rules((*(judging.rules or ()), *compare)))
    inputs = pages.inputs(files)
    work = partial(explain_one, options=options, shown=shown, look=look_here(selectors, fold))
    codes = []
    for done in in_order(inputs.pages(), work if not as_json else partial(work, look=None), jobs):
        sys.stdout.write(done.text)
        if done.message:
            print_message(done.message)
        codes.append(done.code)
    if not codes:
        print_message(f"{' '.join(inputs.words) or inputs.files_from}: no pages there")
    if inputs.is_one_page:
        raise typer.Exit(codes[0])
    raise typer.Exit(ExitCode.OK if codes and not any(codes) else ExitCode.FAILED)


class Done(NamedTuple):
    """An explained page: its text for standard output, a message or "", and an exit code."""

    text: str
    message: str
    code: ExitCode


def explain_one(found: FoundPage, options: Options, shown: Shown, look: Look | None) -> Done:
    """Explain one page of many as lines, or as JSON without a look; a page that cannot be read is a message."""
    try:
        if isinstance(found.source, Failure):
            raise found.source.error
        page = explained(found.source, options_for(options, found.reader), shown)
    except PageError as error:
        return Done("", str(error), ExitCode.FAILED)
    text = dump(page.to_dict()) + "\n" if look is None else page_lines(page, look)
    if page.article.is_empty:
        return Done(text, no_article_message(page.article), ExitCode.NO_ARTICLE)
    return Done(text, "", ExitCode.OK)
