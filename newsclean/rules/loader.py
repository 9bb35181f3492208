"""Where publication files come from, and finding the one for a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from newsclean.errors import RuleFileError, UsageError, nearest
from newsclean.rules.form import check_complete, check_form
from newsclean.rules.merge import merge
from newsclean.rules.schema import Publication, build, texts
from newsclean.rules.toml import RuleFile, read_toml

OWN_KEYS = ("id", "name", "names", "domains", "signatures", "fingerprints", "extends", "test")
"""What a file says of itself alone; everything else of a pack goes to those that extend it."""


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
        folded = name.casefold()
        return next((p for p in self.publications if folded in map(str.casefold, (p.name, *p.names))), None)


@cache
def built_in() -> Library:
    """Return the publications that come with newsclean."""
    folder = Path(__file__).parent.parent / "publications"
    files = (*sorted(folder.glob("*.toml")), *sorted(folder.glob("_packs/*.toml")))
    return library((f.read_text(encoding="utf-8"), f.relative_to(folder).as_posix()) for f in files)


def library(files: Iterable[tuple[str, str]]) -> Library:
    """Build a library from the texts and names of publication files. Raises `RuleFileError`.

    Files in a folder `_packs` are there to be extended, and no publications themselves.
    """
    by_id: dict[str, RuleFile] = {}
    for text, name in files:
        file = read_toml(text, name)
        check_form(file)
        if name.rpartition("/")[2] != f"{file.data.get('id')}.toml":
            raise RuleFileError(f"{name}: id: {file.data.get('id')!r} is not the file's name")
        by_id[file.data["id"]] = file
    return Library(
        tuple(build(whole(file, by_id), file.name) for file in by_id.values() if not file.name.startswith("_packs/"))
    )


def whole(file: RuleFile, by_id: Mapping[str, RuleFile]) -> dict[str, Any]:
    """Return a file's tables with everything it extends below them. Raises `RuleFileError` for what is not there."""
    data = _extended(file, by_id, ())
    check_complete(file, data)
    return data


def _extended(file: RuleFile, by_id: Mapping[str, RuleFile], chain: tuple[str, ...]) -> dict[str, Any]:
    below: dict[str, Any] = {}
    here = (*chain, file.data["id"])
    for pack_id in texts(file.data.get("extends")):
        if pack_id in here:
            raise file.error(("extends",), f"{' extends '.join((*here, pack_id))}, which never ends")
        if pack_id not in by_id:
            raise file.error(("extends",), f"no pack {pack_id!r}{nearest(pack_id, by_id)}")
        pack = _extended(by_id[pack_id], by_id, here)
        below = merge(below, {key: value for key, value in pack.items() if key not in OWN_KEYS})
    return merge(below, file.data)
