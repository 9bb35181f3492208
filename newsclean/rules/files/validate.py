"""The form of a publication file: which keys there are, and what each may hold.

A kind of value is a function that checks one and raises `RuleFileError`, with file, line and key. `KEYS` is the whole
format; `check_keys` holds a file against it. Selectors and patterns are compiled by `check_expressions` only, which
needs lxml and RE2: loading them takes as long as cleaning a text dump.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from newsclean.blocks import Category, Policy
from newsclean.errors import did_you_mean
from newsclean.rules.files.toml import KeyPath, RuleFile

Validator = Callable[[RuleFile, KeyPath, Any], None]

FIELD_NAMES = ("headline", "standfirst", "authors", "published", "modified", "section", "tags", "publisher", "image")
"""The fields that `[html]` may say the place of."""
EVIDENCE = ("options", "url", "canonical", "site-name", "publisher", "fingerprint", "signature")
"""How a page may find its publication, strongest first."""
MAX_SHOWN_CHARS = 100
_ID_RE = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*\Z")
_DOMAIN_RE = re.compile(r"(?:\*\.)?(?:[\w-]+\.)+[\w-]{2,}(?:/[^\s?#]*)?\Z")
_LANGUAGE_RE = re.compile(r"[a-z]{2,3}\Z")


def check_keys(file: RuleFile) -> None:
    """Check that a file has known keys only, each with a value of its kind. Raises `RuleFileError`."""
    table(KEYS)(file, (), file.data)


def text(file: RuleFile, path: KeyPath, value: Any) -> None:
    """Check a string that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise file.error(path, "expected a string that is not empty")


def texts(file: RuleFile, path: KeyPath, value: Any) -> None:
    """Check a string, or a list of strings."""
    if isinstance(value, str):
        return text(file, path, value)
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise file.error(path, "expected a string or a list of strings")
    return None


def flag(file: RuleFile, path: KeyPath, value: Any) -> None:
    """Check a truth value."""
    if not isinstance(value, bool):
        raise file.error(path, "expected true or false")


def number(file: RuleFile, path: KeyPath, value: Any) -> None:
    """Check a whole number above 0."""
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise file.error(path, "expected a whole number above 0")


def day(file: RuleFile, path: KeyPath, value: Any) -> None:
    """Check a day, which TOML writes without quotes."""
    if not isinstance(value, date):
        raise file.error(path, "expected a day without quotes, as in 2024-05-31")


def field_values(file: RuleFile, path: KeyPath, value: Any) -> None:
    """Check a table of facts: texts, or lists of texts."""
    if not isinstance(value, dict):
        raise file.error(path, "expected a table")
    for key, content in value.items():
        if content != "" and content != []:
            texts(file, (*path, key), content)


def one_of(words: Iterable[str]) -> Validator:
    """Return the kind of a string that is one of some words."""
    known = [str(word) for word in words]

    def check(file: RuleFile, path: KeyPath, value: Any) -> None:
        if not isinstance(value, str) or value not in known:
            raise file.error(path, f"unknown {str(path[-1]).split('_')[0]} {value!r}{did_you_mean(str(value), known)}")

    return check


def matching(pattern: re.Pattern[str], what: str) -> Validator:
    """Return the kind of strings of a certain form; `what` names it."""

    def check(file: RuleFile, path: KeyPath, value: Any) -> None:
        texts(file, path, value)
        for item in [value] if isinstance(value, str) else value:
            if item != "..." and not pattern.match(item):
                raise file.error(path, f"{item!r} is not {what}")

    return check


def table(keys: Mapping[str, Validator], needs: Iterable[str] = ()) -> Validator:
    """Return the kind of a table with some keys, of which it needs some."""

    def check(file: RuleFile, path: KeyPath, value: Any) -> None:
        if not isinstance(value, dict):
            raise file.error(path, f"expected a table, [{path[-1]}]")
        for key, content in value.items():
            if key not in keys:
                raise file.error((*path, key), f"unknown key{did_you_mean(key, keys)}")
            keys[key](file, (*path, key), content)
        for key in needs:
            if key not in value:
                raise file.error(path, f"has no {key}")

    return check


