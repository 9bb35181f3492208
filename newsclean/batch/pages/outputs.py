"""The output folder: outputs appear in it by a rename, and go from it with the folders they leave empty."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from newsclean.batch.settings import TEMPORARY_NAME
from newsclean.errors import NewscleanError


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """The folder of a batch's outputs."""

    path: Path

    @property
    def temporary(self) -> Path:
        """The folder of unfinished outputs."""
        return self.path / TEMPORARY_NAME

    def has(self, name: str) -> bool:
        """Return whether a file, folder or link has this name."""
        return os.path.lexists(self.path / name)

    def has_file(self, name: str, size: int) -> bool:
        """Return whether a file has this name and this size in bytes."""
        try:
            status = os.stat(os.path.join(self.path, name))  # noqa: PTH116, PTH118 - twice as fast as Path
        except OSError:
            return False
        return stat.S_ISREG(status.st_mode) and status.st_size == size

    def place(self, temporary: str, name: str) -> str | None:
        """Give an unfinished output its final name; return what went wrong."""
        source, target = self.temporary / temporary, self.path / name
        try:
            try:
                source.replace(target)
            except FileNotFoundError:
                target.parent.mkdir(parents=True, exist_ok=True)
                source.replace(target)
        except OSError as error:
            with suppress(OSError):
                source.unlink()
            return f"cannot write {target}: {error.strerror or error}".encode("utf-8", "backslashreplace").decode()
        return None

    def remove(self, name: str) -> None:
        """Delete an output, and the folders that it leaves empty. A missing output is no error."""
        path = self.path / name
        with suppress(OSError):
            path.unlink()
            for parent in path.relative_to(self.path).parents:
                if parent != Path():
                    (self.path / parent).rmdir()

    def clear_temporary(self) -> None:
        """Make the folder of unfinished outputs, or empty it. Raises `NewscleanError` if it cannot be written."""
        try:
            self.temporary.mkdir(exist_ok=True)
            for leftover in self.temporary.iterdir():
                leftover.unlink()
        except OSError as error:
            raise NewscleanError(f"{self.temporary}: cannot write: {error.strerror or error}") from error
