"""The verb `learn`: its options, and what of the library it calls."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsclean.cli.app import EncodingOption, InputOption, Reader, RulesOption, app
from newsclean.errors import UsageError
from newsclean.options import Options
from newsclean.rules.files.layers import standard_rules


@app.command(
    epilog="Examples:  newsclean learn dumps/ --out harbour-post.toml  |  newsclean learn pages/ --out rules/  |  "
    "newsclean learn pages/ --update harbour-post.toml --review"
)
def learn(
    pages: Annotated[list[str], typer.Argument(metavar="PAGES...", help="Files, folders (with all below), patterns.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.toml|DIR", help="Write here; a folder gets a file a publication.")
    ] = None,
    update: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="Bring this file up to date; what you wrote in it stays.")
    ] = None,
    publication: Annotated[
        str | None, typer.Option(metavar="ID", help="All pages are of one publication, and this is its id.")
    ] = None,
    review: Annotated[
        bool, typer.Option("--review", help="Ask about each proposal before anything is written.")
    ] = False,
    min_pages: Annotated[
        int, typer.Option(metavar="N", min=2, help="Learn nothing of fewer different articles than these.")
    ] = 5,
    min_share: Annotated[
        str, typer.Option(metavar="SHARE", help="Of the articles a line must stand in; in three of them anyway.")
    ] = "20%",
    input_: InputOption = Reader.AUTO,
    encoding: EncodingOption = None,
    rules: RulesOption = None,
) -> None:
    """Learn publications' boilerplate from their own pages, and propose publication files to look at and keep.

    What stands on many pages of a publication is proposed as rules; nothing is applied before you put the file where
    rules are found. Exit codes: 0 a file was written, 1 pages failed or nothing could be learned, 2 wrong use.
    """
    from newsclean.cli import types as amounts
    from newsclean.cli.verbs.learn_review import Targets, learn_pages
    from newsclean.learn import LearnOptions, Support

    if update is not None and (out is not None or publication is not None):
        raise UsageError("--update says which publication it is and where it is written; leave --out and --publication")
    asked = LearnOptions(
        Support(min_pages, amounts.parse_share(min_share, "--min-share")),
        Options(input=input_.value, encoding=encoding, rules=standard_rules(rules or ())),
        publication,
    )
    raise typer.Exit(learn_pages(pages, asked, Targets(out, update, is_reviewed=review)))
