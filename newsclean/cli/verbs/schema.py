"""The verb `schema`: the JSON Schemas of articles and of publication files."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Annotated, Literal

import typer

from newsclean.cli.app import app
from newsclean.rules.files.schema import file_schema


@app.command(
    "schema",
    epilog="Examples:  newsclean schema > article.schema.json  |  newsclean schema publication > rules.schema.json",
)
def schema(
    what: Annotated[
        Literal["article", "publication"],
        typer.Argument(metavar="[article|publication]", help="An article as JSON, or a publication file as TOML."),
    ] = "article",
) -> None:
    """Print the JSON Schema of articles as JSON, or that of publication files for editors."""
    if what == "publication":
        typer.echo(json.dumps(file_schema(), indent=2))
    else:
        typer.echo(files("newsclean.render").joinpath("article.schema.json").read_text(encoding="utf-8"), nl=False)
