"""Which verb a command line is for: only its module is imported, and only its options are made into a parser.

Help and completion see all verbs. To make them all takes as long as cleaning a page.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from copy import copy
from importlib import import_module

import typer
from typer.models import CommandInfo

from newsclean.cli.app import app

MODULES = {"batch": "batch", "status": "batch", "learn": "learn", "rules": "rules"}
"""The modules of those verbs that are not in `app`."""
ABOUT_ALL = ("-h", "--help", "--install-completion", "--show-completion")
COMPLETION = "_NEWSCLEAN_COMPLETE"
"""What a shell sets to ask for completions."""


def command_line(words: Sequence[str]) -> typer.Typer:
    """Return the command line for the words behind its name: with the verb they call for, or with all verbs."""
    verb = _verb(words)
    for module in [MODULES[verb]] if verb in MODULES else [] if verb else sorted(set(MODULES.values())):
        import_module(f"newsclean.cli.verbs.{module}")
    if verb is None:
        return app
    one = copy(app)
    one.registered_commands = [command for command in app.registered_commands if _name(command) == verb]
    one.registered_groups = [group for group in app.registered_groups if group.name == verb]
    return one


def _verb(words: Sequence[str]) -> str | None:
    """Return the verb that words begin with or leave out; None where all are wanted."""
    if COMPLETION in os.environ:
        return None
    if not words:
        return None if sys.stdin.isatty() else "clean"
    first = words[0]
    if first in MODULES or any(_name(command) == first for command in app.registered_commands):
        return first
    return None if first in ABOUT_ALL else "clean"


def _name(command: CommandInfo) -> str:
    return command.name or str(getattr(command.callback, "__name__", ""))
