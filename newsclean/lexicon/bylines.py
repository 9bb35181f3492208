"""Bylines: the people in "By Ana Ruiz and Tom Lee, harbour correspondents", in every language of the lexicon.

A name keeps its spelling and degrees ("Lena Voss, MD"). "By", roles, addresses and dates go. Agencies stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from newsclean.lexicon.data import agencies, pattern, words

MAX_NAME_CHARS, MAX_NAME_WORDS, MAX_DEGREE_CHARS = 60, 6, 20
"""Characters and words of a name, and characters of a degree. Raised, sentences about a person pass. Guesses."""

MAX_BYLINE_CHARS = 1000
"""Characters of a byline that are read. Raising it reads longer lists of names, in the square of their length: 1,000
take 3 ms at worst. A guess; not measured."""

_EDGES = " \"'“”„«»:,*#•·●⋅|"


def _words(key: str) -> dict[str, None]:
    return words("bylines", key)


def _any_of(key: str) -> str:
    return f"(?:{pattern(_words(key))})"


def _heads(*keys: str) -> frozenset[str]:
    """Return the first two characters of the words under some keys."""
    return frozenset(word[:2] for key in keys for word in _words(key))


_BY_RE = re.compile(
    rf"^{_any_of('by')}(?:\s*[:：/／]\s*|\s+|$)|(?-i:^[Bb]y(?=[A-ZÀ-Þ]))|^{_any_of('kinds')}\s*:\s*", re.IGNORECASE
)
_BY_OR_NAME_RE = re.compile(rf"^{_any_of('by_or_name')}\s+\S+$")
"""The word "by" of a language that is also a first name, with a single word behind it: Di Nguyen and Von Miller."""
_BY_ANYWHERE_RE = re.compile(
    rf"{_any_of('by_anywhere')}(?:\s*:\s*|\s+)(?=\w)|{_any_of('author_nouns')}\s*[:：]\s*(?=\w)", re.IGNORECASE
)
_BY_HEADS = _heads("by", "kinds")
_BY_ANYWHERE_HEADS = _heads("by_anywhere", "author_nouns")
"""Looking up how a line begins rules most lines out in a fifth of the time that matching takes."""
_BY_AFTER_DATE_RE = re.compile(rf"\d\W{{0,5}}\s(?:\w+\s){{0,2}}({_any_of('by_after_date')}\s+[^\W\d])")
"""A date before the name: "May 3, 2017 By Ana Ruiz"."""
_CHINESE_RE = re.compile(
    rf"{_any_of('signed_roles')}\s*[:：]?\s*"
    r"([\u4e00-\u9fff·]{2,4}(?:[\s、，,]+[\u4e00-\u9fff·]{2,4})*)\s*(?=$|[）)】|/]|发自|报道|时间|来源|编辑|摄|\d)"
)
_PARTICLES = frozenset(_words("particles"))
_DIVIDER_RE = re.compile(r"\s*(?:[|│•●⋅‣·‖\n]|\s[-–—]\s)\s*")
_SEPARATOR_RE = re.compile(
    rf"\s*(?:[;；、/／&+]|(?:,\s*|\s){_any_of('and')}\s|(?<=\s){_any_of('and_glued')}\s?|，)\s*", re.IGNORECASE
)
_CONJUNCTIONS = frozenset((*_words("and"), "by"))
_OTHERS_RE = re.compile(rf"\b{_any_of('others')}\b.*$", re.IGNORECASE)
"""Other people's work and when it happened: "edited by …", "last updated …"."""
_MONTH_STEMS = "|".join(sorted({month[:3] for month in words("dates", "months")}))
_BEFORE_DATE_RE = re.compile(
    rf"(?:[\s,]+(?:{_any_of('before_date')}|(?:{_MONTH_STEMS})[^\W\d_]*)\.?)+[\s,]*$", re.IGNORECASE
)
_DEGREE_RE = re.compile(
    r"(?:M\.?D|Ph\.?\s?D|J\.?D|D\.?O|R\.?N|RDN?|LD|L?MFT|LCSW|B\.?S[cN]?|B\.?A|M\.?S[cWN]?|M\.?A|MBA|MPH|MPhil|LL\.?[BM]|"
    r"DDS|DMD|DVM|VMD|EdD|PsyD|PharmD|DPT|NP|PA-C|CPA|CFP|CFA|CPP|PSP|CEPF|CPT|CSCS|E-RYT \d+|RYT|FACLM|FAND|"
    r"Esq|Jr|Sr|I{2,3})(?![^\W\d_])\.?®?(?:\s.*)?$"
)
_POST_NOMINAL_RE = re.compile(r"(?:[A-Z][A-Za-z-]{0,3}){1,4}\.?®?(?:\s\([^)]*\))?$")
_ROLE_RE = re.compile(rf"\b{_any_of('roles')}\b", re.IGNORECASE)
_ADDRESS_RE = re.compile(r"(?<!\S)(?=\S+@\S)\S+|(?:https?://|www\.)\S+")
_INITIALS_RE = re.compile(r"[a-z]{2,4}$")
_TAIL_RE = re.compile(
    rf"\s+(?i:{pattern(_words('tails'))})\s.*$|\s+{_any_of('before_place')}\s+[A-ZÀ-Þ].*$"
    rf"|\s*[\(（\[].*$|\s+[-–—|]\s.*$|\s*{_any_of('titles_behind')}$"
)
_NOISE_RE = re.compile(rf"@|://|www\.|\b\d|\b{_any_of('noise')}\b", re.IGNORECASE)
_PLACEHOLDERS = frozenset(_words("placeholders"))


