"""Fallback texts for pages of which the model is unsure: the JSON-LD body and the text of trafilatura.

Each text is mapped back onto the page's blocks. The model of pages rates these selections and its own, and the one with
the highest confidence wins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import numpy as np

from newsclean.blocks import Block, Page
from newsclean.budget import Budget, Part
from newsclean.classify.html.features import HtmlTable
from newsclean.classify.model import Model, Selection
from newsclean.classify.trees import Array
from newsclean.options import SecondOpinion
from newsclean.rules.cost import element_count
from newsclean.text.scripts import WORD_RE

MAX_CONFIDENCE = 0.5
"""Confidence from which no fallback is used. Raising it costs time; at .42 the smaller gold sets miss their floors."""
MAX_BLOCKS = 500
"""Blocks of the largest page with a fallback. There trafilatura takes three times as long, and most pages gain nothing:
on unseen sites the F1 of the four sets is .9642 without this bound and .9641 with it, in little over half the time."""
MIN_TEXT_SIZE = 200  # characters of a selection that can replace the model's; less is no article (a guess)
MIN_TEXT_SHARE = 0.25
"""Share of the model's selection that another one needs. Of the eight smaller ones on 1,095 pages of unseen sites, six
were fragments and two were right."""
MAX_WIDE_SHARE = 0.3
"""East Asian share above which no fallback is used: trafilatura finds nothing on a quarter of the Chinese pages."""
MAX_FALLBACK_CONFIDENCE = 0.8
"""The highest confidence with a fallback text: where the model fails, trafilatura gets half right at best."""
MIN_COVERED = 0.6  # share of a block's shingles that a text with the block must contain (a guess)
SHINGLE_WORDS = 3  # words in a row that are compared: more miss edited text, fewer match by accident (a guess)


def needs_fallback(mode: SecondOpinion, confidence: float, table: HtmlTable) -> bool:
    """Return whether to compare the model's selection with the fallback texts."""
    if mode == "auto":
        if confidence >= MAX_CONFIDENCE or len(table.matrix) > MAX_BLOCKS:
            return False
        wide = float(np.average(table.column("wide"), weights=np.maximum(1, table.column("size"))))
        return wide <= MAX_WIDE_SHARE
    return mode == "always"


def within_budget(page: Page) -> Page:
    """Return the page, without the markup for trafilatura if it has more elements than the page's budget covers."""
    budget = Budget()
    if budget.afford(Part.FALLBACK, element_count(page.tree)):
        return page
    return replace(page, markup=b"", warnings=(*page.warnings, *budget.warnings))


def best_selection(
    page: Page, undecided: Array, table: HtmlTable, own: Selection, model: Model
) -> tuple[Selection, str]:
    """Return the selection with the highest confidence, and its owner: "model", "json-ld" or "trafilatura"."""
    best, owner, highest = own, "model", own.confidence
    size = table.column("size")
    least = max(MIN_TEXT_SIZE, MIN_TEXT_SHARE * size[own.blocks].sum())
    # trafilatura's own fallbacks take half of its time and improve nothing
    extracted = trafilatura_text(page.markup.decode("utf-8", "replace"), alone=True) if page.markup else ""
    for name, text in (("json-ld", page.declared_body), ("trafilatura", extracted)):
        if not text:
            continue
        blocks = np.zeros(len(page.blocks), dtype=bool)
        blocks[list(matching_blocks(page.blocks, text))] = True
        blocks &= undecided
        if size[blocks].sum() < least:
            continue
        confidence = model.confidence(table, own.probabilities, blocks)
        if confidence > highest:
            capped = max(own.confidence, min(MAX_FALLBACK_CONFIDENCE, confidence))
            best, owner, highest = Selection(blocks, own.probabilities, capped), name, confidence
    return best, owner


@cache
def _extractor() -> Callable[..., str | None]:
    """Return trafilatura's function. What it logs goes where the host's own log goes, and nowhere without one."""
    # heavy: trafilatura takes longer to import than a page takes to clean
    import logging

    from trafilatura import extract

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    return extract


def trafilatura_text(markup: str, *, alone: bool = False) -> str:
    """Return the text that trafilatura extracts, "" for none. With `alone` it calls no extractors of its own."""
    extract = _extractor()
    # deduplication would make a page's result depend on earlier pages
    return extract(markup, fast=alone, include_comments=False, deduplicate=False, with_metadata=False) or ""


def matching_blocks(blocks: tuple[Block, ...], text: str) -> set[int]:
    """Return the indices of the blocks whose words are in the text.

    A block too short for a shingle must be a line of the text, and lie among matching blocks.
    """
    unclaimed = Counter(_shingles(text))
    # trafilatura separates table cells by bars
    lines = {cell.strip("-•* \t").casefold() for line in text.splitlines() for cell in (line, *line.split("|"))}
    matching: set[int] = set()
    short: list[int] = []
    for index, block in enumerate(blocks):
        shingles = list(_shingles(block.text))
        if not shingles:
            if block.text.casefold() in lines:
                short.append(index)
        elif sum(map(unclaimed.__contains__, shingles)) >= MIN_COVERED * len(shingles):
            own = Counter(shingles)
            if sum(min(n, max(0, unclaimed[shingle])) for shingle, n in own.items()) >= MIN_COVERED * len(shingles):
                # each occurrence in the text matches one block only
                unclaimed.subtract(own)
                matching.add(index)
    if matching:
        first, last = min(matching), max(matching)
        matching.update(index for index in short if first < index <= last + 1)
    return matching


def _shingles(text: str) -> Iterator[tuple[str, ...]]:
    words = WORD_RE.findall(text.casefold())
    return zip(*(words[offset:] for offset in range(SHINGLE_WORDS)), strict=False)
