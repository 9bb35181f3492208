"""Front matter: the fields that crawlers write above a Markdown text, between two lines of dashes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from newsclean.blocks import Block, Category, Label
from newsclean.readers.text_lines import Line

MAX_LINES = 100
_PAIR_RE = re.compile(r"(?P<key>[A-Za-z][\w -]{0,40}):(?:\s+(?P<value>.*))?$")
_FIELD_OF_KEY = {
    "title": "headline",
    "headline": "headline",
    "description": "standfirst",
    "summary": "standfirst",
    "standfirst": "standfirst",
    "author": "authors",
    "authors": "authors",
    "byline": "authors",
    "date": "published",
    "published": "published",
    "date_published": "published",
    "modified": "modified",
    "updated": "modified",
    "lastmod": "modified",
    "date_modified": "modified",
    "url": "url",
    "source_url": "url",
    "canonical": "url",
    "sitename": "site_name",
    "site_name": "site_name",
    "publisher": "publisher",
    "section": "section",
    "tags": "tags",
    "keywords": "tags",
    "language": "language",
    "lang": "language",
}
_LISTS = ("authors", "tags")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above the text: fields of `Metadata`, the lines as labelled blocks, and where the text begins."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    labels: tuple[Label, ...] = ()
    end: int = 0


def read_front_matter(lines: Sequence[Line]) -> FrontMatter:
    """Read front matter: a line of three dashes, keys with values or lists, and three dashes again."""
    first = next((index for index, line in enumerate(lines) if line.text), 0)
    if not lines or lines[first].text != "---":
        return FrontMatter()
    window = range(first + 1, min(len(lines), first + MAX_LINES))
    last = next((index for index in window if lines[index].text == "---"), None)
    if last is None:
        return FrontMatter()
    inside = [line.text for line in lines[first + 1 : last] if line.text]
    values = _values(inside)
    if not values:
        return FrontMatter()
    shown = [line for line in lines[first : last + 1] if line.text]
    return FrontMatter(
        _fields(values),
        tuple(Block(line.text, "p", start=line.start, end=line.end) for line in shown),
        (Label(Category.OTHER, "front-matter"),) * len(shown),
        lines[last].end,
    )


def _values(lines: Sequence[str]) -> dict[str, list[str]]:
    """Return the values of each key, none if a line is neither a key with its value nor one of a list."""
    values: dict[str, list[str]] = {}
    key = ""
    for line in lines:
        pair = _PAIR_RE.match(line)
        if pair is not None:
            key = pair["key"].strip().lower().replace("-", "_").replace(" ", "_")
            values[key] = _listed(pair["value"] or "")
        elif key and line.startswith("- "):
            values[key].append(_scalar(line[2:]))
        else:
            return {}
    return values


def _listed(value: str) -> list[str]:
    if value.startswith("[") and value.endswith("]"):
        return [_scalar(part) for part in value[1:-1].split(",") if part.strip()]
    return [_scalar(value)] if value and value not in ("null", "~", ">", "|", "|-", ">-") else []


def _scalar(value: str) -> str:
    """Return a scalar without its quotation marks; in double ones YAML escapes much as JSON does."""
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        try:
            return str(json.loads(value))
        except ValueError:
            return value[1:-1]
    return value[1:-1].replace("''", "'") if len(value) > 1 and value[0] == value[-1] == "'" else value


def _fields(values: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the fields of `Metadata` that the values are; of two keys for a field the first counts."""
    fields: dict[str, Any] = {}
    for key, found in values.items():
        name = _FIELD_OF_KEY.get(key)
        if name and found and name not in fields:
            fields[name] = tuple(found) if name in _LISTS else found[0]
    return fields
