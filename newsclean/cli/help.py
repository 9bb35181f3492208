"""Verbs: their help has examples first and options in panels, and the configuration gives their defaults."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import typer
from typer.core import TyperCommand, TyperOption

from newsclean.cli.config import configured, named_file, with_origin
from newsclean.cli.pages.groups import expanded

MIN_WIDTH, MAX_WIDTH = 60, 140
"""Columns of help: narrower is unreadable, and so are longer lines. Guesses."""
MIN_PANELED = 9
"""Options of a verb from which on panels help to find one. A guess."""
PANELS: Mapping[str, str] = MappingProxyType(
    {
        "Input": "input encoding url files-from null allow-private html-field text-field url-field table carry",
        "Output": "output out format fields blocks headline front-matter csv-safe ledger no-ledger into replace errors "
        "links images link-style split standalone front-matter-style wrap agency-authors contradictions diff check "
        "in-place backup ledger-dir prune force selectors fold json",
        "Selection": "keep drop field publication rules max-removed removal second-opinion learn update min-pages "
        "min-share review only select compare",
        "Run": "jobs timeout max-size max-memory engine address wait dry-run repair fail-over drift-over socket",
        "Messages": "quiet log-file log-format metrics config help",
    }
)
"""The panels of help in order, with the long names of their options. Others come under "More options"."""


class Verb(TyperCommand):
    """A verb: its help has panels, and the configuration gives its options their defaults."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.params.append(
            TyperOption(
                param_decls=["--config"],
                metavar="FILE|none",
                expose_value=False,
                help="Read this configuration instead of the project's and the user's; none reads none.",
            )
        )

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the command line above the configuration. Raises `UsageError` for a bad configuration."""
        named = named_file(args)
        found = configured(self, named)
        ctx.meta["newsclean.config"] = named
        ctx.default_map = {name: setting.value for name, setting in found.items()}
        try:
            return super().parse_args(ctx, args)
        except typer.BadParameter as error:
            raise with_origin(error, ctx, found) from None

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the examples, the arguments, and the options by panels."""
        write_examples(self.epilog, formatter)
        for panel, params in _panels(self.get_params(ctx)):
            rows = [row for param in params if (row := param.get_help_record(ctx)) is not None]
            if rows:
                with formatter.section(heading(panel)):
                    formatter.write_dl(rows, col_max=32)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - click's
        """Say where defaults come from."""
        formatter.write_paragraph()
        formatter.write_text(
            "Options have defaults in newsclean.toml and in the environment, as NEWSCLEAN_KEEP for --keep; "
            "`newsclean config` shows those that hold."
        )


class Application(typer.Typer):
    """A typer application whose verbs are of the class `Verb`."""

    def command(self, *arguments: Any, **settings: Any) -> Callable[..., Any]:
        """Return a decorator that registers a verb with the options of its groups."""
        settings.setdefault("cls", Verb)
        register = super().command(*arguments, **settings)
        return lambda verb: register(expanded(verb))


def context_settings() -> dict[str, Any]:
    """Return the settings of click: both names of help, and the width of the terminal."""
    width = min(max(shutil.get_terminal_size().columns, MIN_WIDTH), MAX_WIDTH)
    return {"help_option_names": ["-h", "--help"], "terminal_width": width, "max_content_width": width}


def write_examples(epilog: str | None, formatter: Any) -> None:
    """Write the examples of a verb, one a line."""
    if epilog:
        with formatter.section(heading("Examples")):
            for example in examples(epilog):
                formatter.write(f"{'':{formatter.current_indent}}{example}\n")


def examples(epilog: str) -> list[str]:
    """Return the examples of an epilog: "Examples:  one  |  another"."""
    return [" ".join(example.split()) for example in epilog.split(":", 1)[1].split("  |  ")]


def _panels(params: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Yield the panels with the parameters in each."""
    yield "Arguments", [param for param in params if param.param_type_name == "argument"]
    options = [param for param in params if param.param_type_name == "option"]
    if len(options) < MIN_PANELED:
        yield "Options", options
        return
    panel_of = {name: panel for panel, names in PANELS.items() for name in names.split()}
    grouped: dict[str, list[Any]] = {panel: [] for panel in (*PANELS, "More options")}
    for option in options:
        names = [name.lstrip("-") for name in option.opts]
        grouped[next((panel_of[name] for name in names if name in panel_of), "More options")].append(option)
    yield from grouped.items()


def heading(text: str) -> str:
    """Return a heading, bold on a terminal that may have colours; click removes the codes elsewhere."""
    return text if os.environ.get("NO_COLOR") else typer.style(text, bold=True)
