"""What a single line tells of itself, wherever it stands: a set phrase, a photo credit, a byline, a date."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from newsclean.blocks import Category, Label
from newsclean.classify.lexicon import Lexicon

MIN_SENTENCE_SIZE = 40
"""A line that ends like a sentence is prose from this size on; below it stand "Remind me later." and its like. Sizes
are in characters, those of East Asian scripts counted twice."""
MAX_CREDITED_SIZE = 320
MAX_BYLINE_SIZE = 90

CLOSERS = "'\"”’»)]」』"
_ENDS = frozenset(".!?…:。！？؟۔।")
_WIDE_RE = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
AGENCIES = frozenset(
    (
        "afp|ansa|anp|ap|ap photo|apa|associated press|bloomberg|cp|dpa|dpa-tmn|efe|epa|epa-efe|getty|getty images|"
        "imago|istock|keystone|pap|picture alliance|pixabay|pool|reuters|ria novosti|sda|shutterstock|tass|ntb|tt|"
        "unsplash|xinhua"
    ).split("|")
)
_LAST_NAME_RE = re.compile(r"(?:[/|©(,.]|\bvia)\s*([\w-]+(?: \w+)?)[)\]]?$")
_CREDIT_RE = re.compile(
    r"\b(?:photos?|photograph|picture|image|fotos?|bild|credit|crédit|фото|zdjęcie|fot\.)\s*(?:by\s|:|/)\s*"
    r"[^\W\d][\w .’'/-]{2,40}[)\]]?$"
    r"|^(?:写真|사진|图|圖|摄影|攝影)[：:＝=]",
    re.IGNORECASE,
)
_BYLINE_RE = re.compile(
    r"(?:by|von|par|por|di|da|door|autor|auteur|автор|текст)\s*:?\s+([^\W\d_][\w.'’-]*(?:[\s,&]+[\w.'’-]+){1,7})$",
    re.IGNORECASE,
)
_DATE_RE = re.compile(
    r"(?:[^\W\d]{4,14}(?: [^\W\d]{2,4})?\W{1,3})?"
    r"(?:\d{1,2}[./ -]\s?(?:\d{1,2}|[^\W\d]{3,10})\.?[./ -]\s?\d{4}"
    r"|[^\W\d]{3,10}\.?\s\d{1,2},?\s\d{4}"
    r"|\d{4}[-/年]\s?\d{1,2}[-/月]\s?\d{1,2}日?)"
    r"(?:\W{0,4}(?:\w{2}\s)?\d{1,2}[:.h]\d{2}(?:\s?[\w.]{2,5}){0,2})?$"
)
_CREDIT_SIGNS = frozenset("/|©(,.:：＝=")
"""One of these is in every credit that has no "by" or "via" in it; most lines have none, and searching takes long."""


class Told(NamedTuple):
    """What a line tells of itself."""

    label: Label | None
    phrase_size: int
    """Characters of the lexicon's phrase that the label comes from; 0 if it comes from elsewhere."""


def size_of(text: str) -> int:
    """Return the length of a text in characters, those of East Asian scripts counted twice."""
    return len(text) + (0 if text.isascii() else len(_WIDE_RE.findall(text)))


def is_sentence(text: str, min_size: int) -> bool:
    """Whether a line ends like a sentence and is of some size."""
    return text.rstrip(CLOSERS)[-1:] in _ENDS and size_of(text) >= min_size


def tell(text: str, words: Lexicon) -> Label | None:
    """Return what a line is if that can be told from itself: a set phrase, a photo credit, a byline, a date."""
    return facts_of(text, words).label


@lru_cache(maxsize=8192)
def facts_of(text: str, words: Lexicon) -> Told:
    """Return what `tell` returns, and how much of the line a set phrase takes."""
    entry = words.match(text)
    if entry is not None:
        return Told(entry.label, len(entry.phrase))
    size = size_of(text)
    if size <= MAX_CREDITED_SIZE and not is_sentence(text, MIN_SENTENCE_SIZE) and _is_credited(text):
        return Told(Label(Category.CAPTION, "lines:photo-credit"), 0)
    if size <= MAX_BYLINE_SIZE and _is_byline(text):
        return Told(Label(Category.BYLINE, "lines:byline"), 0)
    if size <= MAX_BYLINE_SIZE and _DATE_RE.match(text):
        return Told(Label(Category.DATE, "lines:date"), 0)
    return Told(None, 0)


def _is_credited(text: str) -> bool:
    """Whether a line ends with a photographer or an agency."""
    if _CREDIT_SIGNS.isdisjoint(text) and not any(word in text.casefold() for word in ("by", "via")):
        return False
    last = _LAST_NAME_RE.search(text)
    return (last is not None and last[1].casefold() in AGENCIES) or _CREDIT_RE.search(text) is not None


def _is_byline(text: str) -> bool:
    """Whether a line is "By" and names: at least two words begin with a capital."""
    found = _BYLINE_RE.match(text)
    return found is not None and sum(word[:1].isupper() for word in found[1].split()) >= 2
