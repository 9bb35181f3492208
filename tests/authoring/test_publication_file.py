"""Publication files as text."""

from __future__ import annotations

import tomllib

from hypothesis import example, given
from hypothesis import strategies as st

from newsclean.authoring.publication_file import publication_text


def test_tables_are_read_as_they_were_written() -> None:
    data = {
        "id": "post",
        "name": 'Say "so"\t\x7f\u202e',
        "html": {"main": ["a", "b" * 200], "published": {"select": "time", "format": ["%d"], "timezone": "UTC"}},
        "drop": [{"id": "x", "category": "share", "line": ["A\nB"], "max_chars": 3, "off": True}],
    }
    assert tomllib.loads(publication_text(data)) == data


@example("\r\n", [])
@given(st.text(), st.lists(st.text(), max_size=4))
def test_every_string_is_read_as_it_was_written(text: str, items: list[str]) -> None:
    data = {"id": "post", "name": text, "drop": [{"id": "x", "line": items}], "test": [{"html": f"<p>\n{text}"}]}
    assert tomllib.loads(publication_text(data)) == data


def test_comments_are_above_tables_and_behind_values() -> None:
    data = {"id": "post", "html": {"main": ["div.a", "div.b"]}, "drop": [{"id": "x", "line": ["Share"]}]}
    origins = {("id",): "a.toml:1", ("html", "main", "div.a"): "a.toml:3", ("html", "main", "div.b"): "b.toml:2"}
    text = publication_text(data, ["Learned"], {"x": ["Share this"]}, lambda place: origins.get(place, ""))
    assert text.splitlines() == [
        "# Learned",
        "",
        'id = "post" # a.toml:1',
        "",
        "[html]",
        "main = [",
        '    "div.a", # a.toml:3',
        '    "div.b", # b.toml:2',
        "]",
        "",
        "[[drop]]",
        "# Share this",
        'id = "x"',
        'line = ["Share"]',
    ]
