"""The JSON Schema of publication files takes every file that newsclean takes."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import jsonschema
import pytest

from newsclean.rules.files.layers import built_in_layer
from newsclean.rules.files.schema import file_schema
from tests.conftest import Path, Run

FILES = sorted(Path(built_in_layer().path).rglob("*.toml"))


def test_every_built_in_file_is_valid() -> None:
    validator = jsonschema.Draft7Validator(file_schema())
    for file in FILES:
        data = json.loads(json.dumps(tomllib.loads(file.read_text("utf-8")), default=str))
        assert [error.message for error in validator.iter_errors(data)] == [], file.name


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"id": "a", "nmae": "A"},
        {"id": "a", "drop": [{"id": "x", "category": "shrae"}]},
        {"id": "a", "drop": [{"category": "share"}]},
        {"id": "a", "html": {"main": 7}},
        {"id": "a", "test": {"page": "a.html"}},
    ],
)
def test_mistakes_are_found(wrong: dict[str, Any]) -> None:
    assert not jsonschema.Draft7Validator(file_schema()).is_valid(wrong)


def test_the_verb_prints_it(call: Run) -> None:
    assert json.loads(call("schema", "publication").stdout) == file_schema()
