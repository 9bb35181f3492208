"""The quotation marks of languages, for quotations that a page marks with `<q>` and browsers draw."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_GERMAN, _FRENCH, _ENGLISH, _CORNERS = ("„", "“"), ("«\u202f", "\u202f»"), ("“", "”"), ("「", "」")
_MARKS: Mapping[str, tuple[str, str]] = MappingProxyType(
    dict.fromkeys(("de", "cs", "sk", "sl", "bg", "is", "et", "lt", "lv"), _GERMAN)
    | dict.fromkeys(("pl", "ro", "hu", "hr"), ("„", "”"))
    | dict.fromkeys(
        ("ru", "uk", "be", "es", "it", "pt", "ca", "no", "nb", "nn", "el", "fa", "ar", "hy", "az"), ("«", "»")
    )
    | dict.fromkeys(("da",), ("»", "«"))
    | dict.fromkeys(("sv", "fi"), ("”", "”"))
    | dict.fromkeys(("ja", "zh-hant"), _CORNERS)
    | {"fr": _FRENCH}
)


def quotation_marks(language: str | None) -> tuple[str, str]:
    """Return the marks that open and close a quotation in a language, the English ones if it is unknown.

    >>> quotation_marks("de-AT"), quotation_marks(None)
    (('„', '“'), ('“', '”'))
    """
    code = (language or "").lower()
    return _MARKS.get(code) or _MARKS.get(code.partition("-")[0]) or _ENGLISH
