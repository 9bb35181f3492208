"""Tokens: the words of a block's text, of the names around it and of its links, as hashes.

A token is a 32-bit number. The compiled core makes them where it was built; the Python code here does the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from newsclean._core import kernel
from newsclean.blocks import Container
from newsclean.classify.categories.kinds import KINDS, kind_tokens, name_kinds, text_kinds
from newsclean.classify.trees import Array
from newsclean.text.memo import Memo
from newsclean.text.patterns import compile_later
from newsclean.text.scripts import UNSPACED

# Guesses; not measured. A change needs retraining.
HEAD_WORDS, TAIL_WORDS = 8, 5  # words of a text's two ends that are tokens; the shape of prose says more than its words
HEAD_CHARS, TAIL_CHARS = 90, 60  # characters of the two ends in which these words are looked for
MAX_NAME_WORDS, MAX_NAME_CHARS = 10, 80  # words of an attribute's value that are tokens, and characters that are read
MAX_INLINE = 2  # links and other inline elements of a container whose names are tokens
MAX_MEMO = 32_768
"""Entries of each memo. A page has a few hundred values that no page before had."""
NEAR, FAR, FIRST, LAST, ALONE = map(np.uint32, (0x3C6EF372, 0xC2B2AE35, 0x51ED270B, 0x2545F491, 0x7F4A7C15))
"""Salts: tokens of containers nearby and further out, and of a text's first, last and only word."""
INLINE_TAGS = ("a", "time", "img", "input", "textarea")
TAG, INLINE_TAG = (
    "<tag>",
    "<inline>",
)  # in place of an attribute's name: the element's tag, and that of an inline element
_PLAIN = "class id data-component data-testid data-module data-name data-qa".split()
_SALTED = "role itemprop itemtype aria-label rel name type action alt href data-type".split()
SALTS: Mapping[str, int] = MappingProxyType(
    dict.fromkeys(_PLAIN, 0) | {name: crc32(name.encode()) for name in (*_SALTED, TAG, INLINE_TAG)}
)
"""The attributes whose values are tokens. Equal words in attributes with other salts are other tokens."""
_SEPARATORS = "\\x00-/:-@\\[-`{-\xbf\u2000-\u206f\u3000-\u303f\ufe30-\ufe4f\uff00-\uff0f"
_WORD_RE = compile_later(f"[0-9]+|[{UNSPACED}]{{1,2}}|[^0-9{_SEPARATORS}{UNSPACED}]+")
_NAME_WORD_RE = compile_later("[A-Z]?[a-z]+|[A-Z]+")
_GOLDEN = np.uint32(0x9E3779B1)
_MASK = 0xFFFFFFFF


class Tokens(NamedTuple):
    """Tokens in one row; `owner` has the number of the text, name or container that each belongs to."""

    tokens: Array
    owner: Array

    @classmethod
    def of_rows(cls, rows: Sequence[Sequence[int]]) -> Tokens:
        """Return the tokens of some texts or containers, a row each; then `owner` rises."""
        lengths = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
        tokens = np.fromiter(chain.from_iterable(rows), dtype=np.uint32, count=int(lengths.sum()))
        return cls(tokens, np.repeat(np.arange(len(rows)), lengths))

    def with_more(self, other: Tokens) -> Tokens:
        """Return these tokens and those of another row for the same owners."""
        return Tokens(np.concatenate((self.tokens, other.tokens)), np.concatenate((self.owner, other.owner)))


def indices(tokens: Array, bits: int, salt: np.uint32 | int = 0) -> Array:
    """Return the tokens' rows in a table of 2 ** bits weights. Another salt gives the same tokens other rows."""
    return ((tokens + np.uint32(salt)) * _GOLDEN >> np.uint32(32 - bits)).astype(np.int64)


