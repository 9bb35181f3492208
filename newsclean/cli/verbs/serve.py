"""The verb `serve`: a process that stays, and answers JSON Lines with JSON Lines."""

from __future__ import annotations

import json
import os
import queue
import signal
import socket
import socketserver
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from newsclean.article import Article
from newsclean.batch.engines.many import MAX_MEMORY, PageJob, answers
from newsclean.cli import options as option
from newsclean.cli.app import app
from newsclean.cli.console import print_message
from newsclean.cli.pages.formats import WITHOUT_LEDGER, field_names
from newsclean.cli.pages.groups import Judging
from newsclean.cli.types import parse_seconds, parse_size
from newsclean.errors import PageError, TooLargeError, UnreadableError, UsageError
from newsclean.options import Options
from newsclean.pipeline import Failure
from newsclean.render import RenderOptions, with_structure
from newsclean.render.json import RESTORE_FIELDS, dump, to_dict
from newsclean.sources import Source
from newsclean.sources.records import EITHER_FIELDS

PAGE_FIELDS = ("html", "text", *EITHER_FIELDS)
ESCAPED = 6  # bytes that JSON may take for one byte of a page: `\\u001f`
MAX_CONNECTIONS = 8
"""Connections that are served at a time; each has workers of its own. More wait. A guess; not measured."""
MAX_WAITING = 64
"""Requests that a connection may send ahead of their answers. More take more memory. A guess; not measured."""


@dataclass(frozen=True, slots=True)
class Service:
    """How requests are answered: the job of a page, the fields of an answer, workers a connection, seconds a page."""

    job: PageJob
    fields: tuple[str, ...]
    workers: int
    timeout: float | None


@app.command(
    "serve",
    epilog="Examples:  newsclean serve --no-ledger < requests.jsonl  |  newsclean serve --socket /run/newsclean.sock",
)
def serve(
    path: Annotated[
        Path | None,
        typer.Option("--socket", metavar="PATH", help="Serve on this Unix socket instead of the standard streams."),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", metavar="N", min=1, help="Use this many worker processes a connection.")
    ] = 1,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", help="Give up a page after this time; 0 for no limit.")
    ] = 30.0,
    max_size: Annotated[str, typer.Option(metavar="SIZE", help="Refuse larger pages.")] = "50M",
    fields: option.Fields = None,
    no_ledger: option.NoLedger = False,
    *,
    judging: Judging,
) -> None:
    """Answer requests for articles, a JSON object a line, until the input ends; the process stays warm.

    A request has the page as html, text, content or body, and may have a url and an id. Its answer has the same id, and
    an article or an error. Answers come in the order of requests. A page that hangs or crashes costs only its own.
    """
    options = judging.options(max_bytes=parse_size(max_size, "--max-size"))
    plain = WITHOUT_LEDGER if no_ledger else (*WITHOUT_LEDGER, *RESTORE_FIELDS)
    names = field_names(fields) if fields else plain
    options = with_structure(options, RenderOptions("jsonl", fields=names))
    service = Service(PageJob(options, MAX_MEMORY), names, jobs, parse_seconds(timeout))
    if path is None:
        answer_stream(sys.stdin.buffer, sys.stdout.buffer, service)
    else:
        _serve_socket(path, service)


def answer_stream(requests: BinaryIO, out: BinaryIO, service: Service) -> None:
    """Read requests and write an answer for each, in order, until the requests end or the reader of answers goes."""
    waiting: queue.Queue[Source | Failure | None] = queue.Queue(MAX_WAITING)
    ids: deque[Any] = deque()
    threading.Thread(target=_read_requests, args=(requests, waiting, ids, service.job.options), daemon=True).start()
    results = answers(waiting, service.job, service.workers, service.timeout)
    with suppress(BrokenPipeError, ConnectionResetError):
        for result in results:
            out.write(_answer(ids.popleft(), result, service.fields))
            out.flush()


