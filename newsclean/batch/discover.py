"""Finding the pages of a run: files, folders, patterns and lists become one stream of paths in a fixed order."""

from __future__ import annotations

import glob
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from newsclean.batch.settings import MANIFEST_NAME, Inputs
from newsclean.errors import UsageError

_CHUNK = 1 << 16
_SPECIAL_FILES = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISDIR, "a directory"),
)
FileIdentity = tuple[int, int]
"""The device and inode of a file: equal for all its names."""


@dataclass(frozen=True, slots=True)
class FoundInput:
    """One input: its path as given, with its size in bytes and time of change, or why it cannot be read."""

    path: str
    size: int | None = None
    mtime_ns: int | None = None
    status: str | None = None
    reason: str | None = None


@dataclass(slots=True)
class InputFinder:
    """One pass over the inputs of a run.

    skipped: folders and files of newsclean's own, which are no inputs.
    linked: folders that a link led to; the finder enters each by one link only.
    """

    skipped: frozenset[FileIdentity] = frozenset()
    linked: set[FileIdentity] = field(default_factory=set)

    @classmethod
    def skipping(cls, paths: Iterable[Path]) -> InputFinder:
        """Return a finder that passes over some folders and files."""
        return cls(frozenset(identity for path in paths if (identity := _identity_at(path)) is not None))

    def find(self, inputs: Inputs) -> Iterator[FoundInput]:
        """Yield every input in order; one may come twice. Raises `UsageError` if the list cannot be read."""
        for argument in inputs.arguments:
            yield from self._argument(argument)
        if inputs.files_from is not None:
            for name in listed(inputs.files_from, is_null_separated=inputs.is_null_separated):
                yield from self._path(tidy_path(name))

    def _argument(self, argument: str) -> Iterator[FoundInput]:
        if not argument:
            # an empty `"$PAGES"` must not mean the current folder
            yield FoundInput(argument, status="missing", reason="an empty name")
        elif not os.path.lexists(argument) and glob.has_magic(argument):
            matches = sorted(glob.iglob(argument, recursive=True), key=os.fsencode)  # noqa: PTH207 - keeps `./`, bytes
            if not matches:
                yield FoundInput(argument, status="missing", reason="no file matches this pattern")
            for match in matches:
                yield from self._path(tidy_path(match))
        else:
            yield from self._path(tidy_path(argument))

    def _path(self, path: str) -> Iterator[FoundInput]:
        """Yield a file or the files in a folder that the user named."""
        try:
            status = os.stat(path)  # noqa: PTH116 - a Path would change the spelling
        except (OSError, ValueError) as error:
            yield unreadable(path, error)
            return
        if not stat.S_ISDIR(status.st_mode):
            yield found_file(path, status)
            return
        resolved = Path(path).resolve()
        if any(_identity_at(folder) in self.skipped for folder in (resolved, *resolved.parents)):
            raise UsageError(
                f"{path}: lies in the output folder, and its outputs would be its pages; take another --out"
            )
        if (resolved / MANIFEST_NAME).exists():
            raise UsageError(f"{path}: holds the outputs of newsclean, not pages")
        yield from self._folder(path, (_identity(status),))

    def _folder(self, path: str, ancestors: tuple[FileIdentity, ...]) -> Iterator[FoundInput]:
        try:
            # names alone: a folder may hold a million, and the entries of scandir keep their stat results
            names = sorted((name for name in os.listdir(path) if not name.startswith(".")), key=os.fsencode)  # noqa: PTH208
        except OSError as error:
            yield unreadable(path, error)
            return
        if MANIFEST_NAME in names:
            # the outputs of another run
            return
        for name in names:
            below = name if path == "." else os.path.join(path, name)  # noqa: PTH118
            try:
                status = os.stat(below)  # noqa: PTH116
            except OSError as error:
                yield unreadable(below, error)
                continue
            identity = _identity(status)
            if identity in self.skipped:
                continue
            if not stat.S_ISDIR(status.st_mode):
                yield found_file(below, status)
            elif self._may_enter(below, identity, ancestors):
                yield from self._folder(below, (*ancestors, identity))

    def _may_enter(self, path: str, identity: FileIdentity, ancestors: tuple[FileIdentity, ...]) -> bool:
        """Return whether to enter a folder: never in a circle, and by one link only."""
        if identity in ancestors:
            return False
        if os.path.islink(path):  # noqa: PTH114
            if identity in self.linked:
                return False
            self.linked.add(identity)
        return True


def tidy_path(path: str) -> str:
    """Return a path without `.` steps and double slashes. `..` stays, because it may lead through a link.

    >>> tidy_path("./pages//a.html")
    'pages/a.html'
    """
    return str(Path(path))


def found_file(path: str, status: os.stat_result) -> FoundInput:
    """Return a file as an input. A special file fails at once: opening it could block."""
    for is_special, kind in _SPECIAL_FILES:
        if is_special(status.st_mode):
            return FoundInput(path, status="failed", reason=f"is {kind}, not a file")
    return FoundInput(path, status.st_size, status.st_mtime_ns)


def unreadable(path: str, error: OSError | ValueError) -> FoundInput:
    """Return an input that cannot be read, with the reason."""
    if not isinstance(error, OSError):
        return FoundInput(path, status="failed", reason=str(error))
    reason = error.strerror or str(error)
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        return FoundInput(path, status="failed", reason=reason)
    if os.path.islink(path):  # noqa: PTH114 - as above
        return FoundInput(path, status="missing", reason="a link that leads nowhere")
    return FoundInput(path, status="missing", reason=reason)


def listed(name: str, *, is_null_separated: bool = False) -> Iterator[str]:
    """Yield the file names in a list; "-" is standard input. Raises `UsageError` if the list cannot be read."""
    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as stream:
            for line in _split(stream, b"\0" if is_null_separated else b"\n"):
                listed_name = line if is_null_separated else line.removesuffix(b"\r")
                if listed_name:
                    yield os.fsdecode(listed_name)
    except OSError as error:
        raise UsageError(f"--files-from {name}: {error.strerror or error}") from error


def _split(stream: BinaryIO, separator: bytes) -> Iterator[bytes]:
    """Yield the parts of a stream between separators, without holding all of it."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        *whole, rest = (rest + chunk).split(separator)
        yield from whole
    yield rest


def _identity_at(path: Path) -> FileIdentity | None:
    try:
        return _identity(path.stat())
    except OSError:
        return None


def _identity(status: os.stat_result) -> FileIdentity:
    return status.st_dev, status.st_ino