def text_tokens(texts: Sequence[str]) -> tuple[Tokens, Array]:
    """Return the words and word pairs at both ends of each text, its first and last word, and the kinds of its words.

    The second value is the mask of the kinds of words that a text has, float32, a row per text.
    """
    words = _words_of(texts)
    hashes, owner = words.tokens, words.owner
    has_kind = np.zeros((len(texts), len(KINDS)), dtype=np.float32)
    if not len(hashes):
        return words, has_kind
    same = owner[1:] == owner[:-1]
    pairs = (hashes[:-1] * _GOLDEN + hashes[1:])[same]
    is_first, is_last = np.concatenate(([True], ~same)), np.concatenate((~same, [True]))
    is_alone = is_first & is_last
    places, kinds = text_kinds().find(hashes)
    has_kind[owner[places], kinds] = 1
    of_kinds = kind_tokens(kinds)
    leads = is_first[places]
    parts = [hashes, pairs, hashes[is_first] + FIRST, hashes[is_last] + LAST, hashes[is_alone] + ALONE]
    parts += [of_kinds, of_kinds[leads] + FIRST]
    owners = [owner, owner[1:][same], owner[is_first], owner[is_last], owner[is_alone]]
    owners += [owner[places], owner[places[leads]]]
    return Tokens(np.concatenate(parts), np.concatenate(owners)), has_kind


def _words_of(texts: Sequence[str]) -> Tokens:
    whole = HEAD_CHARS + TAIL_CHARS
    heads = [text.lower() if len(text) <= whole else text[:HEAD_CHARS].lower() for text in texts]
    tails = ["" if len(text) <= whole else text[-TAIL_CHARS:].lower() for text in texts]
    compiled = kernel("tokens")
    if compiled is None:
        return Tokens.of_rows([hash_ends(head, tail) for head, tail in zip(heads, tails, strict=True)])
    tokens, lengths = compiled.hash_ends(heads, tails, HEAD_WORDS, TAIL_WORDS)
    return Tokens(tokens, np.repeat(np.arange(len(lengths)), lengths))


def hash_ends(head: str, tail: str) -> list[int]:
    """Return the hashes of the words at both ends of a text in lower case; "" as its tail means that it is whole."""
    known, words = _word_hashes(), _WORD_RE.findall(head)
    if tail:
        words = words[:HEAD_WORDS] + _WORD_RE.findall(tail)[-TAIL_WORDS:]
    elif len(words) > HEAD_WORDS + TAIL_WORDS:
        words = words[:HEAD_WORDS] + words[-TAIL_WORDS:]
    return [known[word] for word in words]


@cache
def _word_hashes() -> Mapping[str, int]:
    return Memo(_word_hash, MAX_MEMO)


def _word_hash(word: str) -> int:
    # a number counts by its digits, a year as a year
    if word[0] in "0123456789":
        word = "#y" if len(word) == 4 and word[:2] in ("19", "20") else f"#{min(len(word), 5)}"
    return crc32(word.encode("utf-8", "replace"))


class NameTokens(NamedTuple):
    """The names in a page's containers, which repeat: the tokens of each name, and the names of each container.

    `tokens` has a name's number as its owner; in `names` the numbers of names are the tokens, and containers own them.
    """

    tokens: Tokens
    names: Tokens
    number: int


def name_tokens(containers: Sequence[Container | None], tree: Any) -> NameTokens:
    """Return the names of containers: the tag, the values of attributes, and those of the first inline elements.

    `tree` is the page's parsed tree.
    """
    compiled = kernel("names")
    if compiled is None:
        rows, pairs = _name_rows(containers, tree)
        return NameTokens(_with_kinds(hash_pairs(pairs)), Tokens.of_rows(rows), len(pairs))
    marks = INLINE_TAGS, dict(SALTS), TAG, INLINE_TAG
    pairs, tokens, lengths = compiled.name_rows(containers, tree, *marks, MAX_INLINE)
    return NameTokens(
        _with_kinds(hash_pairs(pairs)), Tokens(tokens, np.repeat(np.arange(len(lengths)), lengths)), len(pairs)
    )