def _read_requests(requests: BinaryIO, waiting: queue.Queue[Any], ids: deque[Any], options: Options) -> None:
    """Put the pages of requests in a queue, and their ids beside it."""
    most = ESCAPED * options.max_bytes
    number = 0
    with suppress(OSError, ValueError):
        while line := requests.readline(most):
            number += 1
            is_whole = line.endswith(b"\n") or len(line) < most
            while not is_whole and (rest := requests.readline(most)):
                is_whole = rest.endswith(b"\n")
                line = b""
            if line.strip() or not is_whole or not line:
                key, page = _request(line, number, options.max_bytes)
                ids.append(key)
                waiting.put(page)
    waiting.put(None)


def _request(line: bytes, number: int, most: int) -> tuple[Any, Source | Failure]:
    """Return the id of a request, or its number, and its page or what is wrong with it."""
    name = f"request {number}"
    if not line:
        return number, Failure(name, TooLargeError(f"{name}: larger than {most:,} bytes"))
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        return number, Failure(name, UnreadableError(f"{name}: not a JSON object: {error}"))
    if not isinstance(values, dict):
        return number, Failure(name, UnreadableError(f"{name}: not a JSON object"))
    key = values.get("id", number)
    text = next((values[field] for field in PAGE_FIELDS if isinstance(values.get(field), str) and values[field]), None)
    url = values.get("url")
    if text is None:
        wanted = " or ".join(map(repr, PAGE_FIELDS))
        return key, Failure(name, UnreadableError(f"{name}: has no text in {wanted}"))
    return key, Source.from_str(text, name=name, url=url if isinstance(url, str) else None)


def _answer(key: Any, result: Article | Failure, fields: tuple[str, ...]) -> bytes:
    if isinstance(result, Failure):
        kind = type(result.error).__name__
        values: dict[str, Any] = {"kind": kind if kind != "PageError" else "LostError", "message": str(result.error)}
        return _line({"id": key, "error": values})
    try:
        return _line({"id": key, "article": to_dict(result, fields=fields)})
    except Exception as error:  # noqa: BLE001 - a bug on one page must not end the service
        return _line({"id": key, "error": {"kind": "InternalError", "message": f"{type(error).__name__}: {error}"}})


def _line(values: dict[str, Any]) -> bytes:
    return (dump(values) + "\n").encode("utf-8", "backslashreplace")


def _serve_socket(path: Path, service: Service) -> None:
    """Serve connections on a Unix socket until a signal. Raises `UsageError` where the socket cannot be made."""
    server_class: Any = getattr(socketserver, "ThreadingUnixStreamServer", None)
    if server_class is None:
        raise UsageError("--socket needs Unix sockets, which this system lacks")
    _remove_stale(path)
    slots = threading.BoundedSemaphore(MAX_CONNECTIONS)

    class Handler(socketserver.StreamRequestHandler):
        """Answers the requests of one connection."""

        def handle(self) -> None:
            with slots, suppress(OSError, PageError):
                answer_stream(self.rfile, self.wfile, service)  # type: ignore[arg-type]

    before = os.umask(0o177)
    try:
        server = server_class(str(path), Handler)
    except OSError as error:
        raise UsageError(f"--socket {path}: {error.strerror or error}") from None
    finally:
        os.umask(before)
    server.daemon_threads = True
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        signal.signal(getattr(signal, name), _stopper(server))
    print_message(f"{path}: serving; end with Ctrl-C or SIGTERM")
    try:
        server.serve_forever()
    finally:
        path.unlink(missing_ok=True)


def _stopper(server: Any) -> Callable[..., None]:
    def stop(*_: Any) -> None:
        # shutdown waits for serve_forever, which this thread runs
        threading.Thread(target=server.shutdown, daemon=True).start()

    return stop


def _remove_stale(path: Path) -> None:
    """Remove a socket that no process serves. Raises `UsageError` for any other file, and for a socket in use."""
    if not path.exists():
        return
    if not path.is_socket():
        raise UsageError(f"--socket {path}: exists and is no socket")
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            path.unlink()
            return
    raise UsageError(f"--socket {path}: another process serves it")
