"""The plan of a run over archives: which archives there are, and what their outputs are called."""

from __future__ import annotations

import glob
import os
import posixpath
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from newsclean.batch.archives.marker import FAILED_SUFFIX
from newsclean.batch.archives.shard import ShardTask
from newsclean.batch.discover import FoundInput, InputFinder, listed, tidy_path
from newsclean.batch.output_names import LONGEST_NAME, fitting, folded, mirrored, short_name
from newsclean.batch.settings import ArchiveBatch, Inputs
from newsclean.errors import UnreadableError, UsageError
from newsclean.render import archive_format_of, output_format
from newsclean.sources.filesystem import Location, check_links, is_remote, locate
from newsclean.sources.registry import archive_kind, check_installed, uncompressed_name

LONGEST_PATH = 1 << 12
"""Bytes of a list in which its first name must end: the longest path that Linux takes."""


def has_archives(inputs: Inputs, out: str) -> bool:
    """Return whether the inputs of a batch are archives or URIs, not pages.

    A folder counts if a WARC or Parquet file is in it; JSON Lines among pages may be anything. Of a list only the first
    name counts.
    """
    names = list(inputs.arguments)
    if inputs.files_from is not None:
        names += _first_listed(inputs)
    written = archive_format_of(out)
    if is_remote(out) or (written is not None and written.name != "jsonl"):
        return True
    if any(is_remote(name) or (archive_kind(name) and not Path(name).is_dir()) for name in names):
        return True
    return any(Path(name).is_dir() and _holds_archives(name) for name in names)


def is_single_output(out: str) -> bool:
    """Return whether `--out` names one file of articles, not a folder for many."""
    return archive_format_of(out) is not None and not Path(out).is_dir()


def find_shards(inputs: Inputs, out: Location) -> Iterator[FoundInput]:
    """Yield the archives of a run: those named, those in folders, and folders with loose pages, with a slash behind.

    A missing archive comes with its status and reason. Raises `UsageError` for URIs that cannot be reached.
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


def plan_shards(names: list[str], batch: ArchiveBatch) -> list[ShardTask]:
    """Return the shards of a run, with full paths: workers may have another working folder.

    Raises `UsageError` if one output shall take many archives, or if a package for them is not installed.
    """
    if is_single_output(batch.out):
        if len(names) > 1:
            raise UsageError(f"--out {batch.out} is one file, and there are {len(names):,} archives; name a folder")
        outputs = dict.fromkeys(names, batch.out)
    else:
        outputs = name_outputs(names, batch.out, batch.format)
    check_installed(names)
    (archive_format_of(batch.out) or output_format(batch.format)).check_installed()
    if not is_remote(batch.out):
        check_links(batch.out, outputs.values())
    root = "" if is_remote(batch.out) else _full_path(batch.out)
    return [ShardTask(name, _full_path(name), _full_path(outputs[name]), root) for name in names]


def name_outputs(names: list[str], out: str, format_name: str) -> dict[str, str]:
    """Return the path or URI of each archive's output: short names below `out`, long ones where two would be equal."""
    ending = output_format(format_name).ending
    short = {name: _short_output(name, ending) for name in names}
    uses = Counter(folded(output) for output in short.values())
    root = out.rstrip("/")
    return {
        name: f"{root}/{output if uses[folded(output)] == 1 else _fitting(mirrored(_without_protocol(name)), ending)}"
        for name, output in short.items()
    }


def _short_output(name: str, ending: str) -> str:
    mirror = mirrored(_without_protocol(name.rstrip("/")))
    if name.endswith("/"):
        return _fitting(mirror, ending)
    if archive_kind(mirror):
        return _fitting(posixpath.splitext(uncompressed_name(mirror))[0], ending)
    return short_name(mirror, ending)


def _fitting(mirror: str, ending: str) -> str:
    """Return an output's path, with room in its name for the ending of the file of failures."""
    folder, name = posixpath.split(mirror)
    return posixpath.join(folder, fitting(name, ending, LONGEST_NAME - len(FAILED_SUFFIX)))


def _without_protocol(name: str) -> str:
    return name.partition("://")[2] if is_remote(name) else name


def _full_path(name: str) -> str:
    return name if is_remote(name) else locate(name).path + ("/" if name.endswith("/") else "")


def _first_listed(inputs: Inputs) -> list[str]:
    """Return the first name of a list, without consuming it; none for an empty list."""
    ending = b"\0" if inputs.is_null_separated else b"\n"
    try:
        if inputs.files_from == "-":
            # peeked bytes stay in the buffer for the reader of the list
            head = sys.stdin.buffer.peek(1) if hasattr(sys.stdin.buffer, "peek") else b""
            return [os.fsdecode(head.partition(ending)[0].strip())]
        with Path(str(inputs.files_from)).open("rb") as stream:
            return [os.fsdecode(stream.read(LONGEST_PATH).partition(ending)[0].strip())]
    except OSError:
        # the reader of the list reports it
        return []


def _holds_archives(folder: str) -> bool:
    for _, folders, files in os.walk(folder, followlinks=True):
        folders[:] = [name for name in folders if not name.startswith(".")]
        if any((kind := archive_kind(name)) and kind.never_a_page for name in files):
            return True
    return False


def _local(name: str, out: Location) -> Iterator[FoundInput]:
    """Yield the archives that a path or pattern names on this machine."""
    finder = InputFinder.skipping([Path(out.path)] if out.is_local else [])
    is_folder = Path(name).is_dir() or glob.has_magic(name)
    named = {tidy_path(name)}
    if glob.has_magic(name) and not Path(name).exists():
        named = {tidy_path(match) for match in glob.iglob(name, recursive=True)}  # noqa: PTH207 - keeps `./`, bytes
    for found in finder.find(Inputs((name,))):
        if found.status is not None or not is_folder or archive_kind(found.path) or found.path in named:
            yield found
        else:
            yield FoundInput(f"{os.path.dirname(found.path) or '.'}/")  # noqa: PTH120 - keeps bytes


def _remote(name: str, out: Location) -> Iterator[FoundInput]:
    """Yield the archives that a URI or a pattern of URIs names."""
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
