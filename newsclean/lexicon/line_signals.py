"""What a single line tells of itself, wherever it stands: a set phrase, a photo credit, a byline, a date."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from newsclean.blocks import Category, Label
from newsclean.lexicon.bylines import after_by, split_byline
from newsclean.lexicon.phrases import MAX_NOTE_CHARS, Entry, Lexicon, Phrases
from newsclean.text.scripts import LETTERS_RE, WIDE_LETTER_RE, may_be_east_asian

MIN_SENTENCE_SIZE = 40
"""A line that ends like a sentence is prose from this size on; below it stand "Remind me later." and its like. Sizes
are in characters, those of East Asian scripts counted twice."""
MAX_CREDITED_SIZE = 320
MAX_BYLINE_SIZE = 90
MIN_CHROME_SHARE = 0.25
MIN_CHROME_PROSE_SIZE = 60
"""A sentence of this size of which a button's words are a smaller share than that is prose."""
MAX_WIDE_NAME = 12

CLOSERS = "'\"”’»)]」』"
_ENDS = frozenset(".!?…:。！？؟۔।")
CREDIT_AGENCIES = frozenset(
    (
        "aa|afp|ansa|anp|ap|ap photo|apa|associated press|bloomberg|cp|dpa|dpa-tmn|efe|epa|epa-efe|getty|getty images|"
        "imago|istock|keystone|pap|picture alliance|pixabay|pool|reuters|ria novosti|sda|shutterstock|tass|ntb|tt|"
        "unsplash|xinhua|europa press|lusa|belga|adnkronos|lapresse|тасс|риа новости|рбк|укрінформ|унн|уніан|"
        "anadolu|dha|iha|新华社|中新社|共同|時事|ロイター|연합뉴스|뉴시스|رويترز|أ ف ب|الأناضول"
    ).split("|")
)
_LAST_NAME_RE = re.compile(r"(?:[/|©(,.]|\bvia)\s*([\w-]+(?: \w+)?)[)\]]?$")
_CREDIT_RE = re.compile(
    r"\b(?:photos?|photograph|picture|image|fotos?|bild|credits?|crédits?|créditos?|photographie|imagen|fotografía|"
    r"immagine|imagem|фото|світлина|зображення|zdjęcie|fot\.|beeld|fotoğraf|görsel|تصوير|الصورة)\s*(?:by\s|:|/|©)\s*"
    r"[^\W\d][\w .’'/-]{2,40}[)\]]?$"
    r"|^(?:写真|사진|图|圖|图片|圖片|摄影|攝影|撮影)[：:＝=]",
    re.IGNORECASE,
)
_CREDIT_KEYS = (
    "phot|pictur|imag|immag|fot|bild|credit|crédit|фото|світлин|зображ|zdj|beeld|görsel|تصوير|الصورة|"
    "写真|사진|图|圖|摄影|攝影|撮影"
).split("|")
"""One of these is in every line that the pattern matches; searching for it takes long."""
_ASCII_CREDIT_KEYS = tuple(filter(str.isascii, _CREDIT_KEYS))
_FIRST_PHRASES = (
    "appeared first on|first appeared on|erschien zuerst auf|est apparu en premier sur|apareció primero en|"
    "se publicó primero en|proviene da|apareceu primeiro em|verscheen eerst op|pochodzi z serwisu|впервые появилась на"
).split("|")
_FIRST_RE = re.compile(rf"\b(?:{'|'.join(_FIRST_PHRASES)})\s.{{2,60}}$", re.IGNORECASE)
_FIRST_KEYS = tuple(dict.fromkeys(max(phrase.split(), key=len) for phrase in _FIRST_PHRASES))
"""So with these."""
MIN_FIRST_BLANKS, MAX_FIRST_CHARS = 2, 100
"""Of a line that has one of these phrases and a name behind it, and from where the phrase begins: it has less than 30
characters, the name 60."""
_HAS_DATE_RE = re.compile(r"\d(?:(?<=1)9\d{2}|(?<=2)0\d{2}|\.\d{1,2}\.\d{2}(?!\d)|/\d{1,2}/\d{2}(?!\d))")
"""A year, or a day in numbers. Beginning with a single digit, it is looked for at digits alone."""
_DATE_RE = re.compile(
    r"\d{1,2}(?:st|nd|rd|th|er|º|ª|\.)?(?:\s(?:de\s|d[’'])?|-)[^\W\d_]{3,12}\.?,?(?:\sde[l]?)?[\s-](?:19|20)\d{2}(?!\d)"
    r"|[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d{2}(?!\d)"
    r"|(?:19|20)\d{2}\s?[年년./-]\s?\d{1,2}\s?[月월./-]\s?\d{1,2}\s?[日일]?\.?"
    r"|\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:(?:19|20)\d{2}|\d{2})(?![\d.])"
)
_TIME_RE = re.compile(
    r"[T,|]?\s?\d{1,2}[:.hH時시点]\s?\d{2}(?::\d{2})?[分분]?(?:\.\d+)?(?:Z\b|\s?[+-]\d{2}:?\d{2})?"
    r"|\d{1,2}\s?(?=[ap]\.?m)"
)
_CREDIT_SIGNS_RE = re.compile("[/|©(,.:：＝=]")
"""One of these is in every credit that has no "by" or "via" in it; most lines have none, and searching takes long."""


