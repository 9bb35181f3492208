"""Names of people, told from roles, teams and organisations, in every language of the lexicon."""

from __future__ import annotations

import re

from newsclean.lexicon.data import pattern, words
from newsclean.text.patterns import compile_later

MAX_NAME_CHARS, MAX_NAME_WORDS = 60, 6
"""Characters and words of a name. Raised, sentences about a person pass. Guesses."""
EDGES = " \"'“”„«»《》[]【】）:,*#•·●⋅|"
"""Characters that are no part of a name at its beginning and end."""


def _any_of(key: str) -> str:
    return f"(?:{pattern(words('bylines', key))})"


_ROLE_RE = compile_later(rf"\b{_any_of('roles')}\b", re.IGNORECASE)
_ROLE_OPENER_RE = compile_later(_any_of("role_openers"), re.IGNORECASE)
_TEAM_RE = compile_later(_any_of("teams"), re.IGNORECASE)
_ORGANISATION_RE = compile_later(
    rf"^The\s|\b(?:{pattern(words('bylines', 'organisations'))}|{_any_of('teams')})$", re.IGNORECASE
)
_TAIL_RE = compile_later(
    rf"\s+(?i:{pattern(words('bylines', 'tails'))})(?:\s.*)?$|\s+{_any_of('before_place')}\s+[A-ZÀ-Þ].*$"
    rf"|\s*[\(（\[].*$|\s+[-–—|]\s.*$|\s*{_any_of('titles_behind')}$|(?<=[^\W\d_])[*†‡§]+$|(?<=\s)(\D{{2,}})\d{{1,2}}$"
)
_TRAILING_RE = compile_later(rf"\s+{_any_of('before_date')}$")
"""A small word that led up to a date: "Ana Ruiz on"."""
_NICKNAME_RE = compile_later(r"^([^\W\d_]\S+) \(([^\W\d_]\S+)\) (?=[^\W\d_])")
_NOISE_RE = compile_later(
    rf"@|://|www\.|\b\d|\b(?:{_any_of('noise')}|{pattern(words('dates', 'changed'))})\b", re.IGNORECASE
)
_PLACEHOLDERS = frozenset(words("bylines", "placeholders"))
_PARTICLES = frozenset(words("bylines", "particles"))
_HEAD_RE = compile_later(r"^[^\w(]+")
_SLUG_RE = compile_later(r"[^\W\d_A-Z]{2,}(?:[-_.][^\W\d_A-Z]{2,}){1,3}")
_INITIALS_RE = compile_later(r"[^\W\d_A-Z]{1,3}")


def is_name(name: str) -> bool:
    """Return whether a text looks like a person's name: two to five capitalised words, or one short East Asian word."""
    parts = name.partition(",")[0].split()
    if ":" in name or not all(any(map(str.isalpha, word)) for word in parts):
        return False
    if not 2 <= len(parts) <= 5:
        return len(parts) == 1 and 2 <= len(name) <= 4 and ord(name[0]) > 0x2E80
    return all(word in _PARTICLES or not word[0].islower() for word in parts) and parts[0] not in _PARTICLES


def has_role(text: str) -> bool:
    """Return whether a text contains a role, as in "staff writer"."""
    return _ROLE_RE.search(text) is not None


def is_organisation(name: str, beside: str = "") -> bool:
    """Return whether a name is an organisation's or a team's.

    `beside` is a person's name in the same byline: next to small letters, capitals are an organisation's.
    """
    return _ORGANISATION_RE.search(name) is not None or (name.isupper() and not (beside or name).isupper())


def is_team(name: str) -> bool:
    """Return whether a name ends as a team's does: "Gear Team"."""
    return _TEAM_RE.fullmatch(name.rpartition(" ")[2]) is not None


def is_initials(name: str) -> bool:
    """Return whether a name is only the sign of an editor: "hn"."""
    return _INITIALS_RE.fullmatch(name) is not None


def name_of_slug(name: str) -> str | None:
    """Return the name in a slug, as "Emma Mackenzie" for "emma-mackenzie"; None for any other text."""
    return " ".join(re.split(r"[-_.]", name)).title() if _SLUG_RE.fullmatch(name) else None


def person(name: str) -> str | None:
    """Return a name without role, place and brackets; None if no person's name is left."""
    nickname = _NICKNAME_RE.match(name)
    rest = name[nickname.end() :] if nickname else name
    name = (nickname[0] if nickname else "") + _TAIL_RE.sub(r"\1", rest)
    name = _HEAD_RE.sub("", _TRAILING_RE.sub("", without_role(name))).strip(EDGES + "-–—")
    if name.endswith(")") and "(" not in name:
        name = name[:-1]
    if not name or len(name) > MAX_NAME_CHARS or len(name.partition(",")[0].split()) > MAX_NAME_WORDS:
        return None
    if _NOISE_RE.search(name.partition(",")[0]) or name[-1] in ":：":
        return None
    if len(name) < 2 or name.casefold() in _PLACEHOLDERS or not any(character.isalpha() for character in name):
        return None
    return name


def without_role(name: str) -> str:
    """Return a name without the role before or behind it; "" for a role alone.

    >>> without_role("Keith Bell Senior Harbour Reporter"), without_role("Business Editor Ana Ruiz")
    ('Keith Bell', 'Ana Ruiz')
    """
    parts = name.split()
    role = next((n for n, word in enumerate(parts) if _ROLE_RE.fullmatch(word.strip(",."))), None)
    if role is None or _TEAM_RE.fullmatch(parts[-1]):
        return name
    if all(_ROLE_OPENER_RE.fullmatch(word) for word in parts[:role]):
        end = role
        while end < len(parts) and (_ROLE_RE.fullmatch(parts[end]) or _ROLE_OPENER_RE.fullmatch(parts[end])):
            end += 1
        return name if len(parts) - end == 1 else " ".join(parts[end:])
    while role > 2 and _ROLE_OPENER_RE.fullmatch(parts[role - 1]):
        role -= 1
    return " ".join(parts[:role]) if role >= 2 else name
