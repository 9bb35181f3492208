"""Fixtures that all tests share: the command as a user has it."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import HealthCheck, settings

from newsclean.cli import main

ROOT = Path(__file__).resolve().parent.parent
# a busy machine draws slowly; only the tests' own results may fail them
settings.register_profile("newsclean", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
# CI draws the same examples each time, so that it fails for a change alone; new examples come from everyone's own runs
settings.register_profile("ci", settings.get_profile("newsclean"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "newsclean")
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # a shell starts its background jobs so, and the commands under test would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Run(Protocol):
    """Run newsclean with arguments and standard input; see `run`."""

    def __call__(self, *arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run it and return what it printed."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return how many processes `-n auto` is: one more than there are processors, because tests wait for processes."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the rules and caches of the user who runs the tests out of them."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(home / "config"))
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        yield


@pytest.fixture
def environment() -> dict[str, str]:
    """Return `own_environment`."""
    return own_environment()


def own_environment() -> dict[str, str]:
    """Return an environment in which `newsclean` is the one of these tests, and nothing is known of a terminal."""
    wanted = {
        key: os.environ[key]
        for key in ("HOME", "LANG", "TMPDIR", "SYSTEMROOT", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "NEWSCLEAN_PURE")
        if key in os.environ
    }
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    # threads that wait for each other awake take a hundred times as long on a busy machine
    return wanted | {"PATH": path, "PYTHONUTF8": "1", "OMP_WAIT_POLICY": "passive"}


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """Run the command in a process of its own, as a user does."""

    def call(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "newsclean", *map(str, arguments)]
        return subprocess.run(command, input=stdin, capture_output=True, cwd=ROOT, env=environment, timeout=300)

    return call


@pytest.fixture
def call(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in this process: where many runs share the helper that workers come from, they are quick."""
    before = signal.getsignal(signal.SIGPIPE)
    monkeypatch.chdir(ROOT)

    def run_here(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = ["newsclean", *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", command)
        # buffered, as the real one: who looks at the first line of a list takes nothing from it
        stream = io.BufferedReader(io.BytesIO(stdin))  # type: ignore[arg-type]
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
        try:
            main()
        except SystemExit as end:
            code = end.code
        finally:
            signal.signal(signal.SIGPIPE, before)
        stdout, stderr = capfdbinary.readouterr()
        assert isinstance(code, int)
        return subprocess.CompletedProcess(command, code, stdout, stderr)

    return run_here
