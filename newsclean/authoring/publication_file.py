"""Publication files as text: new ones, proposals merged into a file of a person, and the merged rules of all layers.

tomlkit keeps the person's comments and order. New rules and tests go to the end of their kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Item, Table

from newsclean.errors import RuleFileError, shorten
from newsclean.learn.identity import Identity
from newsclean.learn.learn import Learned
from newsclean.learn.proposals import Proposal
from newsclean.rules.files.library import Library
from newsclean.rules.files.toml import INVISIBLE_RE, KeyPath, RuleFile
from newsclean.rules.types import Example, Rule

MAX_LINE_CHARS = 90  # characters of the longest line that a comment quotes whole, and of the longest array on one line
REJECTED = "not boilerplate: "  # starts a comment that remembers a rejected proposal
_BELOW = "the article lies above these lines on every page, and little else does"
_STALE_RE = re.compile(r"# stale since .*")
_RULE_KEYS = ("id", "category", "from_", "through", "max_blocks", "line", "starts", "regex", "css", "why")
_FIRST_KEYS = ("id", "name", "names", "language", "domains", "signatures", "fingerprints", "extends")

Place = tuple[str, ...]  # the keys that lead to a value; in an array, the step is a table's id, or the value itself
Comment = Callable[[Place], str]  # returns the comment behind the value at a place; "" for none


@dataclass(frozen=True, slots=True)
class _Comments:
    """The comments above the tables, by the id of the rule or the key of the table, and those behind values."""

    above: Mapping[str, Sequence[str]]
    behind: Comment = lambda _: ""


def publication_text(
    tables: Mapping[str, Any],
    head: Sequence[str] = (),
    above: Mapping[str, Sequence[str]] | None = None,
    behind: Comment = lambda _: "",
) -> str:
    """Return the text of a publication file.

    head: the first comments. above: the comments above a table, by the id of the rule or the key of the table. behind:
    the comment behind each value.
    """
    document = tomlkit.document()
    for line in head:
        document.add(tomlkit.comment(line))
    if head:
        document.add(tomlkit.nl())
    keys = sorted(tables, key=lambda key: _FIRST_KEYS.index(key) if key in _FIRST_KEYS else len(_FIRST_KEYS))
    _fill(document, {key: tables[key] for key in keys}, (), _Comments(above or {}, behind))
    return _dumped(document)


def learned_text(
    learned: Learned, proposals: Sequence[Proposal], examples: Sequence[Example], head: Sequence[str]
) -> str:
    """Return the text of a new publication file with accepted proposals and their tests."""
    tables = {**table_of(learned.identity), **_region_tables(learned), **_rule_tables(proposals, examples)}
    return publication_text(tables, head, _comments_above(proposals))


def updated_text(
    text: str,
    learned: Learned,
    proposals: Sequence[Proposal],
    examples: Sequence[Example],
    stale: Mapping[str, str | None],
) -> str:
    """Return a publication file's text with accepted proposals and their tests added, and stale rules marked.

    stale: the comment behind each rule's id; None removes the comment of an earlier update. Raises `RuleFileError` for
    text that is not TOML.
    """
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise RuleFileError(f"not TOML: {error}") from None
    for rule in document.get("drop", []):
        _mark_stale(rule, stale.get(str(rule.get("id")), ""))
    comments = _Comments(_comments_above(proposals))
    regions = {key: value for key, value in _region_tables(learned).items() if key == "text" and key not in document}
    for key, value in {**regions, **_rule_tables(proposals, examples)}.items():
        array = document.get(key)
        if not isinstance(array, AoT):
            _fill(document, {key: value}, (), comments)
            continue
        if not array[-1].as_string().endswith("\n\n"):
            array[-1].add(tomlkit.nl())
        for table in value:
            array.append(_table(table, (key, step_of(table)), comments).add(tomlkit.nl()))
    return _dumped(document)


def _region_tables(learned: Learned) -> dict[str, Any]:
    """Return the tables that say where the articles are."""
    # inside the container, the classifier still decides
    html = {"html": {"main": list(learned.main), "inside": "classify"}} if learned.main else {}
    return html | ({"text": {"below": list(learned.end_markers)}} if learned.end_markers else {})


def _rule_tables(proposals: Sequence[Proposal], examples: Sequence[Example]) -> dict[str, Any]:
    tables = {"drop": [table_of(one.rule) for one in proposals], "test": [table_of(one) for one in examples]}
    return {key: value for key, value in tables.items() if value}


def _comments_above(proposals: Sequence[Proposal]) -> dict[str, Sequence[str]]:
    return {one.rule.id: one.examples for one in proposals} | {"text": [_BELOW]}


def table_of(part: Identity | Rule | Example) -> dict[str, Any]:
    """Return the keys and values of a part of a publication file, without the empty ones."""
    keys = _RULE_KEYS if isinstance(part, Rule) else [field.name for field in fields(part)]
    values = {key.removesuffix("_"): getattr(part, key) for key in keys if getattr(part, key)}
    # a proposed range of blocks has one opener and one closer
    values |= {key: values[key][0] for key in ("from", "through") if key in values}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}


def rejected_in(text: str) -> frozenset[str]:
    """Return the proposals that the comments of a publication file remember as rejected."""
    mark = f"# {REJECTED}"
    return frozenset(line.removeprefix(mark) for line in text.splitlines() if line.startswith(mark))


def with_rejected(text: str, rejected: Iterable[Proposal]) -> str:
    """Return a file's text with comments that remember rejected proposals."""
    known = rejected_in(text)
    lines = [f"# {REJECTED}{one}\n" for one in dict.fromkeys(map(memory_of, rejected)) if one not in known]
    return text.rstrip("\n") + "\n\n" + "".join(lines) if lines else text


