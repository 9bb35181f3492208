"""The command as a whole: help, completion, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from newsclean import __version__
from newsclean._core import is_compiled
from tests.conftest import ROOT, Run
from tests.support.commands import DUMP, one_line


def test_version_and_help(run: Run, call: Run) -> None:
    core = "compiled core" if is_compiled() else "pure Python"
    assert run("--version").stdout.decode() == f"newsclean {__version__} ({core})\n"
    shown = call("--help").stdout.decode()
    assert "Examples:" in shown
    for verb in ("clean", "explain", "restore"):
        assert verb in shown
        assert "Example" in call(verb, "--help").stdout.decode()


def test_completion_is_offered(run: Run, environment: dict[str, str]) -> None:
    assert "--install-completion" in run("--help").stdout.decode()
    command = [sys.executable, "-c", "import sys; sys.argv[0] = 'newsclean'; from newsclean.cli import main; main()"]
    done = subprocess.run(
        command,
        env=environment | {"_NEWSCLEAN_COMPLETE": "complete_bash", "COMP_WORDS": "newsclean re", "COMP_CWORD": "1"},
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["review", "restore"]


def test_an_unknown_option_is_wrong_use(call: Run) -> None:
    done = call("--formt", "json", DUMP)
    assert done.returncode == 2
    assert b"No such option" in done.stderr
    assert b"--formt" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="no SIGPIPE there")
def test_a_closed_pipe_ends_the_command_silently(environment: dict[str, str]) -> None:
    command = f"'{sys.executable}' -m newsclean -f jsonl fixtures/dumps/*.txt fixtures/pages/*.html | head -c 1"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, env=environment, capture_output=True, timeout=300)
    assert (done.stdout, done.stderr) == (b"{", b"")


def test_an_internal_error_is_one_line(environment: dict[str, str]) -> None:
    script = (
        "import sys, newsclean.cli.verbs.explain as explain\n"
        "def fail(*_, **__): raise KeyError('boom')\n"
        "explain.explain_one = fail\n"
        f"sys.argv = ['newsclean', 'explain', {str(DUMP)!r}]\n"
        "from newsclean.cli import main; main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, cwd=ROOT)
    assert done.returncode == 1
    assert one_line(done.stderr) == "internal error (KeyError: 'boom'); NEWSCLEAN_DEBUG=1 shows the traceback"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
@pytest.mark.parametrize("arguments", [(DUMP,), ("explain", DUMP), ("batch", DUMP, "--out", "x", "--dry-run")])
def test_a_full_disk_is_one_line(environment: dict[str, str], arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "newsclean", *map(str, arguments)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert one_line(done.stderr.replace(b"newsclean: 1 page: 1 to clean; nothing was changed\n", b"")) == (
        "cannot write: No space left on device"
    )


@pytest.mark.parametrize("verb", ["clean", "batch"])
def test_an_unknown_format_is_wrong_use_that_lists_the_formats(call: Run, verb: str) -> None:
    done = call(verb, "--format", "yaml", DUMP)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"markdown" in done.stderr
