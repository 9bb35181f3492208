"""Features of a block's characters, the same for HTML and for text, and independent of the page around it.

`text_features` returns a row per block and a column per name of `TEXT_FEATURES`. Each East Asian character counts as a
word, and its size is two, as in `line_rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path

import numpy as np

from newsclean._core import kernel
from newsclean.cache import cached_table
from newsclean.classify.feature_set import filled
from newsclean.classify.trees import Array
from newsclean.lexicon.phrases import Lexicon

TEXT_FEATURES = (
    "size",  # characters, East Asian ones counted twice
    "words",  # words between spaces, plus East Asian characters
    "word_length",  # size per word
    "upper",  # share of capitals among the letters
    "digits",  # share of digits among the characters
    "commas",  # commas in any script
    "stops",  # full stops in any script, also inside the block
    "symbols",  # share of characters that are neither letter, digit, space nor common punctuation
    "quotes",  # quotation marks
    "wide",  # share of East Asian characters
    "end",  # last character: 2 a sentence end, 1 a colon, semicolon or comma, 0 any other
    "start",  # first character: 3 a capital, 2 a quotation mark, 1 a digit, 0 any other
    "question",  # question and exclamation marks
    "bars",  # bars, middle dots, slashes and arrows, which separate links
    "phrase",  # whether a phrase of the lexicon begins it
)
_OTHER, _LOWER, _UPPER, _DIGIT, _SPACE, _COMMA, _STOP, _QUOTE, _WIDE, _MARK, _BAR, _CASELESS = range(12)
KINDS = 12
_BY_CHARACTER = -1  # marks a kind of character whose value depends on the character itself
_CLOSERS = "'\"”’»)]」』"
_STOPS = ".…。؟۔।"
_MARKS = "!?！？"
_COMMAS = ",、，،;；:："
_QUOTES = '"“”„«»「」『』‹›'
_BARS = "|·•/→▶►›»←"


def _by_kind(known: Mapping[int, int], open_kinds: Sequence[int]) -> Array:
    """Return the value of each kind of character: `_BY_CHARACTER` for the open kinds, 0 for those not known."""
    return np.array([_BY_CHARACTER if kind in open_kinds else known.get(kind, 0) for kind in range(KINDS)])


_START_OF_KIND = _by_kind({_UPPER: 3, _QUOTE: 2, _DIGIT: 1}, (_OTHER, _CASELESS))
_END_OF_KIND = _by_kind({_STOP: 2, _COMMA: 1}, (_OTHER, _CASELESS, _QUOTE, _MARK))
"""The values of `_start` and `_end` by kind. Half a surrogate pair has the kind of a question mark but is none."""


def text_features(texts: Sequence[str], words: Lexicon) -> Array:
    """Return the features of the blocks' texts, float32 of shape (blocks, len(TEXT_FEATURES))."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    core = kernel("text")
    counts, (first, last) = core.count_kinds([*texts], kind_table(), KINDS) if core else count_kinds(texts, lengths)
    chars = np.maximum(1, lengths)
    letters = counts[_LOWER] + counts[_UPPER]
    wide = counts[_WIDE]
    size = lengths + wide
    word_count = np.where(lengths > wide, counts[_SPACE] + 1, 0) + wide
    columns = [
        *(size, word_count),
        size / np.maximum(1, word_count),
        counts[_UPPER] / np.maximum(1, letters),
        counts[_DIGIT] / chars,
        *(counts[_COMMA], counts[_STOP]),
        counts[_OTHER] / chars,
        counts[_QUOTE],
        wide / chars,
        _completed(_END_OF_KIND[last], _end, texts),
        _completed(_START_OF_KIND[first], _start, texts),
        *(counts[_MARK], counts[_BAR]),
        np.array([entry is not None for entry in words.match_all(texts)]),
    ]
    return filled(columns, (len(texts), len(TEXT_FEATURES)))


def count_kinds(texts: Sequence[str], lengths: Array) -> tuple[Array, tuple[Array, Array]]:
    """Return the number of characters of each kind in each text, a row per kind, and the kinds of their ends."""
    ends = np.cumsum(lengths)
    kinds = _kinds_of_characters(texts)
    first, last = (np.where(lengths, kinds[places], _OTHER) for places in (ends - lengths, ends - 1))
    return _counts(kinds[:-1], lengths), (first, last)


def _kinds_of_characters(texts: Sequence[str]) -> Array:
    """Return the kinds of the characters of all texts in one array, with a blank at its end."""
    codes = np.frombuffer("".join([*texts, " "]).encode("utf-32-le", "replace"), dtype=np.uint32)
    return kind_table().take(codes, mode="clip")


def _counts(kinds: Array, lengths: Array) -> Array:
    """Return the number of characters of each kind in each text, a row per kind."""
    number = len(lengths)
    places = np.repeat(np.arange(0, number * KINDS, KINDS), lengths)
    places += kinds
    return np.bincount(places, minlength=number * KINDS).reshape(number, KINDS).T


def _completed(values: Array, value_of: Callable[[str], int], texts: Sequence[str]) -> Array:
    """Return the values with each `_BY_CHARACTER` replaced by `value_of` the text."""
    for index in np.flatnonzero(values == _BY_CHARACTER).tolist():
        values[index] = value_of(texts[index])
    return values


@cache
def kind_table() -> Array:
    """Return the kind of every character of the basic plane; characters beyond it take the kind of U+FFFF."""
    return np.frombuffer(bytearray(cached_table("characters", [Path(__file__)], _kinds_of_plane)), dtype=np.uint8)


def _kinds_of_plane() -> bytes:
    table = np.zeros(0x10000, dtype=np.uint8)
    # this skips East Asian letters (set below), surrogates and private use: three quarters of the plane
    for code in chain(range(0x3400), range(0xA000, 0xAC00), range(0xD7A4, 0xD800), range(0xF900, 0xFFFF)):
        character = chr(code)
        if character.isalpha():
            table[code] = _UPPER if character.isupper() else _LOWER if character.islower() else _CASELESS
        elif character.isdigit():
            table[code] = _DIGIT
        elif character.isspace():
            table[code] = _SPACE
        elif character in "'’-()":
            table[code] = _CASELESS
    signs = ((_COMMA, _COMMAS), (_BAR, _BARS), (_STOP, _STOPS), (_QUOTE, _QUOTES), (_MARK, _MARKS))
    for kind, characters in signs:
        for character in characters:
            table[ord(character)] = kind
    for first, last in ((0x1100, 0x11FF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7A3)):
        table[first : last + 1] = _WIDE
    return table.tobytes()


def _end(text: str) -> int:
    last = text[-1:]
    if last in _CLOSERS:
        last = text.rstrip(_CLOSERS)[-1:] or " "
    return 2 if last in _STOPS or last in _MARKS else int(last in _COMMAS)


def _start(text: str) -> int:
    first = text[:1]
    return 3 if first.isupper() else 2 if first in _QUOTES or first == "'" else int(first.isdigit())
