"""The patterns of publication files. RE2 matches them in time linear in the text, for any pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from newsclean.rules.types import PatternError

MAX_PATTERN_BYTES = 1 << 22  # of memory for a compiled pattern; RE2 refuses a pattern that needs more (a guess)
_QUOTES = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("„", '"'), ("«", '"'), ("»", '"'), ("\u00a0", " "))


@lru_cache(maxsize=4096)
def compile_pattern(pattern: str) -> Any:
    """Return a compiled pattern that ignores case. Raises `PatternError`."""
    # heavy: RE2 is needed only for publications that have patterns
    import re2

    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = MAX_PATTERN_BYTES
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else "?"
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        hint = "; RE2 knows no look-around and no references" if re.search(r"escape|\(\?|perl", text) else ""
        raise PatternError(f"not a pattern: {text}{hint}") from None


def straighten(text: str) -> str:
    """Return a text with straight quotes and plain spaces, of the same length."""
    if not text.isascii():
        # takes a thirtieth of the time of `str.translate`
        for quote, straight in _QUOTES:
            text = text.replace(quote, straight)
    return text


def fold(text: str) -> str:
    """Return a text as rules compare it: without case, with straight quotes.

    >>> fold("Don’t miss OUT")
    "don't miss out"
    """
    return straighten(text.casefold())


def is_found(pattern: str, text: str) -> bool:
    """Return whether a pattern matches anywhere in a text; both get straight quotes."""
    return compile_pattern(straighten(pattern)).search(straighten(text)) is not None


def find_spans(pattern: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield the character offsets of each match that is not empty."""
    for found in compile_pattern(straighten(pattern)).finditer(straighten(text)):
        if found.end() > found.start():
            yield found.span()


def literal(text: str) -> str:
    """Return the pattern that matches a text itself."""
    return re.sub(r"[!-/:-@\[-^`{-~]", r"\\\g<0>", text)
