"""What each block of a text says by itself: its words, and how it looks.

A block of a text has no element, no links and no class names. Lines that are to be printed are seen in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from newsclean.blocks import Block, Category, Page
from newsclean.classify.line_rules import LineView
from newsclean.classify.text.words import TARGETS, HashedWords, WordModel, hash_words
from newsclean.classify.text_features import TEXT_FEATURES, text_features
from newsclean.classify.trees import Array
from newsclean.lexicon.line_signals import signals_of
from newsclean.lexicon.phrases import Lexicon, lexicon
from newsclean.lexicon.reader_cues import CUE_KINDS

LOCAL = (
    "is_item",
    "fact",  # 1 date, 2 byline, 3 caption or credit, 4 another fact
    "promo",  # a set phrase of an appeal, a sign-up, a paywall, an app, a consent notice
    "link",  # a set phrase of related links, sharing, navigation, comments and all the rest
    "phrase_share",  # of the block
    "capitals",  # share of words that begin with a capital
    "contact",  # addresses of mail and of sites in it
    "money",  # signs of currencies in it
    "cut_off",  # whether it ends in an ellipsis
    *(f"cue:{name}" for name in CUE_KINDS),  # a hundred words
    *(f"words:{name}" for name in TARGETS),  # what the word model says
)
OWN_FEATURES = (*TEXT_FEATURES, *LOCAL)
LONG_PROSE_SIZE = 120
MAX_CAPITALS = 40
"""So many words are looked at for their capitals."""
_PROMO = frozenset(
    (Category.DONATION, Category.NEWSLETTER, Category.PAYWALL, Category.APP_INSTALL, Category.CONSENT, Category.ACCESS)
)
_FACTS = {Category.DATE: 1, Category.BYLINE: 2, Category.CAPTION: 3, Category.PHOTO_CREDIT: 3}
_FIELDS = frozenset(
    (
        *(Category.AGENCY_CREDIT, Category.AUTHOR_BIO, Category.CORRECTION, Category.COPYRIGHT, Category.SECTION),
        *(Category.FIRST_PUBLISHED, Category.TRANSLATION_NOTE, Category.STANDFIRST, Category.HEADLINE),
    )
)
_KINDS = {
    category: (fact, promo, not fact and not promo)
    for category in Category
    for fact, promo in ((_FACTS.get(category, 4 if category in _FIELDS else 0), category in _PROMO),)
}
"""What the features fact, promo and link are for a line of some category."""
_MONEY = "€$£¥₽₺₴元円₩"
_DIGIT_RE = re.compile("[0-9]")


@dataclass(frozen=True, slots=True)
class LineTable:
    """Text blocks, each seen by itself: `own` has a column a name of `OWN_FEATURES`.

    `number` is the same for blocks with the same text, figures aside; `gaps` are the line ends before each block.
    """

    own: Array
    words: HashedWords
    number: Array
    gaps: Array


def printed_gaps(is_item: Array) -> Array:
    """Return the line ends before each block in a text that newsclean printed: an empty line but between items."""
    gaps = np.full(len(is_item), 2)
    gaps[1:][is_item[1:] & is_item[:-1]] = 1
    return gaps


def line_ends(page: Page) -> Array:
    """Return how many line ends stand before each block of a text."""
    text, here, gaps = page.decoded.text, 0, []
    for block in page.blocks:
        start, end = block.start or 0, block.end or 0
        between = text[here:start]
        gaps.append(max(between.count("\n"), between.count("\r")) if here else 2)
        here = end
    return np.array(gaps)


def line_table(blocks: Sequence[Block], gaps: Array, language: str | None, model: WordModel) -> LineTable:
    """Return what is known of each block by itself, in a language if one is known. `blocks` must not be empty."""
    words = hash_words([block.text for block in blocks], language)
    lines = [LineView(block.text, block.tag == "li") for block in blocks]
    return line_table_with(lines, gaps, lexicon().for_language(language), words, model.scores(words))


def line_table_with(
    lines: Sequence[LineView], gaps: Array, lexicon: Lexicon, words: HashedWords, scores: Array
) -> LineTable:
    """Return what `line_table` returns, given the lines' words and what the word model says of them."""
    text = text_features([line.text for line in lines], lexicon)
    cues = 100 * words.cues / np.maximum(8.0, text[:, 1])[:, None]
    own = np.concatenate((text.T, _looks(lines, lexicon), cues.T, scores.T), dtype=np.float32, casting="same_kind")
    numbers: dict[str, int] = {}
    number = np.array([numbers.setdefault(_folded(line.text), len(numbers)) for line in lines])
    return LineTable(own.T, words, number, gaps)


def _folded(text: str) -> str:
    """Return a line as repetitions are told, figures aside; paragraphs stand as they are, for figures take time."""
    return text if len(text) > LONG_PROSE_SIZE else _DIGIT_RE.sub("0", text)


def _looks(lines: Sequence[LineView], lexicon: Lexicon) -> Array:
    """Return the first of the `LOCAL` features, a row each: up to what a line ends with."""
    texts = [line.text for line in lines]
    told = np.zeros((4, len(lines)))
    for place, (label, size) in enumerate(signals_of(texts, lexicon)):
        if label is not None:
            told[:, place] = *_KINDS[label.category], size / len(texts[place])
    return np.stack(
        [
            [line.is_item for line in lines],
            *told,
            [*map(_capitals, texts)],
            [("@" in text) + ("://" in text or "www." in text) for text in texts],
            ["$" in text or (not text.isascii() and any(map(text.__contains__, _MONEY))) for text in texts],
            [text.endswith(("…", "...", "…]", "...]")) for text in texts],
        ]
    )


def _capitals(text: str) -> float:
    words = text.split(None, MAX_CAPITALS)[:MAX_CAPITALS]
    return sum(map(str.isupper, [word[0] for word in words])) / max(1, len(words))
