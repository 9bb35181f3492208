"""JSON: an article as one object, and back. Later versions may add fields; they rename none."""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any, get_type_hints

from newsclean.article import Article, BodyBlock, LedgerEntry, Restoration
from newsclean.blocks import Category, Policy
from newsclean.errors import RestoreError
from newsclean.marks import Embed, Frame, Image, Link, Mark
from newsclean.metadata import Access, PublicationMatch
from newsclean.render.formats import OutputFormat
from newsclean.text.normalise import escape_surrogates

FIELD_ORDER = (
    "schema newsclean model source url encoding publication headline standfirst description authors "
    "published modified publisher section tags language direction image captions corrections agencies dateline "
    "first_published translation copyright access fields word_count content_hash simhash paragraph_hashes sources body "
    "blocks links images embeds confidence warnings rule_hits ledger restoration"
).split()

STRUCTURE_FIELDS = ("blocks", "links", "images", "embeds")
"""The fields that show more than text; they are there only on request."""


KEY_FIELDS = ("simhash", "paragraph_hashes")
"""The fields that `--fields` alone brings: keys of a corpus, which cost time."""


def field_types() -> dict[str, Any]:
    """Return the type of each field of `FIELD_ORDER`."""
    hints = get_type_hints(Article) | {"links": tuple[Link, ...], "simhash": str, "paragraph_hashes": tuple[str, ...]}
    return {name: hints[name] for name in FIELD_ORDER}


RESTORE_FIELDS = ("ledger", "restoration")
"""The fields that hold what was removed: most of the bytes of an article."""

_QUOTED = dict.fromkeys(("category", "policy"), '"%s"')
_PAIRS = (f'\n      "{name}": {_QUOTED.get(name, "%s")}' for name in LedgerEntry._fields)
_ENTRY = f"\n    {{{','.join(_PAIRS)}\n    }}"
"""A template for an entry of the ledger; categories and policies need no escapes."""


def to_dict(
    article: Article, *, blocks: bool = False, fields: Sequence[str] = (), ledger: bool = True
) -> dict[str, Any]:
    """Return an article as JSON values: the named fields in their order, or all fields in `FIELD_ORDER`.

    The `STRUCTURE_FIELDS` and `KEY_FIELDS` are included only on request; `ledger` leaves out what was removed.
    """
    return {name: plain(getattr(article, name)) for name in fields or _names(blocks=blocks, ledger=ledger)}


def _names(*, blocks: bool, ledger: bool) -> list[str]:
    hidden = KEY_FIELDS + (() if blocks else STRUCTURE_FIELDS) + (() if ledger else RESTORE_FIELDS)
    return [name for name in FIELD_ORDER if name not in hidden]


def to_json(article: Article, *, blocks: bool = False, fields: Sequence[str] = (), ledger: bool = True) -> str:
    """Return an article as an indented JSON object with a line end."""
    lines = []
    for name in dict.fromkeys(fields) or _names(blocks=blocks, ledger=ledger):
        value = getattr(article, name)
        shown = _ledger(value) if name == "ledger" else _indented(plain(value), "\n  ")
        lines.append(f'\n  "{name}": {shown}')
    return escape_surrogates(f"{{{','.join(lines)}\n}}\n")


def _ledger(entries: Sequence[LedgerEntry]) -> str:
    """Return what `_indented` returns for a ledger. An article has hundreds of entries: most of its JSON."""
    paths: dict[str | None, str] = {None: "null"}
    rows = []
    for category, reason, policy, block, start, end, path, text in entries:
        if path is not None and path not in paths:
            paths[path] = encode_basestring(path)
        places = block, "null" if start is None else start, "null" if end is None else end, paths[path]
        rows.append(_ENTRY % (category, encode_basestring(reason), policy, *places, encode_basestring(text)))
    return f"[{','.join(rows)}\n  ]" if rows else "[]"


