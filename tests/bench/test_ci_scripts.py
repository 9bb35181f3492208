"""The scripts of CI import what the package has: a helper that goes breaks a gate where the tests do not look."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.mark.parametrize("script", sorted((ROOT / ".ci").glob("*.py")), ids=lambda script: script.name)
def test_script_starts(script: Path, environment: dict[str, str]) -> None:
    done = subprocess.run([sys.executable, script, "--help"], cwd=ROOT, env=environment, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
