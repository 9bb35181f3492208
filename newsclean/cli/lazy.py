"""Import only the verb that a command line names. Importing all verbs takes longer than cleaning a page."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from copy import copy
from importlib import import_module
from types import MappingProxyType

import typer

from newsclean.cli.app import app
from newsclean.cli.pages.plain import COMPLETION_VARIABLE
from newsclean.errors import UsageError

VERBS: Mapping[str, str] = MappingProxyType(
    {
        "clean": "Clean pages and print their articles.",
        "explain": "Show a page block by block: its policy, its category, and the reason for it.",
        "review": "Write a page for the browser that shows what was kept and removed, and why, on any number of pages.",
        "batch": "Clean many pages, or archives of pages, and skip those that have not changed since the last run.",
        "status": "Show the results of a batch: counts, publications, and the pages worth a look.",
        "verify": "Compare every output of a batch with its hash, its row in the manifest and its page.",
        "learn": "Learn publications' boilerplate from their own pages, and propose publication files.",
        "rules": "Publication rules: list, show, check and test them; write new ones, diagnose them, "
        "import other tools'.",
        "serve": "Answer requests for articles, a JSON object a line, until the input ends; the process stays warm.",
        "config": "Show the options that files and variables set, the rules that hold, and where each comes from.",
        "restore": "Give back, byte for byte, the texts that articles were made from.",
        "schema": "Print the JSON Schema of articles as JSON, or that of publication files for editors.",
        "gold": "Build gold folders from clones of public data sets, to train on them.",
        "label": "Write a sheet for each page to label its blocks by hand, or gold from such labels.",
        "train": "Train a model on gold folders, and print its cross-validation by site.",
        "eval": "Measure newsclean on pages with gold articles: precision, recall, F1, exact pages, milliseconds.",
    }
)
"""The verbs in the order of `newsclean --help`, with the first sentence of each one's help. Each is a module of
`newsclean.cli.verbs` unless `MODULES` says otherwise."""
MODULES: Mapping[str, str] = MappingProxyType(
    {
        "verify": "status",
        "gold": "training.gold",
        "label": "training.label",
        "train": "training.train",
        "eval": "training.eval",
    }
)
"""The modules of verbs that share one, or are in a folder."""
LISTS_VERBS = ("-h", "--help", "--install-completion", "--show-completion")


def spelled_out(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with words that other programs know in newsclean's own: `help VERB`, `version`.

    Raises `UsageError` where the first word is a misspelt verb. A file of such a name is a file.
    """
    words = [part for word in arguments for part in _parts_of(word)]
    if not words or words[0] in VERBS or not words[0].isalpha() or os.path.lexists(words[0]):
        return words
    if words[0] == "help":
        return [*words[1:], "--help"]
    if words[0] == "version":
        return ["--version"]
    # start-up: only a mistake needs difflib
    from difflib import get_close_matches

    close = get_close_matches(words[0].lower(), VERBS, n=1)
    if close:
        raise UsageError(f"{words[0]}: no such verb or file; did you mean `newsclean {close[0]}`?")
    return words


def _parts_of(word: str) -> list[str]:
    """Return a flag that has a value as the options of newsclean; any other word alone.

    `--in-place=.bak` is sed's. An option that may have a value would take the next file's name for it, so
    `--front-matter=hugo` is another option too.
    """
    name, _, value = word.partition("=")
    if name == "--front-matter" and value:
        return [f"{name}-style={value}"]
    return [name, "--backup", value] if name == "--in-place" and value else [word]


def command_line(arguments: Sequence[str]) -> typer.Typer:
    """Return an application with the verb that the arguments name, or with a list of verbs for help and completion."""
    verb = _verb(arguments)
    return application((verb,)) if verb else _listing()


def application(names: Sequence[str]) -> typer.Typer:
    """Return an application with these verbs, imported."""
    for name in names:
        import_module(f"newsclean.cli.verbs.{MODULES.get(name, name)}")
    chosen = copy(app)
    chosen.registered_commands = [command for command in app.registered_commands if command.name in names]
    chosen.registered_groups = [group for group in app.registered_groups if group.name in names]
    return chosen


def _listing() -> typer.Typer:
    """Return an application that only lists the verbs."""
    chosen = application(())
    for name, summary in VERBS.items():
        chosen.command(name, help=summary)(lambda: None)
    return chosen


def _verb(arguments: Sequence[str]) -> str | None:
    """Return the verb that the arguments name or imply, or None if they ask for the list of verbs."""
    is_completion = COMPLETION_VARIABLE in os.environ
    if is_completion:
        typed = os.environ.get("_TYPER_COMPLETE_ARGS") or os.environ.get("COMP_WORDS", "")
        arguments = typed.split()[1:]
    if not arguments:
        return None if is_completion or sys.stdin.isatty() else "clean"
    if arguments[0] in VERBS:
        return arguments[0]
    return None if arguments[0] in LISTS_VERBS or (is_completion and len(arguments) == 1) else "clean"
