"""Naming what is set aside: by its words, else by the elements it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from newsclean.blocks import Block, Category, Container, Label
from newsclean.lexicon.line_signals import signals_of
from newsclean.lexicon.phrases import Lexicon

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
_TAG_LABELS = {
    tag: Label(category, f"tag:{tag}")
    for tag, category in (
        ("nav", Category.NAVIGATION),
        ("footer", Category.FOOTER),
        ("form", Category.WIDGET),
        ("button", Category.WIDGET),
    )
}


def name_blocks(blocks: Sequence[Block], words: Lexicon) -> list[Label | None]:
    """Return what each block is that is set aside, with what tells so; None where nothing does."""
    # a third of what menus and boxes say stands on the page already; and to do one thing at a time is quicker
    texts = list(dict.fromkeys(block.text for block in blocks))
    names = {text: told.label for text, told in zip(texts, signals_of(texts, words), strict=True)}
    inside = {text: words.match_inside(text) for text, name in names.items() if name is None}
    names |= {text: entry.label for text, entry in inside.items() if entry is not None}
    marked = _Marked()
    return [names[block.text] or marked.label_of(block.container) for block in blocks]


class _Marked:
    """What the elements of one page say, each looked up once."""

    def __init__(self) -> None:
        self._labels: dict[Container | None, Label | None] = {}

    def label_of(self, container: Container | None) -> Label | None:
        """Return what the innermost element that says anything says."""
        labels, passed, label = self._labels, [], None
        while container is not None and label is None and container not in labels:
            passed.append(container)
            label = _markup_label(container)
            container = container.parent
        if label is None:
            label = labels.get(container)
        for inner in passed:
            labels[inner] = label
        return label


def _markup_label(container: Container) -> Label | None:
    attributes = container.attributes
    if attributes:
        rank = _hint_of(attributes["class"]) if "class" in attributes else len(_HINTS)
        if "id" in attributes:
            rank = min(rank, _hint_of(attributes["id"]))
        if rank < len(_HINTS):
            return _HINT_LABELS[rank]
    return _TAG_LABELS.get(container.tag)


@lru_cache(maxsize=16_384)
def _hint_of(name: str) -> int:
    """Return the number of the first hint in a class or id; one past the last for none."""
    lowered = name.lower()
    if not lowered or not _ANY_HINT_RE.search(lowered):
        return len(_HINTS)
    return next((number for number, (_, hint) in enumerate(_HINTS) if hint.search(lowered)), len(_HINTS))
