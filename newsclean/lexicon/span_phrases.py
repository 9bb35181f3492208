"""The phrases of spans: boilerplate and photo credits inside the paragraphs of an article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from newsclean.blocks import Category, Label
from newsclean.lexicon.data import agencies, innermost, pattern, tables, words
from newsclean.text.patterns import compile_later

_CREDIT_HEADS = words("credits", "heads")
CREDIT_INITIALS = frozenset(head[0].upper() for head in _CREDIT_HEADS)
"""The first letters of a text that `CREDIT_HEAD_RE` matches: testing them first is cheaper."""
CREDIT_HEAD_RE = compile_later(
    rf"(?:{pattern(_CREDIT_HEADS)})"
    r"(?: by| credit|s?:| via|\s?©)?\s?:?\s?[^.!?]{2,60}?(?:/|\||,| via | – | — )\s?"
    rf"(?:{pattern(agencies('credit'))})\s*(?=[A-ZÀ-ÞА-Я“\"„«])",
    re.IGNORECASE,
)
"""A photo credit with its agency, glued to the first sentence of a paragraph."""


class SpanPhrases(NamedTuple):
    """The phrases inside paragraphs: a pattern for each kind in running text, and the labels of the phrases.

    bare: anywhere in a sentence. between: between two sentences. bracketed: alone in brackets.
    labels: of the first two kinds, by case-folded text.
    keys: case-folded strings, one of which is in every text with a phrase of the first two kinds.
    """

    bare: re.Pattern[str]
    between: re.Pattern[str]
    bracketed: dict[str, Label]
    labels: dict[str, Label]
    keys: tuple[str, ...]

    def for_texts(self, texts: Iterable[str]) -> SpanPhrases:
        """Return the phrases with only the keys that occur in some texts; most pages have none."""
        whole = "\n".join(map(str.casefold, texts))
        return self._replace(keys=tuple(filter(whole.__contains__, self.keys)))


@cache
def span_phrases() -> SpanPhrases:
    """Return the phrases of all languages."""
    found: dict[str, dict[str, Label]] = {"bare": {}, "bracketed": {}, "between": {}}
    for language, categories in tables("spans"):
        for category, kinds in categories.items():
            label = Label(Category(category), f"spans:{category}/{language}")
            for kind, texts in kinds.items():
                found[kind] |= {text: found[kind].get(text, label) for text in texts}
    bare = compile_later(rf"(?P<cut>,?\s?)(?P<phrase>{pattern(found['bare'])})(?!\w)", re.IGNORECASE)
    between = compile_later(rf"[.!?…”\"’»。！？」』](?P<cut>\s?)(?P<phrase>{pattern(found['between'])})(?=\s?[^\W\d_])")
    labels = {text.casefold(): label for kind in ("bare", "between") for text, label in found[kind].items()}
    return SpanPhrases(bare, between, found["bracketed"], labels, innermost(labels))
