"""The publications of a library, and the one that a user's word refers to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newsclean.errors import UsageError, did_you_mean
from newsclean.options import Options
from newsclean.readers import read
from newsclean.rules.files.library import Library, load_library
from newsclean.rules.files.toml import strings_in
from newsclean.rules.identify import identify, identity_index_of
from newsclean.rules.urls import original_location
from newsclean.sources import Source


@dataclass(frozen=True, slots=True)
class ListedPublication:
    """A publication or pack: its identity and its files, the lowest layer first."""

    id: str
    name: str
    is_pack: bool
    domains: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """The publication as a row of a table."""
        return self.id, self.name, "pack" if self.is_pack else " ".join(self.domains) or "-", " ".join(self.files)


def list_publications(library: Library) -> Iterator[ListedPublication]:
    """Yield every publication and pack of a library, sorted by id."""
    for key, identity in sorted(library.identities()):
        files = tuple(entry.name for entry in library.files(key))
        domains = strings_in(identity.get("domains"))
        yield ListedPublication(key, identity.get("name", ""), library.is_pack(key), domains, files)


def find_publication(word: str, rules: tuple[str, ...]) -> tuple[Library, str]:
    """Return the publication that a word refers to: an id, a host, a URL, a publication file or a saved page.

    The library has the layers `rules`, and the publication file if the word is one. Raises `UsageError` if there is no
    such publication.
    """
    path = Path(word)
    library = load_library(rules)
    if path.suffix == ".toml" and path.is_file():
        files = {entry.path for key, _ in library.identities() for entry in library.files(key)}
        here = str(path.absolute())
        return (library if here in files else load_library((*rules, here))), path.stem
    known = {key: None for key, _ in library.identities()}
    if word in known:
        return library, word
    host, place = original_location(word if "://" in word else f"https://{word}")
    found = identity_index_of(library).by_host(host, place)
    if found:
        return library, found[0]
    if path.is_file():
        _, publication = identify(read(Source.from_path(path), Options(rules=rules)), Options(rules=rules))
        if publication is None:
            raise UsageError(f"{word}: no publication with rules has this page")
        return library, publication.id
    raise UsageError(f"no publication, host or file {word!r}{did_you_mean(word, known)}")
