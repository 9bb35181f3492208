"""Naming what is set aside: by its words, else by the elements it stands in."""

from __future__ import annotations

import re

from newsclean.blocks import Block, Category, Label
from newsclean.classify.lexicon import Lexicon
from newsclean.classify.lines import tell

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


def name_block(block: Block, words: Lexicon) -> Label | None:
    """Return what a block that is set aside is, with what tells so; None if nothing does."""
    told = tell(block.text, words)
    if told is not None:
        return told
    entry = words.name(block.text)
    return entry.label if entry is not None else _name_by_markup(block)


def _name_by_markup(block: Block) -> Label | None:
    for container in block.container.lineage() if block.container else ():
        marks = " ".join((container.attributes.get("id", ""), container.attributes.get("class", "")))
        for category, hint in _HINTS:
            if hint.search(marks):
                return Label(category, f"markup:{category.value}")
        if container.tag in _TAG_CATEGORIES:
            return Label(_TAG_CATEGORIES[container.tag], f"tag:{container.tag}")
    return None
