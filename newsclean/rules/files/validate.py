"""Checks beyond the form of a publication file: rules are complete and reachable, selectors and patterns compile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from newsclean.errors import shorten
from newsclean.rules.files.form import FIELD_NAMES, MATCHERS
from newsclean.rules.files.merge import INHERITED
from newsclean.rules.files.toml import KeyPath, RuleFile, strings_in
from newsclean.rules.patterns import compile_pattern
from newsclean.rules.selectors import compile_selector, split_attribute
from newsclean.rules.types import PatternError, SelectorError

MAX_SHOWN_CHARS = 100  # of an expression that a message quotes (a guess)
_CONDITIONS = ("unless", "only", "zone", "max_chars", "max_blocks")
_BLOCK_MATCHERS = ("css", "xpath", "line", "starts", "regex")  # the matchers that decide about each block alone
_SYNTAX_OF_KEY = {
    "css": "css",
    "xpath": "xpath",
    "regex": "pattern",
    "span_regex": "pattern",
    "unless": "pattern",
    "probe": "any",
    "fingerprints": "any",
}


def check_complete(file: RuleFile, data: Mapping[str, Any]) -> None:
    """Check that every rule has a category and a matcher; `data` is `file` with all that it inherits.

    Raises `RuleFileError`.
    """
    for path, rule in _rules_in(file, data):
        if path[0] == "drop" and "category" not in rule:
            raise file.error(path, "has no category")
        if not any(matcher in rule for matcher in MATCHERS):
            raise file.error(path, f"matches nothing; give it one of {', '.join(MATCHERS)}")
        if "from" in rule and "through" not in rule and "until" not in rule:
            raise file.error(path, "`from` needs a `through` or an `until`; for all that follows there is `tail`")


def check_reachable(file: RuleFile, data: Mapping[str, Any]) -> None:
    """Check that no earlier rule claims all blocks of a later one under another category.

    A rule with conditions leaves some blocks to the next rule, so this check ignores it. Raises `RuleFileError`.
    """
    owners: dict[tuple[Any, str, str], Mapping[str, Any]] = {}
    for path, rule in _rules_in(file, data):
        if rule.get("off") or any(condition in rule for condition in _CONDITIONS):
            continue
        for key, expression in ((name, text) for name in _BLOCK_MATCHERS for text in strings_in(rule.get(name))):
            owner = owners.setdefault((path[0], key, expression), rule)
            if owner.get("category") != rule.get("category"):
                claim = f"takes {shorten(expression, MAX_SHOWN_CHARS)!r} as {owner.get('category', 'kept')}"
                raise file.error(path, f"{path[0]}.{owner['id']} already {claim}")


def _rules_in(file: RuleFile, data: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Mapping[str, Any]]]:
    """Yield each rule with its path, which is the one in the file if the file has the rule."""
    for kind in ("keep", "drop"):
        places = {rule["id"]: place for place, rule in enumerate(file.data.get(kind, ()))}
        for index, rule in enumerate(data.get(kind, ())):
            yield (kind, places.get(rule["id"], index)), rule


def check_expressions(file: RuleFile) -> None:
    """Compile every selector and pattern of a file. Raises `RuleFileError` for the first that does not compile.

    This loads lxml and RE2, which takes as long as cleaning a text dump.
    """
    for path, syntax, expression in expressions(file.data):
        try:
            if syntax == "pattern":
                compile_pattern(expression)
            else:
                compile_selector(expression, syntax)
        except (PatternError, SelectorError) as error:
            raise file.error(path, f"{shorten(expression, MAX_SHOWN_CHARS)!r} {error}") from None


def expressions(data: Mapping[str, Any], path: KeyPath = ()) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield the key, the syntax ("css", "xpath", "pattern" or "any") and the text of each selector and pattern."""
    for key, value in data.items():
        here = (*path, key)
        if key == "html" and isinstance(value, Mapping):
            yield from _html_expressions(value, here)
        elif key in ("drop", "keep", "generation"):
            for index, item in enumerate(value):
                yield from expressions(item, (*here, index))
        elif key in _SYNTAX_OF_KEY:
            for item in strings_in(value):
                if item != INHERITED:
                    yield here, _SYNTAX_OF_KEY[key], item


def _html_expressions(html: Mapping[str, Any], path: KeyPath) -> Iterator[tuple[KeyPath, str, str]]:
    for key, value in html.items():
        if key == "inside":
            continue
        for item in value if isinstance(value, list) else [value]:
            selector = item["select"] if isinstance(item, Mapping) else item
            if selector != INHERITED:
                yield (*path, key), "any", split_attribute(selector)[0] if key in FIELD_NAMES else selector
            if isinstance(item, Mapping) and "regex" in item:
                yield (*path, key), "pattern", item["regex"]
