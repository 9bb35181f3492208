"""The library: the publications of all layers, each built when a page needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, reduce
from typing import Any

from newsclean.errors import UsageError, did_you_mean
from newsclean.rules.files.index import IDENTITY_KEYS, IndexEntry, index_layer, short_hash
from newsclean.rules.files.layers import all_layers
from newsclean.rules.files.merge import merge, without_placeholders
from newsclean.rules.files.publication import build
from newsclean.rules.files.toml import RuleFile, strings_in
from newsclean.rules.files.validate import check_complete, check_reachable
from newsclean.rules.types import Publication

OWN_KEYS = ("id", *IDENTITY_KEYS, "test")  # the keys that a pack does not pass on to the files that extend it
# Guesses; not measured.
MAX_CHAIN = 20  # packs that may extend each other in a chain; a longer chain is an error
MAX_RECENT = 32  # parsed files that a library keeps; raising it saves parsing and costs memory


class Library:
    """The publications with rules. A library is immutable apart from its memory of the files it has read.

    `entries` are the files by layer, lowest first.
    """

    def __init__(self, entries: Iterable[IndexEntry]) -> None:
        self._entries: dict[str, list[IndexEntry]] = {}
        new = set()
        for entry in entries:
            self._entries.setdefault(entry.id, []).append(entry)
            if entry.is_new:
                new.add(entry.id)
        self._identities = {
            key: reduce(merge, [part.identity for part in parts]) for key, parts in self._entries.items()
        }
        # without packs
        self.ids = tuple(key for key, parts in self._entries.items() if not all(part.is_pack for part in parts))
        self._built: dict[str, Publication] = {}
        self._recent: dict[str, RuleFile] = {}
        self._check_new(new)

    def identities(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the id of each publication and pack with the keys that identify its pages."""
        yield from self._identities.items()

    def is_pack(self, publication_id: str) -> bool:
        """Return whether an id belongs to a pack and to no publication."""
        return all(part.is_pack for part in self._entries[publication_id])

    def files(self, publication_id: str) -> tuple[IndexEntry, ...]:
        """Return the files of a publication or pack, lowest layer first. Raises `UsageError` for an unknown id."""
        if publication_id not in self._entries:
            raise UsageError(f"no publication {publication_id!r}{did_you_mean(publication_id, self._entries)}")
        return tuple(self._entries[publication_id])

    def get(self, publication_id: str) -> Publication:
        """Return a publication by its id. Raises `UsageError` for an unknown id."""
        if publication_id not in self._built:
            data = self.tables(publication_id)
            self._built[publication_id] = build(data, self._entries[publication_id][-1].name)
        return self._built[publication_id]

    def tables(self, publication_id: str, wrap: Callable[[RuleFile], dict[str, Any]] | None = None) -> dict[str, Any]:
        """Return the merged tables of a publication: all layers, and all packs that it extends.

        `wrap` transforms the tables of each file before the merge; then the result is not checked. Raises
        `RuleFileError`.
        """
        self.files(publication_id)
        data = self._merged(publication_id, (), wrap)
        if wrap is not None:
            return data
        data = dict(without_placeholders(data))
        file = self._read(self._entries[publication_id][-1])
        check_complete(file, data)
        if self._entries[publication_id][-1].is_new:
            check_reachable(file, data)
        return data

    def rules_hash(self, publication_id: str) -> str:
        """Return a hash of everything in a publication's files but the tests.

        Raises `UsageError` for an unknown id.
        """
        return short_hash([part.rules_hash for part in self.parts(publication_id)])

    def _read(self, entry: IndexEntry) -> RuleFile:
        """Return a parsed file from memory, or read it."""
        if entry.name not in self._recent:
            if len(self._recent) >= MAX_RECENT:
                self._recent.clear()
            self._recent[entry.name] = entry.read()
        return self._recent[entry.name]

    def _merged(
        self, key: str, chain: tuple[str, ...], wrap: Callable[[RuleFile], dict[str, Any]] | None
    ) -> dict[str, Any]:
        own: dict[str, Any] = {}
        for entry in self._entries[key]:
            file = self._read(entry)
            own = merge(own, wrap(file) if wrap else file.data)
        below: dict[str, Any] = {}
        here = (*chain, key)
        for pack_id in strings_in(self._identities[key].get("extends")):
            self._check_extends(here, pack_id)
            pack = self._merged(pack_id, here, wrap)
            below = merge(below, {name: value for name, value in pack.items() if name not in OWN_KEYS})
        return merge(below, own)

    def _check_extends(self, chain: tuple[str, ...], pack_id: str) -> None:
        file = self._read(self._entries[chain[-1]][-1])
        if pack_id in chain:
            raise file.error(("extends",), f"{' extends '.join((*chain, pack_id))}, which is a circle")
        if pack_id not in self._entries:
            raise file.error(("extends",), f"no pack {pack_id!r}{did_you_mean(pack_id, self._entries)}")
        if len(chain) >= MAX_CHAIN:
            raise file.error(("extends",), f"extends {MAX_CHAIN} packs one after another")

    def parts(self, publication_id: str) -> list[IndexEntry]:
        """Return the files of a publication and of all packs that it extends. Raises `UsageError` for an unknown id."""
        self.files(publication_id)
        found: dict[str, None] = {publication_id: None}
        pending = [publication_id]
        while pending:
            for pack_id in strings_in(self._identities[pending.pop()].get("extends")):
                if pack_id in self._entries and pack_id not in found:
                    found[pack_id] = None
                    pending.append(pack_id)
        return [entry for name in found for entry in self._entries[name]]

    def _check_new(self, new: set[str]) -> None:
        """Build every publication that depends on a new file, so that an error in it is raised now."""
        for key in self.ids if new else ():
            if key in new or any(pack in new for pack in strings_in(self._identities[key].get("extends"))):
                self.get(key)


@cache
def load_library(rules: tuple[str, ...] = ()) -> Library:
    """Return the library of the installed layers and those of `rules`, see `all_layers`. Raises `RuleFileError`."""
    return Library(entry for layer in all_layers(rules) for entry in index_layer(layer))
