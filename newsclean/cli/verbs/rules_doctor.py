"""The verb `rules doctor`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from newsclean.authoring.doctor import MAX_SHOWN, PublicationHealth, diagnose, report
from newsclean.cli.console import print_message, printable
from newsclean.errors import PageError
from newsclean.options import Options
from newsclean.sources import Source


def examine(inputs: list[Path], options: Options, *, as_json: bool) -> int:
    """Print how rules fare on pages; return the exit code."""
    diagnosis = diagnose(_sources(inputs), options)
    if as_json:
        found = [_plain(health) for health in diagnosis.publications.values()]
        typer.echo(json.dumps({"publications": found, "unknown": diagnosis.unknown}, ensure_ascii=False, indent=2))
    else:
        for line in report(diagnosis):
            typer.echo(printable(line))
    for failure in diagnosis.failures:
        print_message(failure)
    has_drifted = any(health.has_drifted for health in diagnosis.publications.values())
    return 1 if has_drifted or diagnosis.failures else 0


def _plain(health: PublicationHealth) -> dict[str, Any]:
    return {
        "id": health.id,
        "name": health.name,
        "pages": health.pages,
        "html": health.html,
        "main_missed": health.main_missed,
        "hits": dict(health.hits),
        "idle": health.unused,
        "repeated": dict(health.repeated.most_common(MAX_SHOWN)),
    }


def _sources(inputs: list[Path]) -> Iterator[Source | PageError]:
    for path in inputs:
        files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        for file in files:
            if any(part.startswith(".") for part in file.relative_to(path).parts):
                continue
            try:
                yield Source.from_path(file)
            except PageError as error:
                yield error
