"""Files and folders on this machine, or on any file system that fsspec reaches (`s3://`, `gs://`, `hf://`, …)."""

from __future__ import annotations

import errno
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from newsclean.errors import NewscleanError, UnreadableError, UsageError

BLOCK_BYTES = 8 << 20
"""Bytes requested from a remote file at once. More need fewer requests and more memory; s3fs by itself would take
50 MiB and hold several such blocks. A guess; not measured."""
TEMPORARY_SUFFIX = ".newsclean-tmp"
RENAMING_PROTOCOLS = frozenset("sftp ssh ftp smb hdfs webhdfs".split())
"""Remote file systems that show a file during its upload, and can rename it. Others show complete files only."""

REAL_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
"""Flags that open a folder, but no link to one."""
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
"""Flags that make a file, and fail where the name exists, even as a link."""


@dataclass(frozen=True, slots=True)
class Location:
    """A file or folder: its name as the user wrote it, its file system, and its path there.

    Writing goes through no link below `root`, a local folder of outputs, unless that is "".
    """

    uri: str
    fs: Any
    path: str
    is_local: bool
    root: str = ""

    def open(self) -> BinaryIO:
        """Return the file opened for reading; it can seek. Raises `UnreadableError`."""
        with _named_failures(self.uri):
            if self.is_local:
                return Path(self.path).open("rb")
            stream: BinaryIO = self.fs.open(self.path, "rb", block_size=BLOCK_BYTES)
            return stream

    def info(self) -> dict[str, Any] | None:
        """Return the file system's entry of the file, None if the file is missing. Raises `UnreadableError`."""
        with _named_failures(self.uri):
            try:
                found: dict[str, Any] = self.fs.info(self.path)
            except FileNotFoundError:
                return None
            return found

    def stamp(self) -> str:
        """Return a text that changes when the file does: its size, with its ETag or modification time.

        Raises `UnreadableError` for a missing file.
        """
        info = self.info()
        if info is None:
            raise UnreadableError(f"{self.uri}: No such file or directory")
        return stamp_from_info(info)

    def list_folder(self) -> list[dict[str, Any]]:
        """Return the file system's entries of the files in this folder. Raises `UnreadableError`."""
        with _named_failures(self.uri):
            # another process may have changed the folder since fsspec cached it
            self.fs.invalidate_cache(self.path.rstrip("/"))
            found: list[dict[str, Any]] = self.fs.ls(self.path.rstrip("/"), detail=True)
        return found

    def read(self) -> bytes | None:
        """Return the content of a small file, None if the file is missing. Raises `UnreadableError`."""
        with _named_failures(self.uri):
            try:
                data: bytes = self.fs.cat_file(self.path)
            except FileNotFoundError:
                return None
            return data

    def remove(self) -> None:
        """Delete the file if it exists. Raises `UnreadableError`."""
        with _named_failures(self.uri), suppress(FileNotFoundError):
            self.fs.rm_file(self.path)
            if self.is_local:
                sync_folder(os.path.dirname(self.path))  # noqa: PTH120 - keeps odd bytes

    def sibling(self, suffix: str) -> Location:
        """Return the location whose name is this one's with a suffix."""
        return replace(self, uri=self.uri + suffix, path=self.path + suffix)

    @contextmanager
    def atomic_write(self, spool: str) -> Iterator[Path]:
        """Yield the path of a temporary local file, which becomes this file when the block ends without an error.

        The temporary file is in the same folder, or in the local folder `spool` for a remote file. A local file is on
        the disk, not only in memory, when the block has ended. Raises `NewscleanError` if the file cannot be written.
        """
        folder, name = os.path.split(self.path) if self.is_local else (spool, "remote")
        try:
            check_links(self.root, (self.path,))
            make_folders(Path(folder))
            start = os.fsdecode(os.fsencode(name)[:200])
            temporary = Path(folder, f".{start}.{uuid.uuid4().hex}{TEMPORARY_SUFFIX}")
            try:
                yield temporary
                self._publish(temporary)
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            raise NewscleanError(f"{self.uri}: cannot write: {error.strerror or error}") from error

    def write(self, data: bytes, spool: str) -> None:
        """Write a small file. Raises `NewscleanError`."""
        with self.atomic_write(spool) as temporary:
            temporary.write_bytes(data)

    def copy_from(self, file: Path, spool: str) -> None:
        """Copy a local file to this location. Raises `NewscleanError`."""
        with self.atomic_write(spool) as temporary:
            shutil.copyfile(file, temporary)

    def _publish(self, temporary: Path) -> None:
        # a link may have come while the file was written
        check_links(self.root, (self.path,))
        if self.is_local:
            replace_durably(temporary, Path(self.path))
            return
        try:
            if self.uri.partition("://")[0] not in RENAMING_PROTOCOLS:
                # object stores need no folders, and making one could create a bucket from a misspelt name
                self.fs.put_file(str(temporary), self.path)
                return
            uploaded = self.path + TEMPORARY_SUFFIX
            self.fs.makedirs(self.path.rpartition("/")[0], exist_ok=True)
            self.fs.put_file(str(temporary), uploaded)
            self.fs.mv(uploaded, self.path)
        except OSError:
            raise
        except Exception as error:
            # each file system raises errors of its own
            raise NewscleanError(f"{self.uri}: cannot write: {error}") from error


