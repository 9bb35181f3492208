"""Line signals: a line that shows by itself to be a set phrase, a photo credit, a byline or a date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from newsclean.blocks import Category, Label
from newsclean.lexicon.bylines import after_by, split_byline
from newsclean.lexicon.data import agencies, innermost, pattern, words
from newsclean.lexicon.phrases import MAX_NOTE_CHARS, Entry, Lexicon, Phrases
from newsclean.text.patterns import compile_later
from newsclean.text.scripts import ENDLESS_RE, LETTERS_RE, WIDE_LETTER_RE, may_be_east_asian

MIN_SENTENCE_SIZE = 40
"""Size from which a line that ends like a sentence is prose; shorter ones are often buttons ("Remind me later."). Sizes
are in characters, and East Asian letters count twice. Raised, short sentences may pass for credits. A guess."""
MAX_CREDITED_SIZE = 320  # size up to which a line may be a caption with a credit (a guess)
MAX_BYLINE_SIZE = 90  # size up to which a line may be a byline or a date (a guess)
MIN_CHROME_SHARE = 0.25
"""Share of a line's characters. A sentence in which a button's phrase has a smaller share is prose. A guess."""
MIN_CHROME_PROSE_SIZE = 60  # size from which such a sentence counts as prose (a guess)
MAX_WIDE_NAME = 12  # characters of a name in East Asian letters (a guess)

MAX_SIGNALS, KEPT_SIGNALS = 65_536, 2048
"""Signals that are kept within a page, as many as 1 MB has blocks, and from page to page. Each of six stages asks for
the signals of all lines: a page with more lines takes 2 s more for 1 MB. A signal takes about 300 bytes."""

CLOSERS = "'\"”’»)]」』"
_ENDS = frozenset(".!?…:。！？؟۔।॥։።။។")
MIN_ENDLESS_SIZE = 45  # size from which a line of a script without full stops is a sentence (a guess)

_LAST_NAME_RE = compile_later(r"(?:[/|©(,.]|\bvia)\s*([\w-]+(?: \w+)?)[)\]]?$")
_CREDIT_NOUNS, _CREDIT_STARTS = words("credits", "nouns"), words("credits", "line_starts")
_CREDIT_RE = compile_later(
    rf"\b(?:{pattern(_CREDIT_NOUNS)})\s*(?:(?P<by>by\s)|:|/|©)\s*(?P<name>[^\W\d][\w .’'/-]{{2,40}})[)\]]?$"
    rf"|^(?:{pattern(_CREDIT_STARTS)})[：:＝=]",
    re.IGNORECASE,
)
_CREDIT_KEYS = innermost((*_CREDIT_NOUNS, *_CREDIT_STARTS))
_ASCII_CREDIT_KEYS = tuple(filter(str.isascii, _CREDIT_KEYS))
"""Every line that `_CREDIT_RE` matches has one of these. They are cheap to look for; the pattern is not."""
_FIRST_PHRASES = words("credits", "first_published")
_FIRST_RE = compile_later(rf"\b(?:{pattern(_FIRST_PHRASES)})\s.{{2,60}}$", re.IGNORECASE)
_FIRST_KEYS = tuple(dict.fromkeys(max(phrase.split(), key=len) for phrase in _FIRST_PHRASES))
"""The longest word of each phrase, for the same purpose."""
MIN_FIRST_BLANKS, MAX_FIRST_CHARS = 2, 100
"""Blanks that a line with such a phrase and a name has at least, and characters from the phrase to the end of the line:
the phrase has fewer than 30, the name at most 60."""
_HAS_DATE_RE = compile_later(r"\d(?:(?<=1)9\d{2}|(?<=2)0\d{2}|\.\d{1,2}\.\d{2}(?!\d)|/\d{1,2}/\d{2}(?!\d))")
"""A year, or a day in figures. The pattern begins with a single digit, so that only digits are tried."""
_DATE_RE = compile_later(
    r"\d{1,2}(?:st|nd|rd|th|er|º|ª|\.)?(?:\s(?:de\s|d[’'])?|-)[^\W\d_]{3,12}\.?,?(?:\sde[l]?)?[\s-](?:19|20)\d{2}(?!\d)"
    r"|[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d{2}(?!\d)"
    r"|(?:19|20)\d{2}\s?[年년./-]\s?\d{1,2}\s?[月월./-]\s?\d{1,2}\s?[日일]?\.?"
    r"|\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:(?:19|20)\d{2}|\d{2})(?![\d.])"
)
_TIME_RE = compile_later(
    r"[T,|]?\s?\d{1,2}[:.hH時시点]\s?\d{2}(?::\d{2})?[分분]?(?:\.\d+)?(?:Z\b|\s?[+-]\d{2}:?\d{2})?"
    r"|\d{1,2}\s?(?=[ap]\.?m)"
)
_CREDIT_SIGNS_RE = compile_later("[/|©(,.:：＝=]")
"""Every credit without "by" or "via" has one of these marks, and most lines have none."""

_MAIL_WORDS = tuple(words("mail", "stems"))
_COPYRIGHT_RE = compile_later(
    r"(?:(?:copyright|\(c\)) )?(?:©|\(c\)) ?(?:\d{4}(?:[-–]\d{2,4})?,? )?[^\W\d].{1,60}$", re.IGNORECASE
)
"""The sign and an owner with at most 60 characters, perhaps with a year between them."""

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
    """The label that a line's own words give it."""

    label: Label | None
    phrase_size: int
    """Characters of the lexicon's phrase that gave the label; 0 if something else did."""


