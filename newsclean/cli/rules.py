"""The verbs `rules …`: publication rules, for those who write them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsclean.cli.app import RulesOption, app
from newsclean.cli.talk import printable, say
from newsclean.rules.layers import standard_rules

rules_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Publication rules: list, show, check, test them; make new ones, see how they fare, import others'.",
)
app.add_typer(rules_app, name="rules")

Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FILE|DIR]...", help="Publication files; without any those of the user and the project."),
]
PagesOption = Annotated[
    Path | None,
    typer.Option("--pages", metavar="DIR", help="Where tests have their pages  [default: beside the file, fixtures/]"),
]


@rules_app.command("list", epilog="Example:  newsclean rules list | grep post")
def list_(
    rules: RulesOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object a line.")] = False,
) -> None:
    """List publications: id, name, domains, and the files their rules are from, lowest layer first."""
    import json
    from dataclasses import asdict

    from newsclean.rules import load_library
    from newsclean.upkeep.listing import list_publications

    for one in list_publications(load_library(standard_rules(rules or ()))):
        if as_json:
            typer.echo(json.dumps(asdict(one), ensure_ascii=False))
        else:
            kind = "pack" if one.is_pack else " ".join(one.domains) or "-"
            typer.echo("\t".join(map(printable, (one.id, one.name, kind, " ".join(one.files)))))


@rules_app.command(epilog="Examples:  newsclean rules show themoscowtimes.com  |  newsclean rules show my-paper.toml")
def show(
    word: Annotated[str, typer.Argument(metavar="ID|HOST|URL|FILE", help="A publication, its file, or a saved page.")],
    rules: RulesOption = None,
) -> None:
    """Print a publication's rules with all layers and packs put together, and the file and line each is from."""
    from newsclean.upkeep.listing import find_publication
    from newsclean.upkeep.showing import show as show_rules

    typer.echo(show_rules(*find_publication(word, standard_rules(rules or ()))), nl=False)


@rules_app.command(epilog="Example:  newsclean rules check .newsclean/")
def check(
    paths: Paths = None,
    rules: RulesOption = None,
    pages: PagesOption = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Rules that no test has anything for are wrong, too.")
    ] = False,
) -> None:
    """Check publication files: their form, every selector and pattern, and their tests.

    Exit codes: 0 all is well, 1 something is wrong.
    """
    _check(paths, rules, pages, strict=strict, shows_untested=True)


@rules_app.command("test", epilog="Example:  newsclean rules test my-paper.toml --pages saved/")
def run_tests(paths: Paths = None, rules: RulesOption = None, pages: PagesOption = None) -> None:
    """Run the tests of publication files.

    Exit codes: 0 all passed, 1 one failed or a file is wrong.
    """
    _check(paths, rules, pages, strict=False, shows_untested=False)


def _check(
    paths: list[Path] | None, rules: list[Path] | None, pages: Path | None, *, strict: bool, shows_untested: bool
) -> None:
    from newsclean.errors import UsageError
    from newsclean.upkeep.checks import check_files

    for path in paths or ():
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder")
    checked = check_files(paths or (), standard_rules(rules or ()), pages)
    wrong = [*checked.problems, *(checked.untested if strict else ())]
    for line in wrong:
        typer.echo(printable(line))
    if shows_untested and not strict:
        for line in checked.untested:
            say(f"note: {line}")
    say(f"{_count(checked.files, 'file')}, {_count(checked.tests, 'test')}: {_count(len(wrong), 'problem')}")
    raise typer.Exit(1 if wrong else 0)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
