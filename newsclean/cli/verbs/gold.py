"""The verb `gold`: gold folders from public data sets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsclean.cli.app import app
from newsclean.cli.console import print_message
from newsclean.training.gold.public import build_gold


@app.command("gold", epilog="Example:  newsclean gold clones/* --out gold")
def gold(
    clones: Annotated[list[Path], typer.Argument(metavar="CLONE...", help="Clones of public data sets.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Write one gold folder for each data set here.")],
) -> None:
    """Build gold folders from clones of public data sets, to train on them.

    docs/retraining.md in the package lists the data sets.
    """
    for built in build_gold(clones, out):
        typer.echo(f"{built.folder}\t{built.pages} pages")
        if built.missing:
            print_message(f"{built.folder}: {len(built.missing)} rows have no page in the clone")
