"""The verb `serve`: a process that stays, and answers JSON Lines with JSON Lines."""

from __future__ import annotations

import json
import math
import os
import queue
import signal
import socket
import socketserver
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, BinaryIO, NamedTuple

import typer

from newsclean.article import Article
from newsclean.batch.engines.many import MAX_MEMORY, PageJob, Request, answers
from newsclean.blocks import Policy
from newsclean.cli import options as option
from newsclean.cli.app import app
from newsclean.cli.console import print_message
from newsclean.cli.options import split_words
from newsclean.cli.pages.formats import WITHOUT_LEDGER, field_names
from newsclean.cli.pages.groups import Judging
from newsclean.cli.types import parse_seconds, parse_size
from newsclean.errors import PageError, RequestError, TooLargeError, UnreadableError, UsageError, did_you_mean
from newsclean.options import Options
from newsclean.pipeline import Failure
from newsclean.render import RenderOptions, with_structure
from newsclean.render.json import RESTORE_FIELDS, dump, to_dict
from newsclean.sources import Source
from newsclean.sources.records import EITHER_FIELDS

PAGE_FIELDS = ("html", "text", *EITHER_FIELDS)
SETTINGS = "publication input encoding second_opinion max_removed removal agency_authors contradictions".split()
POLICIES = ("keep", "drop", "field")
"""The options that a request may have, besides `fields`."""
_TYPES: Mapping[str, type] = MappingProxyType(
    {"publication": str, "encoding": str, "agency_authors": bool, "contradictions": bool}
)
ESCAPED = 6  # bytes that JSON may take for one byte of a page: `\\u001f`
MAX_CONNECTIONS = 8
"""Connections that are served at a time; each has workers of its own. More wait. A guess; not measured."""
MAX_WAITING = 64
"""Requests that a connection may send ahead of their answers. More take more memory. A guess; not measured."""
MAX_SHOWN = 20  # characters of a number that a message repeats


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

    A request has the page as html, text, content or body, and may have a url, an id and options. Its answer has the
    same id, and an article or an error. Answers come in the order of requests. A page that hangs costs only its own.
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
    waiting: queue.Queue[Source | Request | Failure | None] = queue.Queue(MAX_WAITING)
    heads: deque[Head] = deque()
    threading.Thread(target=_read_requests, args=(requests, waiting, heads, service), daemon=True).start()
    results = answers(waiting, service.job, service.workers, service.timeout)
    with suppress(BrokenPipeError, ConnectionResetError):
        for result in results:
            out.write(_answer(heads.popleft(), result))
            out.flush()


class Head(NamedTuple):
    """The parts of a request that its answer needs: the id, and the fields of the article."""

    id: Any
    fields: tuple[str, ...]


def _read_requests(requests: BinaryIO, waiting: queue.Queue[Any], heads: deque[Head], service: Service) -> None:
    """Put the pages of requests in a queue, and their heads beside it."""
    most = ESCAPED * service.job.options.max_bytes
    number = 0
    with suppress(OSError, ValueError):
        while line := requests.readline(most):
            number += 1
            is_whole = line.endswith(b"\n") or len(line) < most
            while not is_whole and (rest := requests.readline(most)):
                is_whole = rest.endswith(b"\n")
                line = b""
            if line.strip() or not is_whole or not line:
                head, page = _read_request(line, number, service)
                heads.append(head)
                waiting.put(page)
    waiting.put(None)


def _read_request(line: bytes, number: int, service: Service) -> tuple[Head, Source | Request | Failure]:
    """Return the head of a request, and its page or what is wrong with it; the id is its number by default."""
    name, key = f"request {number}", number
    try:
        if not line:
            raise TooLargeError(f"{name}: larger than {service.job.options.max_bytes:,} bytes")
        values = _object_of(line, name)
        key = values.get("id", number)
        page = _page_of(values, name)
        if values.get("options") is None:
            return Head(key, service.fields), page
        options, fields = options_of(values["options"], service.job.options)
        return Head(key, fields or service.fields), Request(page, options)
    except UsageError as error:
        return Head(key, ()), Failure(name, RequestError(f"{name}: {error}"))
    except PageError as error:
        return Head(key, ()), Failure(name, error)


def _object_of(line: bytes, name: str) -> dict[str, Any]:
    try:
        values = json.loads(line, parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{name}: not a JSON object: {error}") from None
    if not isinstance(values, dict):
        raise UnreadableError(f"{name}: not a JSON object")
    return values


def _finite(number: str) -> float:
    """Return a number of JSON. Raises `ValueError` for NaN and infinity, which no answer in JSON can repeat."""
    if math.isfinite(value := float(number)):
        return value
    raise ValueError(f"{number[:MAX_SHOWN]} is no number of JSON")


def _page_of(values: dict[str, Any], name: str) -> Source:
    url = values.get("url")
    text = next((values[field] for field in PAGE_FIELDS if isinstance(values.get(field), str) and values[field]), None)
    if text is None:
        wanted = " or ".join(map(repr, PAGE_FIELDS))
        raise UnreadableError(f"{name}: has no text in {wanted}")
    return Source.from_str(text, name=name, url=url if isinstance(url, str) else None)


def options_of(given: Any, base: Options) -> tuple[Options, tuple[str, ...]]:
    """Return the options of one request above those of the service, and the fields that it names.

    Raises `UsageError`. Files of rules are not among them: a request opens no file.
    """
    if not isinstance(given, dict):
        raise UsageError("options: expected an object")
    known = (*SETTINGS, *POLICIES, "fields")
    for name in given:
        if name not in known:
            raise UsageError(f"options: unknown option {name!r}{did_you_mean(name, known)}")
        kind = _TYPES.get(name)
        if kind is not None and not isinstance(given[name], kind | None):
            raise UsageError(f"options: {name}: expected {'a text' if kind is str else 'true or false'}")
    policy: dict[Any, Any] = dict(base.policy)
    for name in POLICIES:
        policy |= dict.fromkeys(_words(given, name), Policy(name))
    settings = {name: given[name] for name in SETTINGS if given.get(name) is not None}
    fields = field_names(words) if (words := _words(given, "fields")) else ()
    options = replace(base, policy=policy, **settings)
    return with_structure(options, RenderOptions("jsonl", fields=fields)), fields


def _words(given: dict[str, Any], name: str) -> list[str]:
    """Return the words of an option that is a list, or a text with commas. Raises `UsageError`."""
    value = given.get(name) or []
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise UsageError(f"options: {name}: expected a list of texts")
    return split_words(words)


def _answer(head: Head, result: Article | Failure) -> bytes:
    if isinstance(result, Failure):
        kind = type(result.error).__name__
        values: dict[str, Any] = {"kind": kind if kind != "PageError" else "LostError", "message": str(result.error)}
        return _line({"id": head.id, "error": values})
    try:
        return _line({"id": head.id, "article": to_dict(result, fields=head.fields)})
    except Exception as error:  # noqa: BLE001 - a bug on one page must not end the service
        return _line({"id": head.id, "error": {"kind": "InternalError", "message": f"{type(error).__name__}: {error}"}})


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
