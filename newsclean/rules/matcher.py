"""Applying one publication's rules: blocks get labels, with the rule as the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from newsclean.blocks import Block, Category, Label, Page
from newsclean.rules.schema import Publication, Rule
from newsclean.rules.selectors import select_blocks

MAX_THROUGH_BLOCKS = 40
"""How far `through` may stand from its `from`; beyond it the rule does not match, rather than take half a page."""


def apply_rules(page: Page, publication: Publication | None) -> Page:
    """Label the blocks that the publication's rules know; the others stay undecided."""
    if publication is None:
        return page
    if publication.language:
        sources = {**page.metadata.sources, "language": f"rule:{publication.id}"}
        page = replace(page, metadata=replace(page.metadata, language=publication.language, sources=sources))
    page = _apply_main(page, publication)
    texts = [fold(block.text) for block in page.blocks]
    dropped: dict[int, Label] = {}
    for rule in publication.rules:
        label = Label(rule.category, f"{publication.id}:{rule.id}")
        for index in _matches(rule, page, texts):
            dropped.setdefault(index, label)
    return page.labelled(dropped)


def fold(text: str) -> str:
    """Return a text as rules compare it: without case, with straight quotes.

    >>> fold("Don’t miss OUT")
    "don't miss out"
    """
    return text.casefold().translate(_QUOTES)


_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})


def _apply_main(page: Page, publication: Publication) -> Page:
    """Label by the main container. When no selector matches the page has drifted: warn, and decide nothing."""
    if page.tree is None or not publication.main:
        return page
    inside = next((found for css in publication.main if (found := select_blocks(page, css))), None)
    if inside is None:
        return replace(page, warnings=(*page.warnings, f"{publication.id}:main-missed"))
    reason = f"{publication.id}:main"
    labels = {
        index: Label(block.kind if index in inside else _kind_outside(block), reason)
        for index, block in enumerate(page.blocks)
    }
    return _with_headline(page.labelled(labels), publication)


def _with_headline(page: Page, publication: Publication) -> Page:
    """Take the headline from where the publication has it, whatever the page's metadata says."""
    found = select_blocks(page, publication.headline) if publication.headline else ()
    texts = [page.blocks[index].text for index in sorted(found)]
    if not texts:
        return page
    metadata = replace(
        page.metadata,
        headline=" ".join(texts),
        sources={**page.metadata.sources, "headline": f"rule:{publication.id}"},
    )
    label = Label(Category.HEADLINE, f"{publication.id}:headline")
    return replace(page.labelled(dict.fromkeys(found, label)), metadata=metadata)


def _kind_outside(block: Block) -> Category:
    """Outside the main container only a caption is still what its tag says."""
    return Category.CAPTION if block.kind is Category.CAPTION else Category.OTHER


def _matches(rule: Rule, page: Page, texts: list[str]) -> Iterator[int]:
    """Yield the indices of the blocks that a rule matches; a block may come twice."""
    if rule.css:
        yield from select_blocks(page, rule.css)
    lines = {fold(line) for line in rule.line}
    starts = tuple(fold(start) for start in rule.starts)
    for index, text in enumerate(texts):
        if text in lines or (starts and text.startswith(starts)):
            yield index
    if rule.from_ and rule.through:
        yield from _stretches(texts, fold(rule.from_), fold(rule.through))


def _stretches(texts: list[str], opener: str, closer: str) -> Iterator[int]:
    for first, text in enumerate(texts):
        if text.startswith(opener):
            window = range(first, min(len(texts), first + MAX_THROUGH_BLOCKS))
            last = next((index for index in window if texts[index].endswith(closer)), None)
            if last is not None:
                yield from range(first, last + 1)
