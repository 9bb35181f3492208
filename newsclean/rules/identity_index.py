"""Finding a publication by host, name or signature, in the same time however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from newsclean.rules.files.library import Library
from newsclean.rules.types import strings_in

MAX_SIGNATURE_CHARS = 100
"""A line that is a signature is short: a mast-head, an appeal's opener. In longer ones the name is just mentioned."""
KEY_CHARS = 2
"""So many characters of a signature say whether a line may have it."""


class IdentityIndex:
    """What a library's publications are told by, turned round."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._hosts: dict[str, list[tuple[str, str]]] = {}
        for key, identity in library.identities():
            for domain in strings_in(identity.get("domains")):
                host, slash, path = domain.lower().partition("/")
                # a later layer's claim stands before an earlier one's
                self._hosts.setdefault(host, []).insert(0, (slash + path, key))

    def by_host(self, host: str, path: str = "") -> tuple[str, str] | None:
        """Return the id of the publication a host belongs to, and its domain: the longest that fits; None if none does.

        A domain has its subdomains, "*.domain" only those. One with a path has the addresses below it, before one
        without.
        """
        here = host
        while here:
            claims = [claim for claim in self._hosts.get(here, ()) if _is_below(path, claim[0])]
            if claims:
                prefix, key = max(claims, key=lambda claim: len(claim[0]))
                return key, here + prefix
            here = here.removeprefix("*.") if here.startswith("*.") else _next(here, host)
        return None

    def by_name(self, name: str) -> str | None:
        """Return the id of the publication of a name, whatever its case."""
        return self._names.get(" ".join(name.casefold().split()))

    def by_signature(self, lines: Iterable[str]) -> tuple[str, tuple[str, ...]] | None:
        """Return the id of the publication whose signatures stand on two different short lines, and those lines.

        Of several the one with the most lines; of equals the first.
        """
        found: dict[str, dict[str, None]] = {}
        for line in lines:
            if len(line) > MAX_SIGNATURE_CHARS:
                continue
            for prefix in {line[i : i + KEY_CHARS] for i in range(len(line))} & self._prefixes:
                for signature, key in self._signatures[prefix]:
                    if _stands_in(signature, line):
                        found.setdefault(key, {})[line] = None
        best = max(found, key=lambda key: len(found[key]), default=None)
        return (best, tuple(found[best])) if best is not None and len(found[best]) >= 2 else None

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        """Yield the ids of publications and packs with the selectors of their fingerprints."""
        yield from self._fingerprints

    @cached_property
    def _names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for key, identity in self._library.identities():
            if not self._library.is_pack(key):
                for name in (identity.get("name", ""), *strings_in(identity.get("names"))):
                    names[" ".join(name.casefold().split())] = key
        return names

    @cached_property
    def _fingerprints(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (key, selector)
            for key, identity in self._library.identities()
            for selector in strings_in(identity.get("fingerprints"))
        )

    @cached_property
    def _signatures(self) -> dict[str, list[tuple[str, str]]]:
        signatures: dict[str, list[tuple[str, str]]] = {}
        for key, identity in self._library.identities():
            for signature in strings_in(identity.get("signatures")):
                signatures.setdefault(signature[:KEY_CHARS], []).append((signature, key))
        return signatures

    @cached_property
    def _prefixes(self) -> frozenset[str]:
        return frozenset(self._signatures)


def _next(here: str, host: str) -> str:
    """Return where to look after a domain: for the subdomains of the one above it, or for that one itself."""
    above = here.partition(".")[2]
    return f"*.{above}" if above and host != f"www.{above}" else above


def _stands_in(signature: str, line: str) -> bool:
    """Whether a line has a signature, and not as a part of longer words: "welt.de" does not stand in "jungewelt.de"."""
    start = line.find(signature)
    while start >= 0:
        before, after = line[start - 1 : start], line[start + len(signature) : start + len(signature) + 1]
        if not (_runs_on(before, signature[0]) or _runs_on(signature[-1], after)):
            return True
        start = line.find(signature, start + 1)
    return False


def _runs_on(left: str, right: str) -> bool:
    """Whether two neighbours are of one word, in scripts that set spaces between words."""
    return left.isalnum() and right.isalnum() and max(left, right) < "\u2e80"


def _is_below(path: str, prefix: str) -> bool:
    """Whether a path is one or stands below it."""
    return not prefix or path == prefix or path.startswith(prefix if prefix.endswith("/") else prefix + "/")
