"""Tests from real lines: pages cut down to what proposals speak of, and a few paragraphs around it that must stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from newsclean.authoring.check import try_example
from newsclean.blocks import Page
from newsclean.learn.learn import Learned, LearnOptions, OpenPage, label_page
from newsclean.learn.page_lines import PageSketch, sketch_page
from newsclean.learn.proposals import Proposal
from newsclean.options import resolve_policies
from newsclean.readers.html import INLINE_TAGS
from newsclean.rules.types import Example, Publication

MAX_TESTS = 4
MAX_PARAGRAPHS = 3
"""Of the article's own, so many before what is dropped and after it; none of it is needed to know the rules."""
MAX_OUTSIDE = 3
"""Of what stands outside the articles' container, so many lines; it is all the same to the rules."""
MAX_RULED = 7
"""Of what one rule drops, so many lines, and the last, which may close it."""
MAX_SNIPPET_CHARS = 70
"""`keeps` and `drops` name their lines by so much of them."""
_KEPT_ATTRIBUTES = ("id", "class", "href")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is left of a page: the indices of its lines, and of them those that rules drop, and paragraphs."""

    chosen: tuple[int, ...]
    dropped: tuple[int, ...]
    kept: tuple[int, ...]


def examples_of(
    learned: Learned, open_page: OpenPage, asked: LearnOptions, proposals: Sequence[Proposal]
) -> list[Example]:
    """Return tests for the accepted proposals, made from lines of the sampled pages."""
    publication = learned.publication(asked, proposals)
    names = sorted(page.name for page in learned.sampled)
    wanted = {proposal.id for proposal in proposals} | ({"main"} if publication.main else set())
    again = replace(asked, known=publication)
    pages = [
        (sketch_page(page, resolve_policies(asked.options.policy)), page)
        for page in (label_page(open_page(name), again) for name in names)
    ]
    return make_examples(publication, pages, wanted)


def make_examples(
    publication: Publication, pages: Sequence[tuple[PageSketch, Page]], wanted: Iterable[str]
) -> list[Example]:
    """Return tests in which the rules of the wanted ids find something, few and small, and which hold.

    `pages` were labelled with the publication's rules.
    """
    missing = set(wanted)
    examples: list[Example] = []
    for page, whole in sorted(pages, key=lambda pair: (-len(pair[0].hits & missing), len(pair[0].lines), pair[0].name)):
        new = page.hits & missing
        if not new or len(examples) >= MAX_TESTS:
            continue
        example = _holding(publication, page, whole, _cut(page, missing))
        if example is not None:
            examples.append(example)
            missing -= new
    return examples


def _cut(page: PageSketch, missing: set[str]) -> Excerpt:
    """Keep the lines that rules find, and paragraphs near them."""
    outside = [index for index, line in enumerate(page.lines) if line.rule == "main" and not line.kept]
    by_rule: dict[str, list[int]] = {}
    for index, line in enumerate(page.lines):
        if line.rule is not None and line.rule != "main":
            by_rule.setdefault(line.rule, []).append(index)
    ruled = sorted({index for found in by_rule.values() for index in found[:MAX_RULED] + found[-1:]})
    paragraphs = [index for index, line in enumerate(page.lines) if line.kept and line.is_prose]
    near = {*paragraphs[:MAX_PARAGRAPHS], *paragraphs[-1:]}
    for index in ruled:
        before = [other for other in paragraphs if other < index][-1:]
        after = [other for other in paragraphs if other > index][:1]
        if len(near) < 4 * MAX_PARAGRAPHS:
            near.update(before + after)
    firsts: dict[str | None, int] = {}
    for index in [*ruled, *outside[:1]]:
        firsts.setdefault(page.lines[index].rule, index)
    dropped = tuple(index for rule, index in firsts.items() if rule in missing)
    return Excerpt(tuple(sorted(near.union(ruled, outside[:MAX_OUTSIDE]))), dropped, tuple(sorted(near)))


def _holding(publication: Publication, page: PageSketch, whole: Page, cut: Excerpt) -> Example | None:
    """Return the test of a cut page, with those of its lines for which it holds; None where nothing is dropped."""
    lines = page.lines
    if page.is_html:
        example = Example(html=cut_html(whole, cut.chosen))
    else:
        example = Example(text="\n\n".join(lines[index].text for index in cut.chosen) + "\n")
    article = try_example(publication, example, ()).article
    keeps = tuple(_snippet(lines[index].text) for index in cut.kept if lines[index].text in article.body)
    set_aside = [entry.text for entry in article.ledger]
    drops = tuple(
        dict.fromkeys(
            _snippet(lines[index].text)
            for index in cut.dropped
            if lines[index].text in set_aside and _snippet(lines[index].text) not in article.body
        )
    )
    return replace(example, keeps=keeps[:MAX_PARAGRAPHS], drops=drops) if drops else None


def _snippet(line: str) -> str:
    if len(line) <= MAX_SNIPPET_CHARS:
        return line
    return line[:MAX_SNIPPET_CHARS].rpartition(" ")[0] or line[:MAX_SNIPPET_CHARS]


def cut_html(page: Page, chosen: Iterable[int]) -> str:
    """Return the markup of an HTML page with nothing in it but some of its blocks and the elements around them."""
    containers = [page.blocks[index].container for index in chosen]
    # the copy is walked side by side with the original, for elements are known by being the very same
    wanted = {id(container.element) for container in containers if container is not None}
    around = {
        id(parent) for container in containers if container is not None for parent in container.element.iterancestors()
    }
    root = deepcopy(page.tree)
    _prune(root, page.tree, wanted, around)
    from lxml import etree

    return str(etree.tostring(root, encoding="unicode", method="html"))


def _prune(copy: Any, original: Any, wanted: set[int], around: set[int]) -> None:
    """Take out of a copied element what is neither wanted nor around it; attributes too, but for what rules name."""
    stack = [(copy, original)]
    while stack:
        here, known = stack.pop()
        for name in [name for name in here.attrib if name not in _KEPT_ATTRIBUTES]:
            del here.attrib[name]
        is_wanted = id(known) in wanted
        if not is_wanted:
            here.text = "\n"
        for child, source in list(zip(here, known, strict=True)):
            if not is_wanted:
                child.tail = "\n"
            if id(source) in wanted or id(source) in around:
                stack.append((child, source))
            elif is_wanted and child.tag in INLINE_TAGS:
                continue
            else:
                _remove(here, child)


def _remove(parent: Any, child: Any) -> None:
    """Remove an element, and leave the text behind it where it stands."""
    if child.tail:
        before = child.getprevious()
        if before is None:
            parent.text = (parent.text or "") + child.tail
        else:
            before.tail = (before.tail or "") + child.tail
    parent.remove(child)
