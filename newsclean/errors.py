"""The errors that newsclean raises on purpose, and the exit codes of its commands.

Every message is one line. It says what is wrong and, if possible, what to try. The message of a `PageError` starts with
the name of the source.
"""

from collections.abc import Iterable
from enum import IntEnum
from importlib import import_module
from typing import Any


class ExitCode(IntEnum):
    """The exit codes of every command; a signal ends a command with 128 and its number."""

    OK = 0  # every page is clean
    FAILED = 1  # at least one page failed, or newsclean itself did
    USAGE = 2  # the command line is wrong
    NO_ARTICLE = 3  # the only page has no article
    DRIFT = 4  # no page failed, but a publication drifted by more than --drift-over
    TEMPORARY_FAILURE = 75  # another run holds the lock; the same command may succeed later (EX_TEMPFAIL in sysexits.h)
    INTERRUPTED = 130  # the user pressed Ctrl-C (128 and SIGINT)


class NewscleanError(Exception):
    """The base of every error that newsclean raises on purpose."""


class UsageError(NewscleanError):
    """The call is wrong: an option, a category, an unknown publication id."""


class PageError(NewscleanError):
    """newsclean cannot clean one page; a batch goes on with the next."""


class UnreadableError(PageError):
    """newsclean cannot read the bytes of the page: missing, no permission, a directory, a broken gzip."""


class TooLargeError(PageError):
    """The page is larger than `Options.max_bytes`."""


class NotTextError(PageError):
    """The bytes are no text in any encoding: an image, a PDF, an archive."""


class RemovalError(PageError):
    """A publication's rules remove more of the article than `Options.max_removed`."""


class RequestError(PageError):
    """A request to `newsclean serve` asks for what it does not have, as an unknown option."""


class InternalError(PageError):
    """newsclean has a bug that this page reveals; please report it."""


class LockedError(NewscleanError):
    """Another run uses the same output folder."""


class RestoreError(NewscleanError):
    """An article lacks the data that `restore` needs."""


class RuleFileError(NewscleanError):
    """A publication file is wrong; the message names file, line and key."""


MAX_LISTED = 50  # words that a message lists; raising it makes longer messages (a guess)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the end of a message about an unknown word: the most similar known word, or a short list of all.

    >>> did_you_mean("captin", ["body", "caption"])
    "; did you mean 'caption'?"
    """
    # start-up: only an error needs difflib
    from difflib import get_close_matches

    words = [str(name) for name in known]
    found = get_close_matches(word[:MAX_LISTED], words, n=1)
    if found:
        return f"; did you mean {found[0]!r}?"
    return f"; known are {', '.join(words)}" if len(words) <= MAX_LISTED else ""


def shorten(text: str, most: int) -> str:
    """Return a text for a message, cut to `most` characters.

    >>> shorten("Ferry returns to the island", 14)
    'Ferry returns…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def import_extra(module: str, feature: str, extra: str) -> Any:
    """Return a module that an extra of newsclean installs. Raises `UsageError` that names the extra."""
    try:
        return import_module(module)
    except ImportError as error:
        raise UsageError(f"{feature} needs {error.name or error}; pip install 'newsclean[{extra}]'") from error