def _name_rows(containers: Sequence[Container | None], tree: Any) -> tuple[list[list[int]], list[tuple[str, str]]]:
    """Return the numbers of each container's names, and the names in the order of their numbers."""
    known: dict[tuple[str, str], int] = {}
    number_of = known.setdefault
    rows: list[list[int]] = []
    place: dict[Any, int] = {}
    for number, container in enumerate(containers):
        row: list[int] = []
        if container is not None:
            place[container.element] = number
            row.append(number_of((TAG, container.tag), len(known)))
            row += [number_of(pair, len(known)) for pair in container.attributes.items() if pair[0] in SALTS]
        rows.append(row)
    if tree is not None:
        _add_inline(rows, place, tree, known)
    return rows, list(known)


def _with_kinds(names: Tokens) -> Tokens:
    """Return the tokens of names with those of the kinds of their words; a name has each kind once."""
    places, kinds = name_kinds(frozenset(SALTS.values())).find(names.tokens)
    # start-up: `np.unique` first imports masked arrays
    both = np.flatnonzero(np.bincount(names.owner[places] * len(KINDS) + kinds))
    tokens = kind_tokens(both % len(KINDS)) + ALONE
    return names.with_more(Tokens(tokens, both // len(KINDS)))


def _add_inline(rows: list[list[int]], place: Mapping[Any, int], tree: Any, known: dict[tuple[str, str], int]) -> None:
    """Add the names of the first inline elements of each container."""
    left = [MAX_INLINE] * len(rows)
    for element in tree.iter(*INLINE_TAGS):
        here = element.getparent()
        while here is not None and here not in place:
            here = here.getparent()
        if here is not None and left[number := place[here]]:
            left[number] -= 1
            row = rows[number]
            row.append(known.setdefault((INLINE_TAG, element.tag), len(known)))
            row += [known.setdefault(pair, len(known)) for pair in element.items() if pair[0] in SALTS]


def hash_pairs(pairs: list[tuple[str, str]]) -> Tokens:
    """Return the hashes of the words in the values of attributes."""
    compiled = kernel("tokens")
    if compiled is None:
        values = _value_hashes()
        return Tokens.of_rows([values[name][value] for name, value in pairs])
    tokens, lengths = compiled.hash_names(pairs, dict(SALTS), MAX_NAME_WORDS, MAX_NAME_CHARS)
    return Tokens(tokens, np.repeat(np.arange(len(lengths)), lengths))


@cache
def _value_hashes() -> Mapping[str, Mapping[str, tuple[int, ...]]]:
    """Return for each attribute the memo from values to hashes."""
    return {name: Memo(_value_reader(salt), MAX_MEMO) for name, salt in SALTS.items()}


def _value_reader(salt: int) -> Callable[[str], tuple[int, ...]]:
    def read(value: str) -> tuple[int, ...]:
        words: Iterable[str] = _NAME_WORD_RE.findall(value[:MAX_NAME_CHARS])[:MAX_NAME_WORDS]
        return tuple(crc32(word.lower().encode()) + salt & _MASK for word in words)

    return read


def sum_rows(table: Array, rows: Array, owner: Array, number: int) -> Array:
    """Return the sums of the rows of a table of integers of 8 or 32 bits for each owner, int32."""
    compiled = kernel("tokens")
    if compiled is not None:
        return np.asarray(compiled.sum_rows(table, rows, owner, number))
    out = np.zeros((number, table.shape[1]), dtype=np.int32)
    if len(rows):
        order = np.argsort(owner, kind="stable")
        owners = owner[order]
        starts = np.flatnonzero(np.concatenate(([True], owners[1:] != owners[:-1])))
        out[owners[starts]] = np.add.reduceat(table[rows[order]].astype(np.int32), starts, axis=0)
    return out
