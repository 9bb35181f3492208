"""The JSON Schema of an article, made from the types. Run as `python -m newsclean.render.schema` it writes the file.

`article.schema.json` beside this module is what it makes; a test compares them. The schema's version is the article's:
`ARTICLE_SCHEMA`. Later versions add fields, so other properties than those named are allowed.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from newsclean.article import ARTICLE_SCHEMA, Article
from newsclean.render.json import FIELD_ORDER

SCHEMA_FILE = Path(__file__).with_name("article.schema.json")
DESCRIPTIONS: Mapping[str, str] = types.MappingProxyType(
    {
        "schema": "Version of this form.",
        "newsclean": "Version of newsclean that wrote it.",
        "model": "Version of the classifier's model; null where none was asked.",
        "source": "The file, or - for standard input.",
        "url": "The page's canonical address. schema.org: url",
        "encoding": "The Python codec that the page was read with.",
        "publication": "The publication that the page comes from; its id is null where there are no rules for it.",
        "headline": "schema.org: headline",
        "standfirst": "The summary that the page states. schema.org: description",
        "authors": "People; where only an agency or the newsroom signs, that. schema.org: author",
        "published": "ISO 8601, with time and zone where the page has them, else the day. schema.org: datePublished",
        "modified": "As published. schema.org: dateModified",
        "publisher": "schema.org: publisher",
        "section": "schema.org: articleSection",
        "tags": "schema.org: keywords",
        "language": "Primary language subtag (ISO 639). schema.org: inLanguage",
        "image": "The article's image: url, caption, credit as far as they are known. schema.org: image",
        "captions": "Captions and photo credits.",
        "corrections": "Correction notes. schema.org: correction",
        "agencies": "News agencies that are credited, and the lines that credit them.",
        "dateline": "Where and by which agency it was written, as at the start of the body. schema.org: dateline",
        "first_published": "Where and when the article appeared first, as the page says it.",
        "translation": "Who translated the article, as the page says it.",
        "copyright": "The copyright line. schema.org: copyrightNotice",
        "access": "Who may read it: free, metered, truncated (the page has not all of it); "
        "visible is the share that it has. schema.org: isAccessibleForFree",
        "fields": "Texts by category: of blocks that moved to a field, what no other field says.",
        "word_count": "Words of the body. schema.org: wordCount",
        "content_hash": "SHA-256 of the body, hexadecimal.",
        "sources": "By field where it comes from: json-ld, opengraph, meta, microdata, html, byline, block, text, url, "
        "source, rule:ID.",
        "body": "Paragraphs parted by one blank line, list items by a line end. schema.org: articleBody",
        "blocks": "The body's blocks, on request.",
        "confidence": "Probability that the body is right, that its F1 is at least 0.9.",
        "warnings": "What to look at.",
        "ledger": "Every block, or part of one, that is not body; start and end are character offsets in the decoded "
        "input, for text; path is the place in the page, for HTML.",
        "restoration": "For text: what restore needs beyond body and ledger; bytes are base64.",
    }
)
_OPTIONAL = ("blocks",)
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
    """Return the JSON Schema (2020-12) of what `to_dict` returns."""
    hints = typing.get_type_hints(Article)
    properties = {name: _schema_of(hints[name]) | {"description": DESCRIPTIONS[name]} for name in FIELD_ORDER}
    properties["schema"]["const"] = ARTICLE_SCHEMA
    properties["content_hash"]["pattern"] = "^[0-9a-f]{64}$"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:newsclean:article:{ARTICLE_SCHEMA}",
        "title": "Article",
        "description": "A news article that newsclean made of a page. Unknown is null or empty.",
        "type": "object",
        "properties": properties,
        "required": [name for name in FIELD_ORDER if name not in _OPTIONAL],
    }


def schema_text() -> str:
    """Return the schema as the file has it."""
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
    """Return a choice of schemas; of plain types it is a list of them."""
    if all(option.keys() == {"type"} for option in options):
        return {"type": [option["type"] for option in options]}
    return {"anyOf": options}


def _object(kind: Any) -> dict[str, Any]:
    names = [item.name for item in dataclasses.fields(kind)] if dataclasses.is_dataclass(kind) else kind._fields
    hints = typing.get_type_hints(kind)
    return {"type": "object", "properties": {name: _schema_of(hints[name]) for name in names}, "required": list(names)}


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