_NO_SIGNAL = LineSignal(None, 0)
_FIRST = LineSignal(Label(Category.FIRST_PUBLISHED, "lines:first-published"), 0)


def size_of(text: str) -> int:
    """Return the length of a text in characters. East Asian letters count twice."""
    return len(text) + (len(WIDE_LETTER_RE.findall(text)) if may_be_east_asian(text) else 0)


def is_sentence(text: str, min_size: int) -> bool:
    """Return whether a line ends like a sentence and has at least a given size."""
    if text.rstrip(CLOSERS)[-1:] in _ENDS:
        return len(text) >= min_size or size_of(text) >= min_size
    return len(text) >= MIN_ENDLESS_SIZE and not text[-1].isascii() and ENDLESS_RE.match(text[-1]) is not None


def names_mail(text: str) -> bool:
    """Return whether a text has a word for mail or a mailbox, in any language."""
    folded = text.casefold()
    return any(map(folded.__contains__, _MAIL_WORDS))


def _fits(text: str, max_size: int) -> bool:
    # the second test counts wide letters and is slower
    return 2 * len(text) <= max_size or (len(text) <= max_size and size_of(text) <= max_size)


def _has_punctuation(text: str) -> bool:
    """Return whether a line has anything but letters and blanks. Most lines do not, and the check is quick."""
    return not text.replace(" ", "").isalpha()


def detect(text: str, lexicon: Lexicon) -> Label | None:
    """Return the label of a line that is a set phrase, a photo credit, a byline or a date; None for other lines."""
    return signal_of(text, lexicon).label


def signal_of(text: str, lexicon: Lexicon) -> LineSignal:
    """Return the signal of a line: the label that `detect` returns, and how much of the line its phrase takes."""
    return signals_of((text,), lexicon)[0]


def signals_of(texts: Sequence[str], lexicon: Lexicon) -> list[LineSignal]:
    """Return the signal of each line. The lexicon is asked for all lines first, which is quicker than line by line."""
    if _signal.cache_info().currsize > max(KEPT_SIGNALS, 8 * len(texts)):
        _signal.cache_clear()
    phrases = lexicon.phrases
    signals = [
        _signal(text, entry, phrases) if len(text) <= MAX_NOTE_CHARS else _NO_SIGNAL
        for text, entry in zip(texts, lexicon.match_all(texts), strict=True)
    ]
    whole = "\n".join(texts).casefold()
    if any(map(whole.__contains__, _FIRST_KEYS)):
        for index, signal in enumerate(signals):
            if signal is _NO_SIGNAL and _names_first_publisher(texts[index]):
                signals[index] = _FIRST
    return signals


@lru_cache(maxsize=MAX_SIGNALS)
def _signal(text: str, entry: Entry | None, phrases: Phrases) -> LineSignal:
    """Return the signal of a line that matches a phrase of the lexicon, or none. The language changes nothing else."""
    if entry is not None and not _is_prose_around(entry, text):
        # "Updated: 3 April 2023" and "Author: Ana Ruiz" are a date and a byline, although they begin with set phrases
        field = _byline_or_date(text) if entry.category in _FIELD_CATEGORIES else None
        return LineSignal(field, 0) if field else LineSignal(entry.label, len(entry.phrase))
    if not is_sentence(text, MIN_SENTENCE_SIZE) and _is_credited(text):
        return LineSignal(Label(Category.CAPTION, "lines:photo-credit"), 0)
    if field := _byline_or_date(text):
        return LineSignal(field, 0)
    if _COPYRIGHT_RE.match(text) and not is_sentence(text, MIN_SENTENCE_SIZE):
        return LineSignal(Label(Category.COPYRIGHT, "lines:copyright"), 0)
    note = phrases.note(text)
    return LineSignal(note.label, len(note.phrase)) if note is not None else _NO_SIGNAL


