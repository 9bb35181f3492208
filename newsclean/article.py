"""The article: what a labelled page comes to, with the ledger of everything that is not its body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import NamedTuple

from newsclean.assemble.fields import fields_from_blocks
from newsclean.assemble.restore import Restoration, input_offsets, make_restoration
from newsclean.blocks import (
    Block,
    Category,
    Container,
    Label,
    Metadata,
    Page,
    Policy,
    PublicationMatch,
    Span,
    cut_spans,
)
from newsclean.options import Policies
from newsclean.text.scripts import count_words
from newsclean.version import __version__

ARTICLE_SCHEMA = 2
"""The version of the article's JSON form. Fields may be added to it; names stay."""


class LedgerEntry(NamedTuple):
    """A block, or a span of one, that is not in the body: what it is, who says so, where it stood, its exact text.

    `block` is the block's index in the page. For a text input `start` and `end` are character offsets in the decoded
    input, and `text` is exactly what stands there. For HTML they are None, `path` is the place in the page, and `text`
    is the block's.
    """

    category: Category
    reason: str
    policy: Policy
    block: int
    start: int | None
    end: int | None
    path: str | None
    text: str


@dataclass(frozen=True, slots=True)
class BodyBlock:
    """A block of the body: its category, its text as it stands in the body, and its index in the page."""

    category: Category
    text: str
    block: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Metadata):
    """A cleaned page. See `Metadata` for the fields that are facts about the article.

    body: the text, paragraphs separated by one blank line, list items by a line end and marked "- ".
    blocks: the blocks that make up the body.
    ledger: every block that is not body, in page order.
    fields: texts of categories that have policy `field` and no field of their own.
    word_count: words of the body, see `count_words`.
    content_hash: SHA-256 of the body, hexadecimal.
    model: the version of the model that found the article; None where none was asked but that of appeals.
    confidence: the probability that the body is right, 0 to 1; None where the classifier cannot tell (short text, and
        pages that a publication's rules decide from end to end).
    rule_hits: how many blocks or spans each of the publication's rules matched, by reason.
    restoration: what `restore` needs beyond body and ledger; None for HTML.
    """

    schema: int = ARTICLE_SCHEMA
    newsclean: str = __version__
    model: str | None = None
    source: str
    encoding: str
    publication: PublicationMatch | None = None
    captions: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    dateline: str | None = None
    first_published: str | None = None
    translation: str | None = None
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    body: str = ""
    word_count: int = 0
    content_hash: str = ""
    blocks: tuple[BodyBlock, ...] = ()
    confidence: float | None = None
    warnings: tuple[str, ...] = ()
    rule_hits: Mapping[str, int] = field(default_factory=dict)
    ledger: tuple[LedgerEntry, ...] = field(default=(), repr=False)
    restoration: Restoration | None = field(default=None, repr=False)

    @property
    def is_empty(self) -> bool:
        """Whether no article was found in the page."""
        return not self.body


MAX_SHARED_DEPTH = 200
"""Paths of deeper elements are put together one by one: those of all their ancestors take too much room."""

_LIST, _KEEP = Category.LIST, Policy.KEEP
"""Looked up on every block: a member of an enumeration takes its time."""
_METADATA_FIELDS = tuple(f.name for f in fields(Metadata))
_Decided = tuple[int, Block, Label, Policy]
_ANY_WORD_RE = re.compile(r"[^\W_]")


def assemble(page: Page, policies: Policies) -> Article:
    """Build the article from a page in which every block has a label."""
    from hashlib import sha256

    decided = _decided(page, policies)
    cuts = _cuts(page, policies)
    blocks, body, starts = _body(decided, cuts)
    ledger = tuple(_ledger(page, policies, decided, cuts))
    facts = {name: getattr(page.metadata, name) for name in _METADATA_FIELDS} | fields_from_blocks(page, ledger)
    return Article(
        **facts,
        source=page.name,
        encoding=page.decoded.encoding,
        model=page.model,
        confidence=page.confidence,
        rule_hits=page.rule_hits,
        publication=page.publication,
        body=body,
        word_count=count_words(body),
        content_hash=sha256(body.encode()).hexdigest(),
        blocks=tuple(blocks),
        warnings=page.warnings if body else (*page.warnings, "no-article"),
        ledger=ledger,
        restoration=make_restoration(page, body, starts, ledger) if page.input == "text" else None,
    )


