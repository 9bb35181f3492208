"""The files for other distributors agree with pyproject.toml, and call commands that exist."""

from __future__ import annotations

import re
import tomllib

import pytest
import yaml

from newsclean.cli.lazy import VERBS
from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RECIPE = (ROOT / ".packaging" / "conda" / "meta.yaml").read_text("utf-8")
ACTION = ROOT / ".packaging" / "action" / "action.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"


def normal(requirement: str) -> str:
    return requirement.lower().replace(" ", "").replace("_", "-")


def test_the_conda_recipe_has_the_requirements_of_the_project() -> None:
    run = RECIPE.partition("  run:\n")[2].partition("\n\n")[0]
    listed = [normal(line.strip().removeprefix("- ")) for line in run.splitlines()]
    wanted = [f"python{PROJECT['project']['requires-python']}", *PROJECT["project"]["dependencies"]]
    assert listed == list(map(normal, wanted))
    host = RECIPE.partition("  host:\n")[2].partition("  run:\n")[0]
    assert {normal(one) for one in PROJECT["build-system"]["requires"]} <= set(map(normal, re.findall(r"- (.+)", host)))


@pytest.mark.parametrize("text", [ACTION.read_text("utf-8"), HOOKS.read_text("utf-8"), RECIPE])
def test_they_call_commands_that_exist(text: str) -> None:
    called = re.findall(r"^.*(?:run|entry|-): newsclean (\S+)|^ +- newsclean (\S+)$", text, re.MULTILINE)
    verbs = {verb or other for verb, other in called} - {"=", "--version"}
    assert verbs <= set(VERBS)


def test_the_action_and_the_hooks_are_yaml_of_their_form() -> None:
    action = yaml.safe_load(ACTION.read_text("utf-8"))
    assert action["runs"]["using"] == "composite"
    assert all(step.get("shell") == "bash" for step in action["runs"]["steps"] if "run" in step)
    hooks = yaml.safe_load(HOOKS.read_text("utf-8"))
    assert [hook["id"] for hook in hooks] == ["newsclean-rules", "newsclean-rules-test"]


def test_the_image_runs_without_root_and_with_the_versions_of_the_day() -> None:
    lines = (ROOT / ".packaging" / "Dockerfile").read_text("utf-8").splitlines()
    assert "USER newsclean" in lines
    assert any("-c .ci/constraints.txt" in line for line in lines)
