"""The opinion of others on an HTML page: which of our blocks are in a text that they took for the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from newsclean.blocks import Block
from newsclean.text.scripts import WORD_RE

MIN_COVERED = 0.6
"""A block is kept when this share of its word shingles is in the text."""
SHINGLE_WORDS = 3


def trafilatura_text(markup: str, *, alone: bool = False) -> str:
    """Return what trafilatura makes of a page: its text, "" for nothing; `alone`, without asking others in its turn."""
    import logging

    from trafilatura import extract

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    # deduplication would make one page's result depend on the pages before it
    return extract(markup, fast=alone, include_comments=False, deduplicate=False, with_metadata=False) or ""


def matching_blocks(blocks: tuple[Block, ...], text: str) -> set[int]:
    """Return the indices of the blocks whose words are in the text.

    A block too short for a shingle has to be a line of the text, and to stand among kept blocks.
    """
    unclaimed = Counter(_shingles(text))
    # rows of tables have their cells between bars
    lines = {cell.strip("-•* \t").casefold() for line in text.splitlines() for cell in (line, *line.split("|"))}
    kept: set[int] = set()
    short: list[int] = []
    for index, block in enumerate(blocks):
        runs = list(_shingles(block.text))
        if not runs:
            if block.text.casefold() in lines:
                short.append(index)
        elif sum(map(unclaimed.__contains__, runs)) >= MIN_COVERED * len(runs):
            own = Counter(runs)
            if sum(min(n, max(0, unclaimed[run])) for run, n in own.items()) >= MIN_COVERED * len(runs):
                # what stands on the page twice, and once in the text, is kept once
                unclaimed.subtract(own)
                kept.add(index)
    if kept:
        first, last = min(kept), max(kept)
        kept.update(index for index in short if first < index <= last + 1)
    return kept


def _shingles(text: str) -> Iterator[tuple[str, ...]]:
    words = WORD_RE.findall(text.casefold())
    return zip(*(words[offset:] for offset in range(SHINGLE_WORDS)), strict=False)
