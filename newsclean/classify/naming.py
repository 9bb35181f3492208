"""Names for dropped blocks: a category from their words, else from the elements around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from newsclean.blocks import Block, Category, Container, Label, Page
from newsclean.lexicon.line_signals import signals_of
from newsclean.lexicon.phrases import Lexicon, lexicon
from newsclean.rules.apply import REPETITION

_HINTS = (
    (Category.COMMENTS, re.compile(r"comment|disqus")),
    (Category.SHARE, re.compile(r"\b(?:share|sharing|social)")),
    (Category.NEWSLETTER, re.compile(r"newsletter")),
    (Category.RELATED, re.compile(r"related|recommend|read-?more|most-?read|teaser")),
    (Category.CONSENT, re.compile(r"cookie|consent|gdpr")),
    (Category.PAYWALL, re.compile(r"paywall|subscri")),
    (Category.ADVERTISEMENT, re.compile(r"advert|sponsor")),
)
"""The categories that a class name or id gives, the most reliable first. They are narrower than the class hints of
`html.class_names`, which are features of a model: there a wrong hint costs little, here it becomes the block's name."""
_ANY_HINT_RE = re.compile("|".join(hint.pattern.removeprefix(r"\b") for _, hint in _HINTS))
"""Matches every name with a hint and a few without one. A pattern without word boundaries rejects other names fast."""
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


def name_dropped(page: Page) -> Page:
    """Return the page with a category on each dropped block that a name fits, and a label on each undecided block."""
    labels: list[Label | None] = [
        Label(block.tag_category, "lines:kept") if label is None else label
        for block, label in zip(page.blocks, page.labels, strict=True)
    ]
    unnamed = [index for index, label in enumerate(labels) if label is not None and _needs_name(label)]
    names = name_blocks([page.blocks[index] for index in unnamed], lexicon())
    for index, name in zip(unnamed, names, strict=True):
        label = page.labels[index]
        if label is not None and name is not None:
            labels[index] = label._replace(category=name.category) if is_ruled(page, label) else name
    return replace(page, labels=tuple(labels))


def is_ruled(page: Page, label: Label | None) -> bool:
    """Return whether a label comes from the publication's rules or from learned rules; the classifier keeps those."""
    owner = label.reason.partition(":")[0] if label is not None else None
    return owner == REPETITION or (page.publication is not None and owner is not None and owner == page.publication.id)


def _needs_name(label: Label) -> bool:
    """Return whether a dropped block still needs a category. The reader has categorised markup and front matter."""
    return label.category is Category.OTHER and not label.reason.startswith(("markup:", "front-matter"))


def name_blocks(blocks: Sequence[Block], words: Lexicon) -> list[Label | None]:
    """Return a label for each dropped block that names its content and the evidence; None without evidence."""
    # a third of the texts in menus and boxes repeat, and one lookup after the other is faster than text by text
    texts = list(dict.fromkeys(block.text for block in blocks))
    names = {text: signal.label for text, signal in zip(texts, signals_of(texts, words), strict=True)}
    inside = {text: words.match_inside(text) for text, name in names.items() if name is None}
    names |= {text: entry.label for text, entry in inside.items() if entry is not None}
    markup = _MarkupNames()
    return [names[block.text] or markup.label_of(block.container) for block in blocks]


class _MarkupNames:
    """The labels that the elements of one page give to the blocks inside; each element is looked up once."""

    def __init__(self) -> None:
        self._labels: dict[Container | None, Label | None] = {}

    def label_of(self, container: Container | None) -> Label | None:
        """Return the label of the innermost element that has one, from a container outwards."""
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
        rank = _hint_rank(attributes["class"]) if "class" in attributes else len(_HINTS)
        if "id" in attributes:
            rank = min(rank, _hint_rank(attributes["id"]))
        if rank < len(_HINTS):
            return _HINT_LABELS[rank]
    return _TAG_LABELS.get(container.tag)


@lru_cache(maxsize=16_384)
def _hint_rank(name: str) -> int:
    """Return the index of the first hint in a class or id, one past the last for none."""
    lowered = name.lower()
    if not lowered or not _ANY_HINT_RE.search(lowered):
        return len(_HINTS)
    return next((rank for rank, (_, hint) in enumerate(_HINTS) if hint.search(lowered)), len(_HINTS))
