"""Messages to the person at the terminal."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from newsclean.errors import shorten

if TYPE_CHECKING:
    from newsclean.article import Article

LOW_CONFIDENCE = 0.5
"""Articles with less confidence get a note, as a batch gives them the status "low-confidence". A guess."""
MAX_NOTES = 20  # notes about publication files that are printed (a guess)
MIN_CELL = 16  # characters of a table's cell that are shown at least (a guess)

_HIDDEN_CATEGORIES = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_VISIBLE_FORMATS = frozenset("\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")


class Verbosity(NamedTuple):
    """How much a batch prints, and where. `metrics` is the file for Prometheus, `report` that for a browser.

    log_format is "text", "json", or None for a log only if `log_file` is set.
    """

    quiet: bool = False
    log_file: Path | None = None
    log_format: str | None = None
    metrics: Path | None = None
    report: Path | None = None


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


def print_message(message: str) -> bool:
    """Print a one-line message on standard error, and return whether the system took it.

    A reader that has closed its pipe wants no more messages, so that counts as taken.
    """
    try:
        sys.stderr.write(f"newsclean: {printable(message)}\n")
        sys.stderr.flush()
    except OSError as error:
        silence_stderr()
        return isinstance(error, BrokenPipeError)
    return True


def print_notes(notes: Sequence[str], more: str) -> None:
    """Print the first `MAX_NOTES` notes on standard error; `more` says how to see the others."""
    for note in notes[:MAX_NOTES]:
        print_message(f"note: {note}")
    if len(notes) > MAX_NOTES:
        print_message(f"note: … and {len(notes) - MAX_NOTES:,} more; {more}")


def print_table(rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows on standard output: aligned and no wider than a terminal, or with tabs in a pipe."""
    if not sys.stdout.isatty():
        sys.stdout.writelines("\t".join(row) + "\n" for row in rows)
        return
    room = shutil.get_terminal_size().columns
    most = max(MIN_CELL, room // max(1, len(rows[0]) if rows else 1))
    widths = [min(most, max(map(len, column))) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (shorten(cell, width).ljust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write("  ".join(cells)[:room].rstrip() + "\n")


def warn_if_terminal() -> None:
    """Say that newsclean reads what the user types, where standard input is a terminal."""
    if sys.stdin.isatty():
        print_message("reading from the terminal; paste a page and end it with Ctrl-D")


def silence_stderr() -> None:
    """Discard what goes to standard error from now on: it has failed, and its buffer would fail again at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stderr.fileno())
    os.close(nowhere)


def reopen_closed_streams() -> None:
    """Give standard streams that the caller has closed a descriptor that fails when used.

    Else the next file that newsclean opens would get the descriptor, and messages would go into it.
    """
    names = (("stdin", "r", os.O_WRONLY), ("stdout", "w", os.O_RDONLY), ("stderr", "w", os.O_RDONLY))
    for number, (name, mode, flags) in enumerate(names):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, flags), number)
            os.set_inheritable(number, True)
            stream = open(number, mode, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)


def unsure_message(article: Article) -> str | None:
    """Return the message for an article that may be wrong, None where newsclean is sure of it."""
    if article.confidence is None or article.confidence >= LOW_CONFIDENCE:
        return None
    return (
        f"{article.source}: the article may be wrong (confidence {article.confidence:.2f}); newsclean explain shows why"
    )


def no_article_message(article: Article) -> str:
    """Return the message for a page without an article."""
    return f"{article.source}: no article found" if article.ledger else f"{article.source}: the page is empty"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless the number is 1.

    >>> counted(1, "rule"), counted(2040, "file")
    ('1 rule', '2,040 files')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
