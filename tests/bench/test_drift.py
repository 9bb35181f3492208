"""A few rounds of the simulation; `python -m tests.bench.drift` makes more."""

from __future__ import annotations

import random

from tests.bench.drift import Result, Site, simulate


def test_redesigns_are_told_on_their_first_night_and_ordinary_nights_are_quiet() -> None:
    result = Result()
    for seed in range(2):
        chance = random.Random(seed)  # noqa: S311
        simulate([Site.draw(number, chance) for number in range(20)], 60, chance, result)
    assert (result.told.total(), dict(result.missed)) == (8, {})
    assert result.nights > 2000
    assert result.false_alarms_per_thousand <= 1
