"""Reading publication files as TOML, with the line of each key for messages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any, NamedTuple

from newsclean.errors import RuleFileError
from newsclean.text.patterns import compile_later

MAX_FILE_CHARS = 1 << 18  # a hundred times a hand-written file; raising it admits files that take longer to parse

KeyPath = tuple[str | int, ...]  # the path to a value: keys, and positions in arrays of tables, outermost first

_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_KEY_RE = compile_later(rf"[ \t]*({_PART}(?:[ \t]*\.[ \t]*{_PART})*)")
_PART_RE = compile_later(_PART)
_TOKEN_RE = compile_later(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'{3}.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*|[\[{]|[\]}]|\n",
    re.DOTALL,
)

MAX_KEY_PARTS = 20
_LONG_KEY_RE = compile_later(
    rf"(?:^|[\[{{,])[ \t]*+{_PART}(?>[ \t]*+\.[ \t]*+{_PART}){{{MAX_KEY_PARTS}}}", re.MULTILINE
)
"""A key with more than `MAX_KEY_PARTS` parts; tomllib parses a key in the square of its parts."""


class RuleFile(NamedTuple):
    """One file: its name in messages, its text, and its tables."""

    name: str
    text: str
    data: dict[str, Any]

    def line_of(self, path: KeyPath) -> int | None:
        """Return the line of a key, or that of the nearest table or key around it; None for the file itself."""
        lines = key_lines(self.text)
        while path and path not in lines:
            path = path[:-1]
        return lines.get(path)

    def error(self, path: KeyPath, problem: str) -> RuleFileError:
        """Return an error with the name of the file, the line and the key."""
        line = self.line_of(path)
        place = f"{self.name}:{line}" if line else self.name
        return RuleFileError(f"{place}: {self.dotted_name(path)}: {problem}")

    def dotted_name(self, path: KeyPath) -> str:
        """Return a path with ids in place of positions, such as `drop.newsletter.css`."""
        words: list[str] = []
        here: Any = self.data
        for step in path:
            here = _inner(here, step)
            if isinstance(step, str):
                words.append(step)
            elif isinstance(here, dict) and isinstance(here.get("id"), str):
                words.append(here["id"])
            else:
                words.append(str(step + 1))
        return ".".join(words) or "file"


def _inner(value: Any, step: str | int) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def strings_in(value: Any) -> tuple[str, ...]:
    """Return the strings of a value that is None, a string or a list of strings."""
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


def read_toml(text: str, name: str) -> RuleFile:
    """Return a publication file from its text. Raises `RuleFileError` if the text is not TOML, or hostile."""
    if len(text) > MAX_FILE_CHARS:
        raise RuleFileError(f"{name}: larger than {MAX_FILE_CHARS >> 10} KiB; a publication file is a page of text")
    long = _LONG_KEY_RE.search(text)
    if long:
        line = text.count("\n", 0, long.start()) + 1
        raise RuleFileError(f"{name}:{line}: a key of more than {MAX_KEY_PARTS} parts")
    odd = INVISIBLE_RE.search(text)
    if odd:
        line = text.count("\n", 0, odd.start()) + 1
        raise RuleFileError(f"{name}:{line}: invisible character U+{ord(odd[0]):04X}; write it as \\u{ord(odd[0]):04X}")
    try:
        return RuleFile(name, text, tomllib.loads(text))
    except ValueError as error:
        # tomllib's own error, and that of Python for a number of thousands of digits
        raise RuleFileError(f"{name}: not TOML: {error}") from None
    except RecursionError:
        raise RuleFileError(f"{name}: nested too deeply") from None


INVISIBLE_RE = compile_later("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that change the direction of text, so that a line looks like another one in a review."""


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the line of every table and key in a valid TOML text.

    Leaves out the keys of inline tables, which are on the line of the table's own key or near it.
    """
    lines: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    table: KeyPath = ()
    for line, is_header, is_array, parts in _statements(text):
        if not is_header:
            lines.setdefault((*table, *parts), line)
            continue
        table = ()
        for step in parts[:-1]:
            table = (*table, step)
            if table in counts:
                table = (*table, counts[table])
        table = (*table, parts[-1])
        lines.setdefault(table, line)
        if is_array:
            counts[table] = counts.get(table, -1) + 1
            table = (*table, counts[table])
            lines[table] = line
    return lines


def _statements(text: str) -> Iterator[tuple[int, bool, bool, tuple[str, ...]]]:
    """Yield each statement: its line, whether it is a table header, whether of an array of tables, and the key."""
    here, line = 0, 1
    while here < len(text):
        start = here
        brackets = re.compile(r"[ \t]*(\[\[?)?").match(text, here)
        opener = (brackets[1] or "") if brackets else ""
        found = _KEY_RE.match(text, here if not opener or not brackets else brackets.end())
        if found:
            parts = tuple(part.strip("\"'") for part in _PART_RE.findall(found[1]))
            yield line, bool(opener), opener == "[[", parts
            here = found.end()
        here = _end_of_statement(text, here, len(opener) if found else 0)
        line += text.count("\n", start, here)


def _end_of_statement(text: str, here: int, depth: int) -> int:
    """Return the offset after a statement, which ends at the first line end outside strings and brackets."""
    for token in _TOKEN_RE.finditer(text, here):
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        elif token[0] == "\n" and depth <= 0:
            return token.end()
    return len(text)
