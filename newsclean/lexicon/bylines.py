"""Bylines: the people in "By Ana Ruiz and Tom Lee, harbour correspondents", in every language of the lexicon.

A name keeps its spelling and degrees ("Lena Voss, MD"). "By", roles, addresses and dates go. Agencies stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from newsclean.lexicon.data import agencies, pattern, words
from newsclean.lexicon.names import EDGES, has_role, is_initials, is_name, is_organisation, person
from newsclean.text.patterns import compile_later

MAX_DEGREE_CHARS = 20  # characters of a degree; raised, further names pass as degrees (a guess)

MAX_BYLINE_CHARS = 1000
"""Characters of a byline that are read. Raising it reads longer lists of names, in the square of their length: 1,000
take 3 ms at worst. A guess; not measured."""


def _words(key: str) -> dict[str, None]:
    return words("bylines", key)


def _any_of(key: str) -> str:
    return f"(?:{pattern(_words(key))})"


def _heads(*keys: str) -> frozenset[str]:
    """Return the first two characters of the words under some keys."""
    return frozenset(word[:2] for key in keys for word in _words(key))


_BY_RE = compile_later(
    rf"^{_any_of('by')}(?:\s*[:：/／]\s*|\s+|$)|(?-i:^[Bb]y(?=[A-ZÀ-Þ]))|^{_any_of('kinds')}\s*:\s*", re.IGNORECASE
)
_BY_OR_NAME_RE = compile_later(rf"^{_any_of('by_or_name')}\s+\S+$")
"""The word "by" of a language that is also a first name, with a single word behind it: Di Nguyen and Von Miller."""
_BY_ANYWHERE_RE = compile_later(
    rf"[(（]?{_any_of('by_anywhere')}(?:\s*[:：]\s*|\s+)(?=\w)|{_any_of('author_nouns')}\s*[:：]\s*(?=\w)",
    re.IGNORECASE,
)
_BY_HEADS = _heads("by", "kinds")
_ALL_HEADS = _BY_HEADS | _heads("by_anywhere", "author_nouns")
"""Looking up how a line begins rules most lines out in a fifth of the time that matching takes."""
_BY_AFTER_DATE_RE = compile_later(rf"\d\W{{0,5}}\s(?:\w+\s){{0,2}}({_any_of('by_after_date')}[\s|]+[^\W\d])")
"""A date before the name: "May 3, 2017 By Ana Ruiz"."""
_CHINESE_RE = compile_later(
    rf"{_any_of('signed_roles')}\s*[:：]?\s*"
    r"([\u4e00-\u9fff·]{2,4}(?:[\s、，,]+[\u4e00-\u9fff·]{2,4})*)\s*(?=$|[）)】|/]|发自|报道|时间|来源|编辑|摄|\d)"
)
_DIVIDER_RE = compile_later(r"\s*(?:[|│•●⋅‣‖\n]|(?<![\u4e00-\u9fff\u30a0-\u30ff])·|\s[-–—]+\s|\u200b+\s)\s*")
_INVISIBLE_RE = compile_later("[\u00ad\u200b\u2060\ufeff]")
_SEPARATOR_RE = compile_later(
    rf"\s*(?:[;；、/／&+]|(?:,\s*|\s){_any_of('and')}\s|(?<=\s){_any_of('and_glued')}\s?|，)\s*", re.IGNORECASE
)
_CONJUNCTIONS = frozenset((*_words("and"), "by"))
_INITIAL_RE = compile_later(r"D\.$|(?<!\w)[^\W\d_]\.$")
_AND_RE = compile_later(rf"^(?:{_any_of('and')})\s+")
_DATE_RE = compile_later(r"(?<!RYT )(?<![\w.])\d|\d{1,4}([/.-])\d{1,2}\1\d{1,4}")
_OTHERS_RE = compile_later(rf"\b{_any_of('others')}\b.*$", re.IGNORECASE)
"""Other people's work and when it happened: "edited by …", "last updated …"."""
_MONTH_STEMS = "|".join(sorted({month[:3] for month in words("dates", "months")}))
_BEFORE_DATE_RE = compile_later(
    rf"(?:[\s,]+(?:{_any_of('before_date')}|(?:{_MONTH_STEMS})[^\W\d_]*)\.?)+[\s,]*$", re.IGNORECASE
)
_DEGREE_RE = compile_later(
    r"(?:M\.?D|Ph\.?\s?D|J\.?D|D\.?O|R\.?N|RDN?|LD|L?MFT|LCSW|B\.?S[cN]?|B\.?A|M\.?S[cWN]?|M\.?A|MBA|MPH|MPhil|LL\.?[BM]|"
    r"DDS|DMD|DVM|VMD|EdD|PsyD|PharmD|DPT|NP|PA-C|CPA|CFP|CFA|CPP|PSP|CEPF|CPT|CSCS|E-RYT \d+|RYT|FACLM|FAND|"
    r"Esq|Jr|Sr|I{2,3})(?![^\W\d_])\.?®?(?:\s.*)?$"
)
_POST_NOMINAL_RE = compile_later(r"(?:[A-Z][A-Za-z-]{0,3}){1,4}\.?®?(?:\s\([^)]*\))?$")
_ADDRESS_RE = compile_later(r"(?<!\S)(?=\S+@\S)\S+|(?:https?://|www\.)\S+")


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
            found_person = person(name)
            if found_person and not (is_wire and is_initials(found_person)):
                people.setdefault(found_person.casefold(), found_person)
    return Byline(tuple(people.values()), tuple(found.values()))


