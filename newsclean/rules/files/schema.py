"""The JSON Schema of publication files, for editors: made from the validators that check them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newsclean.rules.files import form

_TEXT: Mapping[str, Any] = {"type": "string", "minLength": 1}


def file_schema() -> dict[str, Any]:
    """Return the JSON Schema of a publication file. It allows a little more than `rules check`, and never less."""
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": "newsclean publication file"}
    return head | schema_of(form.Table(form.KEYS, ("id",)))


def schema_of(validator: form.Validator) -> dict[str, Any]:
    """Return the schema of the values that a validator takes; {} for one that has no schema."""
    match validator:
        case form.OneOf(words):
            return {"enum": [str(word) for word in words]}
        case form.Matching(_, description):
            return _texts() | {"description": description}
        case form.Table(keys, required):
            properties = {key: schema_of(value) for key, value in keys.items()}
            return {
                "type": "object",
                "properties": properties,
                "required": list(required),
                "additionalProperties": False,
            }
        case form.Tables(table):
            return {"type": "array", "items": schema_of(table)}
    named: dict[form.Validator, dict[str, Any]] = {
        form.text: dict(_TEXT),
        form.time_zone: dict(_TEXT),
        form.texts: _texts(),
        form.flag: {"type": "boolean"},
        form.number: {"type": "integer", "minimum": 1},
        form.field_values: {"type": "object"},
    }
    return named.get(validator, {})


def _texts() -> dict[str, Any]:
    return {"anyOf": [dict(_TEXT), {"type": "array", "items": dict(_TEXT)}]}
