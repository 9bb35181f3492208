"""Applying the rules of one publication: blocks get labels, with the rule as the reason.

A later step overrules an earlier one: the main container, the field selectors, `[[drop]]`, `[[keep]]`. Among the rules
of one kind, the first that matches a block wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from newsclean.blocks import Category, Label, Page
from newsclean.budget import Budget
from newsclean.errors import RemovalError
from newsclean.metadata import Proposal
from newsclean.options import Options
from newsclean.rules.field_selectors import apply_field_selectors
from newsclean.rules.matching import Scope, matching_blocks, matching_spans
from newsclean.rules.patterns import fold
from newsclean.rules.selectors import select, select_blocks
from newsclean.rules.types import Publication, Rule

# Guesses; not measured. Sizes are in characters.
MIN_GUARDED_CHARS = 500  # of an article that `max_removed` protects; a shorter page may hold a notice and no article
REPETITION = "repetition"  # the owner in the reasons of learned rules


def apply_rules(page: Page, publication: Publication | None, options: Options | None = None) -> Page:
    """Return the page with a label on every block that the publication's rules decide.

    Raises `RemovalError` if the rules remove too much and `options.removal` is "fail".
    """
    if publication is None:
        return page
    budget = Budget(len(page.decoded.text))
    publication = generation_for(page, publication, budget)
    if publication.policy:
        page = replace(page, policy=publication.policy)
    if publication.language:
        page = page.with_proposals(Proposal("language", publication.language, f"rule:{publication.id}"))
    page, main = _apply_main(mark_expected_body(page, publication.below), publication, budget)
    page = apply_field_selectors(page, publication, budget)
    page = _apply_matchers(page, publication, Scope(page, main, budget), options or Options())
    return replace(page, warnings=tuple(dict.fromkeys((*page.warnings, *budget.warnings))))


def apply_repetition(page: Page, rules: Sequence[Rule]) -> Page:
    """Return the page with a label on every block that recurs on other pages of its publication.

    `rules` are learned rules, with the number of pages on which they matched as ids. A rule with `until` alone has a
    line that comes below articles. The page's own headline and standfirst get no label, even if other pages repeat
    them in teasers.
    """
    page = mark_expected_body(page, [line for rule in rules if not rule.from_ for line in rule.until])
    budget = Budget(len(page.decoded.text))
    scope = Scope(page, None, budget)
    own = {fold(text) for text in (page.metadata.headline, page.metadata.summary) if text}
    labels: dict[int, Label] = {}
    for rule in rules:
        label = Label(rule.category or Category.OTHER, f"{REPETITION}:{rule.id}")
        for index in matching_blocks(rule, scope):
            if scope.texts[index] not in own:
                labels.setdefault(index, label)
    return replace(page.with_labels(labels), warnings=(*page.warnings, *budget.warnings))


def mark_expected_body(page: Page, below: Sequence[str]) -> Page:
    """Return a text dump with `expected_body` set to the blocks above the first line of `below`."""
    if page.input != "text" or not below:
        return page
    lines = {fold(line) for line in below}
    end = next((index for index, block in enumerate(page.blocks) if fold(block.text) in lines), 0)
    return replace(page, expected_body=frozenset(range(end)))


def generation_for(page: Page, publication: Publication, budget: Budget) -> Publication:
    """Return the first generation of the publication that fits the page, or the publication itself.

    A generation fits if the page's day is in its period and one of its probes matches; it may have no period, or no
    probe.
    """
    day = (page.metadata.published or "")[:10]
    for generation in publication.generations:
        if (generation.since or generation.until) and not day:
            continue
        in_time = (generation.since or "") <= day and (generation.until is None or day < generation.until)
        if in_time and (not generation.probe or any(select(page, probe, budget=budget) for probe in generation.probe)):
            return generation.publication
    return publication


def _apply_main(page: Page, publication: Publication, budget: Budget) -> tuple[Page, set[int] | None]:
    """Return the page labelled by the main container, and the blocks inside that container.

    If no selector matches, the site has drifted: the page gets a warning and no labels.
    """
    if page.tree is None or not publication.main:
        return page, None
    found = (select_blocks(page, selector, budget=budget) for selector in publication.main)
    inside = next(filter(None, found), None)
    if inside is None:
        return replace(page, warnings=(*page.warnings, f"{publication.id}:main-missed")), None
    reason = f"{publication.id}:main"
    page = replace(page, rule_hits={reason: len(inside)})
    categories = [block.tag_category for block in page.blocks]
    # outside the main container, only the tag of a caption is reliable
    labels = {
        index: Label(category if index in inside or category is Category.CAPTION else Category.OTHER, reason)
        for index, category in enumerate(categories)
        if publication.inside == "keep" or index not in inside
    }
    expected = {index for selector in publication.paragraphs for index in select_blocks(page, selector, budget=budget)}
    return replace(page.with_labels(labels), expected_body=frozenset(expected & inside)), inside


def _apply_matchers(page: Page, publication: Publication, scope: Scope, options: Options) -> Page:
    dropped: dict[int, Label] = {}
    kept: dict[int, Label] = {}
    spans = list(page.spans)
    hits = dict(page.rule_hits)
    for rule in publication.rules:
        if rule.only and rule.only != page.input:
            continue
        reason = f"{publication.id}:{rule.id}"
        labels = kept if rule.keeps else dropped
        blocks = set(matching_blocks(rule, scope))
        for index in blocks:
            labels.setdefault(index, Label(rule.category or page.blocks[index].tag_category, reason))
        cuts = (
            [] if rule.keeps or not rule.category else matching_spans(rule, scope, Label(rule.category, reason), spans)
        )
        spans += cuts
        if blocks or cuts:
            hits[reason] = len(blocks) + len(cuts)
    if removed_share(page, set(dropped) - set(kept), scope.main) > options.max_removed:
        # rules that remove a whole article met a page that their author did not expect
        dropped, page = {}, _with_removal_warning(page, publication, options)
    return replace(page.with_labels({**dropped, **kept}), spans=tuple(spans), rule_hits=hits)


def _with_removal_warning(page: Page, publication: Publication, options: Options) -> Page:
    warning = f"{publication.id}:removed-too-much"
    if options.removal == "fail":
        limit = f"{options.max_removed:.0%}"
        raise RemovalError(f"{page.name}: {warning}: its rules take more than {limit} of the article")
    return replace(page, warnings=(*page.warnings, warning))


def removed_share(page: Page, dropped: set[int], main: set[int] | None) -> float:
    """Return the share of the article's characters in dropped blocks, 0 to 1.

    The article is the main container, or the whole text dump. The share is 0 for an HTML page without main container,
    and for an article shorter than `MIN_GUARDED_CHARS`.
    """
    article = main if main is not None else range(len(page.blocks)) if page.input == "text" else ()
    whole = sum(len(page.blocks[index].text) for index in article)
    if whole < MIN_GUARDED_CHARS:
        return 0.0
    return sum(len(page.blocks[index].text) for index in article if index in dropped) / whole
