"""The verb `restore`: the texts that articles were made from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsclean.cli.app import app
from newsclean.cli.pages.changes import undo
from newsclean.cli.pages.restoring import restore_pages


@app.command(
    "restore",
    epilog="Examples:  newsclean -f json dump.txt | newsclean restore - > same-dump.txt  |  "
    "newsclean restore articles/ -o dumps/  |  newsclean restore rows.jsonl -o dumps/",
)
def restore(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ARTICLE.json|TABLE|DIR|-]...",
            help="Articles, arrays or rows of them, folders; without one, or for -, standard input.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE|DIR",
            help="Write the text here; several texts need a folder  [default: standard output]",
        ),
    ] = None,
    article_field: Annotated[
        str, typer.Option(metavar="NAME", help="Rows of tables: the field with the article.")
    ] = "article",
    in_place: Annotated[
        bool, typer.Option("--in-place", help="Undo `newsclean --in-place` on these files or folders.")
    ] = False,
    ledger_dir: Annotated[
        Path | None, typer.Option(metavar="DIR", help="--in-place: the ledgers are here  [default: beside each file]")
    ] = None,
) -> None:
    """Give back, byte for byte, the texts that articles were made from.

    Exit codes: 0 all texts are restored, 1 an article lacks what it needs, as one of HTML does.
    """
    if in_place:
        raise typer.Exit(undo(files or ["-"], ledger_dir))
    raise typer.Exit(restore_pages(files or ["-"], output, article_field))
