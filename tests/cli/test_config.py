"""The configuration gives options their defaults, and says where each comes from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer.main

from newsclean.cli.config import NAMES, VERBS
from newsclean.cli.lazy import VERBS as ALL_VERBS
from newsclean.cli.lazy import application
from newsclean.rules.files.layers import user_folder
from tests.conftest import Run
from tests.support.commands import one_line
from tests.support.golden import PAGES

PAGE = PAGES / "harbour-post.html"


@pytest.fixture
def project(call: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001 - `call` moves, too
    """Return a project's folder; the working directory is below it."""
    folder = tmp_path / "project"
    (folder / "below").mkdir(parents=True)
    monkeypatch.chdir(folder / "below")
    return folder


def fields(call: Run, *arguments: str) -> list[str]:
    done = call(*arguments, PAGE)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def test_the_nearest_file_above_gives_defaults(call: Run, project: Path) -> None:
    (project / "newsclean.toml").write_text(
        'format = "json"\nfields = ["headline", "url"]\n[batch]\nfields = ["body"]\n'
    )
    assert fields(call) == ["headline", "url"]
    assert fields(call, "--fields", "body") == ["body"]
    (project / "below" / "pyproject.toml").write_text('[project]\nname = "x"\n[tool.newsclean]\nformat = "json"\n')
    assert "ledger" in fields(call)


def test_a_table_of_the_verb_wins_over_the_rest(call: Run, project: Path) -> None:
    (project / ".newsclean").mkdir()
    (project / ".newsclean" / "config.toml").write_text('format = "csv"\n[clean]\nformat = "json"\nfields = "url"\n')
    assert fields(call) == ["url"]


def test_variables_win_over_files_and_the_command_line_over_both(
    call: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "newsclean.toml").write_text('[clean]\nformat = "csv"\nfields = "body"\n')
    monkeypatch.setenv("NEWSCLEAN_FORMAT", "json")
    monkeypatch.setenv("NEWSCLEAN_FIELDS", "url,headline")
    assert fields(call) == ["url", "headline"]
    assert call("-f", "csv", PAGE).stdout.startswith(b"url,headline\n")


def test_a_named_file_replaces_the_others(call: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "newsclean.toml").write_text('format = "csv"\n')
    (project / "night.toml").write_text('format = "json"\nfields = "url"\n')
    assert fields(call, "--config", str(project / "night.toml")) == ["url"]
    assert fields(call, "--config=none", "-f", "json", "--fields", "body") == ["body"]
    monkeypatch.setenv("NEWSCLEAN_CONFIG", str(project / "night.toml"))
    assert fields(call) == ["url"]
    assert "no such file" in one_line(call("clean", "--config", "nowhere.toml", PAGE).stderr)


def test_the_users_file_is_below_the_projects(call: Run, project: Path) -> None:
    user_folder().mkdir(parents=True)
    file = user_folder() / "newsclean.toml"
    try:
        file.write_text('format = "json"\nfields = "url"\n')
        assert fields(call) == ["url"]
        (project / "newsclean.toml").write_text('fields = "body"\n')
        assert fields(call) == ["body"]
        # the folder is a layer of rules too, and the file no publication
        assert call("rules", "check").returncode == 0
    finally:
        file.unlink()
        user_folder().rmdir()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('formt = "json"', "newsclean.toml: formt: no option that a configuration sets; did you mean 'format'?"),
        ("[claen]\nx = 1", "newsclean.toml: unknown table [claen]; did you mean 'clean'?"),
        ('out = "x"', "newsclean.toml: out: no option that a configuration sets"),
        ("keep = [[1]]", "newsclean.toml: keep: expected text, a number, true or false, or a list of texts"),
        ("keep =", "newsclean.toml: Invalid value (at end of document)"),
        ('format = "yaml"', "newsclean.toml: format: "),
        ('keep = ["captoin"]', "unknown category 'captoin'"),
    ],
)
def test_a_bad_file_names_the_key(call: Run, project: Path, text: str, message: str) -> None:
    (project / "newsclean.toml").write_text(text)
    done = call("clean", PAGE)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in one_line(done.stderr)


def test_paths_start_at_the_file(call: Run, project: Path) -> None:
    (project / "mine").mkdir()
    (project / "newsclean.toml").write_text('rules = ["mine"]\n')
    found = json.loads(call("config", "--json").stdout)
    assert found["options"][0]["value"] == [str(project / "mine")]
    assert found["rules"][-1] == {"layer": f"from {project / 'mine'}", "publications": 0}


def test_config_shows_what_holds_and_where_from(call: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "option   none is set" in call("config").stdout.decode()
    (project / "newsclean.toml").write_text("timeout = 10\n[batch]\njobs = 2\n")
    monkeypatch.setenv("NEWSCLEAN_KEEP", "caption")
    shown = call("config").stdout.decode()
    assert f"file     {project / 'newsclean.toml'}\n" in shown
    assert f"option   batch --jobs 2  [{project / 'newsclean.toml'}]\n" in shown
    assert "option   --keep caption  [NEWSCLEAN_KEEP]\n" in shown


def test_every_name_is_an_option_and_every_table_a_verb() -> None:
    group = typer.main.get_group(application(tuple(ALL_VERBS)))
    verbs = [*group.commands.values(), *group.commands["rules"].commands.values()]  # type: ignore[attr-defined]
    options = {name for verb in verbs for param in verb.params for name in (*param.opts, *param.secondary_opts)}
    assert [name for name in NAMES if f"--{name}" not in options] == []
    assert set(VERBS) - {"review", "serve"} <= set(ALL_VERBS)
