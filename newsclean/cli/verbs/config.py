"""The verb `config`: what the configuration sets, and where each value comes from."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from newsclean.cli.app import app
from newsclean.cli.config import FILE_NAME, config_files, settings_of, user_file
from newsclean.cli.console import printable
from newsclean.cli.layers import rule_layers
from newsclean.rules.files.layers import standard_rules


@app.command("config", epilog="Examples:  newsclean config  |  NEWSCLEAN_KEEP=caption newsclean config --json")
def config(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show the options that files and variables set, the rules that hold, and where each comes from."""
    named = context.meta["newsclean.config"]
    files = config_files(named)
    # a later setting wins, and a verb's own over that for all
    held = {(setting.verb or "", setting.name): setting for setting in settings_of(named)}
    paths = [str(path) for setting in held.values() if setting.name == "rules" for path in _listed(setting.value)]
    layers = rule_layers(standard_rules(paths))
    if as_json:
        options = [
            {"verb": verb or None, "option": name, "value": setting.value, "from": setting.origin}
            for (verb, name), setting in sorted(held.items())
        ]
        rules = [{"layer": name, "publications": count} for name, count in layers]
        typer.echo(json.dumps({"files": list(map(str, files)), "rules": rules, "options": options}, indent=2))
        return
    for file in files:
        typer.echo(f"file     {printable(str(file))}")
    if not files:
        typer.echo(f"file     none ({FILE_NAME} here or above, [tool.newsclean] in pyproject.toml, {user_file()})")
    for name, count in layers:
        typer.echo(f"rules    {count:,} {printable(name)}")
    for (verb, name), setting in sorted(held.items()):
        where = f"{verb} --{name}" if verb else f"--{name}"
        typer.echo(printable(f"option   {where} {','.join(map(str, _listed(setting.value)))}  [{setting.origin}]"))
    if not held:
        typer.echo("option   none is set")


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
