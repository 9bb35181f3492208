"""The phrase lexicon: set phrases of boilerplate and credits in 15 languages, a data file per language.

Phrases are anchored and gated by length. Over 4,757 gold paragraphs of news pages only nine began with one of these
phrases, most of them credits; the same phrases in mid-sentence are harmless words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from newsclean.blocks import Category, Label

MAX_PHRASE_BLOCK_CHARS = 160
"""A longer block is prose, whatever it begins with."""
_EDGES = " \t-–—*•·»«›‹>|:;.,!?…()[]{}\"'“”„’‘#→►▶▸+"
_KEY_CHARS = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase of the lexicon, with its category and language."""

    phrase: str
    category: Category
    language: str

    @property
    def label(self) -> Label:
        """The label of a block that this phrase names."""
        return Label(self.category, f"lexicon:{self.category.value}/{self.language}")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All phrases, by how they may match."""

    by_start: Mapping[str, tuple[Entry, ...]]
    """Phrases that speak for themselves, by their first two characters, the longest first."""
    whole: Mapping[str, Entry]
    """Every phrase, the weak ones too, by its text: for blocks that are nothing else."""

    def match(self, text: str) -> Entry | None:
        """Return the phrase that a block begins with or consists of; None if there is none."""
        if len(text) > MAX_PHRASE_BLOCK_CHARS:
            return None
        line = _folded(text).lstrip(_EDGES)
        if (entry := self.whole.get(line.rstrip(_EDGES))) is not None:
            return entry
        for entry in self.by_start.get(line[:_KEY_CHARS], ()):
            if line.startswith(entry.phrase) and not _continues_word(line, len(entry.phrase)):
                return entry
        return None

    def name(self, text: str) -> Entry | None:
        """Return the phrase that names a short block which is set aside anyway, wherever in it the phrase stands.

        Photo credits are left out of it: in mid-line they are some other picture's.
        """
        entry = self.match(text)
        if entry is not None or len(text) > MAX_PHRASE_BLOCK_CHARS:
            return entry
        line = _folded(text)
        for start in range(1, len(line)):
            if line[start - 1].isalnum():
                continue
            for entry in self.by_start.get(line[start : start + _KEY_CHARS], ()):
                if (
                    line.startswith(entry.phrase, start)
                    and entry.category is not Category.PHOTO_CREDIT
                    and not _continues_word(line, start + len(entry.phrase))
                ):
                    return entry
        return None


def _folded(text: str) -> str:
    """Return a text without case, as the phrases are written; Turkish İ becomes i, not i with a second dot."""
    return text.replace("İ", "i").casefold().replace("’", "'")


def _continues_word(line: str, end: int) -> bool:
    """Whether a phrase that ends here ends inside a word. Chinese and Japanese do not part their words."""
    return end < len(line) and line[end - 1].isalnum() and line[end].isalnum() and line[end] < "\u3000"


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of all languages."""
    by_start: dict[str, list[Entry]] = {}
    whole: dict[str, Entry] = {}
    for file in sorted((Path(__file__).parent / "lexicon").glob("*.toml")):
        language = file.stem
        for category, lists in tomllib.loads(file.read_text(encoding="utf-8")).items():
            for strength, phrases in lists.items():
                for text in phrases:
                    entry = Entry(_folded(text).lstrip(_EDGES), Category(category), language)
                    whole.setdefault(entry.phrase.rstrip(_EDGES), entry)
                    if strength == "phrases":
                        by_start.setdefault(entry.phrase[:_KEY_CHARS], []).append(entry)
    longest_first = {key: tuple(sorted(found, key=lambda e: -len(e.phrase))) for key, found in by_start.items()}
    return Lexicon(longest_first, whole)
