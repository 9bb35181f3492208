"""Files on this machine and on remote file systems: atomic writes, stamps, errors that name the file."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from newsclean.errors import NewscleanError, UnreadableError, UsageError
from newsclean.sources.filesystem import TEMPORARY_SUFFIX, Location, locate


@pytest.fixture(params=["local", "memory"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Location:
    """Return the location of a missing file, on this machine or on a remote file system."""
    return locate(str(tmp_path / "a.txt") if request.param == "local" else f"memory://{tmp_path.name}/a.txt")


def test_a_written_file_can_be_read_and_removed(location: Location, tmp_path: Path) -> None:
    assert location.read() is None
    location.write(b"one", str(tmp_path))
    assert location.read() == b"one"
    with location.open() as stream:
        assert stream.read() == b"one"
    location.remove()
    location.remove()
    assert location.info() is None


def test_a_failed_write_keeps_the_old_file_and_leaves_no_temporary_file(location: Location, tmp_path: Path) -> None:
    location.write(b"old", str(tmp_path))
    with suppress(ValueError), location.atomic_write(str(tmp_path)) as temporary:
        temporary.write_bytes(b"new")
        raise ValueError
    assert location.read() == b"old"
    assert not list(tmp_path.glob(f".*{TEMPORARY_SUFFIX}"))


def test_a_stamp_changes_with_the_file(location: Location, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="No such file or directory"):
        location.stamp()
    location.write(b"one", str(tmp_path))
    before = location.stamp()
    assert location.stamp() == before
    location.write(b"other", str(tmp_path))
    assert location.stamp() != before


def test_errors_name_the_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"a\.txt: No such file"):
        locate(str(tmp_path / "a.txt")).open()
    (tmp_path / "file").write_text("")
    with pytest.raises(NewscleanError, match=r"file/a\.txt: cannot write"):
        locate(str(tmp_path / "file" / "a.txt")).write(b"", str(tmp_path))
    with pytest.raises(UsageError, match="nosuchprotocol"):
        locate("nosuchprotocol://a.txt")
