"""What a publication file may say. Strict: whatever is not in this module is an error that names file, line and key.

A file is one publication:

    id, name            required; the id is the file's name
    language            ISO 639-1
    domains             a host matches when it equals one or ends with "." + one
    signatures          how a text dump gives itself away; see `identify`
    [html]              main: CSS selectors of the container, the first that matches wins; headline: CSS
    [[drop]]            a rule: id, category, why, and what it matches
      css               HTML elements
      line              the whole block
      starts            the start of the block
      from + through    all blocks from one that starts with `from` to the first that ends with `through`, both included
    [[test]]            page (a file name of fixtures/) or text; keeps, drops: lines that must and must not survive
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newsclean.blocks import Category
from newsclean.errors import RuleFileError, nearest

_ID_RE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True)
class Rule:
    """One `[[drop]]`: the blocks it matches get `category`, with the reason `publication:id`."""

    id: str
    category: Category
    why: str = ""
    css: str | None = None
    line: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    from_: str | None = None
    through: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """One `[[test]]`: a page, and lines that must (`keeps`) and must not (`drops`) be in its body."""

    page: str | None = None
    text: str | None = None
    keeps: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication file."""

    id: str
    name: str
    language: str | None = None
    domains: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    main: tuple[str, ...] = ()
    headline: str | None = None
    rules: tuple[Rule, ...] = ()
    examples: tuple[Example, ...] = ()

    def has_host(self, host: str) -> bool:
        """Whether a host is one of this publication's: equal to a domain, or a subdomain of it."""
        return any(host == domain or host.endswith("." + domain) for domain in self.domains)


@dataclass(frozen=True, slots=True)
class _File:
    """A file being read, for messages that name the place."""

    name: str
    text: str

    def error(self, key: str, problem: str) -> RuleFileError:
        word = re.compile(rf"(?<!\w){re.escape(key)}(?!\w)")
        line = next((n for n, line in enumerate(self.text.splitlines(), 1) if word.search(line)), None)
        place = f"{self.name}:{line}" if line else self.name
        return RuleFileError(f"{place}: {key}: {problem}")

    def table(self, value: Any, key: str, known: Mapping[str, type]) -> dict[str, Any]:
        """Check that a value is a table with known keys of the right types."""
        if not isinstance(value, dict):
            raise self.error(key, "expected a table")
        for name, content in value.items():
            if name not in known:
                raise self.error(name, f"unknown key{nearest(name, known)}")
            if known[name] is tuple:
                if not isinstance(content, list) or not all(isinstance(text, str) and text for text in content):
                    raise self.error(name, "expected a list of strings")
            elif not isinstance(content, known[name]) or content == "":
                raise self.error(name, f"expected a {known[name].__name__}")
        return value

    def tables(self, value: Any, key: str, known: Mapping[str, type]) -> list[dict[str, Any]]:
        """Check an array of tables."""
        if not isinstance(value, list):
            raise self.error(key, f"expected [[{key}]] tables")
        return [self.table(item, key, known) for item in value]


_PUBLICATION_KEYS = {
    "id": str,
    "name": str,
    "language": str,
    "domains": tuple,
    "signatures": tuple,
    "html": dict,
    "drop": list,
    "test": list,
}
_HTML_KEYS = {"main": tuple, "headline": str}
_RULE_KEYS = {
    "id": str,
    "category": str,
    "why": str,
    "css": str,
    "line": tuple,
    "starts": tuple,
    "from": str,
    "through": str,
}
_TEST_KEYS = {"page": str, "text": str, "keeps": tuple, "drops": tuple}
_MATCHERS = ("css", "line", "starts", "from")


def parse_publication(text: str, name: str) -> Publication:
    """Read a publication file's text; `name` is the file, for messages.

    Raises `RuleFileError` for anything that is not in the format.
    """
    file = _File(name, text)
    try:
        data = file.table(tomllib.loads(text), "publication", _PUBLICATION_KEYS)
    except tomllib.TOMLDecodeError as error:
        raise RuleFileError(f"{name}: {error}") from None
    for key in ("id", "name"):
        if key not in data:
            raise RuleFileError(f"{name}: {key}: missing")
    if not _ID_RE.match(data["id"]):
        raise file.error("id", f"{data['id']!r} is not lower-case words joined by hyphens")
    html = file.table(data.get("html", {}), "html", _HTML_KEYS)
    return Publication(
        id=data["id"],
        name=data["name"],
        language=data.get("language"),
        domains=tuple(domain.lower() for domain in data.get("domains", ())),
        signatures=tuple(data.get("signatures", ())),
        main=tuple(html.get("main", ())),
        headline=html.get("headline"),
        rules=tuple(_rule(file, rule) for rule in file.tables(data.get("drop", []), "drop", _RULE_KEYS)),
        examples=tuple(_example(file, test) for test in file.tables(data.get("test", []), "test", _TEST_KEYS)),
    )


def _rule(file: _File, data: Mapping[str, Any]) -> Rule:
    for key in ("id", "category"):
        if key not in data:
            raise file.error("drop", f"a rule has no {key}")
    if data["category"] not in list(Category):
        raise file.error(data["category"], f"unknown category{nearest(data['category'], list(Category))}")
    if not any(matcher in data for matcher in _MATCHERS):
        raise file.error(data["id"], f"the rule matches nothing; give it one of {', '.join(_MATCHERS)}")
    if ("from" in data) != ("through" in data):
        raise file.error(data["id"], "`from` and `through` go together")
    return Rule(
        id=data["id"],
        category=Category(data["category"]),
        why=data.get("why", ""),
        css=data.get("css"),
        line=tuple(data.get("line", ())),
        starts=tuple(data.get("starts", ())),
        from_=data.get("from"),
        through=data.get("through"),
    )


def _example(file: _File, data: Mapping[str, Any]) -> Example:
    if ("page" in data) == ("text" in data):
        raise file.error("test", "a test has either a page or a text")
    return Example(data.get("page"), data.get("text"), tuple(data.get("keeps", ())), tuple(data.get("drops", ())))


def check_selectors(publication: Publication, text: str, name: str) -> None:
    """Compile every selector of a publication; `text` and `name` are its file's, for messages.

    Parsing leaves this out: it needs lxml, which takes as long to load as a text dump takes to clean.
    Raises `RuleFileError` for the first one that is no CSS.
    """
    from cssselect import SelectorError

    from newsclean.rules.selectors import compile_selector

    for selector in (*publication.main, publication.headline, *(rule.css for rule in publication.rules)):
        try:
            compile_selector(selector or "*")
        except SelectorError as error:
            raise _File(name, text).error(selector or "", f"not a CSS selector: {error}") from None
