"""The README says what is so: its commands are run, its tables checked."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from newsclean import clean
from newsclean.blocks import DEFAULT_POLICY, Category
from newsclean.render.json import FIELD_ORDER
from newsclean.rules.files.publication import parse_publication
from tests.conftest import ROOT
from tests.support.golden import FIXTURES

README = (ROOT / "README.md").read_text(encoding="utf-8")


def fences(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands() -> list[tuple[str, str]]:
    found = []
    for fence in fences("console"):
        parts = [command.partition("\n") for command in fence.split("$ ")[1:]]
        if parts[0][0].startswith("cd "):
            # the commands of such a fence are one session
            found.append(("\n".join(line for line, _, _ in parts), "".join(output for _, _, output in parts)))
        else:
            found += [(line, output) for line, _, output in parts]
    return found


@pytest.mark.parametrize(("command", "output"), commands(), ids=[command for command, _ in commands()])
def test_command_prints_what_the_readme_shows(command: str, output: str, environment: dict[str, str]) -> None:
    done = subprocess.run(
        ["bash", "-c", f"exec 2>&1; {command}"], cwd=ROOT, env=environment, capture_output=True, timeout=300
    )
    assert done.stdout.decode() == output


def test_the_two_commands_are_there() -> None:
    (install,) = [fence for fence in fences("sh") if "pip install" in fence]
    first, second = install.splitlines()
    assert first.startswith("pip install . && newsclean fixtures/")
    assert second == "pip install -e '.[dev]' && python -m pytest -n auto"


def test_crontab_line_is_what_cron_takes(tmp_path: Path, environment: dict[str, str]) -> None:
    (line,) = [line for fence in fences("crontab") for line in fence.splitlines()]
    *when, command = line.split(" ", 5)
    assert all(re.fullmatch(r"[\d*/,-]+", field) for field in when)
    assert "%" not in command
    assert run_at_night(command, tmp_path, environment) == ""
    assert " pages: " in (tmp_path / "newsclean.log").read_text().splitlines()[-1]


def test_systemd_units_are_what_systemd_takes(tmp_path: Path, environment: dict[str, str]) -> None:
    for fence in fences("systemd"):
        name, _, unit = fence.partition("\n")
        (tmp_path / name.removeprefix("# ")).write_text(unit)
    (command,) = re.findall(r"^ExecStart=(.*)$", (tmp_path / "newsclean.service").read_text(), re.MULTILINE)
    assert '"event": "summary"' in run_at_night(command.replace("%%", "%"), tmp_path, environment)
    if shutil.which("systemd-analyze"):
        (tmp_path / "newsclean.service").write_text(
            (tmp_path / "newsclean.service").read_text().replace("/usr/local/bin/newsclean", "/bin/true")
        )
        units = sorted(tmp_path.glob("newsclean.[st]*"))
        verified = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
        assert (verified.returncode, verified.stderr) == (0, "")


def run_at_night(command: str, folder: Path, environment: dict[str, str]) -> str:
    """Run a command of the README as cron does, on pages and in folders of ours; return what it says."""
    here = command.replace("/usr/local/bin/newsclean", "newsclean").replace("/srv/pages", str(FIXTURES))
    shell = ["/bin/sh", "-c", here.replace("/srv/", f"{folder}/")]
    done = subprocess.run(shell, env=environment, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout) == (0, "")
    return done.stderr


def test_python_example_holds() -> None:
    (example,) = fences("python")
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - our own README


def test_publication_example_is_valid_and_does_what_it_says() -> None:
    (example,) = fences("toml")
    publication = parse_publication(example, "harbour-post.toml")
    (test,) = publication.examples
    body = clean((FIXTURES / str(test.page)).read_bytes()).body
    assert all(line in body for line in test.keeps)
    assert not any(line in body for line in test.drops)


def test_policy_table_is_complete() -> None:
    table = README[README.index("### What was removed") : README.index("### The article as JSON")]
    rows = dict(re.findall(r"^\| (keep|field|drop) \| (.*) \|$", table, re.MULTILINE))
    shown = {Category(name): policy for policy, names in rows.items() for name in names.split(", ")}
    assert shown == DEFAULT_POLICY


def test_json_table_names_every_field_in_order() -> None:
    table = README[README.index("### The article as JSON") : README.index("### Exit codes")]
    named = [name for row in re.findall(r"^\| ([a-z_, ]+) \| ", table, re.MULTILINE)[1:] for name in row.split(", ")]
    assert sorted(named) == sorted(FIELD_ORDER)


def test_architecture_names_every_room() -> None:
    table = README[README.index("## Architecture") : README.index("## Development")]
    named = set(re.findall(r"`([a-z_]+(?:\.py|/))`", table))
    package = ROOT / "newsclean"
    rooms = {f"{path.name}/" for path in package.iterdir() if path.is_dir() and path.name != "__pycache__"}
    modules = {path.name for path in package.glob("*.py") if not path.name.startswith("__")} - {"version.py"}
    assert named == rooms | modules


def test_links_inside_the_project_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / Path(target)).exists(), target