def is_agency(name: str) -> bool:
    """Return whether a name is a news agency's."""
    return name.strip(" .()").casefold() in agencies("byline")


def begins_with_by(text: str, *, far: bool = False) -> bool:
    """Return whether a line begins as a byline does. `far` from the headline a mere "by" is not enough."""
    if far:
        head = text[:2]
        if head.lower() not in _ALL_HEADS and head.isascii():
            return False
        # a colon makes a mere "by" sure enough
        if (found := _match_by(text)) and found[0].rstrip().endswith((":", "：")):
            return True
        return _BY_ANYWHERE_RE.match(text) is not None
    return _match_by(text.lstrip("-–— ")) is not None or _BY_AFTER_DATE_RE.search(text) is not None


def is_by(text: str) -> bool:
    """Return whether a text is only the beginning of a byline: "Written by"."""
    found = _match_by(text)
    return found is not None and not text[found.end() :].strip(EDGES)


def find_chinese_byline(text: str) -> Byline:
    """Return the people that a Chinese line names as its authors, at any place in the line: "（记者 张三 李四）".

    >>> find_chinese_byline("来源：岛报 作者：张三 李四").people
    ('张三', '李四')
    """
    found = _CHINESE_RE.search(text)
    return Byline(tuple(dict.fromkeys(re.split(r"[\s、，,]+", found[1].strip()))) if found else (), ())


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
    text = _INVISIBLE_RE.sub("", _DIVIDER_RE.sub(" | ", text)) if "\u200b" in text else _INVISIBLE_RE.sub("", text)
    if after_date := _BY_AFTER_DATE_RE.search(text):
        text = text[after_date.start(1) :]
    parts: list[str] = []
    for piece in _DIVIDER_RE.split(text.lstrip("-–— ")):
        whole = _AND_RE.sub("", " ".join(piece.split()).strip(EDGES)) if parts else " ".join(piece.split()).strip(EDGES)
        # a weekday or a section may come before the byline
        if parts and _match_by(whole) and not any(map(is_name, parts)):
            parts = []
        kept = _without_date(_OTHERS_RE.sub("", _without_by(whole))).strip(EDGES)
        names = _names(kept if _INITIAL_RE.search(kept) else kept.rstrip("."))
        # behind a divider roles, sections and places are as common as people
        if parts:
            names = [
                name for name in names if is_name(name) and not has_role(name) and not is_organisation(name, parts[0])
            ]
        parts += names
        if parts and not whole.endswith(kept):
            break
    return parts


def _names(text: str) -> list[str]:
    """Split a text without dates and dividers into names. Behind a role only what looks like a person is one."""
    parts: list[str] = []
    is_behind_role = False
    for piece in _SEPARATOR_RE.split(_without_by(text)):
        names = [name.strip() for name in piece.split(",") if name.strip()]
        for number, name in enumerate(names):
            if number and parts and _is_degree(name, parts[-1]):
                parts[-1] += f", {name}"
            elif number and _is_role(name):
                is_behind_role = True
            elif not parts or not (
                is_organisation(name, parts[0]) or (is_behind_role and (has_role(name) or not is_name(name)))
            ):
                parts.append(_without_by(name))
    return [part for part in parts if part and part.casefold() not in _CONJUNCTIONS]


def _without_date(text: str) -> str:
    """Return the text before its date, without the words that lead up to the date. A degree's number is no date."""
    found = _DATE_RE.search(text)
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
    return has_role(name) or (name[:1].islower() and not is_agency(name))


def _match_by(line: str) -> re.Match[str] | None:
    return _BY_RE.match(line) if _may_begin(line, _BY_HEADS) else None


def _may_begin(line: str, heads: frozenset[str]) -> bool:
    """Return whether a line begins with one of some pairs of letters, in any case. Other alphabets always may."""
    head = line[:2]
    return not head.isascii() or head.lower() in heads
