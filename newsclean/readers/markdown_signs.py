"""Signs of Markdown other than links and headings: escapes, and the definitions of links."""

from __future__ import annotations

from collections.abc import Iterable

from newsclean.text.patterns import compile_later

_ESCAPED_RE = compile_later(r"(?<!\\)\\[*_\[\]<>~`]|^\d*\\[.)#+=|:-]")
_UNESCAPED_RE = compile_later(r"\\(?:[^\W_]|\s|\\|$)|(?<!\\)(?:[*\[\]<]|(?<![^\W_])_|_(?![^\W_]))")
_DEFINITION_RE = compile_later(r"\[[^\[\]]+\]:\s+\S+(?:\s+[\"'(].*)?$")


def is_escaped(lines: Iterable[str]) -> bool:
    """Return whether lines have backslashes before markup, and no markup or backslash without one.

    That tells Markdown without links and headings from formulas and from paths of Windows, which escape backslashes.
    """
    with_escapes = [line for line in lines if "\\" in line]
    return any(map(_ESCAPED_RE.search, with_escapes)) and not any(map(_UNESCAPED_RE.search, with_escapes))


def is_link_definition(text: str) -> bool:
    """Return whether a line of Markdown defines the target of a link that is elsewhere in the text."""
    return _DEFINITION_RE.match(text) is not None
