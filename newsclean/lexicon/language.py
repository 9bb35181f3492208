"""The language of a text, from its script and its function words. This takes no model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain, pairwise

from newsclean.lexicon.data import LANGUAGES, split, tables
from newsclean.text.scripts import EAST_ASIAN_RE, HAN_RE, HANGUL_RE, KANA_RE, LETTERS_RE, may_be_east_asian

MIN_VOTES = 3  # function words that a text must have; with fewer, any guess is as good as another (a guess)
MIN_SHARE = 0.08
"""Share of the words that must be function words of the language. Raised, short texts get no language. Swedish has up
to .075 of Italian's function words and Norwegian of Dutch's; two of 1,000 articles in known languages have less."""
EXAMINED_CHARS = 4000  # characters of a text that are examined (a guess)
KEPT_LANGUAGES = 8  # samples of which the language is remembered: those of one page (a guess)
EXAMINED_TEXTS = 12  # texts of a page that are examined, the longest first: paragraphs, if the page has any (a guess)
MIN_WORD_CHARS, STEM_CHARS = 4, 6  # letters of a word that tells a topic at least, and of it that count (guesses)
WORD_EDGES = '.,;:!?()"“”'
"""The marks around words that `split_words` strips. It searches words with other marks, which takes longer."""
_SCRIPTS = (("ja", KANA_RE), ("ko", HANGUL_RE), ("zh", HAN_RE))
MIN_SCRIPT_SHARE = 0.1
"""Share of the characters that must be of the script. Japanese mixes kana with Chinese letters and so comes first."""


def detect_language(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, None if its words do not show it."""
    return _language_of(text[:EXAMINED_CHARS])


@lru_cache(maxsize=KEPT_LANGUAGES)
def _language_of(sample: str) -> str | None:
    """Return the language of a sample. Several stages ask for that of the same lines of a page."""
    for language, script in _SCRIPTS if may_be_east_asian(sample) else ():
        if len(script.findall(sample)) > MIN_SCRIPT_SHARE * max(1, len(sample)):
            return language
    languages_of = _function_words()
    words = split_words(sample.casefold())
    known = filter(languages_of.__contains__, words)
    votes = Counter(chain.from_iterable(map(languages_of.__getitem__, known)))
    best = votes.most_common(1)
    if not best or best[0][1] < max(MIN_VOTES, MIN_SHARE * len(words)):
        return None
    # a neighbour of a language is none, rather than the language: Hungarian has words of Spanish
    return best[0][0] if best[0][0] in LANGUAGES else None


def detect_page_language(texts: Iterable[str]) -> str | None:
    """Return the language of the longest of a page's texts. Menus and boxes may be in another language."""
    return detect_language(" ".join(sorted(texts, key=len, reverse=True)[:EXAMINED_TEXTS]))


def split_words(text: str) -> list[str]:
    """Return the runs of letters in a text.

    Most words have only blanks and marks around them. Checking for that first is quicker than searching every word.

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


def share_of_words(text: str, others: Iterable[str]) -> float | None:
    """Return the share of a text's longer words, or pairs of East Asian letters, in others; None for a text without.

    >>> share_of_words("Ferry sails again", ["The ferries are in the yard."])
    0.0
    >>> share_of_words("Harbour closed", ["A boat came into the harbour."])
    0.5
    """
    whole = " ".join(others).casefold()
    stems = _stems(text)
    return sum(stem in whole for stem in stems) / len(stems) if stems else None


def _stems(text: str) -> set[str]:
    """Return the beginnings of a text's longer words that tell its topic, and the pairs of its East Asian letters."""
    wide = "".join(EAST_ASIAN_RE.findall(text)) if may_be_east_asian(text) else ""
    words = (word for word in split_words(text.casefold()) if len(word) >= MIN_WORD_CHARS)
    stems = {word[:STEM_CHARS] for word in words if not is_function_word(word)} if not wide else set()
    return stems | {first + second for first, second in pairwise(wide)}


def is_function_word(word: str) -> bool:
    """Return whether a word in lower case is a function word of any language, such as "the" or "von"."""
    return word in _function_words()


@cache
def _function_words() -> dict[str, tuple[str, ...]]:
    """Return the languages that have each function word. Of two languages with equal votes the preferred one wins."""
    languages_of: dict[str, tuple[str, ...]] = {}
    found = [(language, split(words)) for language, words in tables("function_words")]
    found += [(line[:2], line.split()[1:]) for _, lines in tables("neighbours") for line in lines]
    for language, words in found:
        for word in words:
            languages_of[word] = (*languages_of.get(word, ()), language)
    return languages_of
