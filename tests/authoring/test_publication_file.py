"""Publication files as text."""

from __future__ import annotations

import tomllib

from newsclean.authoring.publication_file import publication_text


def test_written_tables_are_read_as_they_were() -> None:
    data = {
        "id": "post",
        "name": 'Say "so"\t\x7f\u202e',
        "html": {"main": ["a", "b" * 200], "published": {"select": "time", "format": ["%d"], "timezone": "UTC"}},
        "drop": [{"id": "x", "category": "share", "line": ["A\nB"], "max_chars": 3, "off": True}],
    }
    assert tomllib.loads(publication_text(data)) == data
