"""What is found out once and looked up from then on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Key = TypeVar("Key", str, bytes)
Value = TypeVar("Value")


class Memo(dict[Key, Value]):
    """What a function says of words, each found out once; when there are `most` of them all are forgotten.

    A page has thousands of words: a cached function would take several times as long for each.
    """

    def __init__(self, find_out: Callable[[Key], Value], most: int) -> None:
        super().__init__()
        self._find_out: Callable[[Key], Value] = find_out
        self._most = most

    def __missing__(self, word: Key) -> Value:
        if len(self) >= self._most:
            self.clear()
        value = self[word] = self._find_out(word)
        return value
