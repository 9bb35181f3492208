"""The verb `learn`: publication files from a publication's own pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsclean.cli import options as option
from newsclean.cli.app import app
from newsclean.cli.authoring.learn_pages import Targets, learn_pages
from newsclean.cli.options import options_from
from newsclean.cli.types import parse_share
from newsclean.errors import UsageError
from newsclean.learn import LearnOptions, Support


@app.command(
    "learn",
    epilog="Examples:  newsclean learn dumps/ --out harbour-post.toml  |  newsclean learn pages/ --out rules/  |  "
    "newsclean learn pages/ --update harbour-post.toml --review",
)
def learn(
    pages: Annotated[list[str], typer.Argument(metavar="PAGES...", help="Files, folders and patterns.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "--output",
            "-o",
            metavar="FILE.toml|DIR",
            help="Write this file, or a file for each publication in this folder  [default: standard output]",
        ),
    ] = None,
    update: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="Update this file; your own changes to it stay.")
    ] = None,
    publication: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Treat all pages as this publication's  [default: identify each page's]"),
    ] = None,
    review: Annotated[bool, typer.Option("--review", help="Ask about each proposal before writing anything.")] = False,
    min_pages: Annotated[
        int, typer.Option(metavar="N", min=2, help="Learn only from publications with this many different articles.")
    ] = 5,
    min_share: Annotated[
        str,
        typer.Option(
            metavar="SHARE", help="Propose only lines on this share of the articles, and on three of them at least."
        ),
    ] = "20%",
    input_: option.Input = "auto",
    encoding: option.Encoding = None,
    rules: option.Rules = None,
) -> None:
    """Learn publications' boilerplate from their own pages, and propose publication files.

    Text that recurs on many pages of a publication becomes proposed rules. They apply once you put the file where
    newsclean finds rules. Exit codes: 0 a file was written, 1 pages failed or nothing could be learned, 2 wrong use.
    """
    if update is not None and (out is not None or publication is not None):
        raise UsageError("--update says which publication it is and where it is written; leave --out and --publication")
    options = LearnOptions(
        Support(min_pages, parse_share(min_share, "--min-share")),
        options_from(rules, input=input_, encoding=encoding),
        publication,
    )
    raise typer.Exit(learn_pages(pages, options, Targets(out, update, is_reviewed=review)))
