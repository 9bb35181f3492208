"""The verbs `rules …`: publication rules, for those who write them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsclean.cli.app import PublicationOption, RulesOption, app
from newsclean.cli.console import counted, print_message, printable
from newsclean.rules.files.layers import standard_rules

MAX_NOTES = 20

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

    from newsclean.authoring.lookup import list_publications
    from newsclean.rules import load_library

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
    from newsclean.authoring.lookup import find_publication
    from newsclean.authoring.show import show as show_rules

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
    from newsclean.authoring.check import check_files
    from newsclean.errors import UsageError

    for path in paths or ():
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder")
    layers = standard_rules(rules or ())
    if not paths and not layers:
        raise UsageError("no publication files here: name some, or put them into .newsclean/")
    checked = check_files(paths or (), layers, pages)
    wrong = [*checked.problems, *(checked.untested if strict else ())]
    for line in wrong:
        typer.echo(printable(line))
    if shows_untested and not strict:
        for line in checked.untested[:MAX_NOTES]:
            print_message(f"note: {line}")
        if len(checked.untested) > MAX_NOTES:
            print_message(f"note: … and {len(checked.untested) - MAX_NOTES:,} more that no test has anything for")
    print_message(
        f"{counted(checked.files, 'file')}, {counted(checked.tests, 'test')}: {counted(len(wrong), 'problem')}"
    )
    raise typer.Exit(1 if wrong else 0)


@rules_app.command(
    epilog="Examples:  newsclean rules new saved.html  |  newsclean rules new a.html b.html --url https://post.example/"
)
def new(
    pages: Annotated[
        list[str], typer.Argument(metavar="URL|FILE...", help="Pages of one publication: saved ones, or to be fetched.")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Write ID.toml here, and the pages to pages/ in it.")
    ] = Path(".newsclean"),
    url: Annotated[str | None, typer.Option(metavar="URL", help="The address of the saved page.")] = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="The publication's name, where no page says it.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the files that are there.")] = False,
    rules: RulesOption = None,
) -> None:
    """Write a first publication file from example pages: identity, main container, candidates for drops, tests.

    The classifier says what the article is; look the file over, then `newsclean rules check`.
    """
    from newsclean.cli.verbs.rules_new import write_scaffold
    from newsclean.options import Options

    write_scaffold(
        pages, url, name, output, Options(publication="none", rules=standard_rules(rules or ())), force=force
    )


@rules_app.command(epilog="Example:  newsclean rules doctor pages/ | grep 'hits nothing'")
def doctor(
    inputs: Annotated[list[Path], typer.Argument(metavar="PAGE|DIR...", help="Pages, and folders with pages below.")],
    rules: RulesOption = None,
    publication: PublicationOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show how rules fare on pages: whose main container is gone, which hit nothing, which lines repeat.

    Exit codes: 0 all is well or only rules idle, 1 a publication has drifted or a page cannot be read.
    """
    from newsclean.cli.verbs.rules_doctor import examine
    from newsclean.options import Options

    options = Options(publication=publication, rules=standard_rules(rules or ()))
    raise typer.Exit(examine(inputs, options, as_json=as_json))


import_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Publication files from the rules of other tools."
)
rules_app.add_typer(import_app, name="import")


@import_app.command(epilog="Example:  newsclean rules import ftr ftr-site-config/ --output .newsclean/ftr/")
def ftr(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE|DIR...", help="HOST.txt files, or folders of them.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Write ID.toml files here; for one FILE stdout."),
    ] = None,
    details: Annotated[
        bool, typer.Option("--details", help="Name every directive that could not be converted, with the reason.")
    ] = False,
) -> None:
    """Convert site configurations of Full-Text RSS (ftr-site-config).

    What cannot be converted stays in the file as a comment with the reason, and is counted.
    """
    from newsclean.authoring.ftr import Tally, import_all
    from newsclean.cli.verbs.rules_new import make_folder, write_file
    from newsclean.errors import UsageError

    tally = Tally()
    if output is None and (len(paths) > 1 or paths[0].is_dir()):
        raise UsageError("several files need a folder to go to: --output DIR")
    if output is not None:
        make_folder(output)
    for path, imported in import_all(paths):
        tally.add(imported)
        if output is None:
            typer.echo(imported.text, nl=False)
        else:
            write_file(output / f"{imported.id}.toml", imported.text)
        for one in imported.directives if details else ():
            if one.why:
                print_message(f"{path}:{one.line}: {one.name}: {one.outcome}: {one.why}")
    for line in tally.lines():
        print_message(line)
