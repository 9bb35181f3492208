"""Patterns that are compiled at their first use: the cache between runs changes nothing about them."""

from __future__ import annotations

import re
import sys

import pytest

from newsclean.text import patterns
from newsclean.text.patterns import compile_later, keep_compiled

TEXT = "The Ferry — ÉTÉ — sails on Monday, 3 April 2023.\nLa navette ſails."


@pytest.fixture(params=["first start", "second start", "another re"])
def _start(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile the patterns anew, load their codes from the cache, or have a Python whose `re` has other parts."""
    patterns._codes.cache_clear()
    if request.param == "first start":
        monkeypatch.setattr(patterns, "load_cached", lambda _name: ({}, 0))
    elif request.param == "another re":
        monkeypatch.setattr(patterns, "import_module", lambda _name: sys)


@pytest.mark.usefixtures("_start")
@pytest.mark.parametrize(
    ("pattern", "flags"),
    [
        (r"(?P<day>\d{1,2}) (?P<month>[^\W\d_]+) (\d{4})", 0),
        (r"été|SAILS|[^a-z\u3040-\u30ff\u3400-\u9fff]+", re.IGNORECASE),
        (r"(?i:ferry)\b|(?<=\w)-|(?!x)^la", re.MULTILINE | re.IGNORECASE),
        (r"(?s:.*)", 0),
        (r"a++b|(?>fer+y)", re.ASCII),
    ],
)
def test_a_late_pattern_is_that_of_re(pattern: str, flags: int) -> None:
    late, known = compile_later(pattern, flags), re.compile(pattern, flags)
    for text in (TEXT, TEXT.upper()):
        assert [(found.span(), found.groupdict(), found.lastgroup) for found in late.finditer(text)] == [
            (found.span(), found.groupdict(), found.lastgroup) for found in known.finditer(text)
        ]
        assert late.sub(r"<\g<0>>", text) == known.sub(r"<\g<0>>", text)
    assert (late.pattern, late.flags, late.groups, dict(late.groupindex)) == (
        known.pattern,
        known.flags,
        known.groups,
        dict(known.groupindex),
    )
    keep_compiled()


def test_a_wrong_pattern_is_an_error_of_re() -> None:
    with pytest.raises(re.error, match="missing"):
        compile_later("(").search("x")


def test_a_pattern_of_bytes() -> None:
    assert compile_later(rb"<(\w+)").findall(b"<p><div>") == [b"p", b"div"]
