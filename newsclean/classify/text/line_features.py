"""The features of each line of a text on its own: its words and its shape.

Lines have no elements, links or class names, whether they come from a dump or from an article to be printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from newsclean._core import kernel
from newsclean.blocks import Block, Category, Page
from newsclean.classify.feature_set import numbered
from newsclean.classify.line_rules import LineView
from newsclean.classify.text.words import TARGETS, HashedWords, WordModel, hash_words
from newsclean.classify.text_features import TEXT_FEATURES, text_features
from newsclean.classify.trees import Array
from newsclean.lexicon.line_signals import signals_of
from newsclean.lexicon.phrases import Lexicon, lexicon
from newsclean.lexicon.reader_cues import CUE_KINDS
from newsclean.text.patterns import compile_later

LINE_FEATURES = (
    "is_item",
    "fact",  # 1 date, 2 byline, 3 caption or credit, 4 another field
    "promo",  # whether it has a set phrase of an appeal, sign-up, paywall, app or consent banner
    "link",  # whether it has a set phrase of another dropped category: related links, sharing, navigation
    "phrase_share",  # share of the line in that phrase
    "capitals",  # share of words that begin with a capital
    "contact",  # mail and web addresses, at most one each
    "money",  # whether it has a currency sign
    "cut_off",  # whether it ends in an ellipsis
    *(f"cue:{name}" for name in CUE_KINDS),  # reader cues per hundred words
    *(f"words:{name}" for name in TARGETS),  # log odds by the word model
)
OWN_FEATURES = (*TEXT_FEATURES, *LINE_FEATURES)
# Guesses; not measured. A change needs retraining.
LONG_PROSE_SIZE = 120  # size from which a line is prose with any ending, as in `line_rules`
MAX_CAPITALS = 40  # first words of a line that count for its share of capitals
MIN_CUE_WORDS = 8  # words that a shorter line is taken to have in its rate of cues
FIRST_GAP = 2  # line ends that count as before the first line
_PROMO = frozenset(map(Category, "donation newsletter paywall app-install consent access".split()))
_FACTS = {Category.DATE: 1, Category.BYLINE: 2, Category.CAPTION: 3, Category.PHOTO_CREDIT: 3}
_FIELDS = (
    "agency-credit author-bio correction copyright section first-published translation-note standfirst headline"
).split()
_KINDS = {
    category: (fact, promo, not fact and not promo)
    for category in Category
    for fact, promo in ((_FACTS.get(category, 4 if category in _FIELDS else 0), category in _PROMO),)
}
"""The values of the features fact, promo and link for each category."""
_MONEY = "€$£¥₽₺₴元円₩"
_DIGIT_RE = compile_later("[0-9]")


class LineTable(NamedTuple):
    """The lines of a text, each on its own.

    own: a row per line and a column per name of `OWN_FEATURES`. words: their words.
    number: equal for lines with the same text but for digits. gaps: line ends before each line.
    """

    own: Array
    words: HashedWords
    number: Array
    gaps: Array

    def since(self, start: int) -> LineTable:
        """Return the lines from one on, which becomes the first of the text."""
        if not start:
            return self
        gaps = self.gaps[start:].copy()
        gaps[:1] = FIRST_GAP
        return LineTable(self.own[start:], self.words.since(start), self.number[start:], gaps)


def printed_gaps(is_item: Array) -> Array:
    """Return the line ends before each line in printed form: one between list items, else two."""
    gaps = np.full(len(is_item), FIRST_GAP)
    gaps[1:][is_item[1:] & is_item[:-1]] = 1
    return gaps


def line_ends(page: Page) -> Array:
    """Return the number of line ends before each block of a text input."""
    text, here, gaps = page.decoded.text, 0, []
    for block in page.blocks:
        start, end = block.start or 0, block.end or 0
        between = text[here:start]
        gaps.append(max(between.count("\n"), between.count("\r")) if here else 2)
        here = end
    return np.array(gaps)


def line_table(blocks: Sequence[Block], gaps: Array, language: str | None, model: WordModel) -> LineTable:
    """Return the lines of blocks in a language, None if it is unknown. `blocks` must not be empty."""
    words = hash_words([block.text for block in blocks], language)
    lines = [LineView(block.text, block.tag == "li") for block in blocks]
    return line_table_with(lines, gaps, lexicon().for_language(language), words, model.scores(words))


def line_table_with(
    lines: Sequence[LineView], gaps: Array, lexicon: Lexicon, words: HashedWords, scores: Array
) -> LineTable:
    """Return the same as `line_table`, given the lines' words and their scores by the word model."""
    text = text_features([line.text for line in lines], lexicon)
    cues = 100 * words.cues / np.maximum(MIN_CUE_WORDS, text[:, 1])[:, None]
    own = np.concatenate((text.T, _looks(lines, lexicon), cues.T, scores.T), dtype=np.float32, casting="same_kind")
    return LineTable(own.T, words, numbered(_repetition_key(line.text) for line in lines), gaps)


def _repetition_key(text: str) -> str:
    """Return the key for finding repeated lines: digits masked, except in paragraphs, where that takes too long."""
    return text if len(text) > LONG_PROSE_SIZE else _DIGIT_RE.sub("0", text)


def _looks(lines: Sequence[LineView], lexicon: Lexicon) -> Array:
    """Return the first `LINE_FEATURES`, up to cut_off, a row each."""
    texts = [line.text for line in lines]
    signals = np.zeros((4, len(lines)))
    for place, (label, size) in enumerate(signals_of(texts, lexicon)):
        if label is not None:
            signals[:, place] = *_KINDS[label.category], size / len(texts[place])
    return np.stack(
        [
            [line.is_item for line in lines],
            *signals,
            capital_shares(texts),
            [("@" in text) + ("://" in text or "www." in text) for text in texts],
            ["$" in text or (not text.isascii() and any(map(text.__contains__, _MONEY))) for text in texts],
            [text.endswith(("…", "...", "…]", "...]")) for text in texts],
        ]
    )


def capital_shares(texts: Sequence[str]) -> Array | list[float]:
    """Return the share of each text's words that begin with a capital."""
    core = kernel("text")
    return core.capital_shares(texts, MAX_CAPITALS) if core else [*map(_capitals, texts)]


def _capitals(text: str) -> float:
    words = text.split(None, MAX_CAPITALS)[:MAX_CAPITALS]
    return sum(map(str.isupper, [word[0] for word in words])) / max(1, len(words))
