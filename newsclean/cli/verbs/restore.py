"""The verb `restore`: the text that an article was made from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsclean.assemble.restore import restore as restore_article
from newsclean.cli import options as option
from newsclean.cli.app import app
from newsclean.cli.pages.changes import undo
from newsclean.cli.streams import open_output, open_source
from newsclean.errors import RestoreError
from newsclean.render.json import from_json


@app.command("restore", epilog="Example:  newsclean -f json dump.txt | newsclean restore - > same-dump.txt")
def restore(
    file: Annotated[str, typer.Argument(metavar="[ARTICLE.json|-]", help="An article; - for standard input.")] = "-",
    output: option.Output = None,
    in_place: Annotated[
        bool, typer.Option("--in-place", help="Undo `newsclean --in-place` on this file or folder.")
    ] = False,
    ledger_dir: Annotated[
        Path | None, typer.Option(metavar="DIR", help="--in-place: the ledgers are here  [default: beside each file]")
    ] = None,
) -> None:
    """Give back, byte for byte, the text that an article was made from."""
    if in_place:
        raise typer.Exit(undo([file], ledger_dir))
    source = open_source(file)
    try:
        original = restore_article(from_json(source.data.decode("utf-8", "replace")))
    except RestoreError as error:
        raise RestoreError(f"{source.name}: {error}") from error
    with open_output(output) as stream:
        stream.write(original)
