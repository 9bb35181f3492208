"""What each file of a layer says of its identity, without reading files that have not changed.

A file is read, and checked from end to end, when its size, its times or its inode are not those of the last time; so a
wrong file is an error of whatever command comes next, and not of the page that needs it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from newsclean.errors import RuleFileError
from newsclean.rules.files import cache as store
from newsclean.rules.files.layers import BUILT_IN, Layer
from newsclean.rules.files.toml import MAX_FILE_CHARS, RuleFile, read_toml
from newsclean.rules.files.validate import check_expressions, check_keys

IDENTITY_KEYS = ("name", "names", "domains", "signatures", "fingerprints", "extends")
SETTLED_NS = 2_000_000_000
"""A file that was touched this short before it was noted may have changed since with the same times."""
PACKS = "_packs"
FORMAT = 2
NOTE_PARTS = 5


class IndexEntry(NamedTuple):
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
    parsed: RuleFile | None = None

    def read(self) -> RuleFile:
        """Return the file itself. Raises `RuleFileError`."""
        if self.parsed is not None:
            return self.parsed
        return read_toml(read_text(self.path or "", self.name), self.name)


def index_layer(layer: Layer) -> list[IndexEntry]:
    """Return an entry for each file of a layer. Raises `RuleFileError` for a file that is wrong."""
    if not Path(layer.path).is_dir():
        return [read_entry(layer, layer.path, "")]
    note = "index-" + hashlib.sha256(layer.path.encode("utf-8", "surrogateescape")).hexdigest()[:24]
    kept = store.load(note)
    known, noted = (kept[0].get("files", {}), kept[1]) if kept and kept[0].get("format") == FORMAT else ({}, 0)
    settled = noted - SETTLED_NS
    entries: list[IndexEntry] = []
    stamps: list[tuple[str, list[int]]] = []
    for relative, path, status in sorted(layer_files(layer)):
        stamp = [status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino]
        old = known.get(relative)
        if old and len(old) == NOTE_PARTS and old[0] == stamp and stamp[0] < settled and stamp[1] < settled:
            entries.append(IndexEntry(f"{layer.name}/{relative}", old[1], old[2], old[3], old[4], path, False, layer))
        else:
            entries.append(read_entry(layer, path, relative))
        stamps.append((relative, stamp))
    if len(known) != len(entries) or any(entry.is_new for entry in entries):
        files = {name: [stamp, *entry[1:5]] for (name, stamp), entry in zip(stamps, entries, strict=True)}
        store.save(note, {"format": FORMAT, "files": files})
    _check_ids(entries)
    return entries


def entry_from_text(text: str, name: str) -> IndexEntry:
    """Return the entry of a file that is in memory. Raises `RuleFileError`."""
    return _fresh(read_toml(text, name))


def read_entry(layer: Layer, path: str, relative: str) -> IndexEntry:
    """Read and check a layer's file. Raises `RuleFileError`."""
    name = f"{layer.name}/{relative}" if relative else layer.name
    return _fresh(read_toml(read_text(path, name), name), path=path, layer=layer)


def _fresh(file: RuleFile, path: str | None = None, layer: Layer | None = None) -> IndexEntry:
    check_keys(file)
    if layer is None or layer.name != BUILT_IN:
        # ours are checked before they are shipped, and need not wait for lxml and RE2 to load
        check_expressions(file)
    if "id" not in file.data:
        raise RuleFileError(f"{file.name}: id: missing")
    stem = PurePath(file.name).name.removesuffix(".toml")
    if file.data["id"] != stem:
        raise file.error(("id",), f"{file.data['id']!r} is not the file's name, {stem!r}")
    identity = {key: file.data[key] for key in IDENTITY_KEYS if key in file.data}
    rules = {key: value for key, value in file.data.items() if key != "test"}
    is_pack = f"/{PACKS}/" in f"/{file.name}"
    return IndexEntry(file.name, file.data["id"], identity, short_hash(rules), is_pack, path, True, layer, file)


def short_hash(*values: object) -> str:
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


def layer_files(layer: Layer) -> Iterator[tuple[str, str, os.stat_result]]:
    """Yield each TOML file of a layer's folder, in no order: its path below the folder, its path, its state.

    Raises `RuleFileError` for a folder or a file that cannot be read.
    """
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
                        yield prefix + item.name, item.path, item.stat()
        except OSError as error:
            raise RuleFileError(f"{error.filename or folder}: {error.strerror or error}") from None


def _check_ids(entries: list[IndexEntry]) -> None:
    seen = {entry.id: entry for entry in entries}
    for entry in entries if len(seen) < len(entries) else ():
        if seen[entry.id] is not entry:
            raise RuleFileError(f"{seen[entry.id].name}: id: {entry.id!r} is also that of {entry.name}")
