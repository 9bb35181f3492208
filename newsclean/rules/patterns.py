"""Patterns of publication files: RE2, which takes time in proportion to the text, whatever the pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

MAX_PATTERN_BYTES = 1 << 22
"""Memory that a compiled pattern may take; beyond it the pattern is refused."""


class PatternError(ValueError):
    """A pattern that RE2 does not compile."""


@lru_cache(maxsize=4096)
def compile_pattern(pattern: str) -> Any:
    """Compile a pattern, which disregards case. Raises `PatternError`."""
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


_QUOTES = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("„", '"'), ("«", '"'), ("»", '"'), ("\u00a0", " "))


def straighten(text: str) -> str:
    """Return a text with straight quotes, each character where it was."""
    if not text.isascii():
        # in a thirtieth of the time that `translate` takes
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
    """Whether a pattern is found anywhere in a text, with straight quotes."""
    return compile_pattern(straighten(pattern)).search(straighten(text)) is not None


def find_spans(pattern: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each stretch of a text that a pattern matches, in characters."""
    for found in compile_pattern(straighten(pattern)).finditer(straighten(text)):
        if found.end() > found.start():
            yield found.span()


def literal(text: str) -> str:
    """Return the pattern that matches a text itself."""
    return re.sub(r"([^\w\s])", r"\\\1", text, flags=re.ASCII) if text.isascii() else _escape(text)


def _escape(text: str) -> str:
    return "".join("\\" + c if c.isascii() and not c.isalnum() and c not in "_ " else c for c in text)
