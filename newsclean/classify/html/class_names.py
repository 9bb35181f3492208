"""Marks: what the class names, ids and roles of a page's elements say of what stands in them.

A mark is a bit. Names are cut into runs of letters and those into words ("article__body", "shareBar"), and each run is
looked up once: most names of a page are new to us, but few of their words are. `marks.toml` has the words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from newsclean.text.memo import Memo

MIN_STEM_WORD = 6
MAX_RUNS = 16_384
"""So many are remembered; 76 pages of different sites have 4,373."""
_WORD_RE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[^\W\d_]+")
_LETTERS = bytes(code if chr(code).isalpha() else 0x20 for code in range(128)) + bytes(128)
_WORDS = tomllib.loads((Path(__file__).parent / "class_names.toml").read_text(encoding="utf-8"))
MARKS = tuple(_WORDS)


def _bits_of(kind: str) -> dict[str, int]:
    bits: dict[str, int] = {}
    for number, mark in enumerate(MARKS):
        for word in _WORDS[mark][kind].split():
            bits[word] = bits.get(word, 0) | 1 << number
    return bits


_ALONE, _WITHIN = _bits_of("alone"), _bits_of("within")


def _either(stems: Iterable[str]) -> str:
    """Return a pattern for the longest of some stems; what begins with another letter is ruled out at once."""
    by_letter = groupby(sorted(stems), key=itemgetter(0))
    return "|".join(
        f"{letter}(?:{'|'.join(sorted((stem[1:] for stem in same), key=len, reverse=True))})"
        for letter, same in by_letter
    )


_WITHIN_RE = re.compile(_either(_WITHIN))


@lru_cache(maxsize=16_384)
def marks_of(name: str) -> int:
    """Return the marks in a class, id or role, as bits in the order of `MARKS`."""
    if not name.isascii():
        return _marks_of_words(name)
    bits, known = 0, _known_runs()
    for run in name.encode().translate(_LETTERS).split():
        bits |= known[run]
    return bits


@cache
def _known_runs() -> Mapping[bytes, int]:
    return Memo(lambda run: _marks_of_words(run.decode()), MAX_RUNS)


def _marks_of_words(text: str) -> int:
    bits = 0
    for cased in _WORD_RE.findall(text):
        word = cased.lower()
        bits |= _ALONE.get(word, 0)
        if len(word) >= MIN_STEM_WORD:
            for stem in _WITHIN_RE.findall(word):
                bits |= _WITHIN[stem]
    return bits
