"""A bounded memo for a function of words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Key = TypeVar("Key", str, bytes)
Value = TypeVar("Value")


class Memo(dict[Key, Value]):
    """The results of a function, each computed once. At `most` results the memo is emptied.

    Looking a word up is a plain dict access, several times as fast as a call of an `lru_cache`. A page has thousands.
    """

    def __init__(self, compute: Callable[[Key], Value], most: int) -> None:
        super().__init__()
        self._compute: Callable[[Key], Value] = compute
        self._most = most

    def __missing__(self, word: Key) -> Value:
        if len(self) >= self._most:
            self.clear()
        value = self[word] = self._compute(word)
        return value
