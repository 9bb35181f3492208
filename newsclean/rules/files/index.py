"""The index of a layer: the identity of each file, without reading files that have not changed.

The index reads and checks a file if its size, its times or its inode differ from the cached ones. So the next command
reports a broken file, even if no page needs that file.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from newsclean.cache import load_cached, save_cached, stamp
from newsclean.errors import RuleFileError
from newsclean.rules.files.form import check_keys
from newsclean.rules.files.layers import BUILT_IN, Layer
from newsclean.rules.files.toml import MAX_FILE_CHARS, RuleFile, read_toml
from newsclean.rules.files.validate import check_expressions

IDENTITY_KEYS = ("name", "names", "domains", "signatures", "fingerprints", "extends")
SETTLED_NS = 2_000_000_000
"""Nanoseconds. A file modified less than this before the cache was written may have changed again within the resolution
of the file system's clock (two seconds on FAT), so the index reads it again. Raising it reads more files again."""
PACKS = "_packs"  # the folder whose files are packs: publications extend them, no page comes from them
CONFIG_NAMES = ("newsclean.toml", "config.toml")  # files of a layer's folder that hold options, and no publication
CACHE_FORMAT = 3  # the form of the cached entries; raise it when the form changes


class IndexEntry(NamedTuple):
    """A publication file in the index.

    name: the name in messages. identity: the values of `IDENTITY_KEYS`. rules_hash: the hash of all but the tests.
    is_pack: the file is a pack. path: the file's path; None for a file in memory.
    is_new: the index read the file just now, so `parsed` is set.
    """

    name: str
    id: str
    identity: Mapping[str, Any]
    rules_hash: str
    is_pack: bool
    path: str | None = None
    is_new: bool = True
    parsed: RuleFile | None = None

    def read(self) -> RuleFile:
        """Return the file. Raises `RuleFileError`."""
        if self.parsed is not None:
            return self.parsed
        return read_toml(read_text(self.path or "", self.name), self.name)


def index_layer(layer: Layer) -> list[IndexEntry]:
    """Return an entry for each file of a layer. Raises `RuleFileError` for a file with an error."""
    if not Path(layer.path).is_dir():
        return [read_entry(layer, layer.path, "")]
    name = "index-" + hashlib.sha256(layer.path.encode("utf-8", "surrogateescape")).hexdigest()[:24]
    cached, cached_at = load_cached(name)
    known = cached["files"] if cached.get("format") == CACHE_FORMAT else {}
    settled = cached_at - SETTLED_NS
    entries: list[IndexEntry] = []
    stamps: list[tuple[str, list[int]]] = []
    for relative, path, status in sorted(layer_files(layer)):
        seen = stamp(status)
        old = known.get(relative)
        if old and old[0] == seen and seen[0] < settled and seen[1] < settled:
            entries.append(IndexEntry(f"{layer.name}/{relative}", *old[1:])._replace(path=path, is_new=False))
        else:
            entries.append(read_entry(layer, path, relative))
        stamps.append((relative, seen))
    if len(known) != len(entries) or any(entry.is_new for entry in entries):
        files = {relative: [seen, *entry[1:5]] for (relative, seen), entry in zip(stamps, entries, strict=True)}
        save_cached(name, {"format": CACHE_FORMAT, "files": files})
    _check_ids(entries)
    return entries


def read_entry(layer: Layer, path: str, relative: str) -> IndexEntry:
    """Read and check a file of a layer; `relative` is its path below the layer. Raises `RuleFileError`."""
    name = f"{layer.name}/{relative}" if relative else layer.name
    return checked_entry(read_toml(read_text(path, name), name), path, is_builtin=layer.name == BUILT_IN)


def checked_entry(file: RuleFile, path: str | None = None, *, is_builtin: bool = False) -> IndexEntry:
    """Return the entry of a file that has been read. Raises `RuleFileError`."""
    check_keys(file)
    if not is_builtin:
        # the tests of newsclean check the built-in files; a run need not load lxml and RE2 for them
        check_expressions(file)
    if "id" not in file.data:
        raise RuleFileError(f"{file.name}: id: missing")
    stem = PurePath(file.name).name.removesuffix(".toml")
    if file.data["id"] != stem:
        raise file.error(("id",), f"{file.data['id']!r} is not the file's name, {stem!r}")
    identity = {key: file.data[key] for key in IDENTITY_KEYS if key in file.data}
    rules = {key: value for key, value in file.data.items() if key != "test"}
    is_pack = f"/{PACKS}/" in f"/{file.name}"
    return IndexEntry(file.name, file.data["id"], identity, short_hash(rules), is_pack, path, parsed=file)


def short_hash(*values: object) -> str:
    """Return a short hash of values that `repr` describes completely."""
    return hashlib.sha256(repr(values).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def read_text(path: str, name: str) -> str:
    """Read a publication file. Raises `RuleFileError`."""
    try:
        # a named pipe would wait for a writer
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise RuleFileError(f"{name}: no regular file")
            data = stream.read(MAX_FILE_CHARS * 4 + 1)
        if len(data) > MAX_FILE_CHARS * 4:
            raise RuleFileError(f"{name}: larger than {MAX_FILE_CHARS >> 10} KiB; a publication file is a page of text")
        return data.decode().replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise RuleFileError(f"{name}: not UTF-8, which TOML requires: byte {error.start}") from None
    except OSError as error:
        raise RuleFileError(f"{name}: {error.strerror or error}") from None


def layer_files(layer: Layer) -> Iterator[tuple[str, str, os.stat_result]]:
    """Yield the relative path, the path and the status of each TOML file in a layer's folder, in any order.

    Raises `RuleFileError` for an unreadable folder or file.
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
                    elif item.name.endswith(".toml") and item.name not in CONFIG_NAMES:
                        yield prefix + item.name, item.path, item.stat()
        except OSError as error:
            raise RuleFileError(f"{error.filename or folder}: {error.strerror or error}") from None


def _check_ids(entries: list[IndexEntry]) -> None:
    seen = {entry.id: entry for entry in entries}
    for entry in entries if len(seen) < len(entries) else ():
        if seen[entry.id] is not entry:
            raise RuleFileError(f"{seen[entry.id].name}: id: {entry.name} has the id {entry.id!r} too")