_CHROME = frozenset(
    (
        *(Category.SHARE, Category.RELATED, Category.NAVIGATION, Category.WIDGET),
        *(Category.COMMENTS, Category.FOOTER, Category.MEDIA_PLAYER),
    )
)
_FIELD_CATEGORIES = frozenset(
    (Category.AUTHOR_BIO, Category.CORRECTION, Category.FIRST_PUBLISHED, Category.LIVE_CHROME)
)


class LineSignal(NamedTuple):
    """What a line tells of itself."""

    label: Label | None
    phrase_size: int
    """Characters of the lexicon's phrase that the label comes from; 0 if it comes from elsewhere."""


_NO_SIGNAL = LineSignal(None, 0)


def size_of(text: str) -> int:
    """Return the length of a text in characters, those of East Asian scripts counted twice."""
    return len(text) + (len(WIDE_LETTER_RE.findall(text)) if may_be_east_asian(text) else 0)


def is_sentence(text: str, min_size: int) -> bool:
    """Whether a line ends like a sentence and is of some size."""
    return text.rstrip(CLOSERS)[-1:] in _ENDS and (len(text) >= min_size or size_of(text) >= min_size)


def _fits(text: str, max_size: int) -> bool:
    return 2 * len(text) <= max_size or (len(text) <= max_size and size_of(text) <= max_size)


def _has_punctuation(text: str) -> bool:
    """Whether there is more in a line than letters and blanks; in most there is not, which is quickly told."""
    return not text.replace(" ", "").isalpha()


def detect(text: str, words: Lexicon) -> Label | None:
    """Return what a line is if that can be told from itself: a set phrase, a photo credit, a byline, a date."""
    return signal_of(text, words).label


def signal_of(text: str, words: Lexicon) -> LineSignal:
    """Return what `detect` returns, and how much of the line a set phrase takes."""
    return signals_of((text,), words)[0]


def signals_of(texts: Sequence[str], words: Lexicon) -> list[LineSignal]:
    """Return `signal_of` each line. To look all of them up first, and then for what else they tell, is quicker."""
    entries = list(map(words.match, texts))
    phrases = words.phrases
    return [
        _signal(text, entry, phrases) if len(text) <= MAX_NOTE_CHARS else _NO_SIGNAL
        for text, entry in zip(texts, entries, strict=True)
    ]


@lru_cache(maxsize=2048)
def _signal(text: str, entry: Entry | None, phrases: Phrases) -> LineSignal:
    """Return what a line tells, given the phrase of the lexicon that it matches: that is all languages differ in."""
    if entry is not None and not _is_prose_around(entry, text):
        # "Updated: 3 April 2023" and "Author: Ana Ruiz" begin with phrases that stand before other things too
        told = _byline_or_date(text) if entry.category in _FIELD_CATEGORIES else None
        return LineSignal(told, 0) if told else LineSignal(entry.label, len(entry.phrase))
    if not is_sentence(text, MIN_SENTENCE_SIZE) and _is_credited(text):
        return LineSignal(Label(Category.CAPTION, "lines:photo-credit"), 0)
    if who_or_when := _byline_or_date(text):
        return LineSignal(who_or_when, 0)
    note = phrases.note(text)
    if note is not None:
        return LineSignal(note.label, len(note.phrase))
    if _names_first_publisher(text):
        return LineSignal(Label(Category.FIRST_PUBLISHED, "lines:first-published"), 0)
    return _NO_SIGNAL


