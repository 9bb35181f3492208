"""The view of one page: its blocks with all that was decided about them, and the article, as JSON values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from newsclean.article import Article
from newsclean.assemble import assemble
from newsclean.blocks import Category, Container, Label, Page, Policy
from newsclean.options import Options, Policies
from newsclean.pipeline import label
from newsclean.review.reasons import in_words
from newsclean.sources import Source

SHOWN_FIELDS = (
    "headline standfirst authors published modified section language publisher tags dateline agencies captions "
    "corrections url copyright"
).split()
MAX_BLOCK_CHARS = 20_000
"""Characters of a block that the view shows. More make a larger file; no article has such a paragraph."""
MAX_STEPS = 12
"""Elements around a block that the view names, innermost first. More make a larger file. A guess."""
RuleFile = Callable[[str], str | None]


@dataclass(slots=True)
class _Pool:
    """Values that many blocks share: each is in the view once, and blocks have its number."""

    values: dict[Any, int] = field(default_factory=dict)

    def number(self, value: Any) -> int:
        return self.values.setdefault(value, len(self.values))


def view_page(source: Source, options: Options, rule_file: RuleFile) -> tuple[Article, dict[str, Any]]:
    """Return the article of a page, and the view of the page. Raises `PageError` for a page that cannot be read.

    The keys of the view are short, because a review has thousands of views: `blocks` are lists of the text, the tag,
    the numbers of category, policy, reason and path, and the cuts inside the block.
    """
    page = label(source, options=options)
    policies = options.policies_for(page)
    article = assemble(page, policies)
    return article, {
        "name": page.name,
        "url": article.url,
        "input": page.input,
        "publication": _publication(article),
        "facts": list(_facts(article)),
        "warnings": list(article.warnings),
        "confidence": article.confidence,
        "article": _body(article, page, policies),
        **_blocks(page, policies, rule_file),
    }


def _blocks(page: Page, policies: Policies, rule_file: RuleFile) -> dict[str, Any]:
    """Return the blocks, and the reasons, paths and categories that they share."""
    reasons, paths, categories = _Pool(), _Pool(), _Pool()
    cuts = policies.cuts_on(page)
    known: dict[Container | None, int] = {}
    blocks = []
    for number, (block, found) in enumerate(zip(page.blocks, page.labels, strict=True)):
        if found is None:
            continue
        container = block.container
        if container not in known:
            known[container] = paths.number(_steps(container))
        row: list[Any] = [
            block.text[:MAX_BLOCK_CHARS],
            block.tag,
            categories.number(found.category.value),
            _policy_code(policies[found.category]),
            reasons.number((found.reason, in_words(found, block.text, rule_file))),
            known[container],
        ]
        if number in cuts and policies[found.category] is Policy.KEEP:
            row.append([[cut.start, cut.end, *_cut(cut.label, block.text, rule_file)] for cut in cuts[number]])
        blocks.append(row)
    shared = {"reasons": list(reasons.values), "paths": list(paths.values), "categories": list(categories.values)}
    return {"blocks": blocks, **shared}


def _policy_code(policy: Policy) -> int:
    return (Policy.KEEP, Policy.FIELD, Policy.DROP).index(policy)


def _steps(container: Container | None) -> tuple[tuple[str, ...], ...]:
    """Return tag, id and classes of each element around a block, outermost first."""
    steps = []
    for one in islice(container.lineage() if container else (), MAX_STEPS):
        attributes = one.attributes
        steps.append((one.tag, attributes.get("id", "").strip(), *attributes.get("class", "").split()))
    return tuple(reversed(steps))


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


def _body(article: Article, page: Page, policies: Policies) -> list[list[Any]]:
    """Return the blocks of the body: category, text and the place of the block among those shown."""
    place = {number: at for at, number in enumerate(n for n, found in enumerate(page.labels) if found is not None)}
    return [
        [block.category.value, block.text[:MAX_BLOCK_CHARS], place[block.block], _level(page, block.block)]
        for block in article.blocks
        if policies[Category(block.category)] is Policy.KEEP
    ]


def _level(page: Page, number: int) -> int | None:
    """Return the level of a heading, 2 to 6."""
    tag = page.blocks[number].tag
    return max(2, int(tag[1])) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else None
