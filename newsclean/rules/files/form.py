"""The form of a publication file: every key, and the values it may hold.

A `Validator` checks one value and raises `RuleFileError` with file, line and key. `KEYS` is the whole format, and
`check_keys` checks a file against it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from newsclean.blocks import Category, Policy
from newsclean.errors import did_you_mean
from newsclean.rules.files.toml import KeyPath, RuleFile
from newsclean.rules.types import EVIDENCE
from newsclean.text.patterns import compile_later

Validator = Callable[[RuleFile, KeyPath, Any], None]

FIELD_NAMES = ("headline", "standfirst", "authors", "published", "modified", "section", "tags", "publisher", "image")
"""The fields for which `[html]` may have selectors."""
MATCHERS = ("css", "xpath", "line", "starts", "regex", "from", "tail", "header", "span", "span_regex")
"""The keys that say which blocks or spans a rule matches."""
_ID_RE = compile_later(r"[a-z0-9]+(?:[-.][a-z0-9]+)*\Z")
_DOMAIN_RE = compile_later(r"(?:\*\.)?(?:[\w-]+\.)+[\w-]{2,}(?:/[^\s?#]*)?\Z")
_LANGUAGE_RE = compile_later(r"[a-z]{2,3}\Z")


def check_keys(file: RuleFile) -> None:
    """Check that a file has only known keys, each with a valid value. Raises `RuleFileError`."""
    Table(KEYS)(file, (), file.data)


def expecting(description: str, is_valid: Callable[[Any], bool]) -> Validator:
    """Return a validator for values that fulfil a condition; messages describe them by `description`."""

    def check(file: RuleFile, path: KeyPath, value: Any) -> None:
        if not is_valid(value):
            raise file.error(path, f"expected {description}")

    return check


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_texts(value: Any) -> bool:
    return _is_text(value) or (isinstance(value, list) and all(map(_is_text, value)))


text = expecting("a string that is not empty", _is_text)
texts = expecting("a string or a list of strings, none of them empty", _are_texts)
flag = expecting("true or false", lambda value: isinstance(value, bool))
number = expecting("a whole number above 0", lambda value: type(value) is int and value > 0)
day = expecting("a day without quotes, as in 2024-05-31", lambda value: isinstance(value, date))
separators = expecting(
    "true, false, a string or a list of strings", lambda value: isinstance(value, bool) or _are_texts(value)
)


def field_values(file: RuleFile, path: KeyPath, value: Any) -> None:
    """Check the fields that a test expects: a table of strings and lists of strings, which may be empty."""
    if not isinstance(value, dict):
        raise file.error(path, "expected a table")
    for key, content in value.items():
        if content != "" and content != []:
            texts(file, (*path, key), content)


@dataclass(frozen=True)
class OneOf:
    """Checks a string that is one of some words."""

    words: Iterable[str]

    def __call__(self, file: RuleFile, path: KeyPath, value: Any) -> None:
        """Check a value. Raises `RuleFileError`."""
        known = [str(word) for word in self.words]
        if not isinstance(value, str) or value not in known:
            raise file.error(path, f"unknown {str(path[-1]).split('_')[0]} {value!r}{did_you_mean(str(value), known)}")


@dataclass(frozen=True)
class Matching:
    """Checks strings that match a pattern; messages describe it by `description`."""

    pattern: re.Pattern[str]
    description: str

    def __call__(self, file: RuleFile, path: KeyPath, value: Any) -> None:
        """Check a value. Raises `RuleFileError`."""
        texts(file, path, value)
        for item in [value] if isinstance(value, str) else value:
            if item != "..." and not self.pattern.match(item):
                raise file.error(path, f"{item!r} is not {self.description}")


@dataclass(frozen=True)
class Table:
    """Checks a table with some keys, a few of them required, and then as a whole."""

    keys: Mapping[str, Validator]
    required: Iterable[str] = ()
    whole: Validator = lambda file, path, value: None  # noqa: ARG005 - most tables have no check as a whole

    def __call__(self, file: RuleFile, path: KeyPath, value: Any) -> None:
        """Check a value. Raises `RuleFileError`."""
        if not isinstance(value, dict):
            raise file.error(path, f"expected a table, [{path[-1]}]")
        for key, content in value.items():
            if key not in self.keys:
                raise file.error((*path, key), f"unknown key{did_you_mean(key, self.keys)}")
            self.keys[key](file, (*path, key), content)
        for key in self.required:
            if key not in value:
                raise file.error(path, f"has no {key}")
        self.whole(file, path, value)


@dataclass(frozen=True)
class Tables:
    """Checks an array of tables with different ids."""

    table: Validator

    def __call__(self, file: RuleFile, path: KeyPath, value: Any) -> None:
        """Check a value. Raises `RuleFileError`."""
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise file.error(path, f"expected [[{path[-1]}]] tables")
        seen: set[str] = set()
        for index, item in enumerate(value):
            self.table(file, (*path, index), item)
            if item.get("id") in seen:
                raise file.error((*path, index, "id"), f"{item['id']!r} is there twice")
            seen |= {item["id"]} if "id" in item else set()


def field_selector(file: RuleFile, path: KeyPath, value: Any) -> None:
    """Check the selectors of a field: a selector, a table with one, or a list of either."""
    if isinstance(value, list):
        for item in value:
            field_selector(file, path, item)
    elif isinstance(value, dict):
        Table(_FIELD_SELECTOR_KEYS, ("select",))(file, path, value)
    else:
        text(file, path, value)


def time_zone(file: RuleFile, path: KeyPath, value: Any) -> None:
    """Check the name of a time zone."""
    # start-up: few files name a time zone
    from zoneinfo import ZoneInfo, available_timezones

    text(file, path, value)
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise file.error(path, f"unknown time zone {value!r}{did_you_mean(value, available_timezones())}") from None


def _whole_rule(file: RuleFile, path: KeyPath, value: Any) -> None:
    if ("through" in value or "until" in value) and "from" not in value:
        raise file.error(path, "`through` and `until` need a `from`")
    if "through" in value and "until" in value:
        raise file.error(path, "`through` and `until` exclude each other: both say where the range ends")


def _whole_test(file: RuleFile, path: KeyPath, value: Any) -> None:
    if sum(key in value for key in ("page", "text", "html")) != 1:
        raise file.error(path, "a test has one of page, text, html")


_ids = Matching(_ID_RE, "lower-case words joined by hyphens")
_KEEP_KEYS: Mapping[str, Validator] = {
    "id": _ids,
    "category": OneOf(Category),
    "why": text,
    **dict.fromkeys((matcher for matcher in MATCHERS if not matcher.startswith("span")), texts),
    "through": texts,
    "until": texts,
    "unless": texts,
    "only": OneOf(("html", "text")),
    "zone": OneOf(("head", "tail", "any")),
    "max_chars": number,
    "max_blocks": number,
    "off": flag,
}
_DROP_KEYS: Mapping[str, Validator] = {**_KEEP_KEYS, "span": texts, "span_regex": texts}
_FIELD_SELECTOR_KEYS: Mapping[str, Validator] = {
    "select": text,
    "regex": text,
    "split": separators,
    "format": texts,
    "timezone": time_zone,
}
_HTML_KEYS: Mapping[str, Validator] = {
    "main": texts,
    "paragraphs": texts,
    "inside": OneOf(("keep", "classify")),
    **dict.fromkeys(FIELD_NAMES, field_selector),
}
_COMMON_KEYS: Mapping[str, Validator] = {
    "language": Matching(_LANGUAGE_RE, "a language of ISO 639, as in en"),
    "html": Table(_HTML_KEYS),
    "text": Table({"below": texts}),
    "policy": Table({category.value: OneOf(Policy) for category in Category}),
    "keep": Tables(Table(_KEEP_KEYS, ("id",), _whole_rule)),
    "drop": Tables(Table(_DROP_KEYS, ("id",), _whole_rule)),
}
_TEST_KEYS: Mapping[str, Validator] = {
    "page": text,
    "text": text,
    "html": text,
    "url": text,
    "matched_by": OneOf(EVIDENCE),
    "keeps": texts,
    "drops": texts,
    "fields": field_values,
}
KEYS: Mapping[str, Validator] = {
    "id": _ids,
    "name": text,
    "names": texts,
    "domains": Matching(_DOMAIN_RE, "a domain, as in example.com"),
    "signatures": texts,
    "fingerprints": texts,
    "extends": _ids,
    **_COMMON_KEYS,
    "generation": Tables(Table({"id": _ids, "since": day, "until": day, "probe": texts, **_COMMON_KEYS}, ("id",))),
    "test": Tables(Table(_TEST_KEYS, (), _whole_test)),
}
"""Every key of a publication file."""
