"""What recurs on the pages of a publication, as it travels to a worker: rules as JSON, and their hash."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from newsclean.blocks import Category
from newsclean.rules.types import Rule


@dataclass(frozen=True, slots=True)
class LearnedRules:
    """Rules for the pages of a publication that has none of its own; `hash` is what the outputs depend on."""

    json: str
    hash: str

    def rules(self) -> tuple[Rule, ...]:
        """Return the rules."""
        return _rules_of(self.json)


def rules_to_json(rules: Sequence[Rule]) -> str:
    """Return rules as JSON, each with the keys that say something."""
    return json.dumps([_said(rule) for rule in rules], ensure_ascii=False)


def _said(rule: Rule) -> dict[str, object]:
    return {name.name: value for name in dataclasses.fields(rule) if (value := getattr(rule, name.name))}


@lru_cache(maxsize=64)
def _rules_of(text: str) -> tuple[Rule, ...]:
    rules = ({"category": None, **said} for said in json.loads(text))
    return tuple(Rule(**{key: _value(key, value) for key, value in rule.items()}) for rule in rules)


def _value(key: str, value: Any) -> Any:
    return Category(value) if key == "category" and value else tuple(value) if isinstance(value, list) else value
