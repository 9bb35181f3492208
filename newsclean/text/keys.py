"""Keys that find the same text again in a corpus: a hash of each paragraph, and a simhash of the whole."""

from __future__ import annotations

from hashlib import blake2b, sha256

from newsclean.text.scripts import WORD_RE

SHINGLE_WORDS = 4
"""Words that a feature of the simhash has. More words make it see smaller changes. A guess; not measured."""
BITS = 64
HASH_DIGITS = (
    16  # hexadecimal digits of a paragraph's hash: two of 10^8 paragraphs agree by chance once in 4,000 corpora
)


def paragraph_hashes(body: str) -> tuple[str, ...]:
    r"""Return a hash of each paragraph's words, whatever their case, punctuation and white space.

    >>> paragraph_hashes("Ferry returns.\n\nFERRY  returns")[0] == paragraph_hashes("ferry returns")[0]
    True
    """
    texts = (" ".join(_words(paragraph)) for paragraph in body.split("\n\n") if paragraph.strip())
    return tuple(sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_DIGITS] for text in texts)


def simhash(body: str) -> str:
    """Return the 64-bit simhash of a text's shingles as 16 hexadecimal digits; near copies differ in few bits.

    An empty text has 0000000000000000.
    """
    words = _words(body)
    starts = range(max(1, len(words) - SHINGLE_WORDS + 1))
    shingles = {" ".join(words[start : start + SHINGLE_WORDS]) for start in starts}
    counts = [0] * BITS
    for shingle in shingles if words else ():
        value = int.from_bytes(blake2b(shingle.encode("utf-8", "surrogatepass"), digest_size=BITS // 8).digest())
        for bit in range(BITS):
            counts[bit] += 1 if value >> bit & 1 else -1
    return f"{sum(1 << bit for bit, count in enumerate(counts) if count > 0):0{BITS // 4}x}"


def distance(one: str, other: str) -> int:
    """Return in how many of 64 bits two simhashes differ.

    >>> distance(simhash("The ferry will sail again on Monday."), simhash("the ferry will sail again on monday"))
    0
    """
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _words(text: str) -> list[str]:
    return WORD_RE.findall(text.casefold())
