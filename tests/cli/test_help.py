"""Help: every option is explained, examples come first, options are in panels, and lines fit the terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from newsclean.cli.help import MAX_WIDTH, MIN_PANELED, PANELS, context_settings
from newsclean.cli.lazy import VERBS, application
from tests.conftest import Run


def commands(group: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    for key, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{name}{key} ")
        else:
            yield f"{name}{key}", command


ALL = dict(commands(typer.main.get_group(application(tuple(VERBS)))))


@pytest.mark.parametrize("name", ALL)
def test_every_argument_and_option_is_explained(name: str) -> None:
    context = ALL[name].context_class(ALL[name], info_name=name)
    for param in ALL[name].get_params(context):
        assert param.hidden or len((param.help or "").split()) > 1, param.name


def test_a_verb_shows_examples_then_panels(call: Run) -> None:
    shown = call("help", "clean").stdout.decode()
    headings = [line.rstrip(":") for line in shown.splitlines() if line.endswith(":") and not line.startswith(" ")]
    assert headings == ["Examples", "Arguments", *PANELS]
    assert "\x1b" not in shown
    assert "  newsclean page.html\n" in shown
    assert "[default: 90%]" in " ".join(shown.split())
    assert "NEWSCLEAN_KEEP" in shown


def test_a_verb_of_few_options_has_one_panel(call: Run) -> None:
    assert len(ALL["schema"].params) < MIN_PANELED
    assert "\nOptions:\n" in call("help", "schema").stdout.decode()


def test_the_list_of_verbs_has_whole_sentences(call: Run) -> None:
    shown = " ".join(call("--help").stdout.decode().split())
    assert [sentence for sentence in VERBS.values() if " ".join(sentence.split()) not in shown] == []


@pytest.mark.parametrize(("columns", "width"), [(20, 60), (100, 100), (400, MAX_WIDTH)])
def test_help_is_as_wide_as_the_terminal(monkeypatch: pytest.MonkeyPatch, columns: int, width: int) -> None:
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((columns, 24)))
    assert context_settings()["terminal_width"] == width
