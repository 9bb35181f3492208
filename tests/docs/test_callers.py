"""The callers of `newsclean serve` in other languages that the documents show, where their tools are installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.documents import fences


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_the_caller_in_node_runs(tmp_path: Path, environment: dict[str, str]) -> None:
    (fence,) = fences("js", "serve.md")
    (tmp_path / "caller.mjs").write_text(fence.code)
    command = ["node", str(tmp_path / "caller.mjs")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr, done.returncode) == ("Ferry returns\n", "", 0)


@pytest.mark.skipif(shutil.which("go") is None, reason="needs Go")
def test_the_caller_in_go_runs(tmp_path: Path, environment: dict[str, str]) -> None:
    (fence,) = fences("go", "serve.md")
    path = tmp_path / "s"
    (tmp_path / "caller.go").write_text(fence.code.replace("/run/user/1000/newsclean.sock", str(path)))
    serve = [sys.executable, "-m", "newsclean", "serve", "--socket", str(path)]
    with subprocess.Popen(serve, env=environment, stderr=subprocess.PIPE) as server:
        assert server.stderr is not None
        server.stderr.readline()
        go = environment | {"GOCACHE": str(tmp_path / "cache"), "GOFLAGS": "-mod=mod"}
        command = ["go", "run", str(tmp_path / "caller.go")]
        done = subprocess.run(command, env=go, capture_output=True, text=True, timeout=300)
        server.terminate()
    assert (done.stdout, done.stderr) == ("Ferry returns\n", "")
