"""The verb `verify`: what differs between the outputs of a batch, its records and its inputs."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from newsclean.batch.verify import verify as find_differences
from newsclean.cli.app import app
from newsclean.cli.console import counted, print_message, printable
from newsclean.errors import ExitCode


@app.command("verify", epilog="Examples:  newsclean verify articles/  |  newsclean verify --json articles.jsonl")
def verify(
    out: Annotated[Path, typer.Argument(metavar="DIR|FILE", help="The --out of the batch.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compare every output of a batch with its hash, its row in the manifest and its page.

    Exit codes: 0 nothing differs, 1 something differs or the manifest cannot be read.
    """
    differences = find_differences(out)
    if as_json:
        sys.stdout.write(json.dumps({"differences": [asdict(one) for one in differences]}, indent=2) + "\n")
    else:
        for one in differences:
            page = f" ({printable(one.page)})" if one.page else ""
            sys.stdout.write(f"{printable(one.output)} {one.problem}{page}\n")
        sys.stdout.flush()
        print_message(f"{out}: {counted(len(differences), 'difference')}")
    raise typer.Exit(ExitCode.FAILED if differences else ExitCode.OK)
