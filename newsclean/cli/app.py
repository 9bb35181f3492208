"""The typer application: the command `newsclean` itself. Each verb registers itself from its module in `verbs`."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from newsclean._core import is_compiled
from newsclean.cli.help import MAX_WIDTH, Application, context_settings, heading, write_examples
from newsclean.version import __version__


class _DefaultVerb(TyperGroup):
    """Inserts the verb `clean` where the command line names no verb: `newsclean page.html`, `… | newsclean`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        own_options = {name for parameter in self.params for name in (*parameter.opts, "-h", "--help")}
        if args:
            needs_verb = args[0] not in self.commands and args[0] not in own_options
        else:
            # without arguments a terminal gets help, a pipe gets its page cleaned, and completion gets the verbs
            needs_verb = not (ctx.resilient_parsing or sys.stdin.isatty())
        if needs_verb:
            args = ["clean", *args]
        return super().parse_args(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the examples, the verbs with whole sentences, and the options."""
        write_examples(self.epilog, formatter)
        with formatter.section(heading("Verbs")):
            formatter.write_dl([(name, verb.get_short_help_str(MAX_WIDTH)) for name, verb in self.commands.items()])
        with formatter.section(heading("Options")):
            formatter.write_dl([row for param in self.get_params(ctx) if (row := param.get_help_record(ctx))])

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - click's signature
        """Say where the help of a verb is."""
        formatter.write_paragraph()
        formatter.write_text("`newsclean help VERB` shows the options of a verb. A command without a verb means clean.")


app = Application(
    cls=_DefaultVerb,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=context_settings(),
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newsclean {__version__} ({'compiled core' if is_compiled() else 'pure Python'})")
        raise typer.Exit


@app.callback(
    epilog="Examples:  newsclean page.html  |  newsclean https://post.example/ferry --format json  |  "
    "newsclean explain page.html  |  newsclean batch pages/ --out articles/  |  newsclean help batch"
)
def _newsclean(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Clean scraped news pages: keep the article, move the boilerplate to a ledger, and say why."""
