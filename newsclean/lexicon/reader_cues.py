"""Reader cues: words by which a text addresses its reader ("we", "your", "subscribe", "newsletter").

Each word becomes a number: its hash, for the word model, and a bit for each kind of cue that it is in its language. The
language matters: English "was" is Polish for "you". A bounded memo keeps the numbers. A cue alone decides nothing; the
text models count cues in and around a block.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import repeat
from operator import add
from struct import Struct
from zlib import crc32

from newsclean.lexicon.data import ANY, split, tables
from newsclean.lexicon.language import WORD_EDGES
from newsclean.text.memo import Memo
from newsclean.text.patterns import compile_later
from newsclean.text.scripts import EAST_ASIAN_RE, SPACED_WORD_RE, may_be_east_asian

CUE_KINDS = ("we", "you", "ask", "trade")
HASH_BITS = 32
CUE_MASK = (1 << len(CUE_KINDS)) - 1
PAIRED_LANGUAGES = ("ja", "zh")  # languages that write no spaces; their cues are recognised by two characters
MIN_STEM_SIZE = 4  # letters that every stem among the cues has at least; stems are found by these
STEM_SIZE = 5  # letters of the stem of which the word model gets a hash; the shipped models depend on it
MAX_WORDS = 32_768  # words of a language that the memo keeps; raised, it takes more memory (a guess)
_packed = Struct("=Q").pack
_ARABIC_MARKS = dict.fromkeys((0x640, *range(0x64B, 0x653)))
"""Arabic vowel signs and the stretching of letters, which cues are written without."""
_QUOTES = '"“”„«»「『‹'
_QUOTED_RE = compile_later(
    r'"[^"]{3,}(?:"|$)|[“„][^“”]{3,}(?:[“”]|$)|[«»][^«»]{3,}(?:[«»]|$)|[「『][^」』]{3,}(?:[」』]|$)'
)


def word_codes(texts: Sequence[str], language: str | None) -> list[bytes]:
    """Return the codes of each text: an eight-byte number for each word and each pair of East Asian letters.

    The lower 32 bits are the hash of the word. Above them come a bit for each kind of cue that the word is
    in the language (in any language if that is None), in the order of `CUE_KINDS`, and
    the hash of the stem, 0 for short words.
    """
    words, pairs = _lookups(language)
    if may_be_east_asian(" ".join(texts)):
        return [_codes_with_pairs(text, words, pairs) for text in texts]
    return [b"".join(map(words.__getitem__, map(str.strip, text.split(), repeat(WORD_EDGES)))) for text in texts]


def codes_of_pieces(language: str | None) -> Mapping[str, bytes]:
    """Return the codes of the words in each piece of text between spaces, as in `word_codes`."""
    return _lookups(language)[0]


def _codes_with_pairs(text: str, words: Mapping[str, bytes], pairs: Mapping[str, bytes]) -> bytes:
    """Return the codes of one text that may have East Asian letters in it."""
    wide = "".join(EAST_ASIAN_RE.findall(text))
    found = map(words.__getitem__, SPACED_WORD_RE.findall(text))
    return b"".join((*found, *map(pairs.__getitem__, map(add, wide, wide[1:]))))


def without_quotations(text: str) -> str:
    """Return a text without its quotations, which address someone other than the reader."""
    return _QUOTED_RE.sub(" ", text) if any(map(text.__contains__, _QUOTES)) else text


@cache
def _lookups(language: str | None) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
    """Return two memos for a language: the codes of the words in a piece of text, and the code of a pair of letters."""
    whole, stems = _cues(language)

    def of_word(word: str) -> bytes:
        folded = word.lower() if word.isascii() else word.casefold().replace("’", "'")
        bits = whole.get(word, 0) | whole.get(folded, 0)
        for stem, kinds in stems.get(folded[:MIN_STEM_SIZE], ()):
            if folded.startswith(stem):
                bits |= kinds
        stem_hash = _crc(folded[:STEM_SIZE]) >> len(CUE_KINDS) if len(folded) > STEM_SIZE else 0
        return _packed(_crc(folded) | bits << HASH_BITS | stem_hash << HASH_BITS + len(CUE_KINDS))

    def of_piece(piece: str) -> bytes:
        if piece.isalpha() or (piece := piece.translate(_ARABIC_MARKS)).isalpha():
            return of_word(piece)
        return b"".join(map(of_word, SPACED_WORD_RE.findall(piece)))

    def of_pair(pair: str) -> bytes:
        return _packed(_crc(pair) | (whole.get(pair, 0) | whole.get(pair[0], 0)) << HASH_BITS)

    return Memo(of_piece, MAX_WORDS), Memo(of_pair, MAX_WORDS)


def _crc(folded: str) -> int:
    return crc32(folded.encode("utf-8", "surrogatepass"))


@cache
def _cues(language: str | None) -> tuple[Mapping[str, int], Mapping[str, tuple[tuple[str, int], ...]]]:
    """Return the cues of a language as bits in the order of `CUE_KINDS`: whole words, and stems by their start."""
    whole: dict[str, int] = {}
    stems: dict[str, tuple[tuple[str, int], ...]] = {}
    for spoken, kinds in tables("cues"):
        if language not in (None, spoken) and spoken != ANY:
            continue
        for number, name in enumerate(CUE_KINDS):
            for word in split(kinds.get(name, "")):
                if word.endswith("*"):
                    start = word[:MIN_STEM_SIZE]
                    stems[start] = (*stems.get(start, ()), (word.removesuffix("*"), 1 << number))
                else:
                    key = word[:2] if spoken in PAIRED_LANGUAGES else word
                    whole[key] = whole.get(key, 0) | 1 << number
    return whole, stems
