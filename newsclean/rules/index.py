"""What each file of a layer says of its identity, without reading files that have not changed.

A file is read, and checked from end to end, when its size, its times or its inode are not those of the last time; so a
wrong file is an error of whatever command comes next, and not of the page that needs it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from newsclean.errors import RuleFileError
from newsclean.rules import store
from newsclean.rules.form import check_expressions, check_form
from newsclean.rules.layers import Layer
from newsclean.rules.toml import MAX_FILE_CHARS, RuleFile, read_toml

IDENTITY_KEYS = ("name", "names", "domains", "signatures", "fingerprints", "extends")
SETTLED_NS = 2_000_000_000
"""A file that was touched this short before it was noted may have changed since with the same times."""
PACKS = "_packs"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A publication file: its id, what tells its pages, a hash of its rules.

    name: how it is called in messages. path: where it is; None for a text in memory. is_pack: it is there to be
    extended. is_new: it was read just now, and not known before; then `parsed` is what it says.
    """

    name: str
    id: str
    identity: Mapping[str, Any]
    rules_hash: str
    is_pack: bool
    path: str | None = None
    is_new: bool = True
    layer: Layer | None = None
    parsed: RuleFile | None = field(default=None, repr=False)

    def read(self) -> RuleFile:
        """Return the file itself. Raises `RuleFileError`."""
        if self.parsed is not None:
            return self.parsed
        return read_toml(read_text(self.path or "", self.name), self.name)


def index(layer: Layer) -> list[Entry]:
    """Return an entry for each file of a layer. Raises `RuleFileError` for a file that is wrong."""
    if not Path(layer.path).is_dir():
        return [read_entry(layer, layer.path, "")]
    note = "index-" + hashlib.sha256(layer.path.encode("utf-8", "surrogateescape")).hexdigest()[:24]
    kept = store.load(note)
    known, noted = (kept[0].get("files", {}), kept[1]) if kept and kept[0].get("format") == FORMAT else ({}, 0)
    entries: list[Entry] = []
    notes: dict[str, list[Any]] = {}
    for relative, path in layer_files(layer):
        status = Path(path).stat()
        stamp = [status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino]
        old = known.get(relative)
        is_settled = max(stamp[:2]) + SETTLED_NS < noted
        entry = _known(layer, path, relative, old[1:]) if old and old[0] == stamp and is_settled else None
        entry = entry or read_entry(layer, path, relative)
        entries.append(entry)
        notes[relative] = [stamp, entry.id, dict(entry.identity), entry.rules_hash]
    if any(entry.is_new for entry in entries) or len(known) != len(notes):
        store.save(note, {"format": FORMAT, "files": notes})
    _check_ids(entries)
    return entries


def entry_of(text: str, name: str) -> Entry:
    """Return the entry of a file that is in memory. Raises `RuleFileError`."""
    return _fresh(read_toml(text, name))


def read_entry(layer: Layer, path: str, relative: str) -> Entry:
    """Read and check a layer's file. Raises `RuleFileError`."""
    name = _name(layer, relative)
    return _fresh(read_toml(read_text(path, name), name), path=path, layer=layer)


def _known(layer: Layer, path: str, relative: str, known: list[Any]) -> Entry:
    name = _name(layer, relative)
    return Entry(name, known[0], known[1], known[2], _is_pack(name), path=path, is_new=False, layer=layer)


def _name(layer: Layer, relative: str) -> str:
    return f"{layer.name}/{relative}" if relative else layer.name


def _is_pack(name: str) -> bool:
    return f"/{PACKS}/" in f"/{name}"


def _fresh(file: RuleFile, **where: Any) -> Entry:
    check_form(file)
    check_expressions(file)
    if "id" not in file.data:
        raise RuleFileError(f"{file.name}: id: missing")
    stem = PurePath(file.name).name.removesuffix(".toml")
    if file.data["id"] != stem:
        raise file.error(("id",), f"{file.data['id']!r} is not the file's name, {stem!r}")
    identity = {key: file.data[key] for key in IDENTITY_KEYS if key in file.data}
    rules = {key: value for key, value in file.data.items() if key != "test"}
    return Entry(file.name, file.data["id"], identity, hash_of(rules), _is_pack(file.name), parsed=file, **where)


def hash_of(*values: object) -> str:
    """Return a short hash of values whose `repr` is all there is to them."""
    return hashlib.sha256(repr(values).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def read_text(path: str, name: str) -> str:
    """Read a publication file. Raises `RuleFileError`."""
    try:
        if Path(path).stat().st_size > MAX_FILE_CHARS * 4:
            raise RuleFileError(f"{name}: larger than {MAX_FILE_CHARS >> 10} KiB; a publication file is a page of text")
        return Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise RuleFileError(f"{name}: not UTF-8, which TOML is: byte {error.start}") from None
    except OSError as error:
        raise RuleFileError(f"{name}: {error.strerror or error}") from None


def layer_files(layer: Layer) -> Iterator[tuple[str, str]]:
    """Yield each TOML file of a layer, by name: its path below the layer's, "" if that is the file, and its path.

    Raises `RuleFileError` for a folder that cannot be read.
    """
    if not Path(layer.path).is_dir():
        yield "", layer.path
        return
    found = []
    pending = [("", layer.path)]
    while pending:
        prefix, folder = pending.pop()
        try:
            with os.scandir(folder) as items:
                for item in items:
                    if item.name[0] in "._" and item.name != PACKS:
                        continue
                    if item.is_dir():
                        pending.append((f"{prefix}{item.name}/", item.path))
                    elif item.name.endswith(".toml"):
                        found.append((prefix + item.name, item.path))
        except OSError as error:
            raise RuleFileError(f"{error.filename or folder}: {error.strerror or error}") from None
    yield from sorted(found)


def _check_ids(entries: list[Entry]) -> None:
    seen: dict[str, Entry] = {}
    for entry in entries:
        if entry.id in seen:
            raise RuleFileError(f"{entry.name}: id: {entry.id!r} is also that of {seen[entry.id].name}")
        seen[entry.id] = entry
