"""An HTTP proxy in front of an object store that answers with errors, slowly, or in part."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

SLOW_SECONDS = 0.3
PASSED = frozenset(("connection", "transfer-encoding", "content-length", "server", "date"))

Fault = str | None  # "error", "full", "slow", "cut", or None for an honest answer
Plan = Callable[[int, str, str], Fault]


@dataclass
class FaultyProxy:
    """The proxy's plan: it gives the fault for the number, the method and the path of each request."""

    port: int
    plan: Plan
    url: str = ""
    faults: list[str] = field(default_factory=list)
    requests: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fault(self, method: str, path: str) -> Fault:
        """Return the fault of the next request, and count it."""
        with self.lock:
            self.requests += 1
            found = self.plan(self.requests, method, path)
            if found:
                self.faults.append(found)
        return found


class _Handler(BaseHTTPRequestHandler):
    """Answers the requests of one proxy."""

    proxy: ClassVar[FaultyProxy]
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def handle_one_request(self) -> None:
        """Handle a request of any method."""
        self.close_connection = True
        self.raw_requestline = self.rfile.readline(65537)
        if self.raw_requestline and self.parse_request():
            self.answer(self.body())

    def body(self) -> bytes:
        """Return the body of the request."""
        if "100-continue" in self.headers.get("Expect", "").lower():
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, body: bytes) -> None:
        """Send the server's answer, or the fault of this request."""
        fault = self.proxy.fault(self.command, self.path)
        if fault in ("error", "full"):
            self.reply(503 if fault == "error" else 507, {}, b"")
            return
        server = http.client.HTTPConnection("127.0.0.1", self.proxy.port, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "expect"}
        server.request(self.command, self.path, body or None, headers)
        response = server.getresponse()
        data = response.read()
        if fault == "slow":
            time.sleep(SLOW_SECONDS)
        self.reply(response.status, dict(response.headers), data, is_cut=fault == "cut")
        server.close()

    def reply(self, status: int, headers: dict[str, str], data: bytes, *, is_cut: bool = False) -> None:
        """Send an answer; one that is cut ends in the middle of what it announced."""
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in PASSED:
                self.send_header(name, value)
        size = headers.get("Content-Length") if self.command == "HEAD" else None
        self.send_header("Content-Length", size or str(len(data)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if is_cut else data)


@contextmanager
def faulty_proxy(port: int, plan: Plan) -> Iterator[FaultyProxy]:
    """Run a proxy in front of the server on a port of this machine."""
    proxy = FaultyProxy(port, plan)

    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"proxy": proxy}))
    proxy.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