def memory_of(proposal: Proposal) -> str:
    """Return the line by which a comment remembers a proposal."""
    return shorten(next(iter((*proposal.examples, *proposal.rule.css)), proposal.category.value), MAX_LINE_CHARS)


def escape_odd(text: str) -> str:
    """Return TOML text with escapes for the characters that reviewers cannot see."""
    return INVISIBLE_RE.sub(lambda odd: f"\\u{ord(odd[0]):04X}", text)


def _dumped(document: TOMLDocument) -> str:
    return escape_odd(tomlkit.dumps(document)).rstrip("\n") + "\n"


def _fill(container: Any, data: Mapping[str, Any], place: Place, comments: _Comments) -> None:
    """Add keys to a document or a table, simple values first."""
    for key, value in data.items():
        if not _is_table(key, value) and not _are_tables(value):
            container.add(key, _item(value, (*place, key), comments))
    for key, value in data.items():
        if _are_tables(value):
            array = tomlkit.aot()
            for table in value:
                array.append(_table(table, (*place, key, step_of(table)), comments))
            container.add(tomlkit.nl())
            container.add(key, array)
        elif _is_table(key, value):
            container.add(tomlkit.nl())
            container.add(key, _table(value, (*place, key), comments))


def _table(data: Mapping[str, Any], place: Place, comments: _Comments) -> Table:
    table = tomlkit.table()
    for line in comments.above.get(place[-1], ()):
        table.add(tomlkit.comment(shorten(line, MAX_LINE_CHARS)))
    _fill(table, data, place, comments)
    return table


def step_of(value: Any) -> str:
    """Return the step of an array's item in a place."""
    return str(value.get("id", value)) if isinstance(value, Mapping) else str(value)


def _is_table(key: str, value: Any) -> bool:
    return isinstance(value, Mapping) and key in ("html", "text", "policy")


def _are_tables(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, Mapping) and "select" not in one for one in value)
    )


def _item(value: Any, place: Place, comments: _Comments) -> Item:
    """Return a value as a TOML item, with the comments behind it or behind its parts."""
    if isinstance(value, list):
        return _array(value, place, comments)
    if isinstance(value, str):
        # TOML drops a line break after the opening quotes, and turns CRLF into LF
        is_multiline = "\n" in value and "\r" not in value and not value.startswith("\n")
        item: Item = tomlkit.string(value, multiline=is_multiline)
    elif isinstance(value, Mapping):
        table = tomlkit.inline_table()
        table.update(value)
        item = table
    else:
        item = tomlkit.item(value)
    comment = comments.behind(place)
    return item.comment(comment) if comment else item


def _array(values: Sequence[Any], place: Place, comments: _Comments) -> Item:
    """Return an array: on one line if it fits and all its items have the same comment."""
    behind = [comments.behind((*place, step_of(value))) for value in values]
    array = tomlkit.array()
    if len(set(behind)) <= 1 and sum(len(str(value)) + 4 for value in values) <= MAX_LINE_CHARS:
        array.extend(values)
        return array.comment(behind[0]) if behind and behind[0] else array
    for value, comment in zip(values, behind, strict=True):
        array.add_line(_item(value, (), _Comments({})), comment=comment or None)
    array.add_line(indent="")
    return array


def _mark_stale(rule: Any, problem: str | None) -> None:
    """Put a comment behind a rule's id, or remove the comment of an earlier update."""
    item = rule.item("id") if hasattr(rule, "item") else rule["id"]
    comment = item.trivia.comment
    if problem and not comment:
        item.comment(problem)
    elif problem is None and _STALE_RE.fullmatch(comment):
        item.trivia.comment = ""
        item.trivia.comment_ws = ""


def show(library: Library, publication_id: str) -> str:
    """Return a publication's rules, merged from all layers and packs, with the origin of each value as a comment.

    Tests are left out. Raises `UsageError` for an unknown id, `RuleFileError` for an invalid file.
    """
    own: dict[Place, str] = {}
    packs: dict[Place, str] = {}

    def note_origins(file: RuleFile) -> dict[str, Any]:
        (packs if library.is_pack(str(file.data["id"])) else own).update(_origins(file, file.data, (), ()))
        return file.data

    tables = library.tables(publication_id, note_origins)
    tables.pop("test", None)
    return publication_text(tables, behind=lambda place: own.get(place) or packs.get(place, ""))


def _origins(file: RuleFile, value: Any, path: KeyPath, place: Place) -> Iterator[tuple[Place, str]]:
    """Yield the place of each value in the merged rules, with its file and line."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _origins(file, inner, (*path, key), (*place, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _origins(file, inner, (*path, index), (*place, step_of(inner)))
    line = file.line_of(path)
    origin = f"{file.name}:{line}" if line else file.name
    # the second place is that of a single string which a higher layer's list takes in
    yield from ((place, origin), ((*place, step_of(value)), origin))
