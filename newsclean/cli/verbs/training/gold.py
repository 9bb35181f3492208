"""The verb `gold`: gold folders from public data sets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsclean.cli.app import app
from newsclean.cli.console import print_message
from newsclean.errors import UsageError
from newsclean.training.gold.public import SHIPPED_PAGES, build_gold


@app.command("gold", epilog="Example:  newsclean gold clones/* --out gold")
def gold(
    clones: Annotated[list[Path], typer.Argument(metavar="CLONE...", help="Clones of public data sets.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Write one gold folder for each data set here.")],
    pages: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Take only the pages in this list, one FOLDER/ID in each line; `shipped` takes those that the shipped "
            "models were trained on.",
        ),
    ] = None,
) -> None:
    """Build gold folders from clones of public data sets, to train on them.

    docs/retraining.md in the package lists the data sets.
    """
    for built in build_gold(
        clones, out, None if pages is None else _listed(SHIPPED_PAGES if str(pages) == "shipped" else pages)
    ):
        typer.echo(f"{built.folder}\t{built.pages} pages")
        if built.missing:
            print_message(f"{built.folder}: {len(built.missing)} rows have no page in the clone")


def _listed(file: Path) -> frozenset[str]:
    """Return the lines of a list of pages. Raises `UsageError` if the list cannot be read."""
    try:
        return frozenset(map(str.strip, file.read_text(encoding="utf-8").splitlines()))
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or error}") from error
