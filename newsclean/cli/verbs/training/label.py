"""The verb `label`: sheets for labelling pages by hand, and gold from the labels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsclean.cli.app import app
from newsclean.cli.console import print_message
from newsclean.cli.verbs.training.eval import GoldFolders
from newsclean.errors import UsageError
from newsclean.training.gold.hand_labels import LABELS_FILE, gold_rows, read_labels
from newsclean.training.gold.pages import GOLD_FILE, read_gold
from newsclean.training.gold.sheets import cut, sheet


@app.command("label", epilog="Example:  newsclean label my-pages --output sheets")
def label_pages(
    folders: GoldFolders,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Write sheets or gold here.")],
    labels: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Check these labels, and write gold with them instead of sheets; `shipped` takes newsclean's own.",
        ),
    ] = None,
) -> None:
    """Write a sheet for each page to label its blocks by hand, or gold from such labels."""
    pages = [page for folder in folders for page in read_gold(folder)]
    output.mkdir(parents=True, exist_ok=True)
    if labels is None:
        for page in pages:
            text = sheet(cut(page.data), page.url or page.id)
            (output / f"{page.id}.txt").write_text(text, encoding="utf-8")
        print_message(f"{output}: {len(pages)} sheets")
        return
    rows, skipped = [], []
    for page, row in gold_rows(pages, read_labels(LABELS_FILE if str(labels) == "shipped" else labels)):
        if row is None:
            skipped.append(page.id)
            continue
        rows.append(row)
        (output / f"{page.id}.html").write_bytes(page.data)
    if not rows:
        raise UsageError("no page of these folders has labels that fit it")
    (output / GOLD_FILE).write_text("\n".join(rows) + "\n", encoding="utf-8")
    for name in skipped:
        print_message(f"{name}: skipped, the labels belong to another version of the page")
    print_message(f"{output}: {len(rows)} pages with labelled blocks")
