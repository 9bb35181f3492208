"""The house: who may import whom, and what may not be loaded for a one-page pipe."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import newsclean
from newsclean.cli.app import app
from newsclean.cli.lazy import VERBS, command_line
from newsclean.cli.verbs.clean import clean
from tests.conftest import ROOT

PACKAGE = Path(newsclean.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))


def imports(module: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(PACKAGE)))
def test_typer_and_rich_live_in_the_command_line_alone(module: Path) -> None:
    if PACKAGE / "cli" not in module.parents:
        assert not {name.split(".")[0] for name in imports(module)} & {"typer", "rich"}


TYPES = {"newsclean.metadata", "newsclean.blocks", "newsclean.article", "newsclean.version"}


@pytest.mark.parametrize("module", ["metadata", "blocks", "article"])
def test_the_modules_of_types_import_only_types(module: str) -> None:
    ours = {name for name in imports(PACKAGE / f"{module}.py") if name.startswith("newsclean")}
    assert ours <= TYPES


@pytest.mark.parametrize("room", ["rules", "classify", "render"])
def test_nobody_but_the_command_line_and_the_readers_knows_bytes(room: str) -> None:
    for module in (PACKAGE / room).glob("*.py"):
        assert "newsclean.readers.decode" not in imports(module)
        assert "newsclean.sources" not in imports(module)


def test_a_text_dump_is_cleaned_without_loading_what_only_html_needs(environment: dict[str, str]) -> None:
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
def test_help_is_made_of_all_verbs(words: list[str]) -> None:
    every = command_line(words)
    assert every is app
    registered = [*every.registered_commands, *every.registered_groups]
    assert sorted(str(one.name) for one in registered) == sorted(VERBS)
    for name in VERBS:
        alone = command_line([name])
        assert len(alone.registered_commands) + len(alone.registered_groups) == 1


@pytest.mark.parametrize("words", [["page.html"], ["--format", "json"], ["-"], ["clean", "page.html"], ["--version"]])
def test_a_page_needs_no_other_verb(words: list[str]) -> None:
    assert [command.callback for command in command_line(words).registered_commands] == [clean]


def test_public_names_are_documented() -> None:
    for name in newsclean.__all__:
        if not name.startswith("__"):
            assert getattr(newsclean, name).__doc__, name
