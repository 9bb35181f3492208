"""What newsclean says to the person at the terminal."""

from __future__ import annotations

import sys
import unicodedata


def printable(text: str) -> str:
    r"""Return a text that is safe to print on a terminal: control and direction characters as visible escapes.

    >>> printable("red \x1b[31malert")
    'red \\x1b[31malert'
    """
    if text.isprintable():
        return text
    return "".join(
        character.encode("unicode_escape").decode("ascii") if _is_control(character) else character
        for character in text
    )


def _is_control(character: str) -> bool:
    # Cc, Cs: controls and lone surrogates; of the format characters those that change the reading direction
    return (
        unicodedata.category(character) in ("Cc", "Cs")
        or "\u202a" <= character <= "\u202e"
        or "\u2066" <= character <= "\u2069"
    )


def print_message(message: str) -> None:
    """Print a one-line message on standard error."""
    sys.stderr.write(f"newsclean: {printable(message)}\n")


def counted(number: int, what: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "rule"), counted(2040, "file")
    ('1 rule', '2,040 files')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"
