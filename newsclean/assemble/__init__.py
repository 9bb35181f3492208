"""From a labelled page to its article: body, ledger, fields, and the way back to the input.

No other room writes a field of an article: readers declare metadata, rules and the classifier propose it, and
`assemble` decides.
"""

from __future__ import annotations

from hashlib import sha256

from newsclean.article import Article
from newsclean.assemble.body import body_of, decide
from newsclean.assemble.container import container_of
from newsclean.assemble.fields import fields_of, with_agency_authors
from newsclean.assemble.ledger import ledger_of
from newsclean.assemble.restore import restoration_of, restore
from newsclean.blocks import Page
from newsclean.budget import Budget
from newsclean.options import Policies
from newsclean.structure import Structure, structure_of
from newsclean.text.scripts import count_words

__all__ = ["assemble", "restore", "with_agency_authors"]


def assemble(page: Page, policies: Policies, *, structure: bool = False) -> Article:
    """Return the article of a page in which every block has a label; `structure` as in `Options`."""
    decided = decide(page, policies)
    cuts = policies.cuts_on(page)
    body = body_of(decided, cuts)
    budget = Budget(len(page.decoded.text))
    ledger = tuple(ledger_of(page, policies, decided, cuts, budget))
    shown = structure_of(page, body.blocks, cuts, policies) if structure else Structure(body.blocks)
    warnings = (*page.warnings, *budget.warnings)
    return Article(
        **fields_of(page, ledger),
        source=page.name,
        encoding=page.decoded.encoding,
        model=page.model,
        confidence=page.confidence,
        rule_hits=dict(page.rule_hits),
        publication=page.publication,
        body=body.text,
        word_count=count_words(body.text),
        content_hash=sha256(body.text.encode()).hexdigest(),
        blocks=shown.blocks,
        images=shown.images,
        embeds=shown.embeds,
        warnings=warnings if body.text else (*warnings, "no-article"),
        ledger=ledger,
        restoration=restoration_of(page, body, ledger) if page.input == "text" else None,
        container=container_of(page, body),
    )