def _is_prose_around(entry: Entry, text: str) -> bool:
    """Whether a line is a sentence that begins like a button, or has one behind it: "Share this recipe with …"."""
    is_slight = len(entry.phrase) < MIN_CHROME_SHARE * len(text)
    if not is_slight or entry.category not in _CHROME:
        return False
    return is_sentence(text, MIN_CHROME_PROSE_SIZE) or is_sentence(
        text[: -len(entry.phrase)].rstrip(), MIN_CHROME_PROSE_SIZE
    )


def _byline_or_date(text: str) -> Label | None:
    if not _fits(text, MAX_BYLINE_SIZE):
        return None
    if is_date_line(text):
        return Label(Category.DATE, "lines:date")
    return Label(Category.BYLINE, "lines:byline") if is_byline(text) else None


def _is_credited(text: str) -> bool:
    """Whether a line ends with a photographer or an agency."""
    if not _fits(text, MAX_CREDITED_SIZE):
        return False
    lowered = text.casefold()
    is_signed = "by" in lowered or "via" in lowered or (_has_punctuation(text) and _CREDIT_SIGNS_RE.search(text))
    if not is_signed:
        return False
    # the name has two words at most, and what stands before it is at most one more
    last = _LAST_NAME_RE.search(" ".join(text.rsplit(" ", 3)[-3:]))
    if last is not None and last[1].casefold() in CREDIT_AGENCIES:
        return True
    keys = _ASCII_CREDIT_KEYS if lowered.isascii() else _CREDIT_KEYS
    return any(map(lowered.__contains__, keys)) and _CREDIT_RE.search(text) is not None


def _names_first_publisher(text: str) -> bool:
    """Whether a line says where an article appeared first."""
    if text.count(" ") < MIN_FIRST_BLANKS or not _fits(text, MAX_CREDITED_SIZE):
        return False
    end = text[-MAX_FIRST_CHARS:].casefold()
    return any(map(end.__contains__, _FIRST_KEYS)) and _FIRST_RE.search(text) is not None


def is_byline(text: str) -> bool:
    """Whether a line is the word "by" and people, with what they are and when they wrote."""
    rest = after_by(text)
    if not rest or text.endswith((".", "!", "?", ":", "…")) or _starts_small(rest):
        return False
    if " " not in rest and not WIDE_LETTER_RE.match(rest):
        return False
    people = split_byline(text).people
    if not people or not all(_is_name(person) for person in people):
        return False
    # a byline says little besides, or what somebody is behind a comma
    said = sum(len(person) for person in people)
    return 2 * said >= len(_DATE_RE.sub("", rest).strip()) or rest.partition(",")[0].strip() == people[0]


def _starts_small(text: str) -> bool:
    return text[:1].islower() or text[:1].isdigit()


def _is_name(person: str) -> bool:
    """Whether a text is written as a name: two capitalised words or more, or a few East Asian characters."""
    if not person.isascii() and WIDE_LETTER_RE.match(person):
        return len(person) <= MAX_WIDE_NAME
    words = person.partition(",")[0].split()
    capitals = sum(word[:1].isupper() or (not word[:1].islower() and word[:1].isalpha()) for word in words)
    return capitals >= 2 and len(words) - capitals <= 2 and not any(word.isdigit() for word in words)


def is_date_line(text: str) -> bool:
    """Whether a line is a date, with its time and with words that say what of: "Published: 3 April 2023, 7.30 am"."""
    if not _has_punctuation(text) or not _HAS_DATE_RE.search(text) or not _DATE_RE.search(text):
        return False
    left = _TIME_RE.sub(" ", _DATE_RE.sub(" ", text))
    if any(character.isdigit() for character in left):
        return False
    return all(word in _date_words() for word in LETTERS_RE.findall(left.casefold()))


@cache
def _date_words() -> frozenset[str]:
    """Return the words that stand around a date, in all languages."""
    data = tomllib.loads((Path(__file__).parent / "dates.toml").read_text(encoding="utf-8"))
    return frozenset(word for words in data["date"].values() for word in words.casefold().split())
