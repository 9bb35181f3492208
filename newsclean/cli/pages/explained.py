"""A page as `explain` shows it: its facts, and a row for each block or piece of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from newsclean.article import Article, LedgerEntry
from newsclean.assemble import assemble
from newsclean.blocks import Container, Label, Page, Policy
from newsclean.errors import UsageError
from newsclean.learn.selectors import selectors_of
from newsclean.metadata import Access
from newsclean.options import Options, Policies
from newsclean.pipeline import label
from newsclean.review.reasons import in_words
from newsclean.rules.selectors import select_blocks
from newsclean.rules.types import SelectorError
from newsclean.sources import Source

Only = Literal["kept", "dropped", "doubtful"]
LEAST_DOUBTFUL, MOST_DOUBTFUL = 0.2, 0.8
"""A block is doubtful if its probability to belong to the article is between these. Wider shows more. A guess."""
MAX_STEPS = 2  # steps of a selector; more make it surer to name one element, and longer (a guess)
_JUDGES = ("model", "trafilatura", "json-ld", "appeals")
_SHOWN_FIELDS = (
    "headline standfirst description authors published modified publisher section tags language url image captions "
    "corrections agencies dateline first_published translation copyright access"
).split()


@dataclass(frozen=True, slots=True)
class Row:
    """A block, or a piece that was cut out of one.

    number: the number of the block in the page, from 1. was: the label and policy under old rules, if they differ.
    """

    number: int
    label: Label
    policy: Policy
    text: str
    container: Container | None
    is_piece: bool = False
    was: tuple[Label, Policy] | None = None

    @property
    def selector(self) -> str:
        """A selector of the element around the block, as a rule may use it; "" for a text input."""
        steps = [found[0] for one in (self.container.lineage() if self.container else ()) if (found := _names(one))]
        return " ".join(reversed(steps[:MAX_STEPS]))

    @property
    def is_doubtful(self) -> bool:
        """Whether a model was in doubt about the block."""
        owner, _, detail = self.label.reason.partition(":")
        is_judged = owner in _JUDGES and detail != "headline"
        return is_judged and LEAST_DOUBTFUL < float(detail) < MOST_DOUBTFUL

    def to_dict(self) -> dict[str, Any]:
        """Return the row as JSON values."""
        values: dict[str, Any] = {
            "block": self.number,
            **_judgement(self.label, self.policy),
            "why": in_words(self.label, self.text, lambda _: None),
            "selector": self.selector or None,
            "path": self.container.path() if self.container else None,
            "is_piece": self.is_piece,
            "text": self.text,
        }
        return values if self.was is None else values | {"was": _judgement(*self.was)}


@dataclass(frozen=True, slots=True)
class Shown:
    """The blocks to show. selector: those inside what it matches. old: those that these options decide otherwise."""

    only: Only | None = None
    selector: str | None = None
    old: Options | None = None

    def has(self, row: Row) -> bool:
        """Return whether a row is one of them, apart from the selector."""
        if self.old is not None and row.was is None:
            return False
        if self.only is None:
            return True
        return row.is_doubtful if self.only == "doubtful" else (row.policy is Policy.KEEP) == (self.only == "kept")


@dataclass(frozen=True, slots=True)
class Explained:
    """A page that was cleaned, and the rows to show of it."""

    page: Page
    article: Article
    rows: tuple[Row, ...]

    def facts(self) -> Iterator[tuple[str, str]]:
        """Yield what is known about the page as a whole, with a name for each."""
        yield "source", f"{self.page.name}, {self.page.input}, {self.page.decoded.encoding}"
        match self.page.publication:
            case None:
                yield "publication", "unknown"
            case found if found.id is None:
                yield "publication", f"{found.name}, no rules for it (by {found.matched_by})"
            case found:
                evidence = found.evidence and f": {found.evidence}"
                yield "publication", f"{found.name}, rules {found.id} (by {found.matched_by}{evidence})"
        for name in _SHOWN_FIELDS:
            value = getattr(self.article, name)
            if value:
                yield name, f"{_shown(value)}  [{self.article.sources.get(name, 'block')}]"
        if self.article.container:
            yield "container", self.article.container
        for warning in self.article.warnings:
            yield "warning", warning

    def to_dict(self) -> dict[str, Any]:
        """Return the page as JSON values."""
        names = [name for name in _SHOWN_FIELDS if getattr(self.article, name)]
        fields = "source input encoding publication".split(), ["container", "confidence", "warnings"]
        values = self.article.to_dict(fields=("source", "encoding", "publication", "confidence", "warnings", *names))
        values |= {"input": self.page.input, "container": self.article.container}
        found = {name: {"value": values[name], "source": self.article.sources.get(name, "block")} for name in names}
        head, tail = ({name: values[name] for name in part} for part in fields)
        return {**head, "fields": found, **tail, "blocks": [row.to_dict() for row in self.rows]}


def explained(source: Source, options: Options, shown: Shown) -> Explained:
    """Return a page with the rows to show. Raises `PageError` for a page that cannot be read, and `UsageError`."""
    page = label(source, options=options)
    policies = options.policies_for(page)
    article = assemble(page, policies)
    chosen = _chosen(page, shown.selector)
    before = _before(source, page, shown.old)
    rows = [row for row in _rows(page, article, policies, before) if row.number - 1 in chosen and shown.has(row)]
    return Explained(page, article, tuple(rows))


def _rows(
    page: Page, article: Article, policies: Policies, before: Mapping[int, tuple[Label, Policy]]
) -> Iterator[Row]:
    """Yield a row for each block, and for each piece that left a block of the body."""
    pieces: dict[int, list[LedgerEntry]] = {}
    for entry in article.ledger:
        pieces.setdefault(entry.block, []).append(entry)
    for index, (block, found) in enumerate(zip(page.blocks, page.labels, strict=True)):
        if found is None:
            continue
        policy, home = policies[found.category], block.container
        was = before.get(index)
        is_same = was is None or _decision(*was) == _decision(found, policy)
        yield Row(index + 1, found, policy, block.text, home, was=None if is_same else was)
        for piece in pieces.get(index, ()) if policy is Policy.KEEP else ():
            cut = Label(piece.category, piece.reason)
            yield Row(index + 1, cut, piece.policy, piece.text, home, is_piece=True)


def _chosen(page: Page, selector: str | None) -> set[int]:
    """Return the indices of the blocks inside what a selector matches; without one, all."""
    if selector is None:
        return set(range(len(page.blocks)))
    try:
        return select_blocks(page, selector)
    except SelectorError as error:
        raise UsageError(f"--select {selector!r}: {error}") from None


def _decision(found: Label, policy: Policy) -> tuple[str, ...]:
    """Return what two decisions about a block share if they are the same; probabilities may differ."""
    owner = found.reason.partition(":")[0]
    return found.category, policy, owner if owner in (*_JUDGES, "category") else found.reason


def _before(source: Source, page: Page, old: Options | None) -> dict[int, tuple[Label, Policy]]:
    """Return label and policy of each block under old options."""
    if old is None:
        return {}
    before = label(source, options=old)
    policies = old.policies_for(before)
    labels = before.labels if len(before.blocks) == len(page.blocks) else ()
    return {index: (found, policies[found.category]) for index, found in enumerate(labels) if found is not None}


def _names(container: Container) -> tuple[str, ...]:
    """Return the selectors of an element that has more than its tag to name it by."""
    return tuple(name for name in selectors_of(container.tag, container.attributes) if name != container.tag)


def _judgement(found: Label, policy: Policy) -> dict[str, str]:
    return {"policy": policy.value, "category": found.category.value, "reason": found.reason}


def _shown(value: object) -> str:
    """Return a field's value on one line."""
    match value:
        case Access(state, visible):
            return state if visible is None else f"{state}, {visible:.0%} of it here"
        case Mapping():
            return " · ".join(map(str, value.values()))
        case tuple():
            return " · ".join(map(str, value))
        case _:
            return str(value)
