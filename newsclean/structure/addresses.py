"""Addresses of links and media: absolute, and of schemes that only open something."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urljoin, urlsplit

from newsclean.text.patterns import compile_later

LINK_SCHEMES = frozenset(("http", "https", "mailto", "tel", "ftp"))
MEDIA_SCHEMES = frozenset(("http", "https"))
MAX_ADDRESS_CHARS = 8000
"""Characters of an address; a longer one is no link. A guess: servers refuse more than 8 kB."""
_SCHEME_RE = compile_later(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_IGNORED_RE = compile_later(r"[\t\n\r]")  # browsers drop these anywhere in an address
_UNSAFE_RE = compile_later(r"[\x00-\x20\x7f-\x9f\"<>\\^`{|}\u200b-\u200f\u2028-\u202e\ud800-\udfff\ufeff]")


class Addresses:
    """Makes the addresses of one page absolute; `base` is the page's own, "" if it is unknown."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._known: dict[str, str] = {}

    def link(self, href: str | None) -> str:
        """Return the absolute address of a link, "" if it has none or if it could run a script."""
        if not href:
            return ""
        known = self._known.get(href)
        if known is None:
            known = self._known[href] = absolute(href, self.base, LINK_SCHEMES)
        return known

    def media(self, src: str | None) -> str:
        """Return the absolute address of an image or a frame, "" if it has none."""
        return absolute(src, self.base, MEDIA_SCHEMES) if src else ""


def absolute(address: str, base: str, schemes: Collection[str]) -> str:
    r"""Return an address in its absolute form, or "" if its scheme is not one of `schemes`.

    >>> absolute("/a b", "https://island.example/news/", {"https"}), absolute("java\nscript:x()", "", {"https"})
    ('https://island.example/a%20b', '')
    """
    if len(address) > MAX_ADDRESS_CHARS:
        return ""
    address = _IGNORED_RE.sub("", address).strip("".join(map(chr, range(33))))
    if not address:
        return ""
    scheme = _SCHEME_RE.match(address)
    if scheme is None:
        if base:
            try:
                address = urljoin(base, address)
            except ValueError:
                return ""
        elif address.startswith("//"):
            address = "https:" + address
        scheme = _SCHEME_RE.match(address)
    if scheme is not None and scheme[1].lower() not in schemes:
        return ""
    return _UNSAFE_RE.sub(_percent_encoded, address)


def host_of(address: str) -> str:
    """Return the host of an address without "www.", in lower case; "" if it has none."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _percent_encoded(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass"))
