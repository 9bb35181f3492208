"""Front matter: YAML above a text becomes fields, and every character of it stays accounted for."""

from __future__ import annotations

import pytest

from newsclean import Options, Source, clean, restore
from newsclean.readers import read

TEXT = Options(input="text")
STORY = "The ferry left the harbour on Monday morning for the first time since the storms of autumn."
MORE = "Half the village stood on the pier to see it go, and the mayor had slept badly."
FRONT = """---
title: "Ferry \\"Ana\\" returns"
author: [Ana Ruiz, 'Tom Lee']
date: 2024-05-03
tags:
- sea
- boats
fingerprint: 2a4f
---
"""


def fields(yaml: str) -> dict[str, object]:
    """Return the fields that the front matter of a dump gives."""
    metadata = read(Source.from_str(f"---\n{yaml}\n---\n\n{STORY}\n"), TEXT).metadata
    return {name: getattr(metadata, name) for name in metadata.sources}


def test_front_matter_becomes_metadata():
    article = clean(f"{FRONT}\n# Ferry\n\n{STORY}\n\n{MORE}\n", options=TEXT)
    assert article.headline == 'Ferry "Ana" returns'
    assert article.authors == ("Ana Ruiz", "Tom Lee")
    assert (article.published, article.tags) == ("2024-05-03", ("sea", "boats"))
    assert article.sources["headline"] == article.sources["authors"] == "front-matter"
    assert article.body == f"{STORY}\n\n{MORE}"


def test_a_heading_that_says_more_than_the_title_stays():
    article = clean(f"{FRONT}\n# Ferry strikes end\n\n{STORY}\n\n{MORE}\n", options=TEXT)
    assert article.body == f"Ferry strikes end\n\n{STORY}\n\n{MORE}"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_front_matter_is_restored_byte_for_byte(end: str):
    dump = f"{FRONT}\n{STORY}\n\n{MORE}\n".replace("\n", end)
    article = clean(dump, options=TEXT)
    assert restore(article) == dump.encode()


@pytest.mark.parametrize(
    ("yaml", "name", "value"),
    [
        ("title: >\n  Ferry\n  returns", "headline", "Ferry returns"),
        ("title: |-\n  Ferry\n  returns", "headline", "Ferry returns"),
        ("title: Ferry\n  returns", "headline", "Ferry returns"),
        ("title: Ferry: the return", "headline", "Ferry: the return"),
        ("title: Ferry returns to pier #1", "headline", "Ferry returns to pier #1"),
        ("title: Ana's ferry", "headline", "Ana's ferry"),
        ("title: 'Ana''s ferry'", "headline", "Ana's ferry"),
        ('title: "Caf\\u00e9"', "headline", "Café"),
        ("title: @harbour sails", "headline", "@harbour sails"),
        ("title: <table><tr><td>Ferry <b>returns</b>", "headline", "Ferry returns"),
        ("title: AT&amp;T sails", "headline", "AT&T sails"),
        ("url: https://a.example/?a=1&amp;b=2", "url", "https://a.example/?a=1&amp;b=2"),
        ("title: null\nheadline: Ferry", "headline", "Ferry"),
        ("Date Published: 2024-05-03 07:30", "published", "2024-05-03 07:30"),
        ('tags: ["sea, boats", pier]', "tags", ("sea, boats", "pier")),
        ("tags:\n  - sea\n  - Ferry: the return", "tags", ("sea", "Ferry: the return")),
        ("authors:\n  - name: Ana Ruiz\n    url: https://island.example/ana", "authors", ("Ana Ruiz",)),
    ],
)
def test_yaml_is_read_with_scalars_as_strings(yaml: str, name: str, value: object):
    assert fields(yaml)[name] == value


@pytest.mark.parametrize("yaml", ["title: x\n" + "[" * 5_000, "a: &a [x]\nb: *a\nc: [*a, *a]", "title: 'open", "? [a]"])
def test_broken_or_odd_yaml_never_fails(yaml: str):
    assert isinstance(fields(yaml), dict)


@pytest.mark.parametrize("dump", [f"---\n{STORY}\n---\n{MORE}\n", f"---\n\n{STORY}\n", "---\ntitle: x\n"])
def test_dashes_alone_are_no_front_matter(dump: str):
    assert read(Source.from_str(dump), TEXT).metadata.sources == {}


def test_prose_with_a_colon_between_two_dividers_is_no_front_matter():
    page = read(Source.from_str(f"---\nThe ferry: {STORY}\nIt sails\non Monday.\n---\n{MORE}\n"), TEXT)
    assert page.labels[1] is None
