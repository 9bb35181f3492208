"""Regular expressions that are compiled when they are first used, and only once for all starts.

newsclean has 250 patterns. To compile all takes 80 ms, and a page needs a third of them. Python's `re` cannot store a
compiled pattern, so `_Codes` calls the parts that `re.compile` itself consists of, and keeps the code between the last
two: a parser, a generator of code, and a constructor, which refuses code that is not sound.
"""

from __future__ import annotations

import re
from array import array
from functools import cache
from importlib import import_module
from typing import Any, AnyStr, cast

from newsclean.cache import INSTALLATION, load_cached, save_cached

_METHODS = ("search", "match", "fullmatch", "findall", "finditer", "split", "sub", "subn")


class _LatePattern:
    """A pattern whose methods appear on it when one of them is first used; later uses cost nothing more."""

    def __init__(self, *arguments: Any) -> None:
        self._arguments = arguments

    def __getattr__(self, name: str) -> Any:
        """Compile the pattern, and return one of its methods or attributes."""
        if name == "_arguments":
            raise AttributeError(name)
        compiled = _codes().compile(*self._arguments)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def compile_later(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return the same as `re.compile`, compiled at its first use.

    >>> compile_later("fer+y").search("The ferry sails.")[0]
    'ferry'
    """
    return cast("re.Pattern[AnyStr]", _LatePattern(pattern, int(flags)))


def keep_compiled() -> None:
    """Put the patterns that this process has compiled into the cache, for the next start."""
    _codes().save()


class _Codes:
    """The codes of the patterns that this process or an earlier one has compiled."""

    def __init__(self) -> None:
        self._name = f"patterns-{INSTALLATION}"
        self._known: dict[Any, Any] = load_cached(self._name)[0].get("codes", {})
        self._are_new = False

    def compile(self, pattern: str | bytes, flags: int) -> re.Pattern[Any]:
        """Return what `re.compile` returns."""
        try:
            if (pattern, flags) not in self._known:
                self._known[pattern, flags] = _code_of(pattern, flags)
                self._are_new = True
            all_flags, code, groups, names = self._known[pattern, flags]
            of_group = {number: name for name, number in names.items()}
            numbered = tuple(map(of_group.get, range(groups + 1)))
            made = import_module("_sre").compile(pattern, all_flags, array("I", code).tolist(), groups, names, numbered)
            return cast("re.Pattern[Any]", made)
        except (ImportError, AttributeError, TypeError, ValueError, RuntimeError):
            # a Python whose `re` has other parts
            return re.compile(pattern, flags)

    def save(self) -> None:
        """Write the codes, if there are new ones."""
        if self._are_new:
            save_cached(self._name, {"codes": self._known})
            self._are_new = False


@cache
def _codes() -> _Codes:
    """Return the codes of this process."""
    return _Codes()


def _code_of(pattern: str | bytes, flags: int) -> tuple[int, bytes, int, dict[str, int]]:
    """Return what a compiled pattern is made from: flags, code, the number of groups, and the groups with names."""
    compiler = import_module("re._compiler")
    parsed = import_module("re._parser").parse(pattern, flags)
    state = parsed.state
    all_flags = flags | state.flags
    return all_flags, array("I", compiler._code(parsed, flags)).tobytes(), state.groups - 1, dict(state.groupdict)
