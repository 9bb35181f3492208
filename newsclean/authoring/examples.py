"""Tests for publication files, made from pages: excerpts with what the rules drop and some paragraphs around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from newsclean.article import Article
from newsclean.assemble import assemble
from newsclean.authoring.check import run_example
from newsclean.blocks import Page
from newsclean.learn.learn import Learned, LearnOptions, OpenPage, label_page
from newsclean.learn.page_lines import PageLine, PageSketch, sketch_page
from newsclean.learn.proposals import Proposal
from newsclean.options import Options
from newsclean.readers.elements import INLINE_TAGS
from newsclean.rules.types import Example, Publication

# These keep the tests small enough to read.
MAX_TESTS = 4  # excerpts for one publication, those first that cover the most rules
MAX_PARAGRAPHS = 3  # of the article kept at the start of an excerpt, and lines that `keeps` names
MAX_OUTSIDE = 3  # lines kept from outside the articles' container
MAX_RULED = 7  # lines kept of those that one rule drops; the last is kept too, as it may close the block
MAX_SNIPPET_CHARS = 70  # of the longest line that `keeps` and `drops` quote whole
_PRUNED = "pruned"
_KEPT_ATTRIBUTES = ("id", "class", "href", "itemprop", "role", "data-testid", "data-component", "data-qa")


@dataclass(frozen=True, slots=True)
class _Excerpt:
    """Some lines of a page: their indices, their text as a dump, those that rules drop, and the article's."""

    indices: tuple[int, ...]
    text: str
    dropped: tuple[PageLine, ...]
    kept: tuple[PageLine, ...]

    def quoted_in(self, example: Example, article: Article) -> Example:
        """Return a test with those lines in `keeps` and `drops` for which it holds."""
        ledger = {entry.text for entry in article.ledger}
        keeps = [_snippet(line.text) for line in self.kept if line.text in article.body]
        drops = dict.fromkeys(_snippet(line.text) for line in self.dropped if line.text in ledger)
        left = tuple(snippet for snippet in drops if snippet not in article.body)
        return replace(example, keeps=tuple(keeps[:MAX_PARAGRAPHS]), drops=left)


def examples_of(
    learned: Learned, open_page: OpenPage, options: LearnOptions, proposals: Sequence[Proposal]
) -> list[Example]:
    """Return tests for accepted proposals, made from the sampled pages."""
    publication = learned.publication(options.known, proposals)
    names = sorted(page.name for page in learned.sampled)
    wanted = {proposal.rule.id for proposal in proposals} | ({"main"} if publication.main else set())
    again = replace(options, known=publication)
    return make_examples(publication, [label_page(open_page(name), again) for name in names], wanted)


def make_examples(publication: Publication, pages: Iterable[Page], wanted: Iterable[str]) -> list[Example]:
    """Return few and small tests that hold and in which the rules with the wanted ids drop something.

    `pages` are labelled by the publication's rules.
    """
    missing = set(wanted)
    examples: list[Example] = []
    sketches = [(sketch_page(page, Options().policies_for(page)), page) for page in pages]
    for sketch, page in sorted(
        sketches, key=lambda pair: (-len(pair[0].rule_hits & missing), len(pair[0].lines), pair[0].name)
    ):
        new = sketch.rule_hits & missing
        if not new or len(examples) >= MAX_TESTS:
            continue
        excerpt = _excerpt(sketch, missing)
        example = Example(html=excerpt_html(page, excerpt.indices)) if sketch.is_html else Example(text=excerpt.text)
        example = excerpt.quoted_in(example, run_example(publication, example, ()).article)
        if example.drops:
            examples.append(example)
            missing -= new
    return examples


def page_example(page: Page, file: str) -> Example:
    """Return the test of a whole page in a file. `page` is labelled by the publication's rules."""
    sketch = sketch_page(page, Options().policies_for(page))
    excerpt = _excerpt(sketch, set(sketch.rule_hits))
    return excerpt.quoted_in(Example(page=file, url=page.url), assemble(page, Options().policies_for(page)))


def text_example(publication: Publication, page: Page) -> Example:
    """Return the test of a page's excerpt as a text dump. `page` is labelled by the publication's rules."""
    sketch = sketch_page(page, Options().policies_for(page))
    excerpt = _excerpt(sketch, set(sketch.rule_hits))
    example = Example(text=excerpt.text)
    return excerpt.quoted_in(example, run_example(publication, example, ()).article)


def _excerpt(sketch: PageSketch, missing: set[str]) -> _Excerpt:
    """Choose the lines that rules drop, and paragraphs near them."""
    outside = [index for index, line in enumerate(sketch.lines) if line.rule == "main" and not line.is_kept]
    by_rule: dict[str, list[int]] = {}
    for index, line in enumerate(sketch.lines):
        if line.rule is not None and line.rule != "main":
            by_rule.setdefault(line.rule, []).append(index)
    ruled = sorted({index for found in by_rule.values() for index in found[:MAX_RULED] + found[-1:]})
    kept = [index for index, line in enumerate(sketch.lines) if line.is_kept]
    paragraphs = [index for index in kept if sketch.lines[index].is_prose] or kept
    near = {*paragraphs[:MAX_PARAGRAPHS], *paragraphs[-1:]}
    for index in ruled:
        before = [other for other in paragraphs if other < index][-1:]
        after = [other for other in paragraphs if other > index][:1]
        if len(near) < 4 * MAX_PARAGRAPHS:
            near.update(before + after)
    firsts: dict[str | None, int] = {}
    for index in [*ruled, *outside[:1]]:
        firsts.setdefault(sketch.lines[index].rule, index)
    indices = tuple(sorted(near.union(ruled, outside[:MAX_OUTSIDE])))
    return _Excerpt(
        indices,
        "\n\n".join(sketch.lines[index].text for index in indices) + "\n",
        tuple(sketch.lines[index] for rule, index in firsts.items() if rule in missing),
        tuple(sketch.lines[index] for index in sorted(near)),
    )


def _snippet(text: str) -> str:
    """Return the start of a line, in whole words."""
    if len(text) <= MAX_SNIPPET_CHARS:
        return text
    return text[:MAX_SNIPPET_CHARS].rpartition(" ")[0] or text[:MAX_SNIPPET_CHARS]


def excerpt_html(page: Page, blocks: Iterable[int]) -> str:
    """Return the markup of an HTML page, reduced to some of its blocks and the elements around them."""
    containers = [container for index in blocks if (container := page.blocks[index].container) is not None]
    # elements are compared by identity, so the copy is walked side by side with the original
    wanted = {id(container.element) for container in containers}
    around = {id(parent) for container in containers for parent in container.element.iterancestors()}
    root = deepcopy(page.tree)
    _prune(root, page.tree, wanted, around)
    return str(etree.tostring(root, encoding="unicode", method="html"))


def _prune(copy: Any, original: Any, wanted: set[int], around: set[int]) -> None:
    """Remove from a copied element what is neither wanted nor around it, and attributes that no rule names."""
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
            elif not is_wanted or child.tag not in INLINE_TAGS:
                child.tag = _PRUNED
    etree.strip_elements(copy, _PRUNED, with_tail=False)
