"""A disk that forgets: from a trace of system calls, the files as they may be after a power cut at any moment.

strace records what a run and its workers do to the files below a folder, SQLite's own calls included. `Disk.after_cut`
replays the calls before the cut. It keeps those that a later `fsync` of the same file or folder made certain, and drops
others by chance, in any combination. The rules are those of POSIX, which are stricter than any file system in use:

- the data of a file is certain after an fsync of the file, and its name after an fsync of its folder;
- data that is not certain may be there, or missing, or be there up to a sector of 512 bytes;
- a rename happens as a whole or not at all.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALLS = (
    "open,openat,creat,write,pwrite64,pwritev,writev,lseek,sendfile,copy_file_range,rename,renameat,renameat2,link,"
    "linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir,ftruncate,truncate,fallocate,fsync,fdatasync,"
    "sync_file_range,syncfs,sync,dup2,close"
)
UNKNOWN = {"pwritev", "writev", "copy_file_range", "link", "linkat", "symlink", "symlinkat", "truncate", "fallocate"}
"""Calls that change files and that the replay does not know: a trace with one is refused."""
_LINE_RE = re.compile(r"(?P<pid>\d+) +(?P<rest>.*)", re.DOTALL)
_CALL_RE = re.compile(r"(?P<name>\w+)\((?P<arguments>.*)\) += (?P<result>-?\d+)", re.DOTALL)
_ARGUMENT_RE = re.compile(
    r'"(?P<text>(?:\\x[0-9a-f]{2})*)"(?P<cut>\.\.\.)?|(?:AT_FDCWD|\d+)<(?P<path>[^>]*)>(?P<deleted>\(deleted\))?|(?P<word>[^,\s]+)'
)


@dataclass(frozen=True, slots=True)
class Event:
    """A change, or a sync, of an inode or a folder.

    kind: "data", "truncate", "sync", "link", "unlink", "rename", "mkdir", "rmdir" or "sync-folder".
    started: how many events came before the call began; a sync covers only those.
    """

    kind: str
    started: int
    folder: str = ""
    name: str = ""
    inode: int = -1
    offset: int = 0
    data: bytes = b""
    to_folder: str = ""
    to_name: str = ""

    @property
    def path(self) -> str:
        """The path below the root."""
        return os.path.join(self.folder, self.name)

    @property
    def new_path(self) -> str:
        """The path after a link or rename."""
        return os.path.join(self.to_folder, self.to_name) if self.kind == "rename" else self.path


@dataclass(slots=True)
class Disk:
    """A folder before a run, and the events of the run."""

    root: str
    before: dict[str, bytes]
    times: dict[str, int]
    folders: set[str]
    events: list[Event] = field(default_factory=list)

    def after_cut(self, cut: int, chance: random.Random, target: Path) -> None:
        """Write to `target` what is on the disk if the power fails after a number of events."""
        kept_share = chance.choice((0.0, 0.2, 0.5, 0.8, 1.0))
        names: dict[str, int] = {path: number for number, path in enumerate(self.before)}
        data = {number: bytearray(content) for number, content in enumerate(self.before.values())}
        folders = set(self.folders)
        for event, is_certain in zip(self.events[:cut], self._certain(cut), strict=True):
            if is_certain or chance.random() < kept_share:
                is_torn = not is_certain and chance.random() < 0.3
                _apply(event, names, data, folders, torn=chance.random() if is_torn else None)
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for folder in sorted(folders):
            if (target / folder).parent.is_dir():
                (target / folder).mkdir(exist_ok=True)
        for path, inode in names.items():
            if (target / path).parent.is_dir():
                (target / path).write_bytes(data[inode])
                if self.before.get(path) == data[inode]:
                    os.utime(target / path, ns=(self.times[path], self.times[path]))

    def _certain(self, cut: int) -> list[bool]:
        """Return, for each event before the cut, whether a sync made it certain."""
        synced: dict[object, int] = {}
        certain = []
        for event in reversed(self.events[:cut]):
            key: object = event.to_folder if event.kind == "rename" else event.folder
            if event.kind in ("data", "truncate", "sync"):
                key = event.inode
            if event.kind in ("sync", "sync-folder"):
                synced[key] = max(synced.get(key, 0), event.started)
                certain.append((len(self.events), True))
            else:
                certain.append((synced.get(key, 0), False))
        limits = reversed(certain)
        return [is_sync or number < limit for number, (limit, is_sync) in enumerate(limits)]


def _apply(
    event: Event, names: dict[str, int], data: dict[int, bytearray], folders: set[str], torn: float | None
) -> None:
    if event.kind in ("data", "truncate"):
        _apply_data(event, data.setdefault(event.inode, bytearray()), torn)
    elif event.kind == "mkdir":
        folders.add(event.path)
    elif event.kind == "rmdir":
        folders.discard(event.path)
    elif event.kind in ("link", "unlink", "rename"):
        if event.kind != "link" and names.get(event.path) == event.inode:
            del names[event.path]
        if event.kind != "unlink":
            names[event.new_path] = event.inode
            data.setdefault(event.inode, bytearray())


def _apply_data(event: Event, content: bytearray, torn: float | None) -> None:
    written = event.data if torn is None else event.data[: int(len(event.data) * torn) // SECTOR * SECTOR]
    if event.kind == "truncate" or written:
        content.extend(bytes(max(0, event.offset - len(content))))
    if event.kind == "truncate":
        del content[event.offset :]
    else:
        content[event.offset : event.offset + len(written)] = written


def record(command: list[str], root: Path, log: Path, environment: dict[str, str]) -> Disk:
    """Run a command under strace, and return the disk with what it did below `root`. Raises if the command fails."""
    root = root.resolve()
    files = {str(path.relative_to(root)): path for path in sorted(root.rglob("*")) if path.is_file()}
    before = {name: path.read_bytes() for name, path in files.items()}
    times = {name: path.stat().st_mtime_ns for name, path in files.items()}
    folders = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_dir()}
    strace = ["strace", "-f", "-y", "-xx", "-s", str(1 << 26), "--seccomp-bpf", "-e", f"trace={CALLS}", "-o", str(log)]
    done = subprocess.run([*strace, *command], cwd=root, env=environment, capture_output=True, timeout=600, check=False)
    if done.returncode:
        raise RuntimeError(f"{command}: exit code {done.returncode}: {done.stderr.decode()[-800:]}")
    disk = Disk(str(root), before, times, folders)
    _Reader(disk).read(log)
    return disk


@dataclass(frozen=True, slots=True)
class Call:
    """A system call that succeeded: its arguments, its result, and how many events came before it began."""

    arguments: list[str]
    result: int
    started: int

    def at(self, folder: str, *more: str) -> Call:
        """Return the call that does the same relative to a folder."""
        return Call([folder, *self.arguments, *more], self.result, self.started)


@dataclass(slots=True)
class _Reader:
    """Turns the lines of a trace into events."""

    disk: Disk
    names: dict[str, int] = field(default_factory=dict)
    positions: dict[object, int] = field(default_factory=dict)
    contents: dict[int, bytearray] = field(default_factory=dict)
    next_inode: int = 0

    def read(self, log: Path) -> None:
        self.names = {path: number for number, path in enumerate(self.disk.before)}
        self.contents = {number: bytearray(data) for number, data in enumerate(self.disk.before.values())}
        self.next_inode = len(self.names)
        for text, started in _calls(log, lambda: len(self.disk.events)):
            found = _CALL_RE.match(text)
            if found is None or int(found["result"]) < 0:
                continue
            call = Call(list(_arguments(found["arguments"])), int(found["result"]), started)
            handler = getattr(self, f"_{found['name']}", None)
            if handler is not None:
                handler(call)
            elif found["name"] in UNKNOWN and any(self._below(argument) for argument in call.arguments):
                raise RuntimeError(f"the replay does not know {found['name']}({call.arguments})")

    def _below(self, path: str) -> str | None:
        """Return a path relative to the root, "" for the root itself, None for a path outside."""
        if path == self.disk.root:
            return ""
        return path[len(self.disk.root) + 1 :] if path.startswith(self.disk.root + "/") else None

    def _add(self, kind: str, started: int, path: str = "", **values: object) -> None:
        folder, name = os.path.split(path)
        self.disk.events.append(Event(kind, started, folder, name, **values))  # type: ignore[arg-type]

    def _openat(self, call: Call) -> None:
        folder, path, flags = call.arguments[:3]
        below = self._below(os.path.normpath(os.path.join(folder, path)))
        if below is None or "O_DIRECTORY" in flags:
            return
        if below not in self.names:
            if "O_CREAT" not in flags:
                return
            self.names[below] = self.next_inode
            self.contents[self.next_inode] = bytearray()
            self._add("link", call.started, below, inode=self.next_inode)
            self.next_inode += 1
        inode = self.names[below]
        if "O_TRUNC" in flags and self.contents[inode]:
            self._truncate(inode, 0, call.started)
        if "O_RDONLY" not in flags:
            self.positions[inode] = len(self.contents[inode]) if "O_APPEND" in flags else 0

    def _open(self, call: Call) -> None:
        self._openat(call.at(self.disk.root))

    def _lseek(self, call: Call) -> None:
        inode = self._inode(call.arguments[0])
        if inode is not None:
            self.positions[inode] = call.result

    def _inode(self, path: str) -> int | None:
        below = self._below(path)
        return self.names.get(below) if below is not None else None

    def _pwrite64(self, call: Call) -> None:
        inode = self._inode(call.arguments[0])
        if inode is not None:
            self._write_at(inode, int(call.arguments[3]), os.fsencode(call.arguments[1])[: call.result], call.started)

    def _write(self, call: Call) -> None:
        self._append(call.arguments[0], os.fsencode(call.arguments[1])[: call.result], call.started)

    def _sendfile(self, call: Call) -> None:
        source = self._inode(call.arguments[1])
        if self._inode(call.arguments[0]) is None:
            return
        if source is None:
            raise RuntimeError(f"sendfile from outside the root: {call.arguments}")
        key = ("sendfile", self._inode(call.arguments[0]))
        start = self.positions.get(key, 0)
        self.positions[key] = start + call.result
        self._append(call.arguments[0], bytes(self.contents[source][start : start + call.result]), call.started)

    def _append(self, path: str, data: bytes, started: int) -> None:
        inode = self._inode(path)
        if inode is not None:
            start = self.positions.get(inode, 0)
            self.positions[inode] = start + len(data)
            self._write_at(inode, start, data, started)

    def _write_at(self, inode: int, offset: int, data: bytes, started: int) -> None:
        event = Event("data", started, inode=inode, offset=offset, data=data)
        self.disk.events.append(event)
        _apply(event, {}, self.contents, set(), None)

    def _truncate(self, inode: int, size: int, started: int) -> None:
        event = Event("truncate", started, inode=inode, offset=size)
        self.disk.events.append(event)
        _apply(event, {}, self.contents, set(), None)

    def _ftruncate(self, call: Call) -> None:
        inode = self._inode(call.arguments[0])
        if inode is not None:
            self._truncate(inode, int(call.arguments[1]), call.started)

    def _fsync(self, call: Call) -> None:
        below = self._below(call.arguments[0])
        if below is None:
            return
        if below in self.names:
            self._add("sync", call.started, inode=self.names[below])
        else:
            self.disk.events.append(Event("sync-folder", call.started, below))

    _fdatasync = _fsync

    def _rename_to(self, source: str, target: str, started: int) -> None:
        below, to = self._below(source), self._below(target)
        if below is None or to is None:
            if below is not None or to is not None:
                raise RuntimeError(f"a rename across the root: {source} {target}")
            return
        inode = self.names.pop(below)
        self.names[to] = inode
        to_folder, to_name = os.path.split(to)
        self._add("rename", started, below, inode=inode, to_folder=to_folder, to_name=to_name)

    def _rename(self, call: Call) -> None:
        source, target = (os.path.join(self.disk.root, argument) for argument in call.arguments[:2])
        self._rename_to(source, target, call.started)

    def _renameat(self, call: Call) -> None:
        self._rename_to(os.path.join(*call.arguments[:2]), os.path.join(*call.arguments[2:4]), call.started)

    _renameat2 = _renameat

    def _unlinkat(self, call: Call) -> None:
        below = self._below(os.path.normpath(os.path.join(*call.arguments[:2])))
        if below is None:
            return
        if "AT_REMOVEDIR" in call.arguments[2]:
            self._add("rmdir", call.started, below)
        elif below in self.names:
            self._add("unlink", call.started, below, inode=self.names.pop(below))

    def _unlink(self, call: Call) -> None:
        self._unlinkat(call.at(self.disk.root, "0"))

    def _rmdir(self, call: Call) -> None:
        self._unlinkat(call.at(self.disk.root, "AT_REMOVEDIR"))

    def _mkdirat(self, call: Call) -> None:
        below = self._below(os.path.normpath(os.path.join(*call.arguments[:2])))
        if below:
            self._add("mkdir", call.started, below)

    def _mkdir(self, call: Call) -> None:
        self._mkdirat(call.at(self.disk.root))


def _calls(log: Path, count: Callable[[], int]) -> Iterator[tuple[str, int]]:
    """Yield complete calls in the order in which they ended, with the number of events before they began."""
    begun: dict[str, tuple[str, int]] = {}
    with log.open(encoding="ascii", errors="surrogateescape") as lines:
        for line in lines:
            found = _LINE_RE.match(line.rstrip("\n"))
            if found is None:
                continue
            pid, rest, now = found["pid"], found["rest"], count()
            if rest.endswith("<unfinished ...>"):
                begun[pid] = rest.removesuffix("<unfinished ...>").rstrip(), now
            elif rest.startswith("<... "):
                start, started = begun.pop(pid, ("", now))
                yield start + rest.partition(" resumed>")[2], started
            else:
                yield rest, now


def _arguments(text: str) -> Iterator[str]:
    """Yield the arguments of a call: texts decoded, descriptors as their paths."""
    for found in _ARGUMENT_RE.finditer(text):
        if found["cut"]:
            raise RuntimeError("strace cut a text")
        if found["text"] is not None:
            yield _decoded(found["text"])
        elif found["path"] is not None:
            yield "" if found["deleted"] else _decoded(found["path"])
        else:
            yield found["word"]


def _decoded(text: str) -> str:
    return os.fsdecode(bytes.fromhex(text.replace("\\x", ""))) if text.startswith("\\x") else text
