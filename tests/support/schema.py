"""The JSON Schema of an article, generated from its types; `python -m tests.support.reference` writes it to its file.

A test compares the two. The schema has the article's version, `ARTICLE_SCHEMA`. It allows unknown properties, because
later versions add fields.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Literal, Union, get_args, get_origin

from newsclean.article import ARTICLE_SCHEMA
from newsclean.render.json import FIELD_ORDER, KEY_FIELDS, STRUCTURE_FIELDS, field_types
from tests.support.package import PACKAGE

SCHEMA_FILE = PACKAGE / "render" / "article.schema.json"
DESCRIPTIONS: Mapping[str, str] = types.MappingProxyType(
    {
        "schema": "Version of this schema.",
        "newsclean": "Version of newsclean that wrote it.",
        "model": "Version of the classifier's model; null if no model took part.",
        "source": "The file, or - for standard input.",
        "url": "The page's canonical address. schema.org: url",
        "encoding": "The Python codec that decoded the page.",
        "publication": "The publication of the page; its id is null if newsclean has no rules for it.",
        "headline": "schema.org: headline",
        "standfirst": "The summary that the page shows",
        "description": "The summary that the page states in JSON-LD or meta tags. schema.org: description",
        "authors": "The people who sign the article, else the agency or newsroom that does. schema.org: author",
        "published": "ISO 8601: date, time and zone if the page has them, else the date. schema.org: datePublished",
        "modified": "The same form as published. schema.org: dateModified",
        "publisher": "schema.org: publisher",
        "section": "schema.org: articleSection",
        "tags": "schema.org: keywords",
        "language": "Primary language subtag (ISO 639). schema.org: inLanguage",
        "direction": "The direction of the text: ltr or rtl.",
        "image": "The article's image: its url, caption, credit, alt, width and height, if known. schema.org: image",
        "captions": "Captions in page order, each with the photo credit beside it.",
        "corrections": "Correction notes. schema.org: correction",
        "agencies": "The credited news agencies, and the lines that credit them.",
        "dateline": "The place and agency that open the body. schema.org: dateline",
        "first_published": "Where and when the article first appeared, in the page's words.",
        "translation": "Who translated the article, in the page's words.",
        "copyright": "The copyright line. schema.org: copyrightNotice",
        "access": "Who may read the article: free, metered, or truncated (the page has only a part of it); "
        "visible is the share that the page has. schema.org: isAccessibleForFree",
        "fields": "The texts of blocks that moved to a field, by category, if no other field has them.",
        "word_count": "Words of the body. schema.org: wordCount",
        "content_hash": "SHA-256 of the body, hexadecimal.",
        "simhash": "64-bit simhash of the body, hexadecimal; near copies differ in few bits. Only with --fields.",
        "paragraph_hashes": "A hash of the words of each paragraph, 16 hexadecimal digits. Only with --fields.",
        "sources": "The origin of each field: json-ld, opengraph, meta, microdata, html, byline, script, block, text, "
        "url, source, or rule:ID.",
        "body": "Paragraphs with a blank line between them; a line end between list items. schema.org: articleBody",
        "blocks": "The body's blocks: marks are ranges of a block's text, within are the elements around it, outermost "
        "first; equal ids are one element. Only on request.",
        "links": "The links in the body; block is an index in blocks. Only on request.",
        "images": "The images in the body; before is the index in blocks of the block that follows. Only on request.",
        "embeds": "Videos, posts, maps and charts of other sites in the body; before as in images. Only on request.",
        "confidence": "The probability that the body's F1 is at least 0.9; null if the classifier cannot tell.",
        "warnings": "Codes for what a person should check.",
        "rule_hits": "The number of blocks and spans that each of the publication's rules matched, by reason.",
        "ledger": "Every block, or part of one, that is not in the body. Text: start and end are character offsets in "
        "the decoded input. HTML: path is the element in the page.",
        "restoration": "Text: what restore needs besides the body and the ledger; bytes are base64.",
    }
)
_SIMPLE: Mapping[Any, dict[str, Any]] = types.MappingProxyType(
    {
        str: {"type": "string"},
        int: {"type": "integer"},
        float: {"type": "number"},
        bool: {"type": "boolean"},
        type(None): {"type": "null"},
        bytes: {"type": "string", "contentEncoding": "base64"},
    }
)


def article_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the values that `to_dict` returns."""
    properties = {name: _schema_of(kind) | {"description": DESCRIPTIONS[name]} for name, kind in field_types().items()}
    properties["schema"]["const"] = ARTICLE_SCHEMA
    properties["content_hash"]["pattern"] = "^[0-9a-f]{64}$"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:newsclean:article:{ARTICLE_SCHEMA}",
        "title": "Article",
        "description": "A news article that newsclean extracted from a page. An unknown value is null or empty.",
        "type": "object",
        "properties": properties,
        "required": [name for name in FIELD_ORDER if name not in (*STRUCTURE_FIELDS, *KEY_FIELDS)],
    }


def schema_text() -> str:
    """Return the schema as the text of its file."""
    return json.dumps(article_schema(), indent=2, ensure_ascii=False) + "\n"


def _schema_of(kind: Any) -> dict[str, Any]:
    """Return the schema of a type's JSON form."""
    if kind in _SIMPLE:
        return dict(_SIMPLE[kind])
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (Union, types.UnionType):
        return _any_of([_schema_of(option) for option in arguments])
    if origin is tuple:
        return _tuple(arguments)
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _schema_of(arguments[1])}
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"enum": [str(member) for member in kind]}
    return _object(kind)


def _tuple(arguments: tuple[Any, ...]) -> dict[str, Any]:
    if arguments[1:] == (...,):
        return {"type": "array", "items": _schema_of(arguments[0])}
    size = len(arguments)
    return {
        "type": "array",
        "prefixItems": [_schema_of(item) for item in arguments],
        "minItems": size,
        "maxItems": size,
    }


def _any_of(options: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a choice between schemas; a choice between plain types is a list of their names."""
    if all(option.keys() == {"type"} for option in options):
        return {"type": [option["type"] for option in options]}
    return {"anyOf": options}


def _object(kind: Any) -> dict[str, Any]:
    names = [item.name for item in dataclasses.fields(kind)] if dataclasses.is_dataclass(kind) else kind._fields
    hints = typing.get_type_hints(kind)
    return {"type": "object", "properties": {name: _schema_of(hints[name]) for name in names}, "required": list(names)}
