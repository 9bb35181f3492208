"""Metadata: the fields that a page declares, each with its source."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from newsclean.metadata import Metadata
from newsclean.readers.metadata import collect, declared_body
from newsclean.readers.parse import parse
from tests.readers.metadata.pages import ARTICLE, json_ld, meta, read_fields
from tests.support.documents import DOCS


def test_json_ld_declares_every_field():
    found = read_fields(json_ld(ARTICLE))
    assert found == Metadata(
        headline="Ferry returns to the island",
        description="After a winter without a crossing.",
        authors=("Ana Ruiz",),
        published="2023-04-03T07:30:00+02:00",
        modified="2023-04-04",
        publisher="Island Post",
        section="Transport",
        tags=("ferry", "island", "harbour"),
        language="en",
        direction="ltr",
        image={"url": "https://island.example/f.jpg", "caption": "It sails", "credit": "T L"},
        sources=found.sources,
    )
    assert set(found.sources.values()) == {"json-ld"}


def test_opengraph_declares_fields():
    markup = (
        meta(
            og_title="Ferry returns",
            og_description="After a winter.",
            og_site_name="Island Post",
            og_image="https://island.example/f.jpg",
            article_published_time="2023-04-03T07:30Z",
            article_modified_time="2023-04-04T08:00Z",
            article_section="Transport",
        )
        + meta(article_tag="ferry")
        + meta(article_tag="harbour")
    )
    found = read_fields(markup)
    assert found == Metadata(
        headline="Ferry returns",
        description="After a winter.",
        site_name="Island Post",
        image={"url": "https://island.example/f.jpg"},
        published="2023-04-03T07:30Z",
        modified="2023-04-04T08:00Z",
        section="Transport",
        tags=("ferry", "harbour"),
        sources=found.sources,
    )
    assert set(found.sources.values()) == {"opengraph"}


def test_page_without_declarations_has_no_metadata():
    assert read_fields("<p>Just a paragraph.</p>") == Metadata()


@pytest.mark.parametrize(
    ("json_ld", "body"),
    [
        ('{"@type": "NewsArticle", "articleBody": "One &amp; two."}', "One & two."),
        ('[{"@type": "WebPage", "articleBody": "No."}, {"@type": "Article", "articleBody": "Yes."}]', "Yes."),
        (
            '[{"@type": "Article", "articleBody": "Short."}, {"@type": "Article", "articleBody": "The longer one."}]',
            "The longer one.",
        ),
        ('{"@type": "NewsArticle", "articleBody": ["no text"]}', ""),
        ('{"@type": "NewsArticle"}', ""),
        ("{broken", ""),
    ],
)
def test_declared_body_is_the_longest_in_json_ld(json_ld: str, body: str) -> None:
    page = f'<html><head><script type="application/ld+json">{json_ld}</script></head><body><p>x</p></body></html>'
    assert declared_body(collect(parse(page.encode()))) == body


def test_the_table_of_sources_has_every_field():
    table = (DOCS / "metadata.md").read_text(encoding="utf-8").partition("## Every field")[2].partition("\n## ")[0]
    rows = set(re.findall(r"^\| (\w+) \|", table, re.MULTILINE)) - {"field"}
    assert rows == {field.name for field in fields(Metadata)} - {"sources"}
