"""Class hints: what class names, ids and roles say about the content of a page's elements.

A hint is a bit. Names are split into runs of letters and those into words ("article__body", "shareBar"). Most names on
a page are new, but few of their runs are, so each run is looked up once. `class_names.toml` has the words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from newsclean.cache import cached_table
from newsclean.text.memo import Memo
from newsclean.text.patterns import compile_later

MIN_STEM_WORD = 6  # letters of a word in which stems count; in shorter words they match by accident (a guess)
MAX_RUNS = 16_384  # runs of letters that the memo holds; 76 pages of different sites have 4,373
_WORD_RE = compile_later(r"[A-Z]?[a-z]+|[A-Z]+|[^\W\d_]+")
_LETTERS = bytes(code if chr(code).isalpha() else 0x20 for code in range(128)) + bytes(128)
_FILE = Path(__file__).with_suffix(".toml")
_WORDS = cached_table("class-names", [_FILE], lambda: tomllib.loads(_FILE.read_text(encoding="utf-8")))
CLASS_HINTS = tuple(_WORDS)


def _hint_words(kind: str) -> dict[str, int]:
    """Return the bits of each word or stem: `kind` is "alone" or "within"."""
    bits: dict[str, int] = {}
    for number, hint in enumerate(CLASS_HINTS):
        for word in _WORDS[hint][kind].split():
            bits[word] = bits.get(word, 0) | 1 << number
    return bits


_ALONE, _WITHIN = _hint_words("alone"), _hint_words("within")


def _either(stems: Iterable[str]) -> str:
    """Return a pattern that matches the longest stem. It groups stems by first letter, which makes misses cheap."""
    by_letter = groupby(sorted(stems), key=itemgetter(0))
    return "|".join(
        f"{letter}(?:{'|'.join(sorted((stem[1:] for stem in same), key=len, reverse=True))})"
        for letter, same in by_letter
    )


_WITHIN_RE = compile_later(_either(_WITHIN))


@lru_cache(maxsize=16_384)
def class_hints(name: str) -> int:
    """Return the hints in a class, id or role, as bits in the order of `CLASS_HINTS`."""
    if not name.isascii():
        return _hints_in_words(name)
    bits, known = 0, _known_runs()
    for run in name.encode().translate(_LETTERS).split():
        bits |= known[run]
    return bits


@cache
def _known_runs() -> Mapping[bytes, int]:
    return Memo(lambda run: _hints_in_words(run.decode()), MAX_RUNS)


def _hints_in_words(text: str) -> int:
    bits = 0
    for cased in _WORD_RE.findall(text):
        word = cased.lower()
        bits |= _ALONE.get(word, 0)
        if len(word) >= MIN_STEM_WORD:
            for stem in _WITHIN_RE.findall(word):
                bits |= _WITHIN[stem]
    return bits
