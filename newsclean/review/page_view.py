"""The view of one page: its blocks with all that was decided about them, and the article, as JSON values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from newsclean.article import Article
from newsclean.assemble import assemble
from newsclean.blocks import Container, Label, Page, Policy
from newsclean.options import Options, Policies
from newsclean.pipeline import label
from newsclean.review.article_html import article_html
from newsclean.review.reasons import in_words
from newsclean.sources import Source

SHOWN_FIELDS = (
    "headline standfirst description authors published modified section language publisher tags dateline agencies "
    "captions corrections url copyright"
).split()
MAX_BLOCK_CHARS = 20_000
"""Characters of a block that the view shows. More make a larger file; no article has such a paragraph."""
RuleFile = Callable[[str], str | None]


@dataclass(slots=True)
class _Pool:
    """Values that many blocks share: each is in the view once, and blocks have its number."""

    values: dict[Any, int] = field(default_factory=dict)

    def number(self, value: Any) -> int:
        return self.values.setdefault(value, len(self.values))


@dataclass(slots=True)
class _Elements:
    """The elements around blocks: each is in the view once, as the number of its parent, its tag, id and classes."""

    rows: list[list[Any]] = field(default_factory=list)
    known: dict[Container | None, int] = field(default_factory=lambda: {None: -1})

    def number(self, container: Container | None) -> int:
        """Return the number of an element, -1 for none."""
        if container not in self.known:
            for one in container.ancestors_outside(self.known) if container is not None else ():
                identity, classes = one.attributes.get("id", ""), one.attributes.get("class", "")
                self.known[one] = len(self.rows)
                self.rows.append([self.known[one.parent], one.tag, identity.strip(), *classes.split()])
        return self.known[container]


def view_page(source: Source, options: Options, rule_file: RuleFile) -> tuple[Article, dict[str, Any]]:
    """Return the article of a page, and the view of the page. Raises `PageError` for a page that cannot be read.

    The keys of the view are short, because a review has thousands of views: `blocks` are lists of the text, the tag,
    the numbers of category, policy, reason and element, and the cuts inside the block.
    """
    page = label(source, options=options)
    policies = options.policies_for(page)
    article = assemble(page, policies, structure=True)
    return article, {
        "name": page.name,
        "url": article.url,
        "input": page.input,
        "publication": _publication(article),
        "facts": list(_facts(article)),
        "warnings": list(article.warnings),
        "confidence": article.confidence,
        "article": article_html(article, _places(page)),
        **_blocks(page, policies, rule_file),
    }


def _blocks(page: Page, policies: Policies, rule_file: RuleFile) -> dict[str, Any]:
    """Return the blocks, and the reasons, elements and categories that they share."""
    reasons, elements, categories = _Pool(), _Elements(), _Pool()
    cuts = policies.cuts_on(page)
    known: dict[Label, int] = {}
    codes = {policy: code for code, policy in enumerate((Policy.KEEP, Policy.FIELD, Policy.DROP))}
    blocks = []
    for number, (block, found) in enumerate(zip(page.blocks, page.labels, strict=True)):
        if found is None:
            continue
        policy = policies[found.category]
        if found not in known or found.reason.startswith("lexicon:"):
            known[found] = reasons.number((found.reason, in_words(found, block.text, rule_file)))
        row: list[Any] = [
            block.text[:MAX_BLOCK_CHARS],
            block.tag,
            categories.number(found.category.value),
            codes[policy],
            known[found],
            elements.number(block.container),
        ]
        if number in cuts and policy is Policy.KEEP:
            row.append([[cut.start, cut.end, *_cut(cut.label, block.text, rule_file)] for cut in cuts[number]])
        blocks.append(row)
    shared = {"reasons": list(reasons.values), "elements": elements.rows, "categories": list(categories.values)}
    return {"blocks": blocks, **shared}


def _cut(found: Label, text: str, rule_file: RuleFile) -> tuple[str, str]:
    return found.category.value, in_words(found, text, rule_file)


def _publication(article: Article) -> dict[str, str | None] | None:
    match = article.publication
    if match is None:
        return None
    return {"id": match.id, "name": match.name, "by": match.matched_by, "evidence": match.evidence}


def _facts(article: Article) -> list[tuple[str, str, str]]:
    """Return the fields that the article has: name, value and source."""
    found = []
    for name in SHOWN_FIELDS:
        value = getattr(article, name)
        if value:
            shown = " · ".join(map(str, value)) if isinstance(value, tuple) else str(value)
            found.append((name, shown, article.sources.get(name, "block")))
    if article.access is not None:
        found.append(("access", article.access.state, article.sources.get("access", "block")))
    return found


def _places(page: Page) -> dict[int, int]:
    """Return the place of each block among those shown, by its index in the page."""
    return {number: at for at, number in enumerate(n for n, found in enumerate(page.labels) if found is not None)}