def _is_prose_around(entry: Entry, text: str) -> bool:
    """Return whether a line is a sentence that begins like a button ("Share this recipe with …") or ends with one."""
    # "Alle." is a sentence, and "Alle" a button
    if entry.category is Category.NAVIGATION and text[-1] == "." and " " not in text:
        return True
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
    """Return whether a line ends with a photographer or an agency."""
    if not _fits(text, MAX_CREDITED_SIZE):
        return False
    lowered = text.casefold()
    is_signed = "by" in lowered or "via" in lowered or (_has_punctuation(text) and _CREDIT_SIGNS_RE.search(text))
    if not is_signed:
        return False
    # an agency's name has two words at most, and a mark or one word precedes it
    last = _LAST_NAME_RE.search(" ".join(text.rsplit(" ", 3)[-3:]))
    if last is not None and last[1].casefold() in agencies("credit"):
        return not _spells_out(text, last[1])
    keys = _ASCII_CREDIT_KEYS if lowered.isascii() else _CREDIT_KEYS
    credit = _CREDIT_RE.search(text) if any(map(lowered.__contains__, keys)) else None
    # "the picture by numbers" names no one
    return credit is not None and not (credit["by"] and credit["name"][0].islower())


def _spells_out(text: str, initials: str) -> bool:
    """Return whether a line has the words of which an abbreviation has the initials: "the Associated Press (AP)"."""
    capitals = "".join(word[0] for word in LETTERS_RE.findall(text) if word[0].isupper() and word != initials)
    return initials.isupper() and initials in capitals


def _names_first_publisher(text: str) -> bool:
    """Return whether a line says where the article appeared first."""
    if text.count(" ") < MIN_FIRST_BLANKS or not _fits(text, MAX_CREDITED_SIZE):
        return False
    end = text[-MAX_FIRST_CHARS:].casefold()
    return any(map(end.__contains__, _FIRST_KEYS)) and _FIRST_RE.search(text) is not None


def is_byline(text: str) -> bool:
    """Return whether a line is the word "by" and people, perhaps with their roles and a date."""
    rest = after_by(text)
    if not rest or text.endswith((".", "!", "?", ":", "…")) or rest[0].islower() or rest[0].isdigit():
        return False
    if " " not in rest and not WIDE_LETTER_RE.match(rest):
        return False
    people = split_byline(text).people
    if not people or not all(_is_name(person) for person in people):
        return False
    # "By Hook or by Crook" is a saying
    word = text[: -len(rest)].strip(" :").casefold()
    if any(word in person.casefold().split()[1:] for person in people):
        return False
    # a byline has little else in it, or a role behind a comma
    said = sum(len(person) for person in people)
    return 2 * said >= len(_DATE_RE.sub("", rest).strip()) or rest.partition(",")[0].strip() == people[0]


def _is_name(person: str) -> bool:
    """Return whether a text is written as a name: two or more capitalised words, or a few East Asian letters."""
    if not person.isascii() and WIDE_LETTER_RE.match(person):
        return len(person) <= MAX_WIDE_NAME
    parts = person.partition(",")[0].split()
    capitals = sum(part[:1].isupper() or (not part[:1].islower() and part[:1].isalpha()) for part in parts)
    return capitals >= 2 and len(parts) - capitals <= 2 and not any(part.isdigit() for part in parts)


def is_date_line(text: str) -> bool:
    """Return whether a line is a date, perhaps with a time and words around it: "Published: 3 April 2023, 7.30 am"."""
    if not _HAS_DATE_RE.search(text) or not _has_punctuation(text) or not _DATE_RE.search(text):
        return False
    left = _TIME_RE.sub(" ", _DATE_RE.sub(" ", text))
    if any(character.isdigit() for character in left):
        return False
    return all(word in _date_words() for word in LETTERS_RE.findall(left.casefold()))


@cache
def _date_words() -> frozenset[str]:
    """Return the words that stand around a date, in all languages."""
    return frozenset(word.casefold() for word in words("dates", "around"))
