"""The phrase lexicon: set phrases of boilerplate and credits, one file a language.

A phrase counts only in a short line, and only if it begins the line, ends it, or is all of it; in mid-sentence the same
words are harmless. The lexicon matches 0.5 % of 72,775 gold paragraphs and list items (0.1 % of their characters), and
0.4 % of the 6,596 on news pages (0.06 %). Most of these are credits, "Read more" and notes to the reader.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from newsclean._core import kernel
from newsclean.blocks import Category, Label
from newsclean.cache import cached_table
from newsclean.lexicon.data import ANY, FOLDER
from newsclean.text.patterns import compile_later
from newsclean.text.scripts import is_cjk

MAX_PHRASE_BLOCK_CHARS = 160
"""Characters of a block that may be a phrase; a longer one is prose. Raised, more prose matches. A guess."""
_EDGES = " \t-–—*•·»«›‹>|:;.,!?…()[]{}\"'“”„’‘#→►▶▸+"
_WORD_RE = compile_later(r"[^\W_]+")
_KEY_RE = compile_later(r"(?<![^\W_])(?=([^\W_].{0,3}))")
"""The keys of the phrases that may begin at each word. Looking all of them up at once is quicker than one by one."""
_LETTERS = bytes(code if chr(code).isalnum() else 0x20 for code in range(128)).lower() + bytes(128)
"""A translation table for ASCII: letters and digits become lower case, all other bytes blanks."""
MAX_NOTE_CHARS = (
    500  # characters of a note of the newsroom or a consent, which are longer than other boilerplate (a guess)
)
NOTE_CATEGORIES = frozenset(
    map(Category, "correction first-published agency-credit translation-note copyright consent newsletter".split())
)
MAX_CLOSED_CHARS = 100  # characters of a block that a phrase may end; a longer one is prose (a guess)
_KEY_CHARS = 4  # characters by which a phrase is found at the start of a line; shorter phrases have all of theirs
_END_KEY_CHARS = 2  # characters by which a phrase is found at the end of a line
_Row = tuple[str, str, str]
"""The fields of an `Entry` as the cache holds them: a page needs few of the 7,000 entries."""


class Entry(NamedTuple):
    """A phrase of the lexicon, with its category and language."""

    phrase: str
    category: Category
    language: str

    @property
    def label(self) -> Label:
        """The label of a block that matches this phrase."""
        return Label(self.category, f"lexicon:{self.category.value}/{self.language}")

    @classmethod
    def of(cls, row: _Row) -> Entry:
        """Return the entry with these fields."""
        phrase, category, language = row
        return cls(phrase, Category(category), language)


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """The phrases that are unambiguous in texts of every language, indexed for matching."""

    by_start: Mapping[str, tuple[_Row, ...]]
    """Phrases by their first four characters, the longest first."""
    short: frozenset[str]
    """The first characters of the phrases with fewer than four characters, most of them East Asian."""
    by_end: Mapping[str, tuple[tuple[_Row, bool], ...]]
    """Phrases that end a line, by their last two characters, each with a flag if a number must precede it."""
    openings: frozenset[bytes]
    """The first two words of the phrases in ASCII, or the only one."""
    first_words: frozenset[bytes]
    """The first words of `openings`."""

    def may_contain(self, text: str) -> bool:
        """Return whether a phrase may begin behind the first character of a text in ASCII."""
        # the words rule most lines out, which is quicker than a search for keys
        words = text.encode().translate(_LETTERS).split()[text[0].isalnum() :]
        if self.first_words.isdisjoint(words):
            return False
        if self.openings.isdisjoint(words) and self.openings.isdisjoint(map(b" ".join, pairwise(words))):
            return False
        return not self.by_start.keys().isdisjoint(_KEY_RE.findall(_folded(text), 1))

    def may_begin(self, line: str) -> bool:
        """Return whether the first characters of a folded line may begin a phrase."""
        return line[:_KEY_CHARS] in self.by_start or line[:1] in self.short

    def note(self, text: str) -> Entry | None:
        """Return the phrase that begins a note of the newsroom, which is longer than other boilerplate; else None."""
        if not MAX_PHRASE_BLOCK_CHARS < len(text) <= MAX_NOTE_CHARS:
            return None
        start = text[:MAX_PHRASE_BLOCK_CHARS].lstrip(_EDGES)
        # most texts begin with no phrase and need no folding
        if not self.may_begin(_folded(start[:_KEY_CHARS])):
            return None
        entry = _phrase_at(self, _folded(start), 0)
        if entry is None or entry.category not in NOTE_CATEGORIES:
            return None
        return entry if " " in entry.phrase or entry.phrase.endswith(":") else None


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """All phrases: the unambiguous ones, and those that count only as a whole line."""

    phrases: Phrases
    whole: Mapping[str, _Row]
    """All phrases by their text, weak ones included, for lines that are one phrase."""
    weak: Mapping[str, frozenset[str]]
    """The languages of each phrase that counts only as a whole line in all of its languages."""
    sieve: Any = None
    """The `Sieve` of the compiled core for the phrases of all languages, None without the core."""

    def for_language(self, language: str | None) -> Lexicon:
        """Return the lexicon for texts of a language, an ISO 639-1 code with or without a country; None means unknown.

        Weak phrases count only in their own language and in English, because sites of all languages have English
        labels. "Disclaimer" is the label of a Dutch footer, but may be the subheading of an English article.
        """
        return _for_languages(self, frozenset((language[:2].lower(), "en", ANY))) if language else self

    def match(self, text: str) -> Entry | None:
        """Return the phrase that a block consists of, begins with, or ends with; None if it has none."""
        if len(text) > MAX_PHRASE_BLOCK_CHARS:
            return None
        bare, entry = _match_edges(self.phrases, text)
        row = self.whole.get(bare)
        return Entry.of(row) if row else entry

    def match_all(self, texts: Sequence[str]) -> list[Entry | None]:
        """Return what `match` returns for each text."""
        return [*map(self.match, texts)] if self.sieve is None else self.sieve.match_all(texts, self.match)

    def match_start(self, text: str) -> Entry | None:
        """Return the phrase that begins a text of any length, even one that the next word is glued to, or None."""
        rows = self.phrases.by_start.get(text[:_KEY_CHARS].lower().replace("’", "'")[:_KEY_CHARS])
        if rows is None:
            return None
        line = text[:MAX_PHRASE_BLOCK_CHARS].lower().replace("’", "'")
        return next((Entry.of(row) for row in rows if line.startswith(row[0])), None)

    def match_inside(self, text: str) -> Entry | None:
        """Return the phrase inside a short block that is dropped anyway, to give it a category.

        Photo credits in mid-line do not count, because they belong to another picture.
        """
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
    """Return a line folded and without its edges, and the phrase that begins it or else ends it."""
    line = _folded(text).lstrip(_EDGES)
    bare = line.rstrip(_EDGES)
    entry = _phrase_at(phrases, line, 0) if phrases.may_begin(line) else None
    if entry is None and bare[-_END_KEY_CHARS:] in phrases.by_end:
        entry = _closing_phrase(phrases, bare)
    return bare, entry


def _closing_phrase(phrases: Phrases, line: str) -> Entry | None:
    """Return the phrase that ends a folded line without edges, None if none does."""
    if len(line) > MAX_CLOSED_CHARS:
        return None
    for row, after_number in phrases.by_end.get(line[-_END_KEY_CHARS:], ()):
        if line.endswith(row[0]):
            before = line[: -len(row[0])]
            if before.rstrip()[-1:].isdigit() if after_number else not _continues_word(line, len(before)):
                return Entry.of(row)
    return None


def _phrase_at(phrases: Phrases, line: str, start: int) -> Entry | None:
    """Return the longest phrase that begins at an offset of a folded line, None if none does."""
    key = line[start : start + _KEY_CHARS]
    if key not in phrases.by_start and key[:1] not in phrases.short:
        return None
    while key:
        for row in phrases.by_start.get(key, ()):
            if line.startswith(row[0], start) and not _continues_word(line, start + len(row[0])):
                return Entry.of(row)
        key = key[:-1] if key[0] in phrases.short else ""
    return None


def _folded(text: str) -> str:
    """Return a text without case, as the phrases are stored. Turkish İ becomes a plain i, without a combining dot."""
    return text.lower() if text.isascii() else text.replace("İ", "i").casefold().replace("’", "'")


def _continues_word(line: str, end: int) -> bool:
    """Return whether a phrase that ends at an offset ends inside a word. Chinese and Japanese have no such ends."""
    if end >= len(line) or not line[end - 1].isalnum() or not line[end].isalnum():
        return False
    return not is_cjk(line[end])


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of all languages."""
    files = sorted(FOLDER.glob("*/phrases.toml"))
    starts, ends, whole, weak, openings = cached_table("phrases", [Path(__file__), *files], lambda: _index(files))
    short = frozenset(key[0] for key in starts if len(key) < _KEY_CHARS)
    first_words = frozenset(opening.partition(b" ")[0] for opening in openings)
    phrases = Phrases(starts, short, ends, frozenset(openings), first_words)
    spoken = {phrase: frozenset(languages) for phrase, languages in weak.items()}
    return Lexicon(phrases, whole, spoken, _sieve(starts, ends, whole))


