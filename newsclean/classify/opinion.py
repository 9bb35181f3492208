"""The opinion of another extractor on an HTML page: which of our blocks trafilatura would keep."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from newsclean.blocks import Block, Category, Container, Label, Page
from newsclean.classify.lexicon import Lexicon, lexicon

MIN_COVERED = 0.6
"""A block is kept when this share of its word shingles is in trafilatura's text."""
SHINGLE_WORDS = 3
_WORD_RE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
_HINTS = (
    (Category.COMMENTS, re.compile(r"comment|disqus", re.IGNORECASE)),
    (Category.SHARE, re.compile(r"\b(?:share|sharing|social)", re.IGNORECASE)),
    (Category.NEWSLETTER, re.compile(r"newsletter", re.IGNORECASE)),
    (Category.RELATED, re.compile(r"related|recommend|read-?more|most-?read|teaser", re.IGNORECASE)),
    (Category.CONSENT, re.compile(r"cookie|consent|gdpr", re.IGNORECASE)),
    (Category.PAYWALL, re.compile(r"paywall|subscri", re.IGNORECASE)),
    (Category.ADVERTISEMENT, re.compile(r"advert|sponsor", re.IGNORECASE)),
)
_TAG_CATEGORIES = {
    "nav": Category.NAVIGATION,
    "footer": Category.FOOTER,
    "form": Category.WIDGET,
    "button": Category.WIDGET,
}


def second_opinion(page: Page) -> dict[int, Label]:
    """Return a label for each undecided block of an HTML page: kept as its tag says, or set aside and named."""
    undecided = [index for index, label in enumerate(page.labels) if label is None]
    if not undecided:
        return {}
    kept = _kept_blocks(page.blocks, trafilatura_text(page.decoded.text))
    words = lexicon()
    labels = {}
    for index in undecided:
        block = page.blocks[index]
        if block.kind is Category.CAPTION:
            labels[index] = Label(Category.CAPTION, "tag:figcaption")
        elif index in kept:
            labels[index] = Label(block.kind, "trafilatura:kept")
        else:
            labels[index] = _named(block, words)
    return labels


def trafilatura_text(markup: str) -> str:
    """Return what trafilatura makes of a page: its text, "" for nothing."""
    import logging

    from trafilatura import extract

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    # deduplication would make one page's result depend on the pages before it
    return extract(markup, include_comments=False, deduplicate=False, with_metadata=False) or ""


def _kept_blocks(blocks: tuple[Block, ...], text: str) -> set[int]:
    """Return the indices of the blocks whose words are in the text.

    A block too short for a shingle has to be a line of the text, and to stand among kept blocks.
    """
    unclaimed = Counter(_shingles(text))
    lines = {line.strip("-•* \t").casefold() for line in text.splitlines()}
    kept: set[int] = set()
    short: list[int] = []
    for index, block in enumerate(blocks):
        own = Counter(_shingles(block.text))
        if not own:
            if block.text.casefold() in lines:
                short.append(index)
        elif (own & unclaimed).total() >= MIN_COVERED * own.total():
            # what stands on the page twice, and once in the text, is kept once
            unclaimed -= own
            kept.add(index)
    if kept:
        first, last = min(kept), max(kept)
        kept.update(index for index in short if first < index <= last + 1)
    return kept


def _shingles(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORD_RE.findall(text.casefold())
    return zip(*(words[offset:] for offset in range(SHINGLE_WORDS)), strict=False)


def _named(block: Block, words: Lexicon) -> Label:
    """Name a block that is set aside: by its words, else by the elements it stands in."""
    entry = words.name(block.text)
    if entry is not None:
        return entry.label
    lineage: Iterable[Container] = block.container.lineage() if block.container else ()
    for container in lineage:
        marks = " ".join((container.attributes.get("id", ""), container.attributes.get("class", "")))
        for category, hint in _HINTS:
            if hint.search(marks):
                return Label(category, f"markup:{category.value}")
        if container.tag in _TAG_CATEGORIES:
            return Label(_TAG_CATEGORIES[container.tag], f"tag:{container.tag}")
    return Label(Category.OTHER, "trafilatura:dropped")
