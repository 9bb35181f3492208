"""The word data: one folder a language, with `phrases.toml` and `words.toml`; docs/languages.md explains the keys.

`any/words.toml` holds words of no single language. The languages are those that have a folder, so that adding one
changes no code. The cache between runs holds the tables, because reading the files takes ten times as long.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from newsclean.cache import cached_table

FOLDER = Path(__file__).parent
ANY = "any"
LANGUAGES = tuple(sorted({path.parent.name for path in FOLDER.glob("*/phrases.toml")} - {ANY}))
"""ISO 639-1 codes of the languages."""


def tables(name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each language that has a table, and the table. The languages come in order of preference, then `any`."""
    for language, data in _words().items():
        if name in data:
            yield language, data[name]


def words(table: str, key: str) -> dict[str, None]:
    """Return the words that all languages together have under a key, in order of preference and without doubles."""
    return {word: None for _, data in tables(table) for word in split(data.get(key, ()))}


def split(value: str | Iterable[str]) -> Iterable[str]:
    """Return the words of a value: a string lists them between spaces, an array may have words with spaces."""
    return value.split() if isinstance(value, str) else value


def pattern(found: Iterable[str]) -> str:
    r"""Return a regular expression for any of some words; in each of them `*` stands for any ending.

    The longest words come first, so that a word never hides a longer one that begins like it.

    >>> pattern(["photo*", "fot."])
    'photo\\\\w*|fot\\\\.'
    """
    return "|".join(re.escape(word).replace(r"\*", r"\w*") for word in sorted(found, key=len, reverse=True))


def innermost(found: Collection[str]) -> tuple[str, ...]:
    """Return the words that contain no other one. A text with none of these has none of all."""
    return tuple(word for word in found if not any(other in word and other != word for other in found))


@cache
def agencies(use: str) -> frozenset[str]:
    """Return the agencies of one use, casefolded. `agencies.toml` explains the uses."""
    return frozenset(name.casefold() for name, uses in _tables()["agencies"].items() if use in uses.split())


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    """Return the content of `words.toml` of each language, in order of preference; `any` comes last."""
    data = dict(_tables()["words"])
    anywhere = data.pop(ANY)
    preferred = anywhere["language_order"].split()
    order = sorted(data, key=lambda code: (preferred.index(code) if code in preferred else len(preferred), code))
    return MappingProxyType({code: data[code] for code in order} | {ANY: anywhere})


@cache
def _tables() -> Mapping[str, Any]:
    """Return the content of `agencies.toml`, and that of `words.toml` of each language."""
    agencies_file, files = FOLDER / "agencies.toml", sorted(FOLDER.glob("*/words.toml"))

    def read() -> dict[str, Any]:
        words = {file.parent.name: tomllib.loads(file.read_text(encoding="utf-8")) for file in files}
        return {"agencies": tomllib.loads(agencies_file.read_text(encoding="utf-8")), "words": words}

    return MappingProxyType(cached_table("words", [Path(__file__), agencies_file, *files], read))
