"""The host and path at which a page was published, even if an archive or a cache delivered it."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import unquote, urlsplit

from newsclean.text.patterns import compile_later

MAX_WRAPS = 3  # copies of copies, such as a cache of an archived AMP page; raising it unwraps deeper (a guess)
MAX_HOST_CHARS = 253  # characters of a host name, as in RFC 1035
_ARCHIVE_RE = compile_later(r"/(?:web/)?\d{4,14}(?:[a-z]{2}_)?/(https?:/{1,2}.+)", re.IGNORECASE | re.DOTALL)
_AMP_CACHE_RE = compile_later(r"/(?:[a-z]/)?(?:s/)?([^/]+\..+)", re.DOTALL)
_AMP_HOSTS = ("cdn.ampproject.org", "bing-amp.com")
_ARCHIVES = ("web.archive.org", "archive.ph", "archive.today", "archive.is", "arquivo.pt", "webarchive.org.uk")


def split_url(url: str | None) -> tuple[str, str]:
    """Return the host of a URL (lower case, without port and final dot) and its path; "" for a missing part."""
    try:
        parts = urlsplit(url or "")
        host = (parts.hostname or "").lower().rstrip(".")
    except ValueError:
        return "", ""
    if len(host) > MAX_HOST_CHARS:
        return "", parts.path
    if host.startswith("xn--") or ".xn--" in host:
        with suppress(UnicodeError):
            host = host.encode("ascii").decode("idna")
    return host, parts.path


def original_location(url: str | None) -> tuple[str, str]:
    """Return the host and path of the original page; `url` may be that of a copy in an AMP cache or a web archive.

    >>> original_location("https://www-harbourpost-example.cdn.ampproject.org/v/s/www.harbourpost.example/a")
    ('www.harbourpost.example', '/a')
    """
    for _ in range(MAX_WRAPS):
        inner = _unwrapped(url or "")
        if inner is None:
            break
        url = inner
    return split_url(url)


def _unwrapped(url: str) -> str | None:
    """Return the URL of the page that another URL copies, or None if it is no copy."""
    host, path = split_url(url)
    if host in _ARCHIVES:
        found = _ARCHIVE_RE.search(url)
        return found[1].replace(":/", "://", 1).replace(":///", "://", 1) if found else None
    if host.endswith(_AMP_HOSTS):
        found = _AMP_CACHE_RE.match(path)
        if found:
            return f"https://{unquote(found[1])}"
        return f"https://{_undashed(host.partition('.')[0])}{path}"
    if host.endswith(".translate.goog"):
        return f"https://{_undashed(host.partition('.')[0])}{path}"
    if host.startswith("www.google.") and path.startswith("/amp/"):
        return f"https://{path.removeprefix('/amp/').removeprefix('s/')}"
    return None


def _undashed(label: str) -> str:
    """Return the host in a label that writes dots as dashes and dashes as double dashes."""
    return label.replace("--", "\0").replace("-", ".").replace("\0", "-")
