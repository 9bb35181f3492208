"""Reads JSON-LD as pages write it: several objects in a script, graphs, references by @id, and broken JSON."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import unescape as undo
from typing import Any

from newsclean.budget import Budget, Part
from newsclean.readers.metadata.json_repair import repair
from newsclean.text.normalise import tidy
from newsclean.text.patterns import compile_later

ARTICLE_TYPE_RE = compile_later(r"(?:Article|BlogPosting|Report|Review)$")
MAX_ITEMS = 2000  # objects that are read in one script; a page with more is a catalogue (a guess)
MAX_REPAIRED = 100_000
"""Characters of a broken script that are repaired; of the 17 on 1,929 pages, two have more. Raising it repairs those,
and lets a page spend its budget on one script."""
_INLINE_TAG_RE = compile_later(
    r"</?(?:em|i|b|strong|span|u|sup|sub|a|mark|small|q|cite|abbr|wbr|font)(?:\s[^<>]*)?>", re.IGNORECASE
)
_TAG_RE = compile_later(r"</?(?:p|br|div|h[1-6]|li|ul|ol|img)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_SEPARATORS_RE = compile_later(r"[ \t\r\n,;]*+")


def items(script: str, budget: Budget | None = None) -> Iterator[dict[str, Any]]:
    """Yield every object of a JSON-LD script, at any depth of lists and graphs; none if the script is unreadable.

    The repair of a broken script draws from the page's budget.
    """
    pending: deque[Any] = deque(load(script, budget or Budget()))
    seen = 0
    while pending and seen < MAX_ITEMS:
        item = pending.popleft()
        if isinstance(item, list):
            pending += item
        elif isinstance(item, dict):
            seen += 1
            yield item
            pending += [item[name] for name in ("@graph", "mainEntity") if name in item]


def load(script: str, budget: Budget) -> tuple[Any, ...]:
    """Return the values of a script: one, several in sequence, or none.

    Broken JSON is repaired: commas, quotes, comments, HTML escapes, tags. Callers must not change the cached result.
    """
    found, rest = _readable(script)
    if not rest or len(rest) > MAX_REPAIRED or budget.is_spent(Part.JSON_LD):
        return found
    repaired, steps = _repaired(rest, budget.allowance(Part.JSON_LD))
    is_whole = budget.spend(Part.JSON_LD, steps)
    return (*found, repaired) if is_whole and isinstance(repaired, dict | list) else found


@lru_cache(maxsize=8)
def _readable(script: str) -> tuple[tuple[Any, ...], str]:
    """Return the values of a script that need no repair, and the rest of it."""
    try:
        return (json.loads(script, strict=False),), ""
    except ValueError:
        found, rest = _values(script)
        return tuple(found), rest.strip(" \t\r\n;")
    except RecursionError:
        return (), ""


@lru_cache(maxsize=8)
def _repaired(rest: str, steps: int) -> tuple[Any, int]:
    """Return the value of broken JSON, None if it has none, and the steps that the repair took."""
    return repair(rest if '"' in rest else unescape(rest), steps)


def _values(script: str) -> tuple[list[Any], str]:
    """Return the JSON values in sequence at the start of a text, and the rest of the text."""
    decoder = json.JSONDecoder(strict=False)
    found: list[Any] = []
    here = len(script) - len(script.lstrip())
    while here < len(script):
        try:
            value, here = decoder.raw_decode(script, here)
        except (ValueError, RecursionError):
            break
        found.append(value)
        here = _end_of_separators(script, here)
    return found, script[here:]


def _end_of_separators(script: str, here: int) -> int:
    found = _SEPARATORS_RE.match(script, here)
    return found.end() if found else here


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
    named = (item.get("name") if isinstance(item, dict) else item for item in flat(value))
    return [name for value in named for name in strings(value)]


def flat(value: Any) -> list[Any]:
    """Return the values of a list and of the lists in it, to three levels; a list of any other value."""
    values = value if isinstance(value, list) else [value]
    for _ in range(2):
        values = [item for inner in values for item in (inner if isinstance(inner, list) else [inner])]
    return values


def text(value: Any) -> str | None:
    """Return a string without HTML escapes and tags and with white space folded; None for any other value."""
    return plain(value) or None if isinstance(value, str) else None


def plain(value: str) -> str:
    """Return a string without HTML escapes and without the tags that markup in a line has."""
    value = unescape(value)
    return tidy(_TAG_RE.sub(" ", _INLINE_TAG_RE.sub("", value)) if "<" in value else value)


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
    named: dict[str, Mapping[str, Any]] = {}
    if isinstance(value, list | dict):
        for item in found:
            if "name" in item and isinstance(item.get("@id"), str):
                named.setdefault(item["@id"], item)
    return _resolved(value, named)


def _resolved(value: Any, named: Mapping[str, Mapping[str, Any]]) -> Any:
    if isinstance(value, list):
        return [item if isinstance(item, list) else _resolved(item, named) for item in flat(value)]
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and "name" not in value:
        return named.get(value["@id"], value)
    return value
