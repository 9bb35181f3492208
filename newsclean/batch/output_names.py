"""Names: of an output, from the name of its input; and of both in the manifest, whatever bytes they are."""

from __future__ import annotations

import os
import posixpath
import unicodedata
from pathlib import PurePath

from newsclean.batch.settings import TEMPORARY_NAME

KNOWN_EXTENSIONS = frozenset(".html .htm .xhtml .shtml .php .asp .aspx .txt .text .md".split())
"""What a page's file name may end in; the output's extension takes its place. Each may be followed by .gz."""


def mirrored(path: str) -> str:
    r"""Return an input's path as a path below the output folder: without root, drive, `.` and `..` steps.

    >>> mirrored("../pages/./a.html")
    'pages/a.html'
    """
    pure = PurePath(path)
    steps = (step for step in pure.parts if step != pure.anchor)
    # the folder of unfinished outputs is emptied by the next run
    return "/".join(step for step in steps if step not in (".", "..", TEMPORARY_NAME)) or "page"


def short_name(mirror: str, extension: str) -> str:
    """Return an output's name: the input's with its known extension replaced.

    >>> short_name("a/b.html.gz", ".json"), short_name("a/b.com", ".json")
    ('a/b.json', 'a/b.com.json')
    """
    folder, name = posixpath.split(mirror)
    stem, last = posixpath.splitext(name.removesuffix(".gz"))
    if last.lower() not in KNOWN_EXTENSIONS:
        stem = name
    return posixpath.join(folder, stem + extension)


def long_name(mirror: str, extension: str, number: int = 1) -> str:
    """Return an output's name where the short one would be that of another: the input's whole, and then numbered.

    >>> long_name("a/b.html", ".json"), long_name("a/b.html", ".json", 2)
    ('a/b.html.json', 'a/b.html~2.json')
    """
    return mirror + (f"~{number}" if number > 1 else "") + extension


def folded(name: str) -> str:
    """Return a name as a file system without letter case sees it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def stored(name: str) -> str | bytes:
    """Return a file name as the manifest holds it: text, or bytes where it is no UTF-8."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(name) if _is_escaped(name) else name.encode("utf-8", "surrogatepass")
    return name


def loaded(name: str | bytes) -> str:
    """Return a file name that the manifest holds."""
    return name if isinstance(name, str) else os.fsdecode(name)


def _is_escaped(name: str) -> bool:
    """Whether every lone surrogate stands for a byte, as in all names that come from a file system."""
    return all(not "\ud800" <= character <= "\udfff" or "\udc80" <= character <= "\udcff" for character in name)
