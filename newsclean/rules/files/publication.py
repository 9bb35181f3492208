"""Building a `Publication` from the tables of a publication file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newsclean.blocks import Category, Policy
from newsclean.errors import RuleFileError
from newsclean.rules.files.form import FIELD_NAMES, check_keys
from newsclean.rules.files.merge import merge, without_placeholders
from newsclean.rules.files.toml import read_toml, strings_in
from newsclean.rules.files.validate import check_complete
from newsclean.rules.selectors import split_attribute
from newsclean.rules.types import Example, FieldSelector, Generation, Publication, Rule

_SINGLE_KEYS = ("id", "why", "only", "zone", "max_chars", "max_blocks")
"""The keys of a rule that hold one value; every other key holds a list of strings."""


def parse_publication(text: str, name: str) -> Publication:
    """Return the publication in the text of a file; messages call the file `name`.

    Raises `RuleFileError` for anything that the format does not allow.
    """
    file = read_toml(text, name)
    check_keys(file)
    check_complete(file, file.data)
    return build(without_placeholders(file.data), name)


def build(data: Mapping[str, Any], name: str) -> Publication:
    """Return the publication in checked tables. Raises `RuleFileError` if they have no id or no name."""
    for key in ("id", "name"):
        if key not in data:
            raise RuleFileError(f"{name}: {key}: missing")
    html = data.get("html", {})
    whole = {key: value for key, value in data.items() if key != "generation"}
    rules = [("keep", rule) for rule in data.get("keep", ())] + [("drop", rule) for rule in data.get("drop", ())]
    return Publication(
        id=data["id"],
        name=data["name"],
        language=data.get("language"),
        domains=tuple(domain.lower() for domain in strings_in(data.get("domains"))),
        inside=html.get("inside", "classify" if "paragraphs" in html else "keep"),
        **_lists_in(data, "names", "signatures", "fingerprints"),
        **_lists_in(html, "main", "paragraphs"),
        **_lists_in(data.get("text", {}), "below"),
        fields={key: _field_selectors(html[key]) for key in FIELD_NAMES if key in html},
        policy={Category(key): Policy(value) for key, value in data.get("policy", {}).items()},
        rules=tuple(_rule(kind, rule) for kind, rule in rules if not rule.get("off")),
        generations=tuple(_generation(generation, whole, name) for generation in data.get("generation", ())),
        examples=examples_in(data),
    )


def _rule(kind: str, data: Mapping[str, Any]) -> Rule:
    values: dict[str, Any] = {
        "from_" if key == "from" else key: value if key in _SINGLE_KEYS else strings_in(value)
        for key, value in data.items()
        if key not in ("category", "off")
    }
    return Rule(**values, keeps=kind == "keep", category=Category(data["category"]) if "category" in data else None)


def _field_selectors(value: Any) -> tuple[FieldSelector, ...]:
    return tuple(map(_field_selector, value if isinstance(value, list) else [value]))


def _field_selector(value: str | Mapping[str, Any]) -> FieldSelector:
    data = {"select": value} if isinstance(value, str) else value
    selector, attribute = split_attribute(data["select"])
    split = data.get("split", True)
    lists = {"split": split if isinstance(split, bool) else strings_in(split), **_lists_in(data, "format")}
    return FieldSelector(**{**data, **lists, "select": selector, "attribute": attribute})


def _generation(data: Mapping[str, Any], whole: Mapping[str, Any], name: str) -> Generation:
    own = {key: value for key, value in data.items() if key not in ("id", "since", "until", "probe")}
    # TOML also has days with a time
    since, until = (data[key].isoformat()[:10] if key in data else None for key in ("since", "until"))
    return Generation(
        id=data["id"],
        since=since,
        until=until,
        probe=strings_in(data.get("probe")),
        publication=build(merge(whole, own), name),
    )


def examples_in(data: Mapping[str, Any]) -> tuple[Example, ...]:
    """Return the tests in the tables of a file."""
    tests = data.get("test", ())
    return tuple(Example(**{**test, **_lists_in(test, "keeps", "drops")}) for test in tests)


def _lists_in(data: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: strings_in(data.get(key)) for key in keys}