def tables(kind: Validator) -> Validator:
    """Return the kind of an array of tables, whose ids differ."""

    def check(file: RuleFile, path: KeyPath, value: Any) -> None:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise file.error(path, f"expected [[{path[-1]}]] tables")
        seen: set[str] = set()
        for index, item in enumerate(value):
            kind(file, (*path, index), item)
            if item.get("id") in seen:
                raise file.error((*path, index, "id"), f"{item['id']!r} is there twice")
            seen |= {item["id"]} if "id" in item else set()

    return check


def place(file: RuleFile, path: KeyPath, value: Any) -> None:
    """Check the place of a fact: a selector, a table with one, or a list of either."""
    if isinstance(value, list):
        for item in value:
            place(file, path, item)
    elif isinstance(value, dict):
        table(_PLACE_KEYS, ("select",))(file, path, value)
        if "timezone" in value:
            _check_zone(file, (*path, "timezone"), value["timezone"])
    else:
        text(file, path, value)


def _check_zone(file: RuleFile, path: KeyPath, name: str) -> None:
    from zoneinfo import ZoneInfo, available_timezones

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise file.error(path, f"unknown time zone {name!r}{did_you_mean(name, available_timezones())}") from None


def _separators(file: RuleFile, path: KeyPath, value: Any) -> None:
    if not isinstance(value, bool):
        texts(file, path, value)


def _rule(*, keeps: bool) -> Validator:
    keys = _RULE_KEYS if not keeps else {k: v for k, v in _RULE_KEYS.items() if k not in ("span", "span_regex")}
    plain = table(keys, ("id",))

    def check(file: RuleFile, path: KeyPath, value: Any) -> None:
        plain(file, path, value)
        if ("through" in value or "until" in value) and "from" not in value:
            raise file.error(path, "`through` and `until` need a `from`")
        if "through" in value and "until" in value:
            raise file.error(path, "has `through` and `until`, which say the same end twice")

    return check


def check_complete(file: RuleFile, data: Mapping[str, Any]) -> None:
    """Check what a rule must have once everything it inherits is in `data`; `file` is for messages.

    Raises `RuleFileError`.
    """
    for kind in ("keep", "drop"):
        for index, rule in enumerate(data.get(kind, ())):
            path = _path_of(file, kind, rule["id"], index)
            if kind == "drop" and "category" not in rule:
                raise file.error(path, "has no category")
            if not any(matcher in rule for matcher in MATCHERS):
                raise file.error(path, f"matches nothing; give it one of {', '.join(MATCHERS)}")
            if "from" in rule and "through" not in rule and "until" not in rule:
                raise file.error(path, "`from` needs a `through` or an `until`; for all that follows there is `tail`")


def check_reachable(file: RuleFile, data: Mapping[str, Any]) -> None:
    """Check that no rule's category is out of reach, because what it matches has another one by a rule before it.

    Rules with guards reach further than their words, and are left out. Raises `RuleFileError`.
    """
    for kind in ("keep", "drop"):
        taken: dict[tuple[str, str], Mapping[str, Any]] = {}
        for index, rule in enumerate(data.get(kind, ())):
            if rule.get("off") or any(guard in rule for guard in GUARDS):
                continue
            for key in _WHOLE_MATCHERS:
                for word in [rule[key]] if isinstance(rule.get(key), str) else rule.get(key, ()):
                    other = taken.setdefault((key, word), rule)
                    if other.get("category") != rule.get("category"):
                        owner = f"{kind}.{other['id']} takes as {other.get('category', 'kept')}"
                        raise file.error(
                            _path_of(file, kind, rule["id"], index), f"{shortened(word)!r} is what {owner}"
                        )


def _path_of(file: RuleFile, kind: str, rule_id: str, index: int) -> KeyPath:
    own = file.data.get(kind, [])
    return (kind, next((i for i, rule in enumerate(own) if rule.get("id") == rule_id), index))


