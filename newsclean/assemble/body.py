"""The body of an article: the blocks that stay, without the spans that go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from newsclean.article import BodyBlock
from newsclean.blocks import Block, Category, Label, Page, Policy, Span
from newsclean.options import Policies, cut_spans

_LIST, _KEEP = Category.LIST, Policy.KEEP
"""Local names for the members that every block is compared with; an attribute of an enum is slower to look up."""


class Decided(NamedTuple):
    """A block with its index (`number`) in the page, its label, and the policy for that label."""

    number: int
    block: Block
    label: Label
    policy: Policy


class Body(NamedTuple):
    """The body: its text, its blocks, and the offset of each block in the text, by the block's index in the page."""

    text: str
    blocks: tuple[BodyBlock, ...]
    offsets: Mapping[int, int]


def decide(page: Page, policies: Policies) -> list[Decided]:
    """Return every block with its label and policy, in page order."""
    decided = []
    for index, (block, label) in enumerate(zip(page.blocks, page.labels, strict=True)):
        if label is None:
            raise AssertionError(f"block {index} was never decided")
        decided.append(Decided(index, block, label, policies.by_category[label.category]))
    return decided


def body_of(decided: Iterable[Decided], cuts: Mapping[int, list[Span]]) -> Body:
    """Return the body. A block whose cuts leave no text is not part of it."""
    blocks: list[BodyBlock] = []
    offsets: dict[int, int] = {}
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
        offsets[index] = size = size + len(before)
        size += len(text)
        pieces += before, text
        blocks.append(BodyBlock(label.category, text, index))
    return Body("".join(pieces), tuple(blocks), offsets)