def dump(value: Any, *, indented: bool = False) -> str:
    """Return a value as JSON. Lone surrogates, as in a file name that is not UTF-8, become JSON escapes."""
    return escape_surrogates(_indented(value, "\n") if indented else json.dumps(value, ensure_ascii=False))


def _indented(value: Any, line_start: str) -> str:
    """Return the same as `json.dumps` with an indent of two, in two fifths of the time.

    `line_start` is a line end and the spaces before the value's last line.
    """
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    inner = line_start + "  "
    if isinstance(value, dict):
        lines = [f"{inner}{encode_basestring(key)}: {_indented(content, inner)}" for key, content in value.items()]
        return f"{{{','.join(lines)}{line_start}}}" if lines else "{}"
    if isinstance(value, list):
        lines = [inner + _indented(content, inner) for content in value]
        return f"[{','.join(lines)}{line_start}]" if lines else "[]"
    return repr(value) if type(value) is int else json.dumps(value)


def from_json(text: str) -> Article:
    """Return the article that `to_json` or `to_jsonl` rendered, without the fields that a newer version added.

    Raises `RestoreError` for text that is not an article.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RestoreError(f"not an article in JSON: {error}") from None
    if not isinstance(data, dict) or not {"schema", "body", "ledger", "source", "encoding"} <= data.keys():
        raise RestoreError("not an article in JSON: it has no schema, source, encoding, body and ledger")
    stored = (name for name in FIELD_ORDER if name not in ("links", *KEY_FIELDS))
    known = {name: data[name] for name in stored if data.get(name) is not None}
    try:
        return Article(**{name: _read(name, value) for name, value in known.items()})
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        raise RestoreError(f"not an article in JSON: {error}") from None


def plain(value: Any) -> Any:
    """Return a value of an article in JSON's types; bytes become base64."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return dict(zip(value._fields, map(plain, value), strict=True))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(content) for key, content in value.items()}
    if isinstance(value, tuple | list):
        return [plain(content) for content in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value


def _read(name: str, value: Any) -> Any:
    """Return the value of an article's field from its JSON value."""
    match name:
        case "publication":
            return PublicationMatch(**value)
        case "ledger":
            return tuple(_entry(row) for row in value)
        case "blocks":
            return tuple(_block(row) for row in value)
        case "images" | "embeds":
            kind = Image if name == "images" else Embed
            return tuple(kind(**row | {"within": _frames(row)}) for row in value)
        case "restoration":
            return Restoration(
                tuple(piece if isinstance(piece, str) else (piece[0], piece[1]) for piece in value["pieces"]),
                tuple((position, base64.b64decode(byte)) for position, byte in value["undecodable"]),
                base64.b64decode(value["exact"]) if value["exact"] else None,
            )
        case "access":
            # the first version wrote the notice alone
            return Access(**value) if isinstance(value, dict) else Access("metered", None, str(value))
        case "fields":
            return {key: tuple(texts) for key, texts in value.items()}
        case _:
            return tuple(value) if isinstance(value, list) else value


def _block(row: Mapping[str, Any]) -> BodyBlock:
    known = {name: row[name] for name in BodyBlock._fields if name in row}
    marks = tuple(Mark(**mark) for mark in row.get("marks", ()))
    return BodyBlock(**known | {"category": Category(row["category"]), "marks": marks, "within": _frames(row)})


def _frames(row: Mapping[str, Any]) -> tuple[Frame, ...]:
    return tuple(Frame(**frame) for frame in row.get("within", ()))


def _entry(row: Mapping[str, Any]) -> LedgerEntry:
    known = {name: row[name] for name in LedgerEntry._fields}
    return LedgerEntry(**known | {"category": Category(row["category"]), "policy": Policy(row["policy"])})


JSON = OutputFormat(
    "json",
    ".json",
    lambda article, options: to_json(article, blocks=options.blocks, fields=options.fields, ledger=options.ledger),
    brackets=("[\n", ",\n", "\n]\n"),
    page_ending=".json",
    is_record=True,
)
