"""Reads JSON-LD as pages write it: several objects in a script, graphs, references by @id, and broken JSON."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import unescape as undo
from typing import Any

from newsclean.text.normalise import tidy

ARTICLE_TYPE_RE = re.compile(r"(?:Article|BlogPosting|Report|Review)$")
MAX_ITEMS = 2000  # objects that are read in one script; a page with more is a catalogue (a guess)
MAX_REPAIRED = 100_000
"""Characters of a broken script that are repaired. Repair takes up to 4 microseconds a character, so 0.4 s at worst."""


def items(script: str) -> Iterator[dict[str, Any]]:
    """Yield every object of a JSON-LD script, at any depth of lists and graphs; none if the script is unreadable."""
    pending: deque[Any] = deque(load(script))
    seen = 0
    while pending and seen < MAX_ITEMS:
        item = pending.popleft()
        if isinstance(item, list):
            pending += item
        elif isinstance(item, dict):
            seen += 1
            yield item
            pending += [item[name] for name in ("@graph", "mainEntity") if name in item]


@lru_cache(maxsize=8)
def load(script: str) -> tuple[Any, ...]:
    """Return the values of a script: one, several in sequence, or none.

    Broken JSON is repaired: commas, quotes, comments, HTML escapes, tags. Callers must not change the cached result.
    """
    try:
        return (json.loads(script, strict=False),)
    except ValueError:
        return tuple(_load_broken(script))
    except RecursionError:
        return ()


def _load_broken(script: str) -> list[Any]:
    found, rest = _values(script)
    rest = rest.strip(" \t\r\n;")
    if not rest or len(rest) > MAX_REPAIRED:
        return found
    # heavy: one script of eighty is broken
    import json_repair

    if '"' not in rest:
        rest = unescape(rest)
    try:
        repaired = json_repair.loads(rest, skip_json_loads=True)
    except (ValueError, RecursionError):
        return found
    return [*found, repaired] if isinstance(repaired, dict | list) else found


def _values(script: str) -> tuple[list[Any], str]:
    """Return the JSON values in sequence at the start of a text, and the rest of the text."""
    decoder = json.JSONDecoder(strict=False)
    found: list[Any] = []
    rest = script.strip()
    while rest:
        try:
            value, end = decoder.raw_decode(rest)
        except (ValueError, RecursionError):
            break
        found.append(value)
        rest = rest[end:].lstrip(" \t\r\n,;")
    return found, rest


def article_of(found: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the object about the article, {} if there is none. An article with a headline goes before others."""
    articles = [item for item in found if is_article(item)]
    return next((item for item in articles if text(item.get("headline"))), articles[0] if articles else {})


def is_article(item: Mapping[str, Any]) -> bool:
    """Return whether an object is about an article."""
    return any(ARTICLE_TYPE_RE.search(kind) for kind in strings(item.get("@type")))


def is_type(item: Mapping[str, Any], *parts: str) -> bool:
    """Return whether one of an object's types contains one of these parts."""
    return any(part in kind for kind in strings(item.get("@type")) for part in parts)


def strings(value: Any) -> list[str]:
    """Return the strings of a value: a string, those of a list, or none."""
    values = value if isinstance(value, list) else [value]
    return [text for item in values if isinstance(item, str) and (text := tidy(item))]


def names(value: Any) -> list[str]:
    """Return the names of a value, which may be a string, an object with a name, or a list of either."""
    values = value if isinstance(value, list) else [value]
    return [
        name for item in values for name in (strings(item.get("name")) if isinstance(item, dict) else strings(item))
    ]


def text(value: Any) -> str | None:
    """Return a string without HTML escapes and with white space folded; None for any other value."""
    return tidy(unescape(value)) or None if isinstance(value, str) else None


def first_text(values: Sequence[str]) -> str | None:
    """Return the first of some strings as `text` does, None if there are none."""
    return text(values[0]) if values else None


def unescape(value: str) -> str:
    """Return a string without HTML escapes. Many sites leave them inside JSON, some of them twice."""
    if "&" not in value:
        return value
    return undo(undo(value)) if "&amp;" in value else undo(value)


def resolve_references(value: Any, found: Iterable[Mapping[str, Any]]) -> Any:
    """Return a value in which each object that has only an @id is replaced by the object with that @id."""
    if isinstance(value, list):
        return [resolve_references(item, found) for item in value]
    if isinstance(value, dict) and "@id" in value and "name" not in value:
        return next((item for item in found if item.get("@id") == value["@id"] and "name" in item), value)
    return value
