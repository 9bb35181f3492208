"""Where publication files come from, and finding the one for a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from newsclean.errors import RuleFileError, UsageError, nearest
from newsclean.rules.schema import Publication, parse_publication


@dataclass(frozen=True, slots=True)
class Library:
    """The publications we have rules for."""

    publications: tuple[Publication, ...]

    def get(self, publication_id: str) -> Publication:
        """Return a publication by its id. Raises `UsageError`, naming the nearest, if there is none."""
        for publication in self.publications:
            if publication.id == publication_id:
                return publication
        raise UsageError(
            f"no publication {publication_id!r}{nearest(publication_id, (p.id for p in self.publications))}"
        )

    def for_host(self, host: str) -> Publication | None:
        """Return the publication a host belongs to."""
        return next((p for p in self.publications if p.has_host(host)), None)

    def for_name(self, name: str) -> Publication | None:
        """Return the publication of a name, whatever its case."""
        return next((p for p in self.publications if p.name.casefold() == name.casefold()), None)


@cache
def built_in() -> Library:
    """Return the publications that come with newsclean."""
    files = sorted((Path(__file__).parent.parent / "publications").glob("*.toml"))
    return library((f.read_text(encoding="utf-8"), f.name) for f in files)


def library(files: Iterable[tuple[str, str]]) -> Library:
    """Build a library from the texts and names of publication files. Raises `RuleFileError`."""
    publications = []
    for text, name in files:
        publication = parse_publication(text, name)
        if name.rpartition("/")[2] != f"{publication.id}.toml":
            raise RuleFileError(f"{name}: id: {publication.id!r} is not the file's name")
        publications.append(publication)
    return Library(tuple(publications))
