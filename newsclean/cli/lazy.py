"""Import only the verb that a command line names. Importing all verbs takes as long as cleaning a page."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from copy import copy
from importlib import import_module

import typer

from newsclean.cli.app import app

VERBS = ("clean", "explain", "batch", "status", "learn", "rules", "restore", "schema", "gold", "train", "eval")
"""The verbs in the order of `newsclean --help`; each is a module of `newsclean.cli.verbs`."""
NEEDS_ALL_VERBS = ("-h", "--help", "--install-completion", "--show-completion")
COMPLETION_VARIABLE = "_NEWSCLEAN_COMPLETE"
"""The environment variable that a shell sets to ask for completions."""


def command_line(arguments: Sequence[str]) -> typer.Typer:
    """Return an application with the verb that the arguments name, or with all verbs for help and completion."""
    verb = _verb(arguments)
    wanted = (verb,) if verb else VERBS
    for name in wanted:
        import_module(f"newsclean.cli.verbs.{name}")
    chosen = copy(app)
    commands = {command.name: command for command in app.registered_commands}
    chosen.registered_commands = [commands[name] for name in wanted if name in commands]
    chosen.registered_groups = [group for group in app.registered_groups if group.name in wanted]
    return chosen


def _verb(arguments: Sequence[str]) -> str | None:
    """Return the verb that the arguments name or imply, or None if they need all verbs."""
    if COMPLETION_VARIABLE in os.environ:
        return None
    if not arguments:
        return None if sys.stdin.isatty() else "clean"
    if arguments[0] in VERBS:
        return arguments[0]
    return None if arguments[0] in NEEDS_ALL_VERBS else "clean"
