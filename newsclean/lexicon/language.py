"""The language of a text, from its script and its commonest words: 15 languages, no model."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import chain
from pathlib import Path

from newsclean.text.scripts import HAN_RE, HANGUL_RE, KANA_RE, LETTERS_RE, may_be_east_asian

MIN_VOTES = 3
"""With fewer function words than this in the text, any guess is as good as another."""
MIN_SHARE = 0.08
"""Of the words. Swedish looks a little like Italian, Norwegian like Dutch: they have up to .075 of the other's function
words; of a thousand articles in languages that we know two have less than that."""
EXAMINED_CHARS = 4000
EXAMINED_TEXTS = 12
"""Of a page, the longest: paragraphs, where it has any."""
WORD_EDGES = '.,;:!?()"“”'
"""What most words have before or behind them, if anything."""
_SCRIPTS = (("ja", KANA_RE), ("ko", HANGUL_RE), ("zh", HAN_RE))
MIN_SCRIPT_SHARE = 0.1
"""Of the characters; Japanese mixes kana with Chinese characters, so it is asked first."""


def detect_language(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, None if it cannot be told."""
    sample = text[:EXAMINED_CHARS]
    for language, script in _SCRIPTS if may_be_east_asian(sample) else ():
        if len(script.findall(sample)) > MIN_SCRIPT_SHARE * max(1, len(sample)):
            return language
    languages_of = _function_words()
    words = split_words(sample.casefold())
    known = filter(languages_of.__contains__, words)
    votes = Counter(chain.from_iterable(map(languages_of.__getitem__, known)))
    best = votes.most_common(1)
    return best[0][0] if best and best[0][1] >= max(MIN_VOTES, MIN_SHARE * len(words)) else None


def detect_page_language(texts: Iterable[str]) -> str | None:
    """Return the language of the longest of a page's texts: menus and boxes may be in another."""
    return detect_language(" ".join(sorted(texts, key=len, reverse=True)[:EXAMINED_TEXTS]))


def split_words(text: str) -> list[str]:
    """Return the stretches of letters in a text.

    Most words stand alone between blanks and marks: to see that takes a good deal less time than to search for them.

    >>> split_words("It's “done”, said Ana.")
    ['It', 's', 'done', 'said', 'Ana']
    """
    found: list[str] = []
    for piece in text.split():
        if piece.isalpha() or (piece := piece.strip(WORD_EDGES)).isalpha():
            found.append(piece)
        else:
            found += LETTERS_RE.findall(piece)
    return found


@cache
def _function_words() -> dict[str, tuple[str, ...]]:
    """Return, for each function word, the languages that have it."""
    file = Path(__file__).parent / "function-words.toml"
    languages_of: dict[str, tuple[str, ...]] = {}
    for language, words in tomllib.loads(file.read_text(encoding="utf-8")).items():
        for word in words.split():
            languages_of[word] = (*languages_of.get(word, ()), language)
    return languages_of
