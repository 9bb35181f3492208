"""Messages to the person at the terminal."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsclean.article import Article

_HIDDEN_CATEGORIES = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_VISIBLE_FORMATS = frozenset("\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")


@dataclass(frozen=True, slots=True)
class Verbosity:
    """How much a batch prints, and where. log_format is "text", "json", or None for a log only if `log_file` is set."""

    quiet: bool = False
    log_file: Path | None = None
    log_format: str | None = None


def printable(text: str) -> str:
    r"""Return a text that is safe to print on a terminal: invisible characters become visible escapes.

    >>> printable("red \x1b[31malert")
    'red \\x1b[31malert'
    """
    if text.isprintable():
        return text
    return "".join(
        character.encode("unicode_escape").decode("ascii") if _is_hidden(character) else character for character in text
    )


def _is_hidden(character: str) -> bool:
    """Return whether a terminal obeys a character, or shows nothing for it: controls, directions, tags, zero width.

    Persian, Indic scripts and emoji need the two joiners, and the Arabic number signs are visible.
    """
    if character in _VISIBLE_FORMATS:
        return False
    return unicodedata.category(character) in _HIDDEN_CATEGORIES


def print_message(message: str) -> None:
    """Print a one-line message on standard error."""
    sys.stderr.write(f"newsclean: {printable(message)}\n")


def no_article_message(article: Article) -> str:
    """Return the message for a page without an article."""
    return f"{article.source}: no article found" if article.ledger else f"{article.source}: the page is empty"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless the number is 1.

    >>> counted(1, "rule"), counted(2040, "file")
    ('1 rule', '2,040 files')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@contextmanager
def ignore_broken_pipe() -> Iterator[None]:
    """Print to a standard error that may be closed: a run does not end because its reader is gone."""
    try:
        yield
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stderr.fileno())
        os.close(nowhere)
