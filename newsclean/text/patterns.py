"""Regular expressions that are compiled when they are first used.

newsclean has 250 patterns. To compile all takes 80 ms, and a page needs a third of them.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_METHODS = ("search", "match", "fullmatch", "findall", "finditer", "split", "sub", "subn")


class _LatePattern:
    """A pattern whose methods appear on it when one of them is first used; later uses cost nothing more."""

    def __init__(self, *arguments: Any) -> None:
        self._arguments = arguments

    def __getattr__(self, name: str) -> Any:
        """Compile the pattern, and return one of its methods or attributes."""
        if name == "_arguments":
            raise AttributeError(name)
        compiled = re.compile(*self._arguments)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def compile_later(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return the same as `re.compile`, compiled at its first use.

    >>> compile_later("fer+y").search("The ferry sails.")[0]
    'ferry'
    """
    return cast("re.Pattern[AnyStr]", _LatePattern(pattern, flags))
