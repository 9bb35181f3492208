"""Names of outputs, made from the names of inputs; and the form in which the manifest holds names of any bytes."""

from __future__ import annotations

import hashlib
import os
import posixpath
import unicodedata
from pathlib import PurePath

from newsclean.batch.settings import TEMPORARY_NAME

KNOWN_EXTENSIONS = frozenset(".html .htm .xhtml .shtml .php .asp .aspx .txt .text .md".split())
"""The endings of pages that the output's ending replaces. Each may be followed by .gz."""
LONGEST_NAME = 255
"""The bytes of the longest file name that Linux and macOS take."""


def mirrored(path: str) -> str:
    r"""Return an input's path as a path below the output folder: without root, drive, `.` and `..` steps.

    >>> mirrored("../pages/./a.html")
    'pages/a.html'
    """
    pure = PurePath(path)
    steps = (step for step in pure.parts if step != pure.anchor)
    # the next run would delete an output in the folder of unfinished ones
    return "/".join(step for step in steps if step not in (".", "..", TEMPORARY_NAME)) or "page"


def short_name(mirror: str, ending: str) -> str:
    """Return an output's name: the input's with its known ending replaced.

    >>> short_name("a/b.html.gz", ".json"), short_name("a/b.com", ".json")
    ('a/b.json', 'a/b.com.json')
    """
    folder, name = posixpath.split(mirror)
    stem, last = posixpath.splitext(name.removesuffix(".gz"))
    if last.lower() not in KNOWN_EXTENSIONS:
        stem = name
    return posixpath.join(folder, fitting(stem, ending))


def long_name(mirror: str, ending: str, number: int = 1) -> str:
    """Return an output's name where another output has the short one: the input's whole name, with a number from 2 on.

    >>> long_name("a/b.html", ".json"), long_name("a/b.html", ".json", 2)
    ('a/b.html.json', 'a/b.html~2.json')
    """
    folder, name = posixpath.split(mirror)
    return posixpath.join(folder, fitting(name, (f"~{number}" if number > 1 else "") + ending))


def fitting(stem: str, ending: str, longest: int = LONGEST_NAME) -> str:
    """Return a name with its ending; a name that is too long ends in a hash of all of it.

    >>> fitting("a" * 300, ".json", 40)
    'aaaaaaaaaaaaaaaaaaaaaa~9835fa6bf4e2.json'
    """
    name = os.fsencode(stem) if _is_escaped(stem) else stem.encode("utf-8", "surrogatepass")
    room = longest - len(ending)
    if len(name) <= room:
        return stem + ending
    digits = hashlib.sha256(name).hexdigest()[:12]
    return name[: room - 13].decode("utf-8", "ignore") + f"~{digits}{ending}"


def folded(name: str) -> str:
    """Return a name as a file system sees it that ignores letter case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def stored(name: str) -> str | bytes:
    """Return a file name as the manifest holds it: text, or bytes if it is not UTF-8."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(name) if _is_escaped(name) else name.encode("utf-8", "surrogatepass")
    return name


def loaded(name: str | bytes) -> str:
    """Return a file name that the manifest holds."""
    return name if isinstance(name, str) else os.fsdecode(name)


def _is_escaped(name: str) -> bool:
    """Return whether every lone surrogate stands for a byte, as in all names from a file system."""
    return all(not "\ud800" <= character <= "\udfff" or "\udc80" <= character <= "\udcff" for character in name)