class Byline(NamedTuple):
    """The people and the agencies that sign an article."""

    people: tuple[str, ...]
    agencies: tuple[str, ...]


def split_byline(byline: str) -> Byline:
    """Split a byline into people and agencies, each once.

    >>> split_byline("Lena Voss, MD, and Tom Lee, staff writer (dpa)")
    Byline(people=('Lena Voss, MD', 'Tom Lee'), agencies=('dpa',))
    """
    return merge_bylines([byline])


def merge_bylines(bylines: Iterable[str]) -> Byline:
    """Return the people and agencies of several bylines, each once regardless of case."""
    people: dict[str, str] = {}
    found: dict[str, str] = {}
    for line in bylines:
        byline = line[:MAX_BYLINE_CHARS]
        names = _parts(byline)
        bracketed = filter(is_agency, re.findall(r"[\(（\[]([^)）\]]*)[\)）\]]", byline))
        found |= {name.casefold(): name for name in bracketed}
        # behind an agency small letters are the sign of an editor, as in "dpa/lno"
        is_wire = any(map(is_agency, names))
        for name in names:
            if is_agency(name):
                found.setdefault(name.casefold(), name)
                continue
            person = _person(name)
            if person and not (is_wire and _INITIALS_RE.match(person)):
                people.setdefault(person.casefold(), person)
    return Byline(tuple(people.values()), tuple(found.values()))


def is_agency(name: str) -> bool:
    """Return whether a name is a news agency's."""
    return name.strip(" .()").casefold() in agencies("byline")


def begins_with_by(text: str, *, far: bool = False) -> bool:
    """Return whether a line begins as a byline does. `far` from the headline a mere "by" is not enough."""
    if far:
        return _may_begin(text, _BY_ANYWHERE_HEADS) and _BY_ANYWHERE_RE.match(text) is not None
    return _match_by(text.lstrip("-–— ")) is not None or _BY_AFTER_DATE_RE.search(text) is not None


def find_chinese_byline(text: str) -> Byline:
    """Return the people that a Chinese line names as its authors, at any place in the line: "（记者 张三 李四）".

    >>> find_chinese_byline("来源：岛报 作者：张三 李四").people
    ('张三', '李四')
    """
    found = _CHINESE_RE.search(text)
    return Byline(tuple(dict.fromkeys(re.split(r"[\s、，,]+", found[1].strip()))) if found else (), ())


def is_name(name: str) -> bool:
    """Return whether a text looks like a person's name: two to five capitalised words, or one short East Asian word."""
    parts = name.partition(",")[0].split()
    if ":" in name:
        return False
    if not 2 <= len(parts) <= 5:
        return len(parts) == 1 and 2 <= len(name) <= 4 and ord(name[0]) > 0x2E80
    return all(word in _PARTICLES or not word[0].islower() for word in parts) and parts[0] not in _PARTICLES


