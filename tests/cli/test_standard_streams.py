"""Standard streams and logs that are closed or full: cleaning goes on, and the exit code tells of lost messages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support.batches import story, tree, write
from tests.support.commands import DUMP, one_line

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
Shell = Callable[[str], subprocess.CompletedProcess[bytes]]


@pytest.fixture
def shell(environment: dict[str, str], tmp_path: Path) -> Shell:
    """Run a line in a shell, where `nc` is newsclean, in a folder with three pages."""
    write(tmp_path / "pages", {f"{n}.txt": story(n) for n in range(3)})

    def run(line: str) -> subprocess.CompletedProcess[bytes]:
        script = f'nc() {{ "{sys.executable}" -m newsclean "$@"; }}; {line}'
        more = {"PYTHONPATH": str(ROOT)}
        return subprocess.run(
            ["sh", "-c", script], cwd=tmp_path, env=environment | more, capture_output=True, timeout=300
        )

    return run


@pytest.mark.parametrize("stderr", ["2>&-", "2>/dev/full"])
def test_a_batch_goes_on_without_standard_error(shell: Shell, tmp_path: Path, stderr: str) -> None:
    assert shell(f"nc batch pages nowhere --out out {stderr}").returncode == 1
    assert len(tree(tmp_path / "out")) == 3
    assert shell(f"nc batch pages --out out --log-format json {stderr}").returncode == 1
    assert shell(f"nc batch pages --out out {stderr}").returncode == 1
    assert shell(f"nc batch pages --out out --quiet {stderr}").returncode == 0


def test_a_batch_goes_on_without_its_log(shell: Shell, tmp_path: Path) -> None:
    done = shell("nc batch pages --out out --log-file /dev/full --quiet")
    assert done.returncode == 1
    assert one_line(done.stderr) == "/dev/full: cannot write the log: No space left on device"
    assert len(tree(tmp_path / "out")) == 3


def test_later_pages_are_cleaned_without_standard_error(shell: Shell) -> None:
    for stderr in ("2>&-", "2>/dev/full"):
        done = shell(f"nc nowhere pages/1.txt {stderr}")
        assert (done.returncode, b"storm number 1" in done.stdout) == (1, True)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (f"nc {DUMP} >&-", "cannot write: Bad file descriptor"),
        ("nc schema >&-", "cannot write: Bad file descriptor"),
        ("nc schema >/dev/full", "cannot write: No space left on device"),
        ("nc - <&-", "-: cannot read standard input: Bad file descriptor"),
        ("nc <&-", "-: cannot read standard input: Bad file descriptor"),
        ("nc batch --files-from - --out out <&-", "--files-from -: Bad file descriptor"),
    ],
)
def test_a_closed_stream_is_one_line(shell: Shell, line: str, message: str) -> None:
    done = shell(line)
    assert done.returncode == (2 if "--files-from" in line else 1)
    assert one_line(done.stderr) == message
