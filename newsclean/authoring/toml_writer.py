"""Publication files as text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from newsclean.rules.files.toml import INVISIBLE_RE

MAX_LINE_CHARS = 120
_FIRST_KEYS = ("id", "name", "names", "language", "domains", "signatures", "fingerprints", "extends")
Comment = Callable[[Any], str]
"""Says of a value what to write behind it; "" for nothing."""


def quote(text: str) -> str:
    r"""Return a string as TOML writes it, on one line.

    >>> print(quote('say "so"'))
    "say \"so\""
    """
    plain = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
    return INVISIBLE_RE.sub(lambda odd: f"\\u{ord(odd[0]):04X}", plain)


def quote_lines(text: str) -> str:
    """Return a string as TOML writes it, on several lines where it has several."""
    if "\n" not in text:
        return quote(text)
    return (
        '"""\n'
        + "\n".join(quote(line)[1:-1].replace('\\"', '"') for line in text.split("\n")).replace('"""', '""\\"')
        + '"""'
    )


def no_comment(_: Any) -> str:
    """Return nothing."""
    return ""


def write_toml(data: Mapping[str, Any], comment: Comment = no_comment) -> str:
    """Return the tables of a publication file as text; `comment` says what to write behind a value."""
    keys = sorted(data, key=lambda key: _FIRST_KEYS.index(key) if key in _FIRST_KEYS else len(_FIRST_KEYS))
    return "\n".join(_table({key: data[key] for key in keys}, "", comment)).strip() + "\n"


def _table(data: Mapping[str, Any], path: str, comment: Comment) -> Iterator[str]:
    inner = [(key, value) for key, value in data.items() if _is_table(key, value) or _are_tables(value)]
    for key, value in data.items():
        if not _is_table(key, value) and not _are_tables(value):
            yield from _pair(key, value, comment)
    for key, value in inner:
        for item in value if isinstance(value, list) else [value]:
            yield ""
            yield f"[[{path}{key}]]" if isinstance(value, list) else f"[{path}{key}]"
            yield from _table(item, f"{path}{key}.", comment)


def _is_table(key: str, value: Any) -> bool:
    return isinstance(value, Mapping) and key in ("html", "policy")


def _are_tables(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, Mapping) and "select" not in item for item in value)
    )


def _pair(key: str, value: Any, comment: Comment) -> Iterator[str]:
    if not isinstance(value, list):
        yield _line(f"{key} = {_value(value)}", comment(value))
        return
    comments = dict.fromkeys(comment(item) for item in value)
    whole = f"{key} = [{', '.join(map(_value, value))}]"
    if len(comments) <= 1 and len(whole) <= MAX_LINE_CHARS:
        yield _line(whole, next(iter(comments), ""))
        return
    yield f"{key} = ["
    for item in value:
        yield _line(f"    {_value(item)},", comment(item))
    yield "]"


def _line(text: str, comment: str) -> str:
    return f"{text}  # {comment}" if comment else text


def _value(value: Any) -> str:
    if isinstance(value, str):
        return quote_lines(str(value))
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} = {_value(content)}" for key, content in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
