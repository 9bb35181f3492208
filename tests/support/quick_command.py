"""The command `newsclean` for documents, without a start of Python for each call: a process forks one child a call.

The documents have a hundred commands, and most of their time is the start. `serving` puts a command of that name into a
folder for `PATH`; what it prints and returns is that of the real one, which `tests/cli` starts as users do.
"""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

CLIENT = """#!{python} -IS
import json, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect({path!r})
call = json.dumps([sys.argv, os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(server, [len(call).to_bytes(8, "big")], [0, 1, 2])
server.sendall(call)
sys.exit(int(server.recv(8) or b"1"))
"""


@contextmanager
def serving(folder: Path, environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Start the process, and yield an environment in which `newsclean` is the quick command."""
    path, command = folder / "socket", folder / "newsclean"
    command.write_text(CLIENT.format(python=sys.executable, path=str(path)))
    command.chmod(0o755)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    start = [sys.executable, "-m", __name__, str(listener.fileno())]
    with subprocess.Popen(start, pass_fds=[listener.fileno()], env=dict(environment)) as process:
        listener.close()
        try:
            yield dict(environment) | {"PATH": f"{folder}{os.pathsep}{environment['PATH']}"}
        finally:
            process.terminate()


def serve(listener: socket.socket) -> None:
    """Answer calls until a signal, each in a child."""
    from newsclean.cli.lazy import VERBS, application

    application(list(VERBS))
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _answer(connection)
        connection.close()
        while _reaped():
            pass


def _reaped() -> bool:
    try:
        return os.waitpid(-1, os.WNOHANG)[0] > 0
    except ChildProcessError:
        return False


def _answer(connection: socket.socket) -> None:
    """Run one command with the caller's streams, folder and environment, and send its exit code."""
    size, streams, _, _ = socket.recv_fds(connection, 8, 3)
    arguments, folder, environment = json.loads(_read(connection, int.from_bytes(size, "big")))
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = arguments
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), "utf-8")
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.BufferedWriter(io.FileIO(number, "w", closefd=False)), "utf-8", line_buffering=number == 2)
        for number in (1, 2)
    )
    code = 1
    try:
        from newsclean.cli import main

        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        connection.sendall(str(int(code)).encode())
        os._exit(0)


def _read(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        data += connection.recv(size - len(data))
    return data


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
