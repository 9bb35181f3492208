"""Repairs broken JSON, and counts the steps: the look-aheads of the repairer can take the square of a script's length.

The package json_repair reads its input character by character. So a string that counts its reads bounds the repair,
without knowledge of the package's inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, SupportsIndex


def repair(text: str, most: int) -> tuple[Any, int]:
    """Return the value of broken JSON, and the steps that the repair took: characters read, at least one each.

    The value is None for a text without a value, and for one that needs more than `most` steps.
    """
    # heavy: one script of eighty is broken
    import json_repair

    counter = _Counter(max(0, most - len(text)))
    try:
        value: Any = json_repair.loads(_CountedText.of(text, counter), skip_json_loads=True)
    except (ValueError, RecursionError, _SpentError):
        value = None
    return value, most - counter.left


@dataclass(slots=True)
class _Counter:
    """The steps that are left."""

    left: int

    def take(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise _SpentError


class _SpentError(Exception):
    """The repair took all its steps."""


class _CountedText(str):
    """A text that counts each character that is read; its slices and sums count too."""

    counter: _Counter

    @classmethod
    def of(cls, text: str, counter: _Counter) -> _CountedText:
        counted = cls(text)
        counted.counter = counter
        return counted

    def __getitem__(self, key: SupportsIndex | slice[Any, Any, Any]) -> str:
        found = str.__getitem__(self, key)
        self.counter.take(len(found))
        return found if len(found) == 1 else self.of(found, self.counter)

    def __add__(self, other: str) -> str:
        self.counter.take(len(other))
        return self.of(str.__add__(self, other), self.counter)
