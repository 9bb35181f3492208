"""Where files are: on this machine, or anywhere that fsspec reaches (`s3://`, `gs://`, `hf://`, `memory://`, …)."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from newsclean.errors import NewscleanError, UnreadableError, UsageError

BLOCK_BYTES = 8 << 20
"""How much of a remote file is asked for at once. s3fs would take 50 MiB, and hold several of them."""
TEMPORARY_SUFFIX = ".newsclean-tmp"
RENAMING_PROTOCOLS = frozenset("sftp ssh ftp smb hdfs webhdfs".split())
"""Remote file systems that show a file while it is uploaded, and can rename it; others show it whole or not at all."""


@dataclass(frozen=True, slots=True)
class Location:
    """A file or folder: its name as given, and the file system and path that it stands for."""

    uri: str
    fs: Any
    path: str
    is_local: bool

    def open(self) -> BinaryIO:
        """Open the file for reading; it can seek. Raises `UnreadableError`."""
        with _failures_named(self.uri):
            if self.is_local:
                return Path(self.path).open("rb")
            stream: BinaryIO = self.fs.open(self.path, "rb", block_size=BLOCK_BYTES)
            return stream

    def info(self) -> dict[str, Any] | None:
        """Return what the file system knows of the file, None if it is not there. Raises `UnreadableError`."""
        with _failures_named(self.uri):
            try:
                found: dict[str, Any] = self.fs.info(self.path)
            except FileNotFoundError:
                return None
            return found

    def stamp(self) -> str:
        """Return what changes when the file does: its size, with its ETag or time of change.

        Raises `UnreadableError` for a file that is not there.
        """
        info = self.info()
        if info is None:
            raise UnreadableError(f"{self.uri}: No such file or directory")
        return stamp_from_info(info)

    def listed(self) -> list[dict[str, Any]]:
        """Return what the file system says of the files in this folder. Raises `UnreadableError`."""
        with _failures_named(self.uri):
            # it may have changed since somebody last looked
            self.fs.invalidate_cache(self.path.rstrip("/"))
            found: list[dict[str, Any]] = self.fs.ls(self.path.rstrip("/"), detail=True)
        return found

    def read(self) -> bytes | None:
        """Return the whole of a small file, None if it is not there. Raises `UnreadableError`."""
        with _failures_named(self.uri):
            try:
                data: bytes = self.fs.cat_file(self.path)
            except FileNotFoundError:
                return None
            return data

    def remove(self) -> None:
        """Delete the file; one that is not there is no matter. Raises `UnreadableError`."""
        with _failures_named(self.uri), suppress(FileNotFoundError):
            self.fs.rm_file(self.path)

    def sibling(self, suffix: str) -> Location:
        """Return the file beside this one that has this name and more."""
        return Location(self.uri + suffix, self.fs, self.path + suffix, self.is_local)

    @contextmanager
    def atomic_write(self, spool: str) -> Iterator[Path]:
        """Give a local file to write; it takes this place as a whole when the block ends well, or not at all.

        It lies beside the place, or in the folder `spool` when that is remote. Raises `NewscleanError` when the place
        cannot be written.
        """
        folder, name = os.path.split(self.path) if self.is_local else (spool, "remote")
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
            draft = Path(folder, f".{name[:200]}.{uuid.uuid4().hex}{TEMPORARY_SUFFIX}")
            try:
                yield draft
                self._publish(draft)
            finally:
                draft.unlink(missing_ok=True)
        except OSError as error:
            raise NewscleanError(f"{self.uri}: cannot write: {error.strerror or error}") from error

    def write(self, data: bytes, spool: str) -> None:
        """Put a small file here. Raises `NewscleanError`."""
        with self.atomic_write(spool) as draft:
            draft.write_bytes(data)

    def put(self, file: Path, spool: str) -> None:
        """Put a copy of a local file here. Raises `NewscleanError`."""
        with self.atomic_write(spool) as draft:
            shutil.copyfile(file, draft)

    def _publish(self, draft: Path) -> None:
        if self.is_local:
            draft.replace(self.path)
            return
        try:
            if _protocol(self.uri) not in RENAMING_PROTOCOLS:
                # folders need not be made there, and to make one could make a bucket of a misspelt name
                self.fs.put_file(str(draft), self.path)
                return
            temporary = self.path + TEMPORARY_SUFFIX
            self.fs.makedirs(_parent(self.path), exist_ok=True)
            self.fs.put_file(str(draft), temporary)
            self.fs.mv(temporary, self.path)
        except OSError:
            raise
        except Exception as error:
            # every file system has errors of its own
            raise NewscleanError(f"{self.uri}: cannot write: {error}") from error


def is_remote(name: str) -> bool:
    """Whether a name is a URI, and not a path.

    >>> is_remote("s3://bucket/a.warc.gz"), is_remote("pages/a.warc.gz")
    (True, False)
    """
    protocol, mark, _ = name.partition("://")
    return bool(mark) and protocol.replace("+", "").replace("-", "").isalnum()


def locate(uri: str) -> Location:
    """Return the place of a path or URI. Raises `UsageError` for a URI that nothing installed here can reach."""
    from fsspec.core import url_to_fs
    from fsspec.implementations.local import LocalFileSystem

    if not is_remote(uri):
        return Location(uri, LocalFileSystem(), os.path.abspath(uri), is_local=True)  # noqa: PTH100 - keeps odd bytes
    try:
        fs, path = url_to_fs(uri)
    except ImportError as error:
        raise UsageError(
            f"{uri}: {error}; pip install 'newsclean[remote]' brings what S3, GCS and hf:// need"
        ) from error
    except ValueError as error:
        raise UsageError(f"{uri}: {error}") from error
    return Location(uri, fs, path, isinstance(fs, LocalFileSystem))


def stamp_from_info(info: dict[str, Any]) -> str:
    """Return what changes when a file does, from what its file system says of it."""
    age = next((info[key] for key in ("ETag", "etag", "mtime", "LastModified", "created") if info.get(key)), "")
    return f"{info.get('size')} {age}"


@contextmanager
def _failures_named(uri: str) -> Iterator[None]:
    """Turn what a file system complains of into an error that names the file."""
    try:
        yield
    except NewscleanError:
        raise
    except Exception as error:
        # every file system has errors of its own
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise UnreadableError(f"{uri}: {reason}") from error


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _protocol(uri: str) -> str:
    return uri.partition("://")[0]
