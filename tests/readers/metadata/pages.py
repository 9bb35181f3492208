"""Helpers of the metadata tests: small pages and the fields that the reader finds in them."""

from __future__ import annotations

import json

from newsclean import Options, Source
from newsclean.metadata import Metadata
from newsclean.readers import read

PROSE = "<p>The ferry will sail again on Monday, the harbour office said after the last storm of the winter.</p>" * 3


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Ferry returns to the island",
    "description": "After a winter without a crossing.",
    "author": {"@type": "Person", "name": "Ana Ruiz"},
    "datePublished": "2023-04-03T07:30:00+02:00",
    "dateModified": "2023-04-04",
    "publisher": {"@type": "NewsMediaOrganization", "name": "Island Post"},
    "articleSection": ["Transport", "Local"],
    "keywords": "ferry, island,harbour, ferry",
    "inLanguage": "en-GB",
    "image": {
        "@type": "ImageObject",
        "url": "https://island.example/f.jpg",
        "caption": "It sails",
        "creditText": "T L",
    },
}


def read_fields(markup: str, url: str | None = None) -> Metadata:
    return read(Source.from_str(markup, url=url), Options(input="html")).metadata


def json_ld(*values: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(value)}</script>' for value in values)


def meta(**contents: str) -> str:
    return "".join(f'<meta property="{name.replace("_", ":", 1)}" content="{text}">' for name, text in contents.items())


def article(**values: object) -> str:
    data = json.dumps({"@type": "NewsArticle", "headline": "Ferry returns", **values})
    return f'<script type="application/ld+json">{data}</script>'


def page(*, head: str = "", byline: str = "", end: str = "") -> str:
    return f"<html lang='en'><head>{head}</head><body><h1>Ferry returns</h1>{byline}{PROSE}{end}</body></html>"
