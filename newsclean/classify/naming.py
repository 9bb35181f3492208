"""Names for dropped blocks: a category from their words, else from the elements around them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache

from newsclean.blocks import DEFAULT_POLICY, Block, Category, Container, Guess, Label, Page, Policy
from newsclean.classify.categories.label import OWNER, label_of
from newsclean.classify.categories.model import MENUS
from newsclean.lexicon.line_signals import signals_of
from newsclean.lexicon.phrases import Entry, Lexicon, lexicon
from newsclean.rules.apply import REPETITION
from newsclean.text.patterns import compile_later

SURE_PHRASES = frozenset((Category.DONATION, Category.FIRST_PUBLISHED, Category.COPYRIGHT))
"""The categories whose phrases name a block although the classifier of categories has another guess."""
_MENU_TAGS = frozenset(("nav", "footer"))
SURE_GUESS = 0.6
"""Confidence of a guess below which a phrase of the lexicon or the element's tag names a block. On unseen sites phrases
are right for .4 of such blocks and the guesses against them for .26; from here to .7 for .25 and .56."""
SURE_FIELD = 0.65
"""Confidence from which a line of a dump fills a field. Raised, fewer lines do; a wrong field is worse than none. A
guess; not measured."""
SURE_RENAME = 0.7
"""Confidence from which a guess overrules the name by a phrase. On lines of unseen sites from here on the guesses are
right for 516 of 561 blocks on which both differ, and the phrases for 26. Both drop the block; only its name changes."""
SURE_MENU = 0.8  # confidence of a menu from which its words name nothing (a guess)
_OTHER = Category.OTHER  # a member of an enum is slower to look up
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
_ANY_HINT_RE = compile_later("|".join(hint.pattern.removeprefix(r"\b") for _, hint in _HINTS))
"""Matches every name with a hint and a few without one. A pattern without word boundaries rejects other names fast."""
_HINT_LABELS = tuple(Label(category, f"markup:{category.value}") for category, _ in _HINTS)
_TAG_LABELS = {
    "nav": Label(Category.NAVIGATION, "tag:nav"),
    "footer": Label(Category.FOOTER, "tag:footer"),
    "form": Label(Category.WIDGET, "tag:form"),
    "button": Label(Category.WIDGET, "tag:button"),
}


def with_kept(page: Page) -> Page:
    """Return the page with a label on each undecided block: it stays."""
    pairs = enumerate(zip(page.blocks, page.labels, strict=True))
    return page.with_labels({i: Label(block.tag_category, "lines:kept") for i, (block, label) in pairs if not label})


def name_dropped(page: Page) -> Page:
    """Return the page with a category on each dropped block that a name fits. Every block must have a label.

    Where the classifier of categories has looked, its guess is the name, unless it is unsure and the lexicon or the tag
    has another. Categories that it knows from too few pages are named by phrases wherever these are no menu.
    """
    labels = [label for label in page.labels if label]
    # the reader has categorised markup, front matter, and what the form of the dump added
    named = ("markup:", "front-matter", "export:", "layout:")
    unnamed = [i for i, (category, reason) in enumerate(labels) if category is _OTHER and not reason.startswith(named)]
    names = _guessed(page, unnamed) if page.guesses else name_blocks([page.blocks[i] for i in unnamed], lexicon())
    for index, name in zip(unnamed, names, strict=True):
        if name is not None:
            label = labels[index]
            labels[index] = label._replace(category=name.category) if is_ruled(page, label) else name
    for index, guess in enumerate(page.guesses):
        if _overrules(guess, labels[index]):
            labels[index] = label_of(guess)
    return replace(page, labels=tuple(labels))


def _overrules(guess: Guess, label: Label) -> bool:
    """Return whether a guess names a block that a phrase of the lexicon has dropped under another name."""
    if guess.confidence < SURE_RENAME or guess.category is label.category or not label.reason.startswith("lexicon:"):
        return False
    both = guess.category, label.category
    return _OTHER not in both and all(DEFAULT_POLICY[category] is Policy.DROP for category in both)


def _guessed(page: Page, indices: Sequence[int]) -> list[Label]:
    """Return the labels of dropped blocks by the guesses of the classifier of categories, and by words."""
    words, guesses = lexicon(), page.guesses
    unsure = [i for i in indices if guesses[i].confidence < SURE_GUESS or guesses[i].category is _OTHER]
    evidence = dict(zip(unsure, name_blocks([page.blocks[index] for index in unsure], words), strict=True))
    names, is_html = list[Label](), page.input == "html"
    headlines = {
        block.text
        for block, label in zip(page.blocks, page.labels, strict=True)
        if label and label.category is Category.HEADLINE
    }
    # the headline has been removed, because cleaning the printed article would not find it
    has_no_headline = any(proposal.field == "headline" and proposal.value is None for proposal in page.proposals)
    entries = words.match_all([page.blocks[index].text for index in indices])
    for index, entry in zip(indices, entries, strict=True):
        name, guess = evidence.get(index), label_of(guesses[index])
        if name is None or not (guess.category is _OTHER or name.reason.startswith(("lexicon:", "tag:"))):
            name = (_sure_phrase(entry, guesses[index]) if is_html else None) or guess
        if name.category is Category.SECTION:
            name = _menu_label(page.blocks[index].container) or name
        elif name.category is Category.HEADLINE and has_no_headline:
            name = page.labels[index] or name
        if not is_html and name.reason.startswith(OWNER):
            name = _of_line(page.blocks[index].text, name, guesses[index], headlines)
        names.append(name)
    return names


def _of_line(text: str, name: Label, guess: Guess, headlines: Collection[str]) -> Label:
    """Return the name of a line of a dump; it fills a field only if it is surer than a block of HTML must be.

    A dump has the headlines of other articles, and a line alone does not tell whose it is.
    """
    if DEFAULT_POLICY[name.category] is not Policy.FIELD:
        return name
    is_sure = text in headlines if name.category is Category.HEADLINE else guess.confidence >= SURE_FIELD
    return name if is_sure else Label(_OTHER, f"{OWNER}:{guess.category.value}?{guess.confidence:.2f}")


def _menu_label(container: Container | None) -> Label | None:
    """Return the label of the menu or footer around a block: a line in it fills no field."""
    for outer in container.lineage() if container is not None else ():
        if outer.tag in _MENU_TAGS:
            return _TAG_LABELS[outer.tag]
    return None


def _sure_phrase(entry: Entry | None, guess: Guess) -> Label | None:
    """Return the label of a phrase of `SURE_PHRASES`; in a menu "Donate" is a menu item."""
    if entry is None or entry.category not in SURE_PHRASES:
        return None
    is_menu = guess.category in MENUS and guess.confidence >= SURE_MENU
    return None if is_menu and entry.category is not Category.COPYRIGHT else entry.label


def is_ruled(page: Page, label: Label | None) -> bool:
    """Return whether a label comes from the publication's rules or from learned rules; the classifier keeps those."""
    owner = label.reason.partition(":")[0] if label is not None else None
    return owner == REPETITION or (page.publication is not None and owner is not None and owner == page.publication.id)


def name_blocks(blocks: Sequence[Block], words: Lexicon) -> list[Label | None]:
    """Return a label for each dropped block that names its content and the evidence; None without evidence."""
    # a third of the texts in menus and boxes repeat, and one lookup after the other is faster than text by text
    texts = list(dict.fromkeys(block.text for block in blocks))
    names = {text: signal.label for text, signal in zip(texts, signals_of(texts, words), strict=True)}
    inside = {text: words.match_inside(text) for text, name in names.items() if name is None}
    names |= {text: entry.label for text, entry in inside.items() if entry is not None}
    known: dict[Container | None, Label | None] = {None: None}
    return [names[block.text] or _markup_label(block.container, known) for block in blocks]


def _markup_label(container: Container | None, known: dict[Container | None, Label | None]) -> Label | None:
    """Return the label of the innermost element around a block that has one; `known` remembers those of a page."""
    if container is not None and container not in known:
        for new in container.ancestors_outside(known):
            known[new] = _own_label(new) or known[new.parent]
    return known[container]


def _own_label(container: Container) -> Label | None:
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
