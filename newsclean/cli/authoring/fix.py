"""The work of `rules fix`: new generations in publication files, and copies of the pages that test them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import typer

from newsclean.authoring.check import check_files, with_layers_of
from newsclean.authoring.doctor import PublicationHealth, diagnose
from newsclean.authoring.examples import page_example
from newsclean.authoring.fix import Fix, find_fix
from newsclean.authoring.publication_file import publication_text, table_of
from newsclean.cli.authoring.scaffold import page_file_name
from newsclean.cli.console import counted, print_message, printable
from newsclean.cli.streams import make_folder, open_output, write_text
from newsclean.errors import ExitCode, PageError
from newsclean.options import Options
from newsclean.pipeline import label_blocks
from newsclean.readers import read
from newsclean.rules.files.index import index_layer
from newsclean.rules.files.layers import all_layers
from newsclean.rules.files.library import Library
from newsclean.rules.identify import assign
from newsclean.rules.types import Publication
from newsclean.sources import Source

MAX_TESTS = 2  # pages that test a new generation; more take more room (a guess)


def write_fixes(sources: Iterable[Source | PageError], folder: Path, options: Options, *, is_dry: bool) -> ExitCode:
    """Write a generation for each publication that misses its main container; return the exit code."""
    diagnosis = diagnose(sources, options)
    for failure in diagnosis.failures:
        print_message(failure)
    drifted = [health for health in diagnosis.publications.values() if health.missed]
    if not drifted:
        print_message("no main container is missing on these pages; nothing to fix")
    is_fixed = not diagnosis.failures
    for health in drifted:
        fix = find_fix(health, options)
        if fix is None:
            pages = counted(health.main_missed, "page")
            print_message(f"{health.id}: no one container holds the articles of {pages}; write a rule by hand")
            is_fixed = False
        else:
            is_fixed &= _write_fix(fix, health, folder, options, is_dry=is_dry)
    return ExitCode.OK if is_fixed else ExitCode.FAILED


def _write_fix(fix: Fix, health: PublicationHealth, folder: Path, options: Options, *, is_dry: bool) -> bool:
    """Write one generation and its test; return whether the test passes."""
    known = _publication(health.id, options.rules)
    generation = fix.generation([one.id for one in known.generations])
    pages = {f"{health.id}-{generation['id']}-{page_file_name(one, n)}": one for n, one in enumerate(fix.pages, 1)}
    pages = dict(list(pages.items())[:MAX_TESTS])
    target = folder / f"{health.id}.toml"
    before = target.read_text(encoding="utf-8") if target.exists() else publication_text({"id": health.id})
    draft = _with_tables(before, {"generation": [generation]}, [str(fix)])
    if is_dry:
        typer.echo(printable_lines(draft), nl=False)
        return True
    make_folder(folder / "pages")
    write_text(target, draft)
    for name, source in pages.items():
        with open_output(folder / "pages" / name) as stream:
            stream.write(source.data)
    tests = [_test(name, source, target, options) for name, source in pages.items()]
    write_text(target, _with_tables(draft, {"test": tests}, []))
    problems = check_files([target], options.rules).problems
    for line in problems:
        typer.echo(printable(line))
    outcome = counted(len(problems), "problem")
    print_message(f"wrote {target}: {fix}; {counted(len(tests), 'test')}: {outcome}; older pages keep their rules")
    return not problems


def _test(name: str, source: Source, target: Path, options: Options) -> dict[str, object]:
    """Return the test of a page, as the new rules clean it."""
    publication = _publication(target.stem, with_layers_of([target], options.rules))
    labelled, _ = label_blocks(assign(read(source, options), publication), publication, options)
    return table_of(page_example(labelled, name))


def _publication(key: str, rules: tuple[str, ...]) -> Publication:
    """Return a publication as its files are now, although this process may have read them before."""
    return Library(entry for layer in all_layers(rules) for entry in index_layer(layer)).get(key)


def _with_tables(text: str, tables: dict[str, list[dict[str, object]]], comments: list[str]) -> str:
    """Return a publication file with arrays of tables added at its end; all that a person wrote stays."""
    above = {str(table["id"]): comments for rows in tables.values() for table in rows if "id" in table}
    return text.rstrip("\n") + "\n\n" + publication_text(tables, above=above).lstrip("\n")


def printable_lines(text: str) -> str:
    """Return a text of several lines that is safe to print."""
    return "".join(f"{printable(line)}\n" for line in text.splitlines())
