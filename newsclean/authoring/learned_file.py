"""Publication files: proposals as TOML, with the evidence as comments, and merged into a file that is there already.

tomlkit keeps what a person has written, comments and order too; what is new goes to the end of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from newsclean.errors import RuleFileError
from newsclean.learn.identity import Identity
from newsclean.learn.proposals import Proposal, with_ids
from newsclean.rules.types import Example

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

MAX_SHOWN_CHARS = 90
REJECTED = "not boilerplate: "
"""Begins a comment that remembers what a person has rejected, so that it is not proposed again."""
_STALE_RE = re.compile(r"# stale since .*")


def new_file(
    identity: Identity, proposals: Sequence[Proposal], examples: Sequence[Example], head: Sequence[str]
) -> str:
    """Return the text of a new publication file; `head` are its first comments."""
    import tomlkit

    document = tomlkit.document()
    for line in head:
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    document.add("id", identity.id)
    document.add("name", identity.name)
    if identity.language:
        document.add("language", identity.language)
    if identity.domains:
        document.add("domains", _list(identity.domains))
    if identity.signatures:
        document.add("signatures", _list(identity.signatures))
    _add_main(document, identity.main)
    _add_below(document, identity.below)
    _append(document, "drop", map(_rule, proposals))
    _append(document, "test", map(_test, examples))
    return tomlkit.dumps(document)


def updated_file(
    text: str,
    name: str,
    proposals: Sequence[Proposal],
    examples: Sequence[Example],
    stale: dict[str, str | None],
    below: Sequence[str] = (),
) -> str:
    """Return a publication file's text with proposals and tests added, and rules marked that found nothing.

    stale: by rule id what to say of it, None for one that found something; a mark of ours that is there goes or stays
    as the pages have it. below: what articles stand above, for a file that does not say it. Raises `RuleFileError` if
    the text is no TOML.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise RuleFileError(f"{name}: not TOML: {error}") from None
    taken = [str(rule.get("id")) for kind in ("drop", "keep") for rule in document.get(kind, [])]
    if "text" not in document:
        _add_below(document, below)
    for rule in document.get("drop", []):
        _mark(rule, stale.get(str(rule.get("id")), ""))
    _append(document, "drop", map(_rule, with_ids(proposals, taken)))
    _append(document, "test", map(_test, examples))
    return tomlkit.dumps(document)


def rejected_in(text: str) -> frozenset[str]:
    """Return what a publication file's comments remember as rejected."""
    mark = f"# {REJECTED}"
    return frozenset(line.removeprefix(mark) for line in text.splitlines() if line.startswith(mark))


def with_rejected(text: str, rejected: Iterable[Proposal]) -> str:
    """Return a file's text with comments that remember what was rejected."""
    known = rejected_in(text)
    new = dict.fromkeys(memory_of(proposal) for proposal in rejected)
    lines = [f"# {REJECTED}{one}\n" for one in new if one not in known]
    return text.rstrip("\n") + "\n\n" + "".join(lines) if lines else text


def memory_of(proposal: Proposal) -> str:
    """Return by what a rejected proposal is known again."""
    return shown(next(iter((*proposal.examples, *proposal.css)), proposal.category.value))


def shown(text: str) -> str:
    """Return a line, cut to what fits on one line of a comment."""
    return text if len(text) <= MAX_SHOWN_CHARS else text[: MAX_SHOWN_CHARS - 1].rstrip() + "…"


def _add_main(document: TOMLDocument, main: Sequence[str]) -> None:
    import tomlkit

    if main:
        html = tomlkit.table()
        html.add("main", _list(main))
        # what is no article inside the container is still for the classifier to say
        html.add("inside", "classify")
        document.add("html", html)


def _add_below(document: TOMLDocument, below: Sequence[str]) -> None:
    import tomlkit

    if below:
        text = tomlkit.table()
        text.add(tomlkit.comment("on each page nothing of the article stands below these, and little else above them"))
        text.add("below", _list(below))
        document.add("text", text)


def _append(document: TOMLDocument, key: str, tables: Iterable[Any]) -> None:
    """Add tables to the end of an array of tables, which is made where it is not there."""
    import tomlkit

    new = list(tables)
    if not new:
        return
    array = document.get(key)
    if array is None:
        array = tomlkit.aot()
        for table in new:
            array.append(table)
        document.add(key, array)
        return
    for table in new:
        array.append(table)


def _rule(proposal: Proposal) -> Any:
    import tomlkit

    table = tomlkit.table()
    for example in proposal.examples:
        table.add(tomlkit.comment(shown(example)))
    table.add("id", proposal.id)
    table.add("category", proposal.category.value)
    for key, value in (("from", proposal.from_), ("through", proposal.through), ("max_blocks", proposal.max_blocks)):
        if value:
            table.add(key, value)
    for key, values in (
        ("tail", proposal.tail),
        ("line", proposal.line),
        ("starts", proposal.starts),
        ("regex", proposal.regex),
    ):
        if values:
            table.add(key, _list(values))
    if proposal.css:
        table.add("css", _list(proposal.css))
    table.add("why", proposal.evidence)
    table.add(tomlkit.nl())
    return table


def _test(example: Example) -> Any:
    import tomlkit

    table = tomlkit.table()
    for key in ("text", "html", "url"):
        value = getattr(example, key, None)
        if value:
            table.add(key, tomlkit.string(value, multiline="\n" in value))
    table.add("keeps", _list(example.keeps))
    table.add("drops", _list(example.drops))
    table.add(tomlkit.nl())
    return table


def _list(values: Sequence[str]) -> Any:
    """Return a list, on one line where it fits."""
    import tomlkit

    array = tomlkit.array()
    array.extend(values)
    return array.multiline(multiline=sum(map(len, values)) + 4 * len(values) > MAX_SHOWN_CHARS)


def _mark(rule: Any, problem: str | None) -> None:
    """Put a comment about staleness behind a rule's id, or take it away."""
    item = rule.item("id") if hasattr(rule, "item") else rule["id"]
    comment = item.trivia.comment
    if problem and not comment:
        item.comment(problem)
    elif problem is None and _STALE_RE.fullmatch(comment):
        item.trivia.comment = ""
        item.trivia.comment_ws = ""