def _decided(page: Page, policies: Policies) -> list[_Decided]:
    """Return each block with its label and what that comes to."""
    policy_of = policies.by_category
    decided = []
    for index, (block, label) in enumerate(zip(page.blocks, page.labels, strict=True)):
        if label is None:
            raise AssertionError(f"block {index} was never decided")
        decided.append((index, block, label, policy_of[label.category]))
    return decided


def _body(decided: list[_Decided], cuts: dict[int, list[Span]]) -> tuple[list[BodyBlock], str, dict[int, int]]:
    """Return the body's blocks, its text, and where in the text each block (by its index in the page) starts."""
    blocks: list[BodyBlock] = []
    starts: dict[int, int] = {}
    pieces: list[str] = []
    size = 0
    for index, block, label, policy in decided:
        if policy is not _KEEP:
            continue
        text = cut_spans(block.text, cuts[index]) if index in cuts else block.text
        if not text:
            continue
        is_item = label.category is _LIST
        before = "- " if is_item else ""
        if blocks:
            before = ("\n" if is_item and blocks[-1].category is _LIST else "\n\n") + before
        starts[index] = size = size + len(before)
        size += len(text)
        pieces += before, text
        blocks.append(BodyBlock(label.category, text, index))
    return blocks, "".join(pieces), starts


def _cuts(page: Page, policies: Policies) -> dict[int, list[Span]]:
    """Return the spans that are cut out of each block, in order."""
    cuts: dict[int, list[Span]] = {}
    for span in sorted(page.spans, key=lambda span: (span.block, span.start)):
        if span.label.category not in policies.kept:
            cuts.setdefault(span.block, []).append(span)
    return cuts


def _ledger(
    page: Page, policies: Policies, decided: list[_Decided], cuts: dict[int, list[Span]]
) -> Iterator[LedgerEntry]:
    paths = _Paths()
    for index, block, label, policy in decided:
        if policy is _KEEP and index not in cuts and not block.markup:
            continue
        path = paths.of(block.container) if block.container else None
        if policy is not _KEEP:
            start, end = block.start, block.end
            text = block.text if start is None else page.decoded.text[start:end]
            yield LedgerEntry(label.category, label.reason, policy, index, start, end, path, text)
        elif block.start is None:
            for cut in cuts[index]:
                text = block.text[cut.start : cut.end]
                yield LedgerEntry(*cut.label, policies[cut.label.category], index, None, None, path, text)
        else:
            yield from _parts(page, policies, index, cuts.get(index, []))


def _parts(page: Page, policies: Policies, index: int, cuts: list[Span]) -> Iterator[LedgerEntry]:
    """Yield the parts of a text block that are not in the body: its cuts, and the markup that has words in it.

    Markup that has none is like white space and bullets: only `restore` needs it.
    """
    block, text = page.blocks[index], page.decoded.text
    spots = input_offsets(block, text) if cuts else []
    parts = [(spots[cut.start][0], spots[cut.end - 1][1], *cut.label) for cut in cuts]
    parts += [
        (mark.start, mark.end, Category.OTHER, _reason_of(text[mark.start : mark.end]))
        for mark in block.markup
        if not mark.text.strip() and _ANY_WORD_RE.search(text, mark.start, mark.end)
    ]
    here = 0
    for start, end, category, reason in sorted(parts):
        if start >= here:
            policy = Policy.DROP if reason.startswith("markup:") else policies[category]
            yield LedgerEntry(category, reason, policy, index, start, end, None, text[start:end])
            here = end


def _reason_of(markup: str) -> str:
    return "markup:tag" if "<" in markup else "markup:link" if "](" in markup else "markup:markdown"


class _Paths:
    """The paths of containers, each parent's put together once for all its children."""

    def __init__(self) -> None:
        self._known: dict[Container, str] = {}

    def of(self, container: Container) -> str:
        """Return what `Container.path` returns."""
        path = self._known.get(container)
        if path is None:
            if container.depth > MAX_SHARED_DEPTH:
                return container.path()
            step, parent = container.path_step(), container.parent
            path = self._known[container] = step if parent is None else f"{self.of(parent)} > {step}"
        return path
