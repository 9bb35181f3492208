"""Naming what is set aside: by its words, else by the elements it stands in."""

from __future__ import annotations

import re
from functools import lru_cache

from newsclean.blocks import Block, Category, Container, Label
from newsclean.classify.facts import tell
from newsclean.classify.lexicon import Lexicon

_HINTS = (
    (Category.COMMENTS, re.compile(r"comment|disqus")),
    (Category.SHARE, re.compile(r"\b(?:share|sharing|social)")),
    (Category.NEWSLETTER, re.compile(r"newsletter")),
    (Category.RELATED, re.compile(r"related|recommend|read-?more|most-?read|teaser")),
    (Category.CONSENT, re.compile(r"cookie|consent|gdpr")),
    (Category.PAYWALL, re.compile(r"paywall|subscri")),
    (Category.ADVERTISEMENT, re.compile(r"advert|sponsor")),
)
"""What class names and ids say, the first the surest."""
_ANY_HINT_RE = re.compile("|".join(hint.pattern.removeprefix(r"\b") for _, hint in _HINTS))
"""Matches wherever a hint does, and sometimes where none does: without a boundary it is found by its first letters."""
_HINT_LABELS = tuple(Label(category, f"markup:{category.value}") for category, _ in _HINTS)
_NAMES = ("class", "id")
_TAG_LABELS = {
    tag: Label(category, f"tag:{tag}")
    for tag, category in (
        ("nav", Category.NAVIGATION),
        ("footer", Category.FOOTER),
        ("form", Category.WIDGET),
        ("button", Category.WIDGET),
    )
}


class Namer:
    """Names the blocks of one page; what the elements say is looked up once for each."""

    def __init__(self, words: Lexicon) -> None:
        self._words = words
        self._named: dict[Container | None, Label | None] = {}

    def name(self, block: Block) -> Label | None:
        """Return what a block that is set aside is, with what tells so; None if nothing does."""
        told = tell(block.text, self._words)
        if told is not None:
            return told
        entry = self._words.name_inside(block.text)
        return entry.label if entry is not None else self._by_markup(block.container)

    def _by_markup(self, container: Container | None) -> Label | None:
        """Return what the innermost element that says anything says."""
        passed: list[Container] = []
        label = None
        while container is not None and label is None and container not in self._named:
            label = _markup_label(container)
            passed.append(container)
            container = container.parent
        if label is None:
            label = self._named.get(container)
        for inner in passed:
            self._named[inner] = label
        return label


def _markup_label(container: Container) -> Label | None:
    attributes, rank = container.attributes, len(_HINTS)
    for name in _NAMES:
        if name in attributes:
            rank = min(rank, _hint_of(attributes[name]))
    return _HINT_LABELS[rank] if rank < len(_HINTS) else _TAG_LABELS.get(container.tag)


@lru_cache(maxsize=16_384)
def _hint_of(name: str) -> int:
    """Return the number of the first hint in a class or id; one past the last for none."""
    lowered = name.lower()
    if not lowered or not _ANY_HINT_RE.search(lowered):
        return len(_HINTS)
    return next((number for number, (_, hint) in enumerate(_HINTS) if hint.search(lowered)), len(_HINTS))
