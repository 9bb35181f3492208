"""The verb `schema`: the JSON Schema of articles."""

from __future__ import annotations

from importlib.resources import files

import typer

from newsclean.cli.app import app


@app.command("schema", epilog="Example:  newsclean schema > article.schema.json")
def schema() -> None:
    """Print the JSON Schema of articles as JSON."""
    typer.echo(files("newsclean.render").joinpath("article.schema.json").read_text(encoding="utf-8"), nl=False)