GUARDS = ("unless", "only", "zone", "max_chars", "max_blocks")
_WHOLE_MATCHERS = ("css", "xpath", "line", "starts", "regex")
MATCHERS = ("css", "xpath", "line", "starts", "regex", "from", "tail", "header", "span", "span_regex")
_IDS = matching(_ID_RE, "lower-case words joined by hyphens")
_RULE_KEYS: Mapping[str, Validator] = {
    "id": _IDS,
    "category": one_of(Category),
    "why": text,
    **dict.fromkeys(MATCHERS, texts),
    "through": texts,
    "until": texts,
    "unless": texts,
    "only": one_of(("html", "text")),
    "zone": one_of(("head", "tail", "any")),
    "max_chars": number,
    "max_blocks": number,
    "off": flag,
}
_PLACE_KEYS: Mapping[str, Validator] = {
    "select": text,
    "regex": text,
    "split": _separators,
    "format": texts,
    "timezone": text,
}
_COMMON_KEYS: Mapping[str, Validator] = {
    "language": matching(_LANGUAGE_RE, "a language of ISO 639, as in en"),
    "html": table(
        {
            "main": texts,
            "paragraphs": texts,
            "inside": one_of(("keep", "classify")),
            **dict.fromkeys(FIELD_NAMES, place),
        }
    ),
    "text": table({"below": texts}),
    "policy": table({category.value: one_of(Policy) for category in Category}),
    "keep": tables(_rule(keeps=True)),
    "drop": tables(_rule(keeps=False)),
}
_TEST_KEYS: Mapping[str, Validator] = {
    "page": text,
    "text": text,
    "html": text,
    "url": text,
    "matched_by": one_of(EVIDENCE),
    "keeps": texts,
    "drops": texts,
    "fields": field_values,
}


def _test(file: RuleFile, path: KeyPath, value: Any) -> None:
    table(_TEST_KEYS)(file, path, value)
    if sum(key in value for key in ("page", "text", "html")) != 1:
        raise file.error(path, "a test has one of page, text, html")


KEYS: Mapping[str, Validator] = {
    "id": _IDS,
    "name": text,
    "names": texts,
    "domains": matching(_DOMAIN_RE, "a domain, as in example.com"),
    "signatures": texts,
    "fingerprints": texts,
    "extends": _IDS,
    **_COMMON_KEYS,
    "generation": tables(table({"id": _IDS, "since": day, "until": day, "probe": texts, **_COMMON_KEYS}, ("id",))),
    "test": tables(_test),
}
"""Every key of a publication file."""


def check_expressions(file: RuleFile) -> None:
    """Compile every selector and pattern of a file. Raises `RuleFileError` for the first that does not compile."""
    from newsclean.rules.patterns import PatternError, compile_pattern
    from newsclean.rules.selectors import SelectorError, compile_selector

    for path, kind, expression in expressions(file.data):
        try:
            if kind == "pattern":
                compile_pattern(expression)
            else:
                compile_selector(expression, kind)
        except (PatternError, SelectorError) as error:
            raise file.error(path, f"{shortened(expression)!r} {error}") from None


def shortened(text: str) -> str:
    """Return a text as a message has room for it."""
    return text if len(text) <= MAX_SHOWN_CHARS else f"{text[:MAX_SHOWN_CHARS]}…"


def expressions(data: Mapping[str, Any], path: KeyPath = ()) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield the place, the kind ("css", "xpath", "pattern", "any") and the text of each selector and pattern."""
    for key, value in data.items():
        here = (*path, key)
        if key == "html" and isinstance(value, Mapping):
            yield from _html_expressions(value, here)
        elif key in ("drop", "keep", "generation"):
            for index, item in enumerate(value):
                yield from expressions(item, (*here, index))
        elif key in _KIND_OF_KEY:
            for item in [value] if isinstance(value, str) else value:
                if item != "...":
                    yield here, _KIND_OF_KEY[key], item


_KIND_OF_KEY = {
    "css": "css",
    "xpath": "xpath",
    "regex": "pattern",
    "span_regex": "pattern",
    "unless": "pattern",
    "probe": "any",
    "fingerprints": "any",
}


def _html_expressions(html: Mapping[str, Any], path: KeyPath) -> Iterator[tuple[KeyPath, str, str]]:
    from newsclean.rules.types import split_attribute

    for key, value in html.items():
        if key == "inside":
            continue
        for item in value if isinstance(value, list) else [value]:
            selector = item["select"] if isinstance(item, Mapping) else item
            if selector != "...":
                yield (*path, key), "any", split_attribute(selector)[0] if key in FIELD_NAMES else selector
            if isinstance(item, Mapping) and "regex" in item:
                yield (*path, key), "pattern", item["regex"]
