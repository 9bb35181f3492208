"""A thousand damaged pages, the same in every run. The suite takes three hundred; CI the rest with `-m shapes`."""

from __future__ import annotations

from random import Random

import pytest

from tests.fuzz.guard import Finding, guarded
from tests.fuzz.mutation import mutated
from tests.fuzz.targets import TARGETS

SEED = 18
CHUNKS, PAGES_OF_CHUNK, CHUNKS_OF_SUITE = 10, 100, 3
SMALL_RUNS = 150
"""Executions of each target that is no page."""
SMALL_TARGETS = [name for name, target in TARGETS.items() if not target.is_page]


def findings(target: str, chunk: int, runs: int) -> list[Finding]:
    """Return what a number of executions break."""
    seeds = TARGETS[target].seeds()
    TARGETS[target].warm_up()
    random = Random(f"{SEED} {target} {chunk}")
    found = (guarded(TARGETS[target].run, mutated(random, seeds)) for _ in range(runs))
    return [finding for finding in found if finding is not None]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "chunk",
    [*range(CHUNKS_OF_SUITE), *(pytest.param(n, marks=pytest.mark.shapes) for n in range(CHUNKS_OF_SUITE, CHUNKS))],
)
def test_damaged_pages_break_no_invariant(chunk: int) -> None:
    found = findings("auto", chunk, PAGES_OF_CHUNK)
    assert not found, "\n\n".join(f"{one.signature}\n{one.detail}\n{one.data[:2000]!r}" for one in found[:3])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("target", SMALL_TARGETS)
def test_damaged_data_break_no_invariant(target: str) -> None:
    found = findings(target, 0, SMALL_RUNS)
    assert not found, "\n\n".join(f"{one.signature}\n{one.detail}\n{one.data[:2000]!r}" for one in found[:3])
