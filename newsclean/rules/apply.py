"""Applying one publication's rules: blocks get labels, with the rule as the reason.

What is said later here wins: the main container, the places of facts, `[[drop]]`, `[[keep]]`. Among rules of one kind
the first that matches a block wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from newsclean.blocks import Block, Category, Label, Page
from newsclean.errors import RemovalError
from newsclean.metadata import Proposal
from newsclean.options import Options
from newsclean.rules.field_selectors import apply_field_selectors
from newsclean.rules.matching import Scope, matching_blocks, matching_spans
from newsclean.rules.patterns import fold
from newsclean.rules.selectors import is_too_slow, select, select_blocks
from newsclean.rules.types import Publication, Rule

MIN_GUARDED_CHARS = 500
"""Of a page with less text than this nothing but a notice may be left, and rules may well take all of it."""
LARGE_PAGE_CHARS = 50_000
"""On a smaller page no selector that anybody would write takes long."""

REPETITION = "repetition"
"""The owner of the reasons that repetition gives."""


def apply_rules(page: Page, publication: Publication | None, options: Options | None = None) -> Page:
    """Label the blocks that the publication's rules know; the others stay undecided.

    Raises `RemovalError` where the options say so.
    """
    if publication is None:
        return page
    publication = generation_for(page, publication)
    if publication.policy:
        page = replace(page, policy=publication.policy)
    if publication.language:
        page = page.with_proposals(Proposal("language", publication.language, f"rule:{publication.id}"))
    page, main = _apply_main(mark_expected_body(page, publication.below), publication)
    page = _apply_texts(apply_field_selectors(page, publication), publication, main, options or Options())
    slow = len(page.decoded.text) >= LARGE_PAGE_CHARS and any(
        is_too_slow(page, selector, kind) for selector, kind in selectors_in(publication)
    )
    return replace(page, warnings=(*page.warnings, f"{publication.id}:selector-too-slow")) if slow else page


def selectors_in(publication: Publication) -> Iterator[tuple[str, str]]:
    """Yield every selector of a publication with its kind."""
    for selector in (*publication.main, *publication.paragraphs):
        yield selector, "any"
    for place in (place for places in publication.fields.values() for place in places):
        yield place.select, "any"
    for rule in publication.rules:
        yield from ((selector, "css") for selector in rule.css)
        yield from ((selector, "xpath") for selector in rule.xpath)


def apply_repetition(page: Page, rules: Sequence[Rule]) -> Page:
    """Label the blocks that recur on pages like this one; each rule's id says on how many.

    A rule that has `until` and nothing else says what the article stands above. The page's own headline and standfirst
    are left alone, however often others tease them.
    """
    page = mark_expected_body(page, [line for rule in rules if not rule.from_ for line in rule.until])
    scope = Scope(page, None)
    own = {fold(text) for text in (page.metadata.headline, page.metadata.standfirst) if text}
    labels: dict[int, Label] = {}
    for rule in rules:
        label = Label(rule.category or Category.OTHER, f"{REPETITION}:{rule.id}")
        for index in matching_blocks(rule, scope):
            if scope.texts[index] not in own:
                labels.setdefault(index, label)
    return page.with_labels(labels)


def mark_expected_body(page: Page, below: Sequence[str]) -> Page:
    """Note where the article of a text dump stands: above the first of some lines; nothing where there is none."""
    if page.input != "text" or not below:
        return page
    lines = {fold(line) for line in below}
    end = next((index for index, block in enumerate(page.blocks) if fold(block.text) in lines), 0)
    return replace(page, expected_body=frozenset(range(end)))


def generation_for(page: Page, publication: Publication) -> Publication:
    """Return the publication as its pages were when this one was made: the first generation that fits, or itself.

    One fits when the page's day is in its time, as far as it has one, and one of its probes matches, if it has any.
    """
    day = (page.metadata.published or "")[:10]
    for generation in publication.generations:
        if (generation.since or generation.until) and not day:
            continue
        in_time = (generation.since or "") <= day and (generation.until is None or day < generation.until)
        if in_time and (not generation.probe or any(select(page, probe) for probe in generation.probe)):
            return generation.publication
    return publication


def _apply_main(page: Page, publication: Publication) -> tuple[Page, set[int] | None]:
    """Label by the main container; return its blocks too.

    When no selector matches the page has drifted: warn, and decide nothing.
    """
    if page.tree is None or not publication.main:
        return page, None
    inside = next((found for selector in publication.main if (found := select_blocks(page, selector))), None)
    if inside is None:
        return replace(page, warnings=(*page.warnings, f"{publication.id}:main-missed")), None
    page = replace(page, rule_hits={f"{publication.id}:main": len(inside)})
    reason = f"{publication.id}:main"
    labels = {
        index: Label(block.tag_category if index in inside else _kind_outside(block), reason)
        for index, block in enumerate(page.blocks)
        if publication.inside == "keep" or index not in inside
    }
    expected = {index for selector in publication.paragraphs for index in select_blocks(page, selector)}
    return replace(page.with_labels(labels), expected_body=frozenset(expected & inside)), inside


def _kind_outside(block: Block) -> Category:
    """Outside the main container only a caption is still what its tag says."""
    return Category.CAPTION if block.tag_category is Category.CAPTION else Category.OTHER


def _apply_texts(page: Page, publication: Publication, main: set[int] | None, options: Options) -> Page:
    scope = Scope(page, main)
    dropped: dict[int, Label] = {}
    kept: dict[int, Label] = {}
    spans = list(page.spans)
    hits = dict(page.rule_hits)
    for rule in publication.rules:
        if rule.only and rule.only != page.input:
            continue
        reason = f"{publication.id}:{rule.id}"
        found = kept if rule.keeps else dropped
        blocks = set(matching_blocks(rule, scope))
        for index in blocks:
            found.setdefault(index, Label(rule.category or page.blocks[index].tag_category, reason))
        cut = [] if rule.keeps or rule.category is None else matching_spans(rule, scope, rule.category, reason, spans)
        spans += cut
        if blocks or cut:
            hits[reason] = len(blocks) + len(cut)
    if removed_share(page, set(dropped) - set(kept), main) > options.max_removed:
        warning = f"{publication.id}:removed-too-much"
        if options.removal == "fail":
            raise RemovalError(
                f"{page.name}: {warning}: its rules take more than {options.max_removed:.0%} of the article"
            )
        # rules that take all of an article have met one they were not made for
        dropped = {}
        page = replace(page, warnings=(*page.warnings, warning))
    return replace(page.with_labels({**dropped, **kept}), spans=tuple(spans), rule_hits=hits)


def removed_share(page: Page, dropped: set[int], main: set[int] | None) -> float:
    """Return the share of the article's characters that are dropped.

    The article is the main container, or the whole of a text dump; without a container an HTML page has no measure,
    and the share is 0; so it is where there is hardly any text.
    """
    scope = main if main is not None else range(len(page.blocks)) if page.input == "text" else ()
    whole = sum(len(page.blocks[index].text) for index in scope)
    if whole < MIN_GUARDED_CHARS:
        return 0.0
    return sum(len(page.blocks[index].text) for index in scope if index in dropped) / whole
