"""The shape of the package: the order of its rooms, the size of its parts, and the imports that a start must avoid.

The allow-lists name what still breaks a limit. They may only shrink: an entry that keeps the limit fails its test.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import typer.main

import newsclean
from newsclean.cli.lazy import VERBS, command_line
from newsclean.cli.verbs.clean import clean
from tests.support.package import ROOT, circles, length_of, modules, modules_by_folder

FLOORS = (
    ("_core", "budget", "cache", "metadata", "blocks", "marks", "article", "options", "errors", "version"),
    ("text",),
    ("lexicon",),
    ("sources",),
    ("readers",),
    ("rules",),
    ("classify",),
    ("assemble", "structure", "render"),
    ("pipeline",),
    ("learn", "training"),
    ("authoring",),
    ("review", "batch"),
    ("cli", "integrations"),
    ("__main__", "newsclean"),
)
"""The rooms from bottom to top. A module imports from its own floor and from the floors below."""
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
TYPES = {"newsclean.metadata", "newsclean.blocks", "newsclean.marks", "newsclean.article", "newsclean.version"}

MAX_MODULES = 12
"""Modules in a folder, without `__init__.py`."""
MAX_MODULE_LINES = 300
MAX_FUNCTION_LINES = 40
MAX_FUNCTION_IMPORTS = 60
"""Import statements inside functions in the whole package."""
MAX_LINES = 41_600
"""Lines of Python in the whole package. A feature may raise it; a tidied room lowers it."""

LONG_MODULES: set[str] = set()
LONG_FUNCTIONS: set[str] = set()


def room_of(name: str) -> str:
    """Return the room of a module; the package's own `__init__.py` is the room "newsclean"."""
    return name.split(".")[1] if "." in name else name


def test_no_module_imports_a_floor_above_its_own() -> None:
    arrows = ((name, other) for name, module in modules().items() for other in module.imports() & modules().keys())
    assert [pair for pair in arrows if FLOOR_OF[room_of(pair[1])] > FLOOR_OF[room_of(pair[0])]] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circles() == []


def test_folders_are_small() -> None:
    assert {folder: count for folder, count in modules_by_folder().items() if count > MAX_MODULES} == {}


def test_modules_are_short() -> None:
    assert {module.label for module in modules().values() if module.lines > MAX_MODULE_LINES} == LONG_MODULES


def test_functions_are_short() -> None:
    long = {
        f"{module.label}: {function.name}"
        for module in modules().values()
        for function in module.functions()
        if length_of(function) > MAX_FUNCTION_LINES
    }
    assert long == LONG_FUNCTIONS


def test_imports_inside_functions_are_few() -> None:
    assert sum(module.function_imports() for module in modules().values()) <= MAX_FUNCTION_IMPORTS


def test_the_package_is_small() -> None:
    assert sum(module.lines for module in modules().values()) <= MAX_LINES


def test_only_the_command_line_imports_typer_and_rich() -> None:
    users = {room_of(name) for name, module in modules().items() if module.packages() & {"typer", "rich"}}
    assert users == {"cli"}


@pytest.mark.parametrize("name", ["newsclean.metadata", "newsclean.blocks", "newsclean.article"])
def test_modules_of_types_import_only_types(name: str) -> None:
    assert modules()[name].imports() & modules().keys() <= TYPES


def test_rooms_after_the_readers_see_no_bytes() -> None:
    rooms = [module for module in modules().values() if room_of(module.name) in ("rules", "classify", "render")]
    bytes_of_pages = {"newsclean.readers.decode", "newsclean.sources", "newsclean.sources.source"}
    assert {module.label: found for module in rooms if (found := module.imports() & bytes_of_pages)} == {}


def test_cleaning_a_text_dump_loads_nothing_that_only_html_needs(environment: dict[str, str]) -> None:
    script = (
        "import sys, json\n"
        "sys.argv = ['newsclean', 'fixtures/dumps/moscow-times-dump.txt', '-o', '/dev/null']\n"
        "from newsclean.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, cwd=ROOT, env=environment, check=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    heavy = {"lxml", "bs4", "trafilatura", "rich", "lightgbm", "chardet", "cssselect", "pydantic", "htmldate"}
    heavy |= {"filelock", "sqlite3", "multiprocessing", "newsclean.batch", "newsclean.cli.verbs.batch"}
    assert not loaded & heavy


@pytest.mark.parametrize("words", [["--help"], ["-h"]])
def test_help_lists_every_verb(words: list[str]) -> None:
    assert [command.name for command in command_line(words).registered_commands] == list(VERBS)


@pytest.mark.parametrize("name", VERBS)
def test_help_has_the_first_sentence_of_each_verb(name: str) -> None:
    verb = typer.main.get_group(command_line([name])).commands[name]
    assert (verb.help or "").partition("\n")[0].partition(". ")[0].rstrip(".") == VERBS[name].rstrip(".")


@pytest.mark.parametrize("words", [["page.html"], ["--format", "json"], ["-"], ["clean", "page.html"], ["--version"]])
def test_cleaning_a_page_loads_no_other_verb(words: list[str]) -> None:
    assert [command.callback for command in command_line(words).registered_commands] == [clean]


def test_public_names_have_docstrings() -> None:
    for name in newsclean.__all__:
        if not name.startswith("__"):
            assert getattr(newsclean, name).__doc__, name
