"""The JSON Schema: generated from the types, and true of every article."""

from __future__ import annotations

import json
import subprocess
import sys

import jsonschema
import pytest

from newsclean import Source, clean
from newsclean.article import ARTICLE_SCHEMA
from newsclean.render import (
    FIELD_ORDER,
    to_dict,
    to_json,
)
from tests.support.golden import PAGES, pages
from tests.support.schema import DESCRIPTIONS, SCHEMA_FILE, article_schema, schema_text


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "newsclean", *arguments], capture_output=True, text=True)


def test_the_schema_file_is_generated_from_the_types() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), "run python -m tests.support.reference"


def test_the_schema_is_valid_and_describes_every_field() -> None:
    schema = article_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert list(schema["properties"]) == FIELD_ORDER == list(DESCRIPTIONS)
    assert schema["properties"]["schema"]["const"] == ARTICLE_SCHEMA


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
@pytest.mark.parametrize("blocks", [True, False])
def test_articles_keep_to_the_schema(page: object, blocks: bool) -> None:
    article = clean(Source.from_path(str(page)))
    jsonschema.validate(json.loads(to_json(article, blocks=blocks)), article_schema())


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("authors", "Ana Ruiz"), ("word_count", "7"), ("access", "free"), ("ledger", [{}]), ("schema", 1), ("body", None)],
)
def test_the_schema_refuses_wrong_types(field: str, wrong: object) -> None:
    data = to_dict(clean(Source.from_path(PAGES / "harbour-post.html")))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data | {field: wrong}, article_schema())


def test_schema_verb_prints_the_file() -> None:
    assert run("schema").stdout == SCHEMA_FILE.read_text(encoding="utf-8")