def after_by(line: str) -> str | None:
    """Return the rest of a line that begins with the word "by"; None if it does not.

    >>> after_by("By Ana Ruiz"), after_by("Bygone days")
    ('Ana Ruiz', None)
    """
    found = _match_by(line)
    return line[found.end() :] if found else None


def _parts(byline: str) -> list[str]:
    """Cut a byline into names. Degrees behind a comma stay with their name; roles go."""
    text = _ADDRESS_RE.sub(" ", byline)
    if after_date := _BY_AFTER_DATE_RE.search(text):
        text = text[after_date.start(1) :]
    parts: list[str] = []
    for piece in _DIVIDER_RE.split(text):
        whole = " ".join(piece.split()).strip(_EDGES)
        kept = _without_date(_OTHERS_RE.sub("", whole)).strip(_EDGES)
        names = _names(kept if kept.endswith("D.") else kept.rstrip("."))
        # behind a divider roles, sections and places are as common as people
        parts += [name for name in names if is_name(name) and not _ROLE_RE.search(name)] if parts else names
        if parts and len(kept) < len(whole):
            break
    return parts


def _names(text: str) -> list[str]:
    """Split a text without dates and dividers into names."""
    parts: list[str] = []
    for piece in _SEPARATOR_RE.split(_without_by(text)):
        names = [name.strip() for name in piece.split(",") if name.strip()]
        for number, name in enumerate(names):
            if number and parts and _is_degree(name, parts[-1]):
                parts[-1] += f", {name}"
            elif not (number and _is_role(name)):
                parts.append(_without_by(name))
    return [part for part in parts if part and part.casefold() not in _CONJUNCTIONS]


def _without_date(text: str) -> str:
    """Return the text before its date, without the words that lead up to the date. A degree's number is no date."""
    found = re.search(r"(?<!RYT )(?<![\w.])\d", text)
    if found is None:
        return text
    return _BEFORE_DATE_RE.sub("", " " + text[: found.start()]).strip()


def _without_by(text: str) -> str:
    rest = _BY_RE.sub("", text)
    return text if _BY_OR_NAME_RE.match(text) and not is_agency(rest) else rest


def _is_degree(name: str, person: str) -> bool:
    if " " not in person or len(name) > MAX_DEGREE_CHARS:
        return False
    return _DEGREE_RE.match(name) is not None or ("," in person and _POST_NOMINAL_RE.match(name) is not None)


def _is_role(name: str) -> bool:
    """Return whether the text behind a comma is a role and not a further name."""
    return _ROLE_RE.search(name) is not None or (name[:1].islower() and not is_agency(name))


def _without_role(name: str) -> str:
    """Return a name without the role behind it: "Keith Bell Senior Harbour Reporter"."""
    parts = name.split()
    role = next((n for n, word in enumerate(parts) if n >= 2 and _ROLE_RE.fullmatch(word.strip(",."))), None)
    return name if role is None else " ".join(parts[:role])


def _person(name: str) -> str | None:
    """Return a name without role, place and brackets; None if no person's name is left."""
    name = _without_role(_TAIL_RE.sub("", name)).strip(_EDGES + "-–—")
    if not name or len(name) > MAX_NAME_CHARS or len(name.partition(",")[0].split()) > MAX_NAME_WORDS:
        return None
    if _NOISE_RE.search(name.partition(",")[0]) or name[-1] in ":：":
        return None
    if len(name) < 2 or name.casefold() in _PLACEHOLDERS or not any(character.isalpha() for character in name):
        return None
    return name


def _match_by(line: str) -> re.Match[str] | None:
    return _BY_RE.match(line) if _may_begin(line, _BY_HEADS) else None


def _may_begin(line: str, heads: frozenset[str]) -> bool:
    """Return whether a line begins with one of some pairs of letters, in any case. Other alphabets always may."""
    head = line[:2]
    return not head.isascii() or head.lower() in heads
