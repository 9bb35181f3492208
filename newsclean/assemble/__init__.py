"""From a labelled page to its article: body, ledger, fields, and the way back to the input.

No other room writes a field of an article: readers declare metadata, rules and the classifier propose it, and
`assemble` decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from newsclean.article import ARTICLE_SCHEMA, Article
from newsclean.assemble.body import Body, Decided, body_of, decide
from newsclean.assemble.container import container_of
from newsclean.assemble.fields import fields_of, headline_of, with_agency_authors
from newsclean.assemble.ledger import ledger_of
from newsclean.assemble.restore import restoration_of, restore
from newsclean.blocks import Category, Page
from newsclean.budget import Budget
from newsclean.classify import named
from newsclean.options import Policies
from newsclean.structure import Structure, structure_of
from newsclean.text.scripts import count_words
from newsclean.version import __version__

__all__ = ["assemble", "restore", "with_agency_authors"]


def assemble(page: Page, policies: Policies, *, structure: bool = False) -> Article:
    """Return the article of a page in which every block has a label; `structure` as in `Options`.

    Names of dropped blocks that are still to come, the ledger, and all that they tell are made when one is first read.
    """
    decided, cuts = decide(page, policies), policies.cuts_on(page)
    body = body_of(decided, cuts)
    shown = structure_of(page, body.blocks, cuts, policies) if structure else Structure(body.blocks)
    known: dict[str, Any] = {
        "source": page.name,
        "encoding": page.decoded.encoding,
        "model": page.model,
        "confidence": page.confidence,
        "rule_hits": dict(page.rule_hits),
        "publication": page.publication,
        "body": body.text,
        "blocks": shown.blocks,
        "images": shown.images,
        "embeds": shown.embeds,
        "container": container_of(page, body),
    }
    if page.naming is None:
        return _whole(page, policies, decided, body, known)
    headlines = [own for own in decided if own.label.category is Category.HEADLINE]
    headline = headline_of(page, ledger_of(page, policies, headlines, {}, Budget(0)))
    sure = {"headline": headline, "warnings": _warnings(page, body), "schema": ARTICLE_SCHEMA, "newsclean": __version__}
    return Article.late(known | sure, lambda: _named(named(page), policies, body, known))


def _named(page: Page, policies: Policies, body: Body, known: Mapping[str, Any]) -> Article:
    return _whole(page, policies, decide(page, policies), body, known)


def _whole(page: Page, policies: Policies, decided: Iterable[Decided], body: Body, known: Mapping[str, Any]) -> Article:
    """Return the article with all its fields, given those that the names of dropped blocks do not change."""
    budget = Budget(len(page.decoded.text))
    ledger = tuple(ledger_of(page, policies, decided, policies.cuts_on(page), budget))
    return Article(
        **known,
        **fields_of(page, ledger),
        word_count=count_words(body.text),
        content_hash=sha256(body.text.encode()).hexdigest(),
        warnings=_warnings(page, body, budget.warnings),
        ledger=ledger,
        restoration=restoration_of(page, body, ledger) if page.input == "text" else None,
    )


def _warnings(page: Page, body: Body, further: Iterable[str] = ()) -> tuple[str, ...]:
    return (*page.warnings, *further, *(() if body.text else ("no-article",)))
