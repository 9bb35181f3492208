"""What a publication file may say, and what it comes to: a `Publication`.

`README.md` in `newsclean/publications` is the reference of the format. Strict: whatever is not in `form` is an error
that names file, line and key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from newsclean.blocks import Category, Policy
from newsclean.errors import RuleFileError
from newsclean.rules.files.merge import merge, without_placeholders
from newsclean.rules.files.toml import read_toml
from newsclean.rules.files.validate import FIELD_NAMES, check_complete, check_keys


@dataclass(frozen=True, slots=True)
class Rule:
    """One `[[drop]]` or `[[keep]]`: the blocks it matches get `category`, with the reason `publication:id`.

    `category` is None for a `[[keep]]` that leaves blocks what their tags say they are.
    """

    id: str
    category: Category | None
    keeps: bool = False
    why: str = ""
    css: tuple[str, ...] = ()
    xpath: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    regex: tuple[str, ...] = ()
    from_: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    span: tuple[str, ...] = ()
    span_regex: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    only: str | None = None
    zone: str | None = None
    max_chars: int | None = None
    max_blocks: int | None = None


@dataclass(frozen=True, slots=True)
class FieldSelector:
    """Where an HTML page has a fact, one of several places to look: selector, and how to read what it finds."""

    select: str
    attribute: str | None = None
    regex: str | None = None
    split: tuple[str, ...] | bool = True
    format: tuple[str, ...] = ()
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """One `[[test]]`: a page, and lines that must (`keeps`) and must not (`drops`) be in its body.

    `page` is a file, `text` and `html` are the page itself. `fields` are facts that the article must state.
    """

    page: str | None = None
    text: str | None = None
    html: str | None = None
    url: str | None = None
    matched_by: str | None = None
    keeps: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Generation:
    """What a publication's pages of one time look like: the publication with what differs put in.

    The days are ISO 8601; `since` is the first, `until` the first no more. `probe` are selectors, one of which matches.
    """

    id: str
    since: str | None
    until: str | None
    probe: tuple[str, ...]
    publication: Publication


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication file, with what it extends put in."""

    id: str
    name: str
    names: tuple[str, ...] = ()
    language: str | None = None
    domains: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    fingerprints: tuple[str, ...] = ()
    main: tuple[str, ...] = ()
    inside: str = "keep"
    paragraphs: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    fields: Mapping[str, tuple[FieldSelector, ...]] = field(default_factory=lambda: MappingProxyType({}))
    policy: Mapping[Category, Policy] = field(default_factory=lambda: MappingProxyType({}))
    rules: tuple[Rule, ...] = ()
    generations: tuple[Generation, ...] = ()
    examples: tuple[Example, ...] = ()


def parse_publication(text: str, name: str) -> Publication:
    """Read a publication file's text; `name` is the file, for messages.

    Raises `RuleFileError` for anything that is not in the format.
    """
    file = read_toml(text, name)
    check_keys(file)
    check_complete(file, file.data)
    return build(without_placeholders(file.data), name)


def build(data: Mapping[str, Any], name: str) -> Publication:
    """Build a publication from tables whose form has been checked. Raises `RuleFileError` for what is missing."""
    for key in ("id", "name"):
        if key not in data:
            raise RuleFileError(f"{name}: {key}: missing")
    html = data.get("html", {})
    whole = {key: value for key, value in data.items() if key != "generation"}
    rules = [("keep", rule) for rule in data.get("keep", ())] + [("drop", rule) for rule in data.get("drop", ())]
    return Publication(
        id=data["id"],
        name=data["name"],
        names=strings_in(data.get("names")),
        language=data.get("language"),
        domains=tuple(domain.lower() for domain in strings_in(data.get("domains"))),
        signatures=strings_in(data.get("signatures")),
        fingerprints=strings_in(data.get("fingerprints")),
        main=strings_in(html.get("main")),
        inside=html.get("inside", "classify" if "paragraphs" in html else "keep"),
        paragraphs=strings_in(html.get("paragraphs")),
        below=strings_in(data.get("text", {}).get("below")),
        fields={key: _fields(html[key]) for key in FIELD_NAMES if key in html},
        policy={Category(key): Policy(value) for key, value in data.get("policy", {}).items()},
        rules=tuple(_rule(kind, rule) for kind, rule in rules if not rule.get("off")),
        generations=tuple(_generation(generation, whole, name) for generation in data.get("generation", ())),
        examples=examples_of(data),
    )


def strings_in(value: Any) -> tuple[str, ...]:
    """Return the strings of a key that has one or a list of them, or is not there."""
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


def _rule(kind: str, data: Mapping[str, Any]) -> Rule:
    lists = {
        "from_" if key == "from" else key: strings_in(value)
        for key, value in data.items()
        if key not in ("id", "category", "why", "only", "zone", "max_chars", "max_blocks", "off")
    }
    return Rule(
        id=data["id"],
        category=Category(data["category"]) if "category" in data else None,
        keeps=kind == "keep",
        why=data.get("why", ""),
        only=data.get("only"),
        zone=data.get("zone"),
        max_chars=data.get("max_chars"),
        max_blocks=data.get("max_blocks"),
        **lists,
    )


def _fields(value: Any) -> tuple[FieldSelector, ...]:
    return tuple(_field(item) for item in (value if isinstance(value, list) else [value]))


def _field(value: str | Mapping[str, Any]) -> FieldSelector:
    data = {"select": value} if isinstance(value, str) else value
    selector, attribute = split_attribute(data["select"])
    split = data.get("split", True)
    return FieldSelector(
        select=selector,
        attribute=attribute,
        regex=data.get("regex"),
        split=split if isinstance(split, bool) else strings_in(split),
        format=strings_in(data.get("format")),
        timezone=data.get("timezone"),
    )


def split_attribute(selector: str) -> tuple[str, str | None]:
    """Return a selector without `::attr(name)` at its end, and the name.

    >>> split_attribute("time.published::attr(datetime)")
    ('time.published', 'datetime')
    """
    body, mark, rest = selector.rpartition("::attr(")
    return (body.strip() or "*", rest.removesuffix(")").strip()) if mark and rest.endswith(")") else (selector, None)


def _generation(data: Mapping[str, Any], whole: Mapping[str, Any], name: str) -> Generation:
    own = {key: value for key, value in data.items() if key not in ("id", "since", "until", "probe")}
    return Generation(
        id=data["id"],
        since=_day(data.get("since")),
        until=_day(data.get("until")),
        probe=strings_in(data.get("probe")),
        publication=build(merge(whole, own), name),
    )


def _day(value: date | None) -> str | None:
    return value.isoformat()[:10] if value else None


def examples_of(data: Mapping[str, Any]) -> tuple[Example, ...]:
    """Return the tests in a file's tables."""
    return tuple(_example(test) for test in data.get("test", ()))


def _example(data: Mapping[str, Any]) -> Example:
    return Example(
        page=data.get("page"),
        text=data.get("text"),
        html=data.get("html"),
        url=data.get("url"),
        matched_by=data.get("matched_by"),
        keeps=strings_in(data.get("keeps")),
        drops=strings_in(data.get("drops")),
        fields=data.get("fields", {}),
    )
