"""Front matter: fields that crawlers write as YAML above a Markdown text, between two lines of dashes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from newsclean.blocks import Block, Category, Label
from newsclean.readers.markup import has_markup, strip_markup
from newsclean.readers.text_lines import Line
from newsclean.text.normalise import tidy
from newsclean.text.patterns import compile_later

MAX_LINES, MAX_CHARS = 100, 20_000
"""Lines and characters of front matter. Longer text between dashes is the article's. A guess; not measured."""
_KEY_RE = compile_later(r"[A-Za-z][\w -]{0,40}")
_PAIR_OR_ITEM_RE = compile_later(rf"- |{_KEY_RE.pattern}:(?:\s|$)")
_PLAIN_VALUE_RE = compile_later(rf"^({_KEY_RE.pattern}:|[ \t]*-)[ \t]+(?!name:)([^\s\"'\[{{>|&*!].*)", re.MULTILINE)
_KEYS = {
    "headline": "title headline",
    "standfirst": "standfirst",
    "description": "description summary",
    "authors": "author authors byline",
    "published": "date published date_published",
    "modified": "modified updated lastmod date_modified",
    "url": "url source_url canonical",
    "site_name": "sitename site_name",
    "publisher": "publisher",
    "section": "section",
    "tags": "tags keywords",
    "language": "language lang",
}
_FIELD_OF_KEY = {key: field for field, keys in _KEYS.items() for key in keys.split()}
_LISTS = ("authors", "tags")
_NULLS = frozenset(("", "null", "~"))


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of a text: fields of `Metadata`, its lines as labelled blocks, and the offset behind it."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    labels: tuple[Label, ...] = ()
    end: int = 0


def read_front_matter(lines: Sequence[Line], text: str) -> FrontMatter:
    """Read the front matter at the start of a text: a line of three dashes, YAML, and three dashes again.

    Without front matter the result is empty. Two dividers around ordinary text are no front matter.
    """
    first = next((index for index, line in enumerate(lines) if line.text), 0)
    if not lines or lines[first].text != "---":
        return FrontMatter()
    window = range(first + 1, min(len(lines), first + MAX_LINES))
    last = next((index for index in window if lines[index].text == "---"), None)
    if last is None or lines[last].start - lines[first].end > MAX_CHARS:
        return FrontMatter()
    values = _values(text[lines[first].end : lines[last].start])
    inside = [line.text for line in lines[first + 1 : last] if line.text]
    if not values or not (_FIELD_OF_KEY.keys() & values.keys() or all(map(_PAIR_OR_ITEM_RE.match, inside))):
        return FrontMatter()
    shown = [line for line in lines[first : last + 1] if line.text]
    return FrontMatter(
        _fields(values),
        tuple(Block(line.text, "p", start=line.start, end=line.end) for line in shown),
        (Label(Category.OTHER, "front-matter"),) * len(shown),
        lines[last].end,
    )


def _values(yaml_text: str) -> dict[str, list[str]]:
    """Return the strings under each key of a YAML mapping; nothing if the text is no such mapping."""
    data = _load(yaml_text)
    if not isinstance(data, dict) or not all(isinstance(key, str) and _KEY_RE.fullmatch(key) for key in data):
        return {}
    return {key.strip().lower().replace("-", "_").replace(" ", "_"): list(_strings(data[key])) for key in data}


def _load(yaml_text: str) -> Any:
    """Return the data of a YAML text, None if it is broken. Scalars stay strings, so that a date keeps its spelling.

    Crawlers forget to quote "Ferry: the return" and "Pier #1", so all plain values of one line are quoted first.
    """
    # start-up: most texts have no front matter, and PyYAML takes 20 ms to import
    import yaml

    for attempt in (_PLAIN_VALUE_RE.sub(_quote, yaml_text), yaml_text):
        try:
            return yaml.load(attempt, Loader=yaml.BaseLoader)  # noqa: S506 - it makes strings, lists and mappings only
        except (yaml.YAMLError, RecursionError):
            continue
    return None


def _quote(pair: re.Match[str]) -> str:
    value = pair[2].replace("'", "''")
    return f"{pair[1]} '{value}'"


def _strings(value: Any) -> Iterable[str]:
    """Yield the strings of a value: itself, the items of a list, or the name of a mapping."""
    for item in value if isinstance(value, list) else [value]:
        found = item.get("name") if isinstance(item, dict) else item
        if isinstance(found, str) and (text := tidy(found)) not in _NULLS:
            yield text


def _fields(values: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the values as fields of `Metadata`. Of two keys for one field the first counts."""
    fields: dict[str, Any] = {}
    for key, given in values.items():
        name = _FIELD_OF_KEY.get(key)
        found = given if name == "url" else [text for value in given if (text := _without_markup(value))]
        if name and found and name not in fields:
            fields[name] = tuple(found) if name in _LISTS else found[0]
    return fields


def _without_markup(value: str) -> str:
    """Return a value without left-over tags and Markdown, as the reader strips them from the text."""
    return strip_markup(value, value, 0, markdown=False, is_item=False).text if has_markup(value) else value
