"""The phrase lexicon: set phrases of boilerplate and credits in 15 languages, a data file per language.

Phrases are anchored and gated by length: they begin a line, or end it, or are all of it. Of 72,775 gold paragraphs and
list items 0.5 % are taken for one (0.1 % of their characters), of the 6,596 of news pages 0.4 % (0.06 %): credits,
"Read more" and notes to the reader mostly. The same phrases in mid-sentence are harmless words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from newsclean.blocks import Category, Label
from newsclean.lexicon.data import FOLDER
from newsclean.text.scripts import is_cjk

MAX_PHRASE_BLOCK_CHARS = 160
"""A longer block is prose, whatever it begins with."""
_EDGES = " \t-–—*•·»«›‹>|:;.,!?…()[]{}\"'“”„’‘#→►▶▸+"
_WORD_RE = re.compile(r"[^\W_]+")
_KEY_RE = re.compile(r"(?<![^\W_])(?=([^\W_].{0,3}))")
"""What a phrase that begins with some word is found by; to look all of them up at once is quicker."""
_LETTERS = bytes(code if chr(code).isalnum() else 0x20 for code in range(128)).lower() + bytes(128)
"""What parts the words of a line in ASCII, and takes their case away."""
MAX_NOTE_CHARS = 500
NOTE_CATEGORIES = frozenset(
    (Category.CORRECTION, Category.FIRST_PUBLISHED, Category.AGENCY_CREDIT, Category.TRANSLATION_NOTE)
)
MAX_CLOSED_CHARS = 100
"""A longer block is prose, whatever it ends with."""
_KEY_CHARS = 4
"""By how many of its first characters a phrase is found; shorter ones by all they have."""
_END_KEY_CHARS = 2


class Entry(NamedTuple):
    """A phrase of the lexicon, with its category and language."""

    phrase: str
    category: Category
    language: str

    @property
    def label(self) -> Label:
        """The label of a block that this phrase names."""
        return Label(self.category, f"lexicon:{self.category.value}/{self.language}")


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """The phrases that speak for themselves in every language, by how they may match."""

    by_start: Mapping[str, tuple[Entry, ...]]
    """By their first four characters, the longest first."""
    short: frozenset[str]
    """The first characters of those phrases that are shorter than that: all East Asian."""
    by_end: Mapping[str, tuple[tuple[Entry, bool], ...]]
    """Phrases that close a line, by their last two characters, each with whether a number has to stand before it."""
    openings: frozenset[bytes]
    """The only word of a phrase in ASCII, or its first two."""
    first_words: frozenset[bytes]
    """The first words of those."""

    def may_contain(self, text: str) -> bool:
        """Whether a phrase may begin behind the first character of a text in ASCII."""
        # most lines are ruled out by their words, which is quicker than to look at what they begin with
        words = text.encode().translate(_LETTERS).split()[text[0].isalnum() :]
        if self.first_words.isdisjoint(words):
            return False
        if self.openings.isdisjoint(words) and self.openings.isdisjoint(map(b" ".join, pairwise(words))):
            return False
        return not self.by_start.keys().isdisjoint(_KEY_RE.findall(_folded(text), 1))

    def may_begin(self, line: str) -> bool:
        """Whether a phrase may begin a folded line, told by its first characters."""
        return line[:_KEY_CHARS] in self.by_start or line[:1] in self.short

    def note(self, text: str) -> Entry | None:
        """Return the phrase that a note of the newsroom begins with; those are longer than boilerplate."""
        if not MAX_PHRASE_BLOCK_CHARS < len(text) <= MAX_NOTE_CHARS:
            return None
        start = text[:MAX_PHRASE_BLOCK_CHARS].lstrip(_EDGES)
        # most begin otherwise, and need not be folded
        if not self.may_begin(_folded(start[:_KEY_CHARS])):
            return None
        entry = _phrase_at(self, _folded(start), 0)
        is_fact = (
            entry is not None
            and entry.category in NOTE_CATEGORIES
            and (" " in entry.phrase or entry.phrase.endswith(":"))
        )
        return entry if is_fact else None


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """All phrases: those that speak for themselves, and those that have to be the whole line."""

    phrases: Phrases
    whole: Mapping[str, Entry]
    """Every phrase, the weak ones too, by its text: for blocks that are nothing else."""
    weak: Mapping[str, frozenset[str]]
    """The languages of the phrases that count as the whole line only, and in none are of more weight."""

    def for_language(self, language: str | None) -> Lexicon:
        """Return the lexicon for texts of a language (ISO 639-1, with or without a country), None if it is not known.

        A word alone says something in its own language, and in English, which labels of all sites are in: the Dutch
        footer's "disclaimer" is an English article's subheading.
        """
        return _for_languages(self, frozenset((language[:2].lower(), "en"))) if language else self

    def match(self, text: str) -> Entry | None:
        """Return the phrase that a block begins with, consists of, or ends with; None if there is none."""
        if len(text) > MAX_PHRASE_BLOCK_CHARS:
            return None
        bare, entry = _match_edges(self.phrases, text)
        return self.whole.get(bare) or entry

    def match_start(self, text: str) -> Entry | None:
        """Return the phrase that a text of any length starts with, even where the next word is glued to it."""
        entries = self.phrases.by_start.get(text[:_KEY_CHARS].lower().replace("’", "'")[:_KEY_CHARS])
        if entries is None:
            return None
        line = text[:MAX_PHRASE_BLOCK_CHARS].lower().replace("’", "'")
        return next((entry for entry in entries if line.startswith(entry.phrase)), None)

    def match_anywhere(self, text: str) -> Entry | None:
        """Return the phrase that names a short block which is set aside anyway, wherever in it the phrase stands.

        Photo credits are left out of it: in mid-line they are some other picture's.
        """
        entry = self.match(text)
        return entry if entry is not None else self.match_inside(text)

    def match_inside(self, text: str) -> Entry | None:
        """Return what `match_anywhere` returns for a block that no phrase begins."""
        if len(text) > MAX_PHRASE_BLOCK_CHARS:
            return None
        if not text or (text.isascii() and not self.phrases.may_contain(text)):
            return None
        line, phrases = _folded(text), self.phrases
        for word in _WORD_RE.finditer(line, 1):
            start = word.start()
            if line[start : start + _KEY_CHARS] in phrases.by_start or line[start] in phrases.short:
                entry = _phrase_at(phrases, line, start) if not line[start - 1].isalnum() else None
                if entry is not None and entry.category is not Category.PHOTO_CREDIT:
                    return entry
        return None


@lru_cache(maxsize=32)
def _for_languages(words: Lexicon, languages: frozenset[str]) -> Lexicon:
    foreign = {phrase for phrase, spoken in words.weak.items() if not spoken & languages}
    return replace(words, whole={phrase: entry for phrase, entry in words.whole.items() if phrase not in foreign})


@lru_cache(maxsize=2048)
def _match_edges(phrases: Phrases, text: str) -> tuple[str, Entry | None]:
    """Return a line folded and without its edges, and the phrase that it begins with, or else ends with."""
    line = _folded(text).lstrip(_EDGES)
    bare = line.rstrip(_EDGES)
    entry = _phrase_at(phrases, line, 0) if phrases.may_begin(line) else None
    if entry is None and bare[-_END_KEY_CHARS:] in phrases.by_end:
        entry = _closing_phrase(phrases, bare)
    return bare, entry


def _closing_phrase(phrases: Phrases, line: str) -> Entry | None:
    """Return the phrase that a folded line without its edges ends with."""
    if len(line) > MAX_CLOSED_CHARS:
        return None
    for entry, after_number in phrases.by_end.get(line[-_END_KEY_CHARS:], ()):
        if line.endswith(entry.phrase):
            before = line[: -len(entry.phrase)]
            if before.rstrip()[-1:].isdigit() if after_number else not _continues_word(line, len(before)):
                return entry
    return None


def _phrase_at(phrases: Phrases, line: str, start: int) -> Entry | None:
    """Return the longest phrase that stands in a folded line from some character on."""
    key = line[start : start + _KEY_CHARS]
    if key not in phrases.by_start and key[:1] not in phrases.short:
        return None
    while key:
        for entry in phrases.by_start.get(key, ()):
            if line.startswith(entry.phrase, start) and not _continues_word(line, start + len(entry.phrase)):
                return entry
        key = key[:-1] if key[0] in phrases.short else ""
    return None


def _folded(text: str) -> str:
    """Return a text without case, as the phrases are written; Turkish İ becomes i, not i with a second dot."""
    return text.lower() if text.isascii() else text.replace("İ", "i").casefold().replace("’", "'")


def _continues_word(line: str, end: int) -> bool:
    """Whether a phrase that ends here ends inside a word. Chinese and Japanese do not part their words."""
    if end >= len(line) or not line[end - 1].isalnum() or not line[end].isalnum():
        return False
    return not is_cjk(line[end])


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of all languages."""
    by_start: dict[str, list[Entry]] = {}
    by_end: dict[str, list[tuple[Entry, bool]]] = {}
    whole: dict[str, Entry] = {}
    weak: dict[str, set[str]] = {}
    strong: set[str] = set()
    for entry, strength, after_number in _entries():
        if strength == "ends":
            by_end.setdefault(entry.phrase[-_END_KEY_CHARS:], []).append((entry, after_number))
            continue
        bare = entry.phrase.rstrip(_EDGES)
        whole.setdefault(bare, entry)
        if strength == "phrases":
            strong.add(bare)
            by_start.setdefault(entry.phrase[:_KEY_CHARS], []).append(entry)
        else:
            weak.setdefault(bare, set()).add(entry.language)
    longest_first = {
        key: tuple(sorted(found, key=lambda e: -len(e.phrase)) if len(found) > 1 else found)
        for key, found in by_start.items()
    }
    short = frozenset(key[0] for key in by_start if len(key) < _KEY_CHARS)
    closing = {key: tuple(found) for key, found in by_end.items()}
    spoken = {phrase: frozenset(languages) for phrase, languages in weak.items() if phrase not in strong}
    phrases = (entry.phrase for found in by_start.values() for entry in found)
    openings = frozenset(b" ".join(text.encode().translate(_LETTERS).split(None, 2)[:2]) for text in phrases)
    first_words = frozenset(opening.partition(b" ")[0] for opening in openings)
    return Lexicon(Phrases(longest_first, short, closing, openings, first_words), whole, spoken)


def _entries() -> Iterator[tuple[Entry, str, bool]]:
    """Yield each phrase of the data files, its strength, and whether it stands behind a number."""
    for file in sorted(FOLDER.glob("*/phrases.toml")):
        language = file.parent.name
        # all phrases of a file are folded at once: one by one would take as long as cleaning ten pages
        for name, lists in tomllib.loads(_folded(file.read_text(encoding="utf-8"))).items():
            category = Category(name)
            for strength, phrases in lists.items():
                for text in phrases.splitlines():
                    bare = text.removeprefix("# ")
                    edged = bare.rstrip(_EDGES) if strength == "ends" else bare.lstrip(_EDGES)
                    yield Entry(edged, category, language), strength, bare != text
