"""JSON and JSON Lines: every field, in order, and back to the same article."""

from __future__ import annotations

import dataclasses
import json

import pytest

from newsclean import Article, RestoreError, Source, clean, restore
from newsclean.metadata import Access
from newsclean.render import (
    FIELD_ORDER,
    to_dict,
    to_json,
    to_jsonl,
)
from newsclean.render.json import KEY_FIELDS, from_json
from newsclean.render.jsonl import ledger_to_jsonl
from tests.support.golden import DUMPS, FIXTURES, PAGES

AWKWARD = Article(
    source="x",
    encoding="utf-8",
    headline='Mayor: "No, not yet" # 1\n---',
    authors=("Ana Ruiz", "Yes: No"),
    published="2023-04-03",
    section="null",
    tags=("no", "1.0", "a, b; c"),
    image={"url": "https://island.example/a.jpg"},
    access=Access("truncated", 0.43),
    body="One.",
)


def test_json_has_every_field_in_the_documented_order() -> None:
    article = clean(Source.from_path(PAGES / "harbour-post.html"))
    assert list(json.loads(to_json(article, blocks=True))) == [name for name in FIELD_ORDER if name not in KEY_FIELDS]
    assert "blocks" not in to_dict(article)
    fields = {field.name for field in dataclasses.fields(article)} - {"site_name", "container"}
    assert set(FIELD_ORDER) == fields | {"links", *KEY_FIELDS}


@pytest.mark.parametrize(
    "article", [AWKWARD, clean(Source.from_path(PAGES / "harbour-post.html"))], ids=["awkward", "page"]
)
def test_json_is_indented_as_python_indents_it(article: Article) -> None:
    assert to_json(article) == json.dumps(to_dict(article), ensure_ascii=False, indent=2) + "\n"


def test_jsonl_is_one_line() -> None:
    article = clean(Source.from_path(DUMPS / "moscow-times-dump.txt"))
    assert to_jsonl(article).count("\n") == 1
    assert json.loads(to_jsonl(article)) == json.loads(to_json(article))


@pytest.mark.parametrize("name", ["dumps/moscow-times-dump.txt", "pages/harbour-post.html"])
def test_json_reads_back_to_the_same_article(name: str) -> None:
    article = clean(Source.from_path(FIXTURES / name))
    again = from_json(to_json(article, blocks=True))
    assert to_json(again, blocks=True) == to_json(article, blocks=True)
    assert (again.ledger, again.blocks, again.restoration) == (article.ledger, article.blocks, article.restoration)


def test_ledger_rows_name_their_source() -> None:
    article = clean(Source.from_path(DUMPS / "wrapped-wire.txt"))
    rows = [json.loads(line) for line in ledger_to_jsonl(article).splitlines()]
    assert [(row["source"], row["category"]) for row in rows] == [(article.source, "headline")]


def test_fields_of_a_newer_version_are_ignored() -> None:
    data = to_dict(clean("A ferry sails\n\nThe ferry will sail again on Monday, said the harbour office."))
    article = from_json(json.dumps(data | {"mood": "good"}))
    assert restore(article).startswith(b"A ferry sails\n\n")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", "{}", '{"schema": 1}', '{"schema":1,"source":"x","encoding":"utf-8","body":"","ledger":[{}]}'],
)
def test_input_that_is_no_article_is_refused(text: str) -> None:
    with pytest.raises(RestoreError, match="not an article in JSON"):
        from_json(text)


def test_access_of_the_first_version_is_read() -> None:
    data = to_dict(AWKWARD) | {"access": "Members only"}
    assert from_json(json.dumps(data)).access == Access("metered", None, "Members only")
