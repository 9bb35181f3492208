"""Marks: what the class names, ids and roles of a page's elements say of what stands in them.

A mark is a bit. Names are cut into words ("article__body", "shareBar") and each word is looked up once, in a bounded
cache: half the names of a page are new to us, but most of their words are not. `marks.toml` has the words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

MIN_STEM_WORD = 6
_WORD_RE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[^\W\d_]+")
_LETTERS = bytes(code if chr(code).isalpha() else 0x20 for code in range(128)) + bytes(128)
_WORDS = tomllib.loads((Path(__file__).parent / "marks.toml").read_text(encoding="utf-8"))
MARKS = tuple(_WORDS)


def _bits_of(kind: str) -> dict[str, int]:
    bits: dict[str, int] = {}
    for number, mark in enumerate(MARKS):
        for word in _WORDS[mark][kind].split():
            bits[word] = bits.get(word, 0) | 1 << number
    return bits


_ALONE, _WITHIN = _bits_of("alone"), _bits_of("within")
_WITHIN_RE = re.compile("|".join(sorted(_WITHIN, key=len, reverse=True)))


@lru_cache(maxsize=16_384)
def marks_of(name: str) -> int:
    """Return the marks in a class, id or role, as bits in the order of `MARKS`."""
    # most names have no capitals, and those are quickly cut
    words: Iterable[str]
    if name.isascii() and name.islower():
        words = name.encode().translate(_LETTERS).decode().split()
    else:
        words = map(str.lower, _WORD_RE.findall(name))
    bits = 0
    for word in words:
        bits |= _marks_of_word(word)
    return bits


@lru_cache(maxsize=16_384)
def _marks_of_word(word: str) -> int:
    bits = _ALONE.get(word, 0)
    if len(word) >= MIN_STEM_WORD:
        for stem in _WITHIN_RE.findall(word):
            bits |= _WITHIN[stem]
    return bits
