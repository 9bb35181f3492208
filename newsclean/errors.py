"""Every error newsclean raises on purpose.

    NewscleanError
    ├── UsageError            the call itself is wrong: an option, a category, an unknown publication id
    ├── PageError             one page could not be cleaned; a batch goes on with the next
    │   ├── UnreadableError   the bytes cannot be had: missing, no permission, a directory, a broken gzip
    │   ├── TooLargeError     the page is larger than `Options.max_bytes`
    │   ├── NotTextError      the bytes are no text in any encoding: an image, a PDF, an archive
    │   ├── RemovalError      a publication's rules take more of the article than they may, and that is to fail
    │   └── InternalError     a fault of newsclean itself on this page; please report it
    ├── LockedError           another run is at work in the same output folder
    ├── RestoreError          an article does not hold what `restore` needs
    └── RuleFileError         a publication file is wrong; the message names file, line and key

Each message is one line, says what was wrong and, where there is something to try, what to try. `PageError`
messages start with the name of the source.
"""

from collections.abc import Iterable
from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of every command; a signal ends a command with 128 and its number."""

    OK = 0
    """Every page is clean."""
    FAILED = 1
    """At least one page failed, or newsclean itself did."""
    USAGE = 2
    """The command line is wrong."""
    NO_ARTICLE = 3
    """The one page that `clean` or `explain` got has no article."""
    TEMPORARY_FAILURE = 75
    """Another run holds the lock; the same command may succeed later (EX_TEMPFAIL in sysexits.h)."""
    INTERRUPTED = 130
    """The user pressed Ctrl-C (128 and SIGINT)."""


class NewscleanError(Exception):
    """The root: catch this to catch everything newsclean raises on purpose."""


class UsageError(NewscleanError):
    """The call itself is wrong."""


class PageError(NewscleanError):
    """One page could not be cleaned."""


class UnreadableError(PageError):
    """The bytes of the page cannot be had."""


class TooLargeError(PageError):
    """The page is larger than `Options.max_bytes`."""


class NotTextError(PageError):
    """The bytes are no text in any encoding."""


class RemovalError(PageError):
    """A publication's rules take more of the article than `Options.max_removed`."""


class InternalError(PageError):
    """A fault of newsclean itself, met on this page."""


class LockedError(NewscleanError):
    """Another run is at work in the same output folder."""


class RestoreError(NewscleanError):
    """An article does not hold what `restore` needs."""


class RuleFileError(NewscleanError):
    """A publication file is wrong."""


MAX_NAMED = 50
"""More words than this help nobody in a message."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the end of a message about an unknown word: the known one it was probably meant to be, or all of a few.

    >>> nearest("captin", ["body", "caption"])
    "; did you mean 'caption'?"
    """
    # difflib is only wanted once something is wrong
    from difflib import get_close_matches

    words = [str(name) for name in known]
    found = get_close_matches(word[:MAX_NAMED], words, n=1)
    if found:
        return f"; did you mean {found[0]!r}?"
    return f"; known are {', '.join(words)}" if len(words) <= MAX_NAMED else ""


def missing_extra(what: str, extra: str, error: ImportError) -> UsageError:
    """Return the error that names the missing package and the extra of newsclean that installs it."""
    return UsageError(f"{what} needs {error.name or error}; pip install 'newsclean[{extra}]'")
