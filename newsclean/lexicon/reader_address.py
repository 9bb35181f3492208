"""Whether a text speaks to its reader: the mark of an appeal, and what news does not do outside of quotations."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

_WITHOUT_SPACES = ("ja", "ko", "zh")
_QUOTED_RE = re.compile(r'"[^"]*"|“[^“”"]*[”“"]|„[^“”"]*[“”"]|«[^»]*»|»[^«]*«|「[^」]*」|『[^』]*』')
_QUOTES_RE = re.compile('["“”„«»「」『』]')
_QUESTION_RE = re.compile(r"[?？؟]\W*\w")
"""A question that something follows; one alone is a subheading, or an interviewer's."""
_WORD_RE = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
MAX_QUOTED_CHARS = 40
"""A longer quotation is somebody's words, and what stands around it is a report of them; a shorter one is a title."""
MIN_STEM = 3


class _Address(NamedTuple):
    """The words of a language, and the endings."""

    words: frozenset[str]
    endings: tuple[str, ...]


def speaks_to_reader(text: str, language: str | None) -> bool:
    """Whether a text says "we" or "you" or asks, outside of quotations; `language` is ISO 639-1, English where unknown.

    >>> speaks_to_reader("Please help us to go on.", "en"), speaks_to_reader("The US will go on, they said.", "en")
    (True, False)
    """
    if any(len(quoted) > MAX_QUOTED_CHARS for quoted in _QUOTED_RE.findall(text)):
        return False
    text = _QUOTED_RE.sub("", text)
    # what is left of a quotation that another paragraph opens or closes
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
    lists = tomllib.loads((Path(__file__).with_name("reader-address.toml")).read_text(encoding="utf-8"))
    return {
        language: _Address(frozenset(words.split()), tuple(lists["endings"].get(language, "").split()))
        for language, words in lists["words"].items()
    }
