"""Which publications there are, and which one a word of a user's means."""

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
    """A publication or pack: its identity, and the files it is made of."""

    id: str
    name: str
    is_pack: bool
    domains: tuple[str, ...]
    files: tuple[str, ...]


def list_publications(library: Library) -> Iterator[ListedPublication]:
    """Yield every publication and pack of a library, by id."""
    for key, identity in sorted(library.identities()):
        files = tuple(entry.name for entry in library.files(key))
        yield ListedPublication(
            key, identity.get("name", ""), library.is_pack(key), strings_in(identity.get("domains")), files
        )


def find_publication(word: str, rules: tuple[str, ...]) -> tuple[Library, str]:
    """Return the publication that a word means: an id, a host or address, a publication file, a saved page.

    The library is that of `rules`, with the file if it is one. Raises `UsageError` when it means none.
    """
    path = Path(word)
    if path.suffix == ".toml" and path.is_file():
        library = load_library(rules)
        if not any(
            entry.path == str(path.absolute()) for key, _ in library.identities() for entry in library.files(key)
        ):
            library = load_library((*rules, str(path.absolute())))
        return library, path.stem
    library = load_library(rules)
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
            raise UsageError(f"{word}: the page is nobody's that we have rules for")
        return library, publication.id
    raise UsageError(f"no publication, host or file {word!r}{did_you_mean(word, known)}")