def check_links(root: str, files: Iterable[str]) -> None:
    """Raise `UsageError` if a folder between `root` and one of the files is a link. A `root` of "" is no folder."""
    folders = {folder for file in files for folder in Path(file).parents if root and Path(root) in folder.parents}
    for folder in sorted(folders):
        if folder.is_symlink():
            raise UsageError(f"{folder}: is a link in the output folder, and outputs do not go through links")


def is_remote(name: str) -> bool:
    """Return whether a name is a URI rather than a path.

    >>> is_remote("s3://bucket/a.warc.gz"), is_remote("pages/a.warc.gz")
    (True, False)
    """
    protocol, mark, _ = name.partition("://")
    return bool(mark) and protocol.replace("+", "").replace("-", "").isalnum()


def locate(uri: str) -> Location:
    """Return the location of a path or URI. Raises `UsageError` for a URI that no installed package can reach."""
    # start-up: fsspec takes longer to import than a page to clean
    from fsspec.core import url_to_fs
    from fsspec.implementations.local import LocalFileSystem

    if not is_remote(uri):
        return Location(uri, LocalFileSystem(), os.path.abspath(uri), is_local=True)  # noqa: PTH100 - keeps odd bytes
    try:
        fs, path = url_to_fs(uri)
    except ImportError as error:
        raise UsageError(
            f"{uri}: {error}; pip install 'newsclean[remote]' installs what S3, GCS and hf:// need"
        ) from error
    except ValueError as error:
        raise UsageError(f"{uri}: {error}") from error
    return Location(uri, fs, path, isinstance(fs, LocalFileSystem))


def stamp_from_info(info: dict[str, Any]) -> str:
    """Return a text that changes when a file does, from its file system's entry."""
    version = next((info[key] for key in ("ETag", "etag", "mtime", "LastModified", "created") if info.get(key)), "")
    return f"{info.get('size')} {version}"


def replace_durably(temporary: Path, path: Path) -> None:
    """Give a temporary file its name: a power cut leaves the old file or the whole new one. Raises `OSError`."""
    sync_file(temporary)
    temporary.replace(path)
    sync_folder(path.parent)


def write_new(path: Path) -> BinaryIO:
    """Open a new file for writing, in a folder that is no link; a file of this name is deleted. Raises `OSError`."""
    folder = os.open(path.parent, REAL_FOLDER)
    try:
        with suppress(FileNotFoundError):
            os.unlink(path.name, dir_fd=folder)
        return os.fdopen(os.open(path.name, NEW_FILE, 0o666, dir_fd=folder), "wb")
    finally:
        os.close(folder)


def make_folders(folder: Path) -> None:
    """Make a folder and its parents on the disk, not only in memory. Raises `OSError`."""
    try:
        folder.mkdir()
    except FileNotFoundError:
        make_folders(folder.parent)
        make_folders(folder)
    except FileExistsError:
        if not folder.is_dir():
            raise
    else:
        sync_folder(folder.parent)


def sync_file(path: str | Path, folder: int | None = None) -> None:
    """Write a file's data to the disk. `folder` is the descriptor to which `path` is relative. Raises `OSError`."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0), dir_fd=folder)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: str | Path | int) -> None:
    """Write the names in a folder, given as a path or a descriptor, to the disk. Raises `OSError`."""
    descriptor = folder if isinstance(folder, int) else os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # some network file systems cannot sync a folder
        if error.errno != errno.EINVAL:
            raise
    finally:
        if descriptor is not folder:
            os.close(descriptor)


@contextmanager
def _named_failures(uri: str) -> Iterator[None]:
    """Turn any error of a file system into an `UnreadableError` that names the file."""
    try:
        yield
    except NewscleanError:
        raise
    except Exception as error:
        # each file system raises errors of its own
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise UnreadableError(f"{uri}: {reason}") from error
