"""Reader address: a text that says "we" and "you". Appeals do; news does not outside its quotations."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from newsclean.lexicon.data import split, tables
from newsclean.text.patterns import compile_later

_WITHOUT_SPACES = ("ja", "ko", "zh")
_QUOTED_RE = compile_later(r'"[^"]*"|“[^“”"]*[”“"]|„[^“”"]*[“”"]|«[^»]*»|»[^«]*«|「[^」]*」|『[^』]*』')
_QUOTES_RE = compile_later('["“”„«»「」『』]')
_QUESTION_RE = compile_later(r"[?？؟]\W*\w")
"""A question that more text follows. A question alone is a subheading, or an interviewer's."""
_WORD_RE = compile_later(r"[^\W\d_]+(?:-[^\W\d_]+)*")
MAX_QUOTED_CHARS = 40
"""Characters of a quotation. A longer one is a person's words in a report; a shorter one is a title. A guess."""
MIN_STEM = 3  # letters that a word must have before an ending of three letters (a guess)


class _Address(NamedTuple):
    """The words of a language that address the reader, and the endings of such words."""

    words: frozenset[str]
    endings: tuple[str, ...]


def speaks_to_reader(text: str, language: str | None) -> bool:
    """Return whether a text says "we" or "you" or asks a question outside its quotations.

    `language` is an ISO 639-1 code; None means English.

    >>> speaks_to_reader("Please help us to go on.", "en"), speaks_to_reader("The US will go on, they said.", "en")
    (True, False)
    """
    if any(len(quoted) > MAX_QUOTED_CHARS for quoted in _QUOTED_RE.findall(text)):
        return False
    text = _QUOTED_RE.sub("", text)
    # a single quotation mark belongs to a quotation that another paragraph opens or closes
    if _QUOTES_RE.search(text):
        return False
    if _QUESTION_RE.search(text):
        return True
    code = (language or "en")[:2]
    address = _address().get(code, _Address(frozenset(), ()))
    if code in _WITHOUT_SPACES:
        return any(word in text for word in address.words)
    return any(_counts(word[0], text[: word.start()], address) for word in _WORD_RE.finditer(text))


def _counts(word: str, before: str, address: _Address) -> bool:
    if word in address.words:
        return word.islower() or before[-2:-1].islower() or before.endswith(", ")
    folded = word.casefold()
    if (word.istitle() and folded in address.words) or ("-" in word and folded.endswith(address.endings)):
        return True
    is_first = before.rstrip()[-1:] in ("", ".", "!", ":")
    return (word.islower() or is_first) and word.endswith(address.endings) and len(word) >= MIN_STEM + 3


@cache
def _address() -> dict[str, _Address]:
    return {
        language: _Address(frozenset(split(found["words"])), tuple(split(found.get("endings", ""))))
        for language, found in tables("reader_address")
    }
