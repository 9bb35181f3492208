"""An index from hosts, names and signatures to publications; a lookup takes the same time for any number of them."""

from __future__ import annotations

from collections.abc import Iterable

from newsclean.rules.files.library import Library
from newsclean.rules.files.toml import strings_in
from newsclean.text.patterns import compile_later

MAX_SIGNATURE_CHARS = 100
"""Characters. A longer line mentions a publication rather than bears its signature (a masthead, the first line of an
appeal). Raising it finds more publications, and more wrong ones. A guess; not measured."""
MIN_SIGNATURE_LINES = 2  # that identify a publication; one line may be a mention
_WORD_RE = compile_later(r"[^\W_\u2e80-\U0010ffff]+")
"""A word as `_has_words` sees it. A line with a signature has the signature's first word."""


class IdentityIndex:
    """The identities of a library's publications and packs, by host, name, signature and fingerprint."""

    def __init__(self, library: Library) -> None:
        self._hosts: dict[str, list[tuple[str, str]]] = {}
        self._names: dict[str, str] = {}
        self._signatures: dict[str, list[tuple[str, str]]] = {}
        self.fingerprints: list[tuple[str, str]] = []
        """The id and the selector of every fingerprint."""
        for key, identity in library.identities():
            for domain in strings_in(identity.get("domains")):
                host, slash, path = domain.lower().partition("/")
                # the claim of a higher layer comes first
                self._hosts.setdefault(host, []).insert(0, (slash + path, key))
            for signature in strings_in(identity.get("signatures")):
                self._signatures.setdefault(_first_word(signature), []).append((signature, key))
            self.fingerprints += [(key, selector) for selector in strings_in(identity.get("fingerprints"))]
            for name in () if library.is_pack(key) else (identity.get("name", ""), *strings_in(identity.get("names"))):
                self._names[_folded(name)] = key

    def by_host(self, host: str, path: str = "") -> tuple[str, str] | None:
        """Return the id of the publication that owns a host, and the longest domain that fits, or None.

        A domain includes its subdomains; "*.domain" includes only them. A domain with a path includes the addresses
        below that path, and wins over the domain without one.
        """
        here = host
        while here:
            claims = [claim for claim in self._hosts.get(here, ()) if _is_below(path, claim[0])]
            if claims:
                prefix, key = max(claims, key=lambda claim: len(claim[0]))
                return key, here + prefix
            here = here.removeprefix("*.") if here.startswith("*.") else _parent_domain(here, host)
        return None

    def by_name(self, name: str) -> str | None:
        """Return the id of the publication with a name, in any case, or None."""
        return self._names.get(_folded(name))

    def by_signature(self, lines: Iterable[str]) -> tuple[str, tuple[str, ...]] | None:
        """Return the id of the publication with signatures on most lines, and those lines, or None.

        A signature counts on short lines only, and two of them must differ. Among equals the first wins.
        """
        found: dict[str, dict[str, None]] = {}
        # the lines of menus repeat
        short = [line for line in dict.fromkeys(lines) if len(line) <= MAX_SIGNATURE_CHARS]
        shown = self._signatures_in("\n".join(short))
        for line in short if shown else ():
            for signature, key in shown:
                if signature in line and _has_words(line, signature):
                    found.setdefault(key, {})[line] = None
        best = max(found, key=lambda key: len(found[key]), default=None)
        return (best, tuple(found[best])) if best is not None and len(found[best]) >= MIN_SIGNATURE_LINES else None

    def _signatures_in(self, text: str) -> list[tuple[str, str]]:
        """Return the signatures that occur in a text, with the publications they belong to."""
        words = self._signatures.keys() & {"", *_WORD_RE.findall(text)}
        return [pair for word in sorted(words) for pair in self._signatures[word] if pair[0] in text]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _parent_domain(here: str, host: str) -> str:
    """Return the next key to look up after a domain: the subdomains of its parent, or the parent itself."""
    above = here.partition(".")[2]
    return f"*.{above}" if above and host != f"www.{above}" else above


def _first_word(signature: str) -> str:
    """Return the first word of a signature, "" for one in a script without spaces."""
    found = _WORD_RE.search(signature)
    return found[0] if found else ""


def _has_words(line: str, signature: str) -> bool:
    """Return whether a line has a signature as whole words: "jungewelt.de" does not have "welt.de"."""
    start = line.find(signature)
    while start >= 0:
        before, after = line[start - 1 : start], line[start + len(signature) : start + len(signature) + 1]
        if not (_is_one_word(before, signature[0]) or _is_one_word(signature[-1], after)):
            return True
        start = line.find(signature, start + 1)
    return False


def _is_one_word(left: str, right: str) -> bool:
    """Return whether two adjacent characters belong to one word, in scripts that write spaces between words."""
    return left.isalnum() and right.isalnum() and max(left, right) < "\u2e80"


def _is_below(path: str, prefix: str) -> bool:
    """Return whether a path is `prefix` or below it."""
    return not prefix or path == prefix or path.startswith(prefix if prefix.endswith("/") else prefix + "/")
