"""The verbs `rules …`: write, check and look up publication rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from newsclean.authoring.check import check_files
from newsclean.authoring.doctor import MAX_SHOWN, PublicationHealth, diagnose, report
from newsclean.authoring.fix import Fix, find_fixes
from newsclean.authoring.lookup import find_publication, list_publications
from newsclean.authoring.main_check import check_mains
from newsclean.cli import options as option
from newsclean.cli.app import app
from newsclean.cli.console import counted, print_message, print_notes, print_table, printable
from newsclean.cli.help import Application
from newsclean.cli.options import options_from
from newsclean.cli.streams import make_folder, write_text
from newsclean.errors import ExitCode, PageError, UsageError
from newsclean.rules import load_library
from newsclean.rules.files.layers import standard_rules
from newsclean.sources import Source

rules_app = Application(
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Publication rules: list, show, check and test them; write new ones, diagnose them, import other tools'.",
)
app.add_typer(rules_app, name="rules")

Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FILE|DIR]...", help="Publication files  [default: those of the user and the project]"),
]
PagesOption = Annotated[
    Path | None,
    typer.Option("--pages", metavar="DIR", help="Find the tests' pages here  [default: beside the file, fixtures/]"),
]


@rules_app.command("list", epilog="Example:  newsclean rules list | grep post")
def list_(
    rules: option.Rules = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object on each line.")] = False,
) -> None:
    """List publications: id, name, domains, and the files with their rules, lowest layer first."""
    found = list_publications(load_library(standard_rules(rules or ())))
    if as_json:
        for one in found:
            typer.echo(json.dumps(asdict(one), ensure_ascii=False))
        return
    print_table([tuple(map(printable, one.cells)) for one in found])


@rules_app.command(epilog="Examples:  newsclean rules show themoscowtimes.com  |  newsclean rules show my-paper.toml")
def show(
    word: Annotated[str, typer.Argument(metavar="ID|HOST|URL|FILE", help="A publication, its file, or a saved page.")],
    rules: option.Rules = None,
) -> None:
    """Print a publication's rules from all layers and packs, with the file and line that each comes from."""
    # heavy: tomlkit
    from newsclean.authoring.publication_file import show as show_rules

    typer.echo(show_rules(*find_publication(word, standard_rules(rules or ()))), nl=False)


@rules_app.command(epilog="Example:  newsclean rules check .newsclean/rules/")
def check(
    paths: Paths = None,
    rules: option.Rules = None,
    pages: PagesOption = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Fail for rules that no test covers and for too narrow main containers, too."),
    ] = False,
) -> None:
    """Check publication files: their keys, every selector and pattern, and their tests.

    With --pages, also report the pages there whose main container holds far less than the classifier keeps.

    Exit codes: 0 no problems, 1 a problem.
    """
    _check(paths, rules, pages, strict=strict, shows_untested=True)


@rules_app.command("test", epilog="Example:  newsclean rules test my-paper.toml --pages saved/")
def run_tests(
    paths: Paths = None,
    rules: option.Rules = None,
    pages: PagesOption = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Change failing tests to what the rules do now; look at the difference.")
    ] = False,
) -> None:
    """Run the tests of publication files.

    Exit codes: 0 all tests passed, 1 a test failed or a file is wrong.
    """
    if accept:
        # heavy: tomlkit
        from newsclean.authoring.accept import accept_tests

        for path, text, changes in accept_tests(paths or (), standard_rules(rules or ()), pages):
            write_text(path, text)
            for line in changes.splitlines():
                print_message(f"{path}: {line}")
    _check(paths, rules, pages, strict=False, shows_untested=False)


def _check(
    paths: list[Path] | None, rules: list[Path] | None, pages: Path | None, *, strict: bool, shows_untested: bool
) -> None:
    """Check files, print their problems, and exit. Raises `UsageError` if there are no files."""
    for path in paths or ():
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder")
    layers = standard_rules(rules or ())
    if not paths and not layers:
        raise UsageError("no publication files here: name some, or put them into .newsclean/rules/")
    checked = check_files(paths or (), layers, pages)
    notes = list(checked.untested)
    if shows_untested and pages is not None:
        notes = [*check_mains(paths or (), layers, pages), *notes]
    problems = [*checked.problems, *(notes if strict else ())]
    for line in problems:
        typer.echo(printable(line))
    if shows_untested and not strict:
        print_notes(notes, "--strict prints them all")
    done = f"{counted(checked.files, 'file')}, {counted(checked.tests, 'test')}"
    print_message(f"{done}: {counted(len(problems), 'problem')}")
    raise typer.Exit(ExitCode.FAILED if problems else ExitCode.OK)


