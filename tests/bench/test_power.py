"""Power cuts at a few moments of each kind of run; `python -m tests.bench.power` makes hundreds."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

from tests.bench.power import SCENARIOS, PowerTest, Scenario

pytestmark = pytest.mark.skipif(not shutil.which("strace"), reason="needs strace, which records the system calls")
CUTS = 2
"""Cuts of each kind of run. Fourteen cuts with seed 1 find a difference in each kind of page run if nothing syncs."""


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_a_run_after_a_power_cut_gives_the_outputs_of_an_undisturbed_one(
    environment: dict[str, str], scenario: Scenario
) -> None:
    # workers listen on a socket in it, whose path may have 107 bytes at most
    with tempfile.TemporaryDirectory() as folder:
        power = PowerTest(scenario, Path(folder), 12, environment)
        assert [problem for number in range(CUTS) if (problem := power.cut(number, seed=1))] == []
