"""Cues: words by which a text turns to its reader ("we", "your", "subscribe", "newsletter"), in 15 languages.

A word is looked up once, in a bounded cache: its hash, for the word model, and the kinds of cues that it is. A cue is
no verdict: it says where to look.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from zlib import crc32

CUES = ("we", "you", "ask", "trade")
HASH_BITS = 32
CUE_MASK = (1 << len(CUES)) - 1
_WORD_RE = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff]+(?:[’'-][^\W\d_\u3040-\u30ff\u3400-\u9fff]+)*")
_WIDE_RE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
MIN_STEM_SIZE = 4
STEM_SIZE = 5
QUOTES = frozenset('"“”„«»「『‹')
_QUOTED_RE = re.compile(
    r'"[^"]{3,}(?:"|$)|[“„][^“”]{3,}(?:[“”]|$)|[«»][^«»]{3,}(?:[«»]|$)|[「『][^」』]{3,}(?:[」』]|$)'
)
"""What is said in quotations is said to somebody else."""


def looked_up(text: str) -> list[int]:
    """Return a number for each word of a text and for each pair of East Asian characters in it.

    The lower 32 bits are its hash; above them is a bit for each kind of cue that it is, in the order of `CUES`, and the
    hash of its stem, 0 for short words.
    """
    found = [*map(_look_up, _WORD_RE.findall(text))]
    if not text.isascii():
        found += map(_look_up, map("".join, pairwise(_WIDE_RE.findall(text))))
    return found


def cues_in(text: str) -> list[int]:
    """Return how many cues of each kind a text has outside of quotations, in the order of `CUES`."""
    counts = [0] * len(CUES)
    for value in looked_up(_QUOTED_RE.sub(" ", text)):
        bits = value >> HASH_BITS & CUE_MASK
        if bits:
            for number in range(len(CUES)):
                counts[number] += bits >> number & 1
    return counts


@lru_cache(maxsize=65_536)
def _look_up(word: str) -> int:
    folded = word.casefold().replace("’", "'")
    whole, stems = _cues()
    bits = whole.get(word, 0) | whole.get(folded, 0)
    for end in range(MIN_STEM_SIZE, len(folded) + 1):
        bits |= stems.get(folded[:end], 0)
    stem = crc32(folded[:STEM_SIZE].encode("utf-8", "surrogatepass")) >> len(CUES) if len(folded) > STEM_SIZE else 0
    return crc32(folded.encode("utf-8", "surrogatepass")) | bits << HASH_BITS | stem << HASH_BITS + len(CUES)


@cache
def _cues() -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Return the cues as bits in the order of `CUES`: whole words, and stems."""
    whole: dict[str, int] = {}
    stems: dict[str, int] = {}
    data = tomllib.loads((Path(__file__).parent / "cues.toml").read_text(encoding="utf-8"))
    for number, name in enumerate(CUES):
        for word in (*data[name]["words"].split(), *(pair[:2] for pair in data[name]["wide"].split())):
            table = stems if word.endswith("*") else whole
            key = word.removesuffix("*")
            table[key] = table.get(key, 0) | 1 << number
    return whole, stems