@rules_app.command(
    epilog="Examples:  newsclean rules new saved.html  |  newsclean rules new a.html b.html --url https://post.example/"
)
def new(
    pages: Annotated[
        list[str],
        typer.Argument(metavar="URL|FILE...", help="Pages of one publication: saved files, or URLs to fetch."),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="Write ID.toml here, and the pages to DIR/pages/  [default: .newsclean/rules]",
        ),
    ] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="The address of the saved page.")] = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="The publication's name  [default: the one that a page states]")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite existing files.")] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Add the pages as tests to the publication's file; its rules stay.")
    ] = False,
    builtin: Annotated[
        bool,
        typer.Option(
            "--builtin",
            help="Write a file for newsclean itself, to newsclean/publications/: tests with excerpts instead of pages.",
        ),
    ] = False,
    allow_private: option.AllowPrivate = False,
    rules: option.Rules = None,
) -> None:
    """Write a first publication file from example pages: identity, main container, candidates for drops, tests.

    The classifier decides what the article is, so read the file, then run `newsclean rules check`.
    """
    # heavy: tomlkit
    from newsclean.cli.authoring.scaffold import NewFile, update_tests, write_scaffold

    new_file = NewFile(output, url, name, builtin, force, allow_private)
    write = update_tests if update else write_scaffold
    write(pages, new_file, options_from(rules, publication="none"))


@rules_app.command(epilog="Example:  newsclean rules doctor pages/ | grep 'hits nothing'")
def doctor(
    inputs: Annotated[list[Path], typer.Argument(metavar="PAGE|DIR...", help="Pages, and folders of pages.")],
    rules: option.Rules = None,
    publication: option.Publication = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Diagnose rules on pages: main containers that are gone, rules that hit nothing, lines that repeat.

    Exit codes: 0 no publication has drifted, 1 a publication has drifted or a page cannot be read.
    """
    options = options_from(rules, publication=publication)
    diagnosis = diagnose(_sources(inputs), options)
    fixes = find_fixes(diagnosis.publications.values(), options)
    if as_json:
        found = [_json_of(health, fixes.get(health.id)) for health in diagnosis.publications.values()]
        typer.echo(json.dumps({"publications": found, "unknown": diagnosis.unknown}, ensure_ascii=False, indent=2))
    else:
        for line in report(diagnosis, fixes):
            typer.echo(printable(line))
    for failure in diagnosis.failures:
        print_message(failure)
    has_drifted = any(health.has_drifted for health in diagnosis.publications.values())
    raise typer.Exit(ExitCode.FAILED if has_drifted or diagnosis.failures else ExitCode.OK)


@rules_app.command(epilog="Example:  newsclean rules fix pages/tonight/ && newsclean batch pages/ --out articles/")
def fix(
    inputs: Annotated[list[Path], typer.Argument(metavar="PAGE|DIR...", help="Pages, and folders of pages.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Write ID.toml here, and the pages to DIR/pages/.")
    ] = Path(".newsclean"),
    rules: option.Rules = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the files, and write nothing.")] = False,
) -> None:
    """Write a new generation for publications that drifted: the new main container, with a test; old rules stay.

    Exit codes: 0 every missing container has a new one, 1 a publication needs a person, or its new test fails.
    """
    from newsclean.cli.authoring.fix import write_fixes  # heavy: tomlkit

    raise typer.Exit(write_fixes(_sources(inputs), output, options_from(rules), is_dry=dry_run))


def _json_of(health: PublicationHealth, proposed: Fix | None) -> dict[str, Any]:
    return {
        "id": health.id,
        "name": health.name,
        "pages": health.pages,
        "html": health.html,
        "main_missed": health.main_missed,
        "proposed": proposed and {"main": proposed.main, "agreement": round(proposed.agreement, 4)},
        "hits": dict(health.hits),
        "idle": health.unused,
        "repeated": dict(health.repeated.most_common(MAX_SHOWN)),
    }


def _sources(inputs: list[Path]) -> Iterator[Source | PageError]:
    """Yield the pages that paths name, and an error for each that cannot be read; hidden files are left out."""
    for path in inputs:
        files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        for file in files:
            if any(part.startswith(".") for part in file.relative_to(path).parts):
                continue
            try:
                yield Source.from_path(file)
            except PageError as error:
                yield error


import_app = Application(
    no_args_is_help=True, rich_markup_mode=None, help="Convert the rules of other tools to publication files."
)
rules_app.add_typer(import_app, name="import")


@import_app.command(epilog="Example:  newsclean rules import ftr ftr-site-config/ --output .newsclean/rules/ftr/")
def ftr(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE|DIR...", help="HOST.txt files, or folders of them.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="Write ID.toml files here  [default: standard output, for one FILE]"
        ),
    ] = None,
    details: Annotated[
        bool, typer.Option("--details", help="Name every directive that could not be converted, with the reason.")
    ] = False,
) -> None:
    """Convert site configurations of Full-Text RSS (ftr-site-config).

    A directive that cannot be converted stays in the file as a comment with the reason, and is counted.
    """
    # heavy: tomlkit
    from newsclean.authoring.ftr import import_all, summary

    files = []
    if output is None and (len(paths) > 1 or paths[0].is_dir()):
        raise UsageError("several files need a folder to go to: --output DIR")
    if output is not None:
        make_folder(output)
    for path, imported in import_all(paths):
        files.append(imported)
        if output is None:
            typer.echo(imported.text, nl=False)
        else:
            write_text(output / f"{imported.id}.toml", imported.text)
        for one in imported.directives if details else ():
            if one.why:
                print_message(f"{path}:{one.line}: {one.name}: {one.outcome}: {one.why}")
    for line in summary(files):
        print_message(line)