def _index(files: Iterable[Path]) -> tuple[Any, ...]:
    """Return the tables of the lexicon.

    The phrases by their starts, by their ends, and by their text; the languages of the weak ones; and the openings.
    """
    by_start: dict[str, list[_Row]] = {}
    by_end: dict[str, list[tuple[_Row, bool]]] = {}
    whole: dict[str, _Row] = {}
    weak: dict[str, dict[str, None]] = {}
    strong: set[str] = set()
    for row, strength, after_number in _entries(files):
        phrase, _, language = row
        if strength == "ends":
            by_end.setdefault(phrase[-_END_KEY_CHARS:], []).append((row, after_number))
            continue
        bare = phrase.rstrip(_EDGES)
        whole.setdefault(bare, row)
        if strength == "phrases":
            strong.add(bare)
            by_start.setdefault(phrase[:_KEY_CHARS], []).append(row)
        else:
            weak.setdefault(bare, {})[language] = None
    starts = {key: tuple(sorted(found, key=lambda row: -len(row[0]))) for key, found in by_start.items()}
    ends = {key: tuple(found) for key, found in by_end.items()}
    only_weak = {phrase: tuple(languages) for phrase, languages in weak.items() if phrase not in strong}
    phrases = (phrase for found in starts.values() for phrase, _, _ in found)
    openings = {b" ".join(text.encode().translate(_LETTERS).split(None, 2)[:2]): None for text in phrases}
    return starts, ends, whole, only_weak, tuple(openings)


def _sieve(starts: Mapping[str, Any], ends: Mapping[str, Any], wholes: Mapping[str, Any]) -> Any:
    """Return the compiled core's sieve for the phrases of an index, None without the core."""
    core = kernel("phrases")
    return core and core.Sieve(starts, ends, wholes, _EDGES, max_chars=MAX_PHRASE_BLOCK_CHARS)


def _entries(files: Iterable[Path]) -> Iterator[tuple[_Row, str, bool]]:
    """Yield each phrase of the data files, its strength, and a flag if a number must precede it."""
    for file in files:
        language = file.parent.name
        # a whole file is folded at once: phrase by phrase would take as long as cleaning ten pages
        for name, lists in tomllib.loads(_folded(file.read_text(encoding="utf-8"))).items():
            category = Category(name).value
            for strength, phrases in lists.items():
                for text in phrases.splitlines():
                    bare = text.removeprefix("# ")
                    edged = bare.rstrip(_EDGES) if strength == "ends" else bare.lstrip(_EDGES)
                    yield (edged, category, language), strength, bare != text
