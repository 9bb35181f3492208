"""The plan of a run over archives: which there are, what their outputs are called, and which are done already."""

from __future__ import annotations

import glob
import os
import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from newsclean.batch.discover import FoundInput, InputFinder, listed, tidy_path
from newsclean.batch.output_names import folded, mirrored, short_name
from newsclean.batch.settings import Inputs
from newsclean.errors import UnreadableError
from newsclean.render import archive_format_of, output_format
from newsclean.sources.filesystem import Location, is_remote, locate
from newsclean.sources.registry import archive_kind, uncompressed_name


@dataclass(frozen=True, slots=True)
class ShardTask:
    """A shard to be cleaned: the archive as whoever asked calls it, its full path or URI, and where to."""

    name: str
    source: str
    sink: str


def has_archives(inputs: Inputs, out: str) -> bool:
    """Whether what a batch is given are archives, or out of reach of paths, and not pages.

    A folder counts when there is a WARC or Parquet file in it; JSON Lines among pages may be anything. Of a list the
    first name tells.
    """
    names = list(inputs.arguments)
    if inputs.files_from is not None:
        names += first_listed(inputs)
    if any(is_remote(name) or archive_kind(name) for name in (*names, out.removesuffix(".jsonl"))):
        return True
    return any(Path(name).is_dir() and _holds_archives(name) for name in names)


def first_listed(inputs: Inputs) -> list[str]:
    """Return the first name of a list, without taking it from standard input; none for an empty list."""
    import sys

    ending = b"\0" if inputs.is_null_separated else b"\n"
    if inputs.files_from == "-":
        # what is looked at here is still there to be read
        head = sys.stdin.buffer.peek(1) if hasattr(sys.stdin.buffer, "peek") else b""
        return [os.fsdecode(head.partition(ending)[0].strip())]
    try:
        with Path(str(inputs.files_from)).open("rb") as stream:
            return [os.fsdecode(stream.read(1 << 12).partition(ending)[0].strip())]
    except OSError:
        # whoever reads the list says so
        return []


def find_shards(inputs: Inputs, out: Location) -> Iterator[FoundInput]:
    """Yield the archives of a run: those named, those in folders, and folders with loose pages, with a slash behind.

    What is not there has its status and reason. Raises `UsageError` for URIs that cannot be reached.
    """
    names: Iterable[str] = inputs.arguments
    if inputs.files_from is not None:
        names = chain(names, listed(inputs.files_from, is_null_separated=inputs.is_null_separated))
    seen: set[str] = set()
    for name in names:
        for found in _remote(name, out) if is_remote(name) else _local(name, out):
            if found.path not in seen:
                seen.add(found.path)
                yield found


def name_outputs(names: list[str], out: str, kind: str) -> dict[str, str]:
    """Return the URI of each archive's output: its path mirrored below `out`, whole where two would be alike."""
    ending = output_format(kind).ending
    short = {name: _sink_name(name, ending) for name in names}
    uses = Counter(folded(sink) for sink in short.values())
    root = out.rstrip("/")
    return {
        name: f"{root}/{sink if uses[folded(sink)] == 1 else mirrored(_without_protocol(name)) + ending}"
        for name, sink in short.items()
    }


def _sink_name(name: str, ending: str) -> str:
    mirror = mirrored(_without_protocol(name.rstrip("/")))
    if name.endswith("/"):
        return mirror + ending
    if archive_kind(mirror):
        return posixpath.splitext(uncompressed_name(mirror))[0] + ending
    return short_name(mirror, ending)


def _without_protocol(name: str) -> str:
    return name.partition("://")[2] if is_remote(name) else name


def _holds_archives(folder: str) -> bool:
    for _, folders, files in os.walk(folder, followlinks=True):
        folders[:] = [name for name in folders if not name.startswith(".")]
        if any((kind := archive_kind(name)) and kind.never_a_page for name in files):
            return True
    return False


def _local(name: str, out: Location) -> Iterator[FoundInput]:
    """Yield what a path or pattern stands for on this machine."""
    walk = InputFinder.without([Path(out.path)] if out.is_local else [])
    is_folder = Path(name).is_dir() or glob.has_magic(name)
    named = {tidy_path(name)}
    if glob.has_magic(name) and not Path(name).exists():
        named = {tidy_path(match) for match in glob.iglob(name, recursive=True)}  # noqa: PTH207 - keeps `./`, bytes
    for found in walk.find(Inputs((name,))):
        if found.status is not None or not is_folder or archive_kind(found.path) or found.path in named:
            yield found
        else:
            yield FoundInput(f"{os.path.dirname(found.path) or '.'}/")  # noqa: PTH120 - keeps bytes


def _remote(name: str, out: Location) -> Iterator[FoundInput]:
    """Yield what a URI or a pattern of URIs stands for."""
    here = locate(name)
    try:
        if glob.has_magic(here.path):
            matches = here.fs.glob(here.path, detail=True)
        else:
            info = here.info()
            matches = {here.path: info} if info is not None else {}
        if not matches:
            yield FoundInput(name, status="missing", reason="no such file, folder or match")
        for path, info in sorted(matches.items()):
            yield from _remote_match(here, path, info, out)
    except (OSError, UnreadableError) as error:
        yield FoundInput(name, status="failed", reason=str(error).removeprefix(f"{name}: "))


def _remote_match(here: Location, path: str, info: dict[str, object], out: Location) -> Iterator[FoundInput]:
    if info.get("type") != "directory":
        yield FoundInput(here.fs.unstrip_protocol(path))
        return
    for below in sorted(here.fs.find(path)):
        is_hidden = any(step.startswith(".") for step in below.removeprefix(path).split("/"))
        if is_hidden or (type(out.fs) is type(here.fs) and below.startswith(out.path.rstrip("/") + "/")):
            continue
        uri = here.fs.unstrip_protocol(below)
        yield FoundInput(uri if archive_kind(uri) else uri.rpartition("/")[0] + "/")


def is_single_output(out: str) -> bool:
    """Whether `--out` names one file of articles, and not a folder for many."""
    return archive_format_of(out) is not None and not Path(out).is_dir()
